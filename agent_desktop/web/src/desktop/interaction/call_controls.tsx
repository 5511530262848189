/** The buttons of a contact: exactly those the server allows now. */
import { type ReactNode, useState } from "react";
import { Button, type Tone } from "../../controls/button";
import type { IconName } from "../../controls/icon";
import { type MessageKey, useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { useClient, useIsPending } from "../context";
import { kindsFor } from "../transfer/targets";
import { TransferPanel } from "../transfer/transfer_panel";
import { Digits } from "./digits";

const SIMPLE = [
  "hold",
  "resume",
  "mute",
  "unmute",
  "park",
  "pause_recording",
  "continue_recording",
  "complete",
  "hang_up",
] as const;
type Simple = (typeof SIMPLE)[number];
type Panel = "send_digits" | "transfer";

const LOOKS: Record<Simple, { icon: IconName; tone: Tone }> = {
  hold: { icon: "hold", tone: "plain" },
  resume: { icon: "resume", tone: "go" },
  mute: { icon: "mute", tone: "plain" },
  unmute: { icon: "unmute", tone: "warn" },
  park: { icon: "park", tone: "plain" },
  pause_recording: { icon: "hold", tone: "plain" },
  continue_recording: { icon: "record", tone: "warn" },
  complete: { icon: "check", tone: "go" },
  hang_up: { icon: "hang_up", tone: "stop" },
};

interface CallControlsProps {
  interaction: InteractionView;
  view: DeskView;
}

export function CallControls({ interaction, view }: CallControlsProps) {
  const { t } = useSpeech();
  const [panel, setPanel] = useState<Panel | null>(null);
  const { allowed_actions: allowed, work } = interaction;
  const canHandOver = kindsFor(allowed).length > 0;
  const hasPad = allowed.includes("send_digits");
  const hasWish = allowed.includes("ask_for_wrap_up");
  if (!canHandOver && !hasPad && !hasWish && !SIMPLE.some((action) => allowed.includes(action))) return null;
  const toggle = (wanted: Panel) => setPanel(panel === wanted ? null : wanted);
  const simple = (...actions: Simple[]) =>
    actions.map((action) => <SimpleButton key={action} action={action} interaction={interaction} />);
  return (
    <section className="controls" aria-label={t(work === null ? "call_controls" : "work_controls")}>
      <div className="control-rows">
        <div className="row wrap">
          {simple("complete", "hold", "resume", "mute", "unmute")}
          {canHandOver && (
            <PanelButton
              icon="transfer"
              isOpen={panel === "transfer"}
              testId="open-transfer"
              onPress={() => toggle("transfer")}
            >
              {t("open_transfer")}
            </PanelButton>
          )}
          {hasPad && (
            <PanelButton
              icon="keypad"
              isOpen={panel === "send_digits"}
              testId="action-send_digits"
              onPress={() => toggle("send_digits")}
            >
              {t("action_send_digits")}
            </PanelButton>
          )}
          {simple("park", "pause_recording", "continue_recording")}
          {hasWish && <WrapUpWish interaction={interaction} />}
        </div>
        {simple("hang_up")}
      </div>
      {panel === "send_digits" && hasPad && <Digits interaction={interaction} />}
      {panel === "transfer" && canHandOver && (
        <TransferPanel interaction={interaction} view={view} onClose={() => setPanel(null)} />
      )}
    </section>
  );
}

function SimpleButton({ action, interaction }: { action: Simple; interaction: InteractionView }) {
  const { t } = useSpeech();
  const client = useClient();
  const isWaiting = useIsPending(action, interaction.interaction_id);
  if (!interaction.allowed_actions.includes(action)) return null;
  const words: MessageKey =
    action === "resume" && interaction.state === "in_flow" ? "action_take_back" : `action_${action}`;
  const { icon, tone } = LOOKS[action];
  return (
    <Button
      icon={icon}
      tone={tone}
      className="control"
      isDisabled={isWaiting}
      testId={`action-${action}`}
      onPress={() => client.command({ op: action, args: { interaction_id: interaction.interaction_id } })}
    >
      {t(words)}
    </Button>
  );
}

interface PanelButtonProps {
  icon: IconName;
  isOpen: boolean;
  testId: string;
  onPress: () => void;
  children: ReactNode;
}

function PanelButton({ icon, isOpen, testId, onPress, children }: PanelButtonProps) {
  return (
    <Button
      icon={icon}
      className={isOpen ? "control is-open" : "control"}
      aria-expanded={isOpen}
      testId={testId}
      onPress={onPress}
    >
      {children}
    </Button>
  );
}

function WrapUpWish({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const client = useClient();
  const { interaction_id: interactionId, wants_wrap_up: isWanted } = interaction;
  const isWaiting = useIsPending("ask_for_wrap_up", interactionId);
  return (
    <Button
      icon="check"
      tone={isWanted ? "go" : "plain"}
      className="control"
      aria-pressed={isWanted}
      isDisabled={isWaiting}
      testId="action-ask_for_wrap_up"
      onPress={() =>
        client.command({ op: "ask_for_wrap_up", args: { interaction_id: interactionId, is_wanted: !isWanted } })
      }
    >
      {t("action_ask_for_wrap_up")}
    </Button>
  );
}
