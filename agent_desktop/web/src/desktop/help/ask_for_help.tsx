/** Asking colleagues for help with a contact, and taking that back. */
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useClient, useIsPending } from "../context";
import "./help.css";

export function AskForHelp({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const client = useClient();
  const { interaction_id: interactionId, help_since_ms: sinceMs, help_answered_by: answeredBy } = interaction;
  const isWaiting = useIsPending("ask_for_help", interactionId);
  const isWanted = sinceMs !== null;
  if (!interaction.allowed_actions.includes("ask_for_help")) return null;
  const press = () =>
    client.command({ op: "ask_for_help", args: { interaction_id: interactionId, is_wanted: !isWanted } });
  return (
    <span className="row">
      {isWanted && (
        <span className="help-asked" role="status">
          {answeredBy === null ? t("help_asked") : t("help_answered_by", { agent: answeredBy.name })}{" "}
          {/* Nobody wants to hear it tick. */}
          <span aria-hidden="true">
            <Clock sinceMs={sinceMs} />
          </span>
        </span>
      )}
      <Button
        tone={isWanted ? "warn" : "plain"}
        icon="help"
        isDisabled={isWaiting}
        testId="action-ask_for_help"
        onPress={press}
      >
        {t(isWanted ? "help_take_back" : "action_ask_for_help")}
      </Button>
    </span>
  );
}
