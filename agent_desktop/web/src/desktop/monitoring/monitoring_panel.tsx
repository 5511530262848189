/** The talk that this agent, a supervisor, listens in on: who hears the supervisor, taking over, and the end. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { useSpeech } from "../../i18n/language";
import type { Monitoring, MonitorMode } from "../../protocol/desktop_frames";
import type { Answer } from "../../protocol/http";
import { endMonitoring, switchMonitoring, takeOver } from "../../protocol/monitoring";
import { useReason } from "../loaded";
import "./monitoring.css";

const MODES: readonly MonitorMode[] = ["listen", "whisper", "barge"];
const REASON_CHARACTERS_MAX = 500;

export function MonitoringPanel({ monitoring }: { monitoring: Monitoring }) {
  const { t, label } = useSpeech();
  const { agent, mode, stage, allowed_actions: allowed } = monitoring;
  const { isWaiting, refusal, ask } = useAsking();
  const [isTakingOver, setTakingOver] = useState(false);
  return (
    <section className="monitoring" aria-label={t("monitoring_title", { agent: agent.name })} data-testid="monitoring" data-stage={stage}>
      <h2>{t("monitoring_title", { agent: agent.name })}</h2>
      <p className="row spread wrap">
        <span role="status">{t(`monitoring_${stage}`)}</span>
        <span className="faint">{label(monitoring.queue.label)}</span>
        <Clock sinceMs={monitoring.since_ms} />
      </p>
      <fieldset className="monitoring-modes" disabled={isWaiting || !allowed.includes("switch_monitoring")}>
        <legend>{t("monitoring_mode")}</legend>
        {MODES.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="monitoring-mode"
              value={one}
              checked={mode === one}
              data-testid={`monitoring-${one}`}
              onChange={() => void ask(() => switchMonitoring(agent.agent_id, one))}
            />
            {t(`monitoring_${one}`, { agent: agent.name })}
          </label>
        ))}
      </fieldset>
      {refusal !== null && (
        <p className="problem" role="alert">
          {refusal}
        </p>
      )}
      <div className="row wrap">
        <Button
          tone="warn"
          icon="transfer"
          testId="take-over"
          isDisabled={!allowed.includes("take_over")}
          onPress={() => setTakingOver(true)}
        >
          {t("monitoring_take_over")}
        </Button>
        <Button
          icon="hang_up"
          testId="end-monitoring"
          isDisabled={isWaiting}
          onPress={() => void ask(() => endMonitoring(agent.agent_id))}
        >
          {t("monitoring_end")}
        </Button>
      </div>
      {isTakingOver && <TakeOver monitoring={monitoring} onClose={() => setTakingOver(false)} />}
    </section>
  );
}

/** Why it is done stands in the audit trail. */
function TakeOver({ monitoring, onClose }: { monitoring: Monitoring; onClose: () => void }) {
  const { t } = useSpeech();
  const [reason, setReason] = useState("");
  const { isWaiting, refusal, ask } = useAsking();
  const { agent } = monitoring;
  const press = async () => {
    if (await ask(() => takeOver(agent.agent_id, reason))) onClose();
  };
  return (
    <Dialog title={t("monitoring_take_over_title")} isOpen onClose={onClose} testId="take-over-dialog">
      <p>{t("monitoring_take_over_text", { agent: agent.name })}</p>
      <Field
        label={t("monitoring_reason")}
        value={reason}
        onChange={setReason}
        maxLength={REASON_CHARACTERS_MAX}
        autoFocus
        problem={refusal ?? undefined}
        testId="take-over-reason"
      />
      <div className="row">
        <Button
          tone="primary"
          testId="take-over-now"
          isDisabled={isWaiting || reason.trim() === ""}
          onPress={() => void press()}
        >
          {t("monitoring_take_over")}
        </Button>
      </div>
    </Dialog>
  );
}

/** One request at a time, and why it was refused; true when it was done. */
function useAsking() {
  const { t } = useSpeech();
  const reason = useReason();
  const [isWaiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const ask = async (request: () => Promise<Answer<unknown>>): Promise<boolean> => {
    setWaiting(true);
    const answer = await request();
    setWaiting(false);
    setRefusal(answer.ok ? null : t("monitoring_refused", { reason: reason(answer) }));
    return answer.ok;
  };
  return { isWaiting, refusal, ask };
}
