/** The note about a contact, written during the call or after it. */
import { useId } from "react";
import { useSpeech } from "../../i18n/language";
import type { DraftControl } from "./use_draft";

/** The server takes frames of 64 kB; a note stays far below. */
const NOTE_CHARACTERS_MAX = 4_000;

export function NoteField({ draft: { draft, change } }: { draft: DraftControl }) {
  const { t } = useSpeech();
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{t("note")}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={NOTE_CHARACTERS_MAX}
        value={draft.note}
        aria-describedby={`${id}-hint`}
        data-testid="note"
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      <p id={`${id}-hint`} className="faint">
        {t("note_hint")}
      </p>
    </>
  );
}
