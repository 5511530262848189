/** After the contact: one disposition, a note, and Finish. How the wrap-up ends is the queue's to say. */
import { type FormEvent, useState } from "react";
import { Icon } from "../../controls/icon";
import { clock, clockLeft, useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useClient, useIsPending, useServerNow } from "../context";
import { DispositionField } from "./disposition_field";
import { givenDisposition } from "./dispositions";
import { NoteField } from "./note_field";
import type { DraftControl } from "./use_draft";
import "./wrap_up.css";

interface WrapUpFormProps {
  interaction: InteractionView;
  draft: DraftControl;
}

export function WrapUpForm({ interaction, draft }: WrapUpFormProps) {
  const { t, label } = useSpeech();
  const client = useClient();
  const { interaction_id: interactionId, dispositions } = interaction;
  const given = givenDisposition(interaction);
  const isWaiting = useIsPending("finish_wrap_up", interactionId);
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
      <div className="row spread wrap">
        <h2>{t("wrap_up")}</h2>
        <TimeLeft interaction={interaction} />
      </div>
      <p role="status" className="wrap-up-given" data-testid="given-disposition">
        {given !== null && (
          <>
            <Icon name="check" /> {t("disposition_given", { disposition: label(given.label) })}
          </>
        )}
      </p>
      <DispositionField
        all={dispositions}
        chosen={disposition}
        problem={isMissing ? t("disposition_needed") : ""}
        onChoose={(code) => {
          setMissing(false);
          draft.change({ disposition: code });
        }}
      />
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

function TimeLeft({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const nowMs = useServerNow();
  const { wrap_up_until_ms: untilMs, wrap_up_since_ms: sinceMs } = interaction;
  if (untilMs === null) {
    return (
      <span className="faint" data-testid="wrap-up-open">
        {t("wrap_up_open", { time: clock(nowMs - (sinceMs ?? nowMs)) })}
      </span>
    );
  }
  const leftMs = Math.max(0, untilMs - nowMs);
  const wholeMs = Math.max(1, untilMs - (sinceMs ?? untilMs));
  const isShort = leftMs < SHORT_MS;
  return (
    <span className={`wrap-up-left ${isShort ? "bad" : "faint"}`}>
      <progress className="wrap-up-drain" max={wholeMs} value={leftMs} aria-hidden="true" />
      <span className="clock" data-testid="wrap-up-left">
        {t("wrap_up_left", { time: clockLeft(leftMs) })}
      </span>
    </span>
  );
}
