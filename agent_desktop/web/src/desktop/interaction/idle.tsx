/** The middle of the desktop while no contact is in hand: says what happens next. */
import { Icon } from "../../controls/icon";
import { type MessageKey, useSpeech } from "../../i18n/language";
import type { AgentView } from "../../protocol/desktop_frames";

function words(agent: AgentView): [MessageKey, MessageKey] {
  if (agent.monitoring !== null) return ["idle_monitoring_title", "idle_monitoring_text"];
  if (agent.activity === "available") return ["idle_available_title", "idle_available_text"];
  if (agent.activity === "on_break") return ["idle_break_title", "idle_break_text"];
  return ["idle_signed_out_title", "idle_signed_out_text"];
}

export function Idle({ agent }: { agent: AgentView }) {
  const { t } = useSpeech();
  const [title, text] = words(agent);
  return (
    <div className={`idle idle-${agent.activity}`} data-testid="idle">
      <span className="idle-mark">
        <Icon name={agent.monitoring !== null ? "speaker" : agent.activity === "available" ? "phone" : "hold"} />
      </span>
      <h1>{t(title)}</h1>
      <p>{t(text)}</p>
    </div>
  );
}
