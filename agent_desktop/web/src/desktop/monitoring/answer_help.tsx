/** A supervisor answers a colleague's call for help: by listening first, or by joining at once. */
import { use, useState } from "react";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { MonitorMode } from "../../protocol/desktop_frames";
import { startMonitoring } from "../../protocol/monitoring";
import { Permissions } from "../context";
import type { CallForHelp } from "../help/calls_for_help";
import { useReason } from "../loaded";

/** Nothing for those who may not. Whether this agent is of the own team is the center's to say. */
export function AnswerHelp({ wanted }: { wanted: CallForHelp }) {
  const { t } = useSpeech();
  const reason = useReason();
  const permissions = use(Permissions);
  const [isWaiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  if (permissions.monitor_call === undefined) return null;
  const start = async (mode: MonitorMode) => {
    setWaiting(true);
    const answer = await startMonitoring(wanted.agentId, mode, t("monitor_help_reason"), wanted.interactionId);
    setWaiting(false);
    setRefusal(answer.ok ? null : t("monitoring_refused", { reason: reason(answer) }));
  };
  return (
    <span className="help-answers">
      <Button isDisabled={isWaiting} testId="help-listen" onPress={() => void start("listen")}>
        {t("monitor_listen")}
      </Button>
      <Button isDisabled={isWaiting} testId="help-join" onPress={() => void start("barge")}>
        {t("monitor_join")}
      </Button>
      {refusal !== null && (
        <span className="problem" role="alert">
          {refusal}
        </span>
      )}
    </span>
  );
}
