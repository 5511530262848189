/** One contact in full: who is calling and why, what can be done now, and the notes. */
import { clock, useSpeech } from "../../i18n/language";
import type { InteractionView, QueueChoice } from "../../protocol/desktop_frames";
import { useServerNow } from "../context";
import { NoteField } from "../wrap_up/note_field";
import { WrapUpForm } from "../wrap_up/wrap_up_form";
import { useDraft } from "../wrap_up/use_draft";
import { CallControls } from "./call_controls";
import { FlowLines } from "./flow_panel";
import { ScreenPop } from "./screen_pop";
import { stateSinceMs, stateTone, stateWord } from "./state_words";
import { WorkCard } from "./work_card";

interface CanvasProps {
  interaction: InteractionView;
  queues: readonly QueueChoice[];
  flows: readonly string[];
}

export function Canvas({ interaction, queues, flows }: CanvasProps) {
  const { t, label } = useSpeech();
  const draft = useDraft(interaction.interaction_id);
  const isWrapUp = interaction.state === "wrap_up";
  const { work } = interaction;
  const isTalk = work === null || interaction.medium === "callback";
  const greeting = label(interaction.queue.greeting);
  return (
    <article
      className="canvas"
      aria-label={t(stateWord(interaction))}
      data-testid="interaction"
      data-state={interaction.state}
      data-interaction-id={interaction.interaction_id}
    >
      <StateLine interaction={interaction} />
      <CallControls interaction={interaction} queues={queues} flows={flows} />
      <FlowLines interaction={interaction} />
      {work !== null && <WorkCard interaction={interaction} work={work} />}
      {!isWrapUp && isTalk && greeting !== "" && (
        <blockquote className="greeting" aria-label={t("greeting")} data-testid="greeting">
          {greeting}
        </blockquote>
      )}
      {isWrapUp && <WrapUpForm interaction={interaction} draft={draft} />}
      <ScreenPop interaction={interaction} />
      {!isWrapUp && interaction.state !== "offered" && (
        <section className="card">
          <NoteField draft={draft} />
        </section>
      )}
    </article>
  );
}

function StateLine({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const nowMs = useServerNow();
  const heldSinceMs = interaction.held_since_ms;
  return (
    <p className="state-line">
      <span className={`badge state-${stateTone(interaction)}`} data-testid="state">
        {t(stateWord(interaction))}
      </span>
      <span className="clock big" data-testid="state-clock">
        {clock(nowMs - stateSinceMs(interaction))}
      </span>
      {interaction.is_held && interaction.state !== "in_flow" && heldSinceMs !== null && (
        <span className="faint">{t("hold_time", { time: clock(nowMs - heldSinceMs) })}</span>
      )}
    </p>
  );
}
