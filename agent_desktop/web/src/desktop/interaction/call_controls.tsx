/** The buttons of a contact: exactly those the server allows now. */
import { useState } from "react";
import { Icon, type IconName } from "../../controls/icon";
import { Keypad } from "../../controls/keypad";
import { type MessageKey, useSpeech } from "../../i18n/language";
import { soundKey } from "../../media/tones";
import type { InteractionView, QueueChoice } from "../../protocol/desktop_frames";
import { isPending } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient } from "../context";
import { FlowPanel } from "./flow_panel";
import { TransferPanel } from "./transfer_panel";

type Simple = "hold" | "resume" | "mute" | "unmute" | "hang_up" | "complete";
type Panel = "send_digits" | "send_into_flow" | "transfer_to_queue";
type Choice = "ask_for_wrap_up";

interface ButtonKind {
  action: Simple | Panel | Choice;
  words: MessageKey;
  icon: IconName;
  tone: string;
}

const BUTTONS: readonly ButtonKind[] = [
  { action: "hold", words: "action_hold", icon: "hold", tone: "" },
  { action: "resume", words: "action_resume", icon: "resume", tone: "go" },
  { action: "mute", words: "action_mute", icon: "mute", tone: "" },
  { action: "unmute", words: "action_unmute", icon: "unmute", tone: "warn" },
  { action: "send_digits", words: "action_send_digits", icon: "keypad", tone: "" },
  { action: "send_into_flow", words: "action_send_into_flow", icon: "flow", tone: "" },
  { action: "complete", words: "action_complete", icon: "check", tone: "go" },
  { action: "transfer_to_queue", words: "action_transfer_to_queue", icon: "transfer", tone: "" },
  { action: "ask_for_wrap_up", words: "action_ask_for_wrap_up", icon: "check", tone: "" },
  { action: "hang_up", words: "action_hang_up", icon: "hang_up", tone: "stop" },
];

const isPanel = (action: ButtonKind["action"]): action is Panel =>
  action === "send_digits" || action === "send_into_flow" || action === "transfer_to_queue";

interface CallControlsProps {
  interaction: InteractionView;
  queues: readonly QueueChoice[];
  flows: readonly string[];
}

export function CallControls({ interaction, queues, flows }: CallControlsProps) {
  const { t } = useSpeech();
  const client = useClient();
  const state = useStore(client.store);
  const [panel, setPanel] = useState<Panel | null>(null);
  const { interaction_id: interactionId, allowed_actions: allowed } = interaction;
  const shown = BUTTONS.filter(({ action }) => allowed.includes(action));
  if (shown.length === 0) return null;
  const press = (action: ButtonKind["action"]) => {
    if (isPanel(action)) setPanel(panel === action ? null : action);
    else if (action === "ask_for_wrap_up")
      client.command({ op: action, args: { interaction_id: interactionId, is_wanted: !interaction.wants_wrap_up } });
    else client.command({ op: action, args: { interaction_id: interactionId } });
  };
  return (
    <section className="controls" aria-label={t(interaction.work === null ? "call_controls" : "work_controls")}>
      <div className="row wrap">
        {shown.map(({ action, words, icon, tone }) => {
          const isWaiting = action !== "send_digits" && isPending(state, action, interactionId);
          return (
            <button
              key={action}
              type="button"
              className={`control ${action === "ask_for_wrap_up" && interaction.wants_wrap_up ? "go" : tone}`}
              disabled={isWaiting}
              aria-busy={isWaiting}
              aria-expanded={isPanel(action) ? panel === action : undefined}
              aria-pressed={action === "ask_for_wrap_up" ? interaction.wants_wrap_up : undefined}
              data-testid={`action-${action}`}
              onClick={() => press(action)}
            >
              <Icon name={icon} />
              {t(action === "resume" && interaction.state === "in_flow" ? "action_take_back" : words)}
            </button>
          );
        })}
      </div>
      {panel === "send_digits" && allowed.includes("send_digits") && <Digits interactionId={interactionId} />}
      {panel === "send_into_flow" && allowed.includes("send_into_flow") && (
        <FlowPanel interaction={interaction} flows={flows} onClose={() => setPanel(null)} />
      )}
      {panel === "transfer_to_queue" && allowed.includes("transfer_to_queue") && (
        <TransferPanel interaction={interaction} queues={queues} onClose={() => setPanel(null)} />
      )}
    </section>
  );
}

function Digits({ interactionId }: { interactionId: string }) {
  const client = useClient();
  const send = (digits: string) => {
    soundKey(digits);
    client.command({ op: "send_digits", args: { interaction_id: interactionId, digits } });
  };
  return (
    <div className="panel">
      <Keypad isDisabled={false} onKey={send} idPrefix="digit" />
    </div>
  );
}
