/** One contact in full: who is calling and why, what can be done now, and the notes. */
import { Badge } from "../../controls/badge";
import { Clock } from "../../controls/clock";
import { clock, useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { CrmButtons } from "../compact/crm_buttons";
import { ConsultedBy, ConsultPanel } from "../consult/consult_panel";
import { useOfServerNow } from "../context";
import { QualityBadge } from "../health/quality_badge";
import { SupervisedBadge } from "../monitoring/supervised_badge";
import { RecordingBadge, SecureEntryNote } from "../recording/recording_badge";
import { CanvasTools } from "../slots";
import { NoteField } from "../wrap_up/note_field";
import { WrapUpForm } from "../wrap_up/wrap_up_form";
import { useDraft } from "../wrap_up/use_draft";
import { CallControls } from "./call_controls";
import { FlowLines } from "./flow_lines";
import { ScreenPop } from "./screen_pop";
import { stateSinceMs, stateTone, stateWord } from "./state_words";
import { WorkCard } from "./work_card";

interface CanvasProps {
  interaction: InteractionView;
  view: DeskView;
}

export function Canvas({ interaction, view }: CanvasProps) {
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
      <ConsultedBy interaction={interaction} />
      <CallControls interaction={interaction} view={view} />
      {interaction.consult !== null && <ConsultPanel interaction={interaction} consult={interaction.consult} />}
      {!isWrapUp && <CanvasTools view={view} interaction={interaction} />}
      <SecureEntryNote interaction={interaction} />
      <FlowLines interaction={interaction} />
      {work !== null && <WorkCard interaction={interaction} work={work} />}
      {!isWrapUp && isTalk && greeting !== "" && (
        <blockquote className="greeting" aria-label={t("greeting")} data-testid="greeting">
          {greeting}
        </blockquote>
      )}
      {isWrapUp && <WrapUpForm interaction={interaction} draft={draft} />}
      {isWrapUp && <CanvasTools view={view} interaction={interaction} />}
      <ScreenPop interaction={interaction} />
      <CrmButtons interaction={interaction} agentId={view.agent.agent_id} />
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
  const heldSinceMs = interaction.held_since_ms;
  const isHeld = interaction.is_held && interaction.state !== "in_flow" && heldSinceMs !== null;
  const held = useOfServerNow((nowMs) => (isHeld ? clock(nowMs - heldSinceMs) : ""));
  const isOnPhone = ["connecting", "connected", "in_flow"].includes(interaction.state) && interaction.work === null;
  return (
    <p className="state-line">
      <span className={`badge state-${stateTone(interaction)}`} data-testid="state">
        {t(stateWord(interaction))}
      </span>
      <Clock sinceMs={stateSinceMs(interaction)} className="big" testId="state-clock" />
      {isHeld && <span className="faint">{t("hold_time", { time: held })}</span>}
      {interaction.is_muted && isOnPhone && (
        <Badge tone="warn" icon="mute" testId="muted">
          {t("phone_muted")}
        </Badge>
      )}
      {interaction.direction === "out" && <Badge icon="call_back">{t("direction_out")}</Badge>}
      <RecordingBadge interaction={interaction} />
      <SupervisedBadge interaction={interaction} />
      {isOnPhone && <QualityBadge />}
    </p>
  );
}
