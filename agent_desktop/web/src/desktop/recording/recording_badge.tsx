/** Whether this conversation is being kept, always in words. */
import { Badge } from "../../controls/badge";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";

export function RecordingBadge({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const { recorded } = interaction;
  if (recorded === null) return null;
  const word = recorded.is_failing ? "failing" : recorded.pause === "" ? "on" : `paused_${recorded.pause}`;
  return (
    <span data-testid="recording" data-state={word}>
      <Badge
        tone={recorded.is_failing ? "warn" : recorded.pause === "" ? "bad" : "plain"}
        icon={recorded.pause === "" ? "record" : "hold"}
      >
        {t(`recording_${word}` as "recording_on")}
      </Badge>
    </span>
  );
}

/** Said while the agent has paused the recording: what is private now, and how it ends. */
export function SecureEntryNote({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const isPaused = interaction.recorded?.pause === "agent";
  return (
    <div role="status" className="flow-lines">
      {isPaused && <p data-testid="secure-entry">{t("recording_secure")}</p>}
    </div>
  );
}
