/** After the call: one disposition, a note, and Finish. */
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { clock, useSpeech } from "../../i18n/language";
import type { Coded, InteractionView } from "../../protocol/desktop_frames";
import { isPending } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient, useServerNow } from "../context";
import { givenDisposition, matchingDispositions } from "./dispositions";
import { NoteField } from "./note_field";
import type { DraftControl } from "./use_draft";

interface WrapUpFormProps {
  interaction: InteractionView;
  draft: DraftControl;
}

export function WrapUpForm({ interaction, draft }: WrapUpFormProps) {
  const { t, label } = useSpeech();
  const client = useClient();
  const { interaction_id: interactionId, dispositions } = interaction;
  const given = givenDisposition(interaction);
  const isWaiting = isPending(useStore(client.store), "finish_wrap_up", interactionId);
  const [isMissing, setMissing] = useState(false);
  const { note } = draft.draft;
  const disposition = draft.draft.disposition || (given?.code ?? "");
  const canFinish = interaction.allowed_actions.includes("finish_wrap_up");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isChosen = dispositions.some(({ code }) => code === disposition);
    setMissing(!isChosen);
    if (!isChosen) return;
    client.command({ op: "finish_wrap_up", args: { interaction_id: interactionId, disposition, note } });
  };
  return (
    <form className="card wrap-up" aria-label={t("wrap_up")} onSubmit={submit}>
      <div className="row spread">
        <h2>{t("wrap_up")}</h2>
        <TimeLeft untilMs={interaction.wrap_up_until_ms} />
      </div>
      <p role="status" className="faint" data-testid="given-disposition">
        {given !== null && t("disposition_given", { disposition: label(given.label) })}
      </p>
      <Dispositions
        all={dispositions}
        chosen={disposition}
        onChoose={(code) => {
          setMissing(false);
          draft.change({ disposition: code });
        }}
      />
      <p role="alert" className="problem">
        {isMissing && t("disposition_needed")}
      </p>
      <NoteField draft={draft} />
      <button
        type="submit"
        className="primary"
        disabled={!canFinish || isWaiting}
        aria-busy={isWaiting}
        data-testid="finish-wrap-up"
      >
        {t(given === null ? "finish_wrap_up" : "change_disposition")}
      </button>
    </form>
  );
}

/** Turns red near the end: then the center finishes the wrap-up by itself. */
const SHORT_MS = 15_000;

function TimeLeft({ untilMs }: { untilMs: number | null }) {
  const { t } = useSpeech();
  const nowMs = useServerNow();
  if (untilMs === null) return null;
  const leftMs = Math.max(0, untilMs - nowMs);
  return (
    <span className={`clock ${leftMs < SHORT_MS ? "bad" : "faint"}`} data-testid="wrap-up-left">
      {t("wrap_up_left", { time: clock(leftMs + 999) })}
    </span>
  );
}

interface DispositionsProps {
  all: readonly Coded[];
  chosen: string;
  onChoose: (code: string) => void;
}

/** Typing narrows the list and Enter takes the first; each one is also a click away. */
function Dispositions({ all, chosen, onChoose }: DispositionsProps) {
  const { t, label } = useSpeech();
  const id = useId();
  const [typed, setTyped] = useState("");
  const matching = matchingDispositions(all, typed);
  const onKey = (event: KeyboardEvent) => {
    const first = matching[0];
    if (event.key !== "Enter" || event.nativeEvent.isComposing || typed === "" || first === undefined) return;
    event.preventDefault();
    onChoose(first.code);
    setTyped("");
  };
  return (
    <fieldset>
      <legend>{t("disposition")}</legend>
      <input
        type="search"
        placeholder={t("disposition_search")}
        aria-label={t("disposition_search")}
        autoComplete="off"
        value={typed}
        data-testid="disposition"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <div className="choices">
        {matching.map(({ code, label: words }) => (
          <label key={code} className="choice" data-testid={`disposition-${code}`}>
            <input
              type="radio"
              name={`${id}-disposition`}
              value={code}
              checked={code === chosen}
              onChange={() => onChoose(code)}
            />
            {label(words)}
          </label>
        ))}
        {matching.length === 0 && <p className="faint">{t("disposition_none")}</p>}
      </div>
    </fieldset>
  );
}
