/**
 * Listening in on an agent's talk with the own phone, which rings on the own desktop. Owns the buttons on the board; while
 * one listens, who hears the supervisor is switched by a press, without another reason.
 */
import { useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { type Answer, call } from "../../protocol/http";
import type { MonitorMode } from "../../protocol/desktop_frames";
import type { InHand } from "../../protocol/generated_boards";
import { useMay, useMe } from "../me";
import { ActDialog } from "./act_dialog";
import { tellOutcome } from "./acting";

const MODES: readonly MonitorMode[] = ["listen", "whisper", "barge"];

/** What may be done about listening in on it, by whoever has this desk. Pure. */
export function monitorActs(held: InHand, agentId: string, ownAgentId: string | null): "start" | "switch" | "none" {
  const { supervised } = held;
  if (ownAgentId === null || ownAgentId === agentId) return "none";
  if (supervised !== null) return supervised.agent.agent_id === ownAgentId ? "switch" : "none";
  return held.medium === "voice" && held.state === "connected" ? "start" : "none";
}

interface MonitorActsProps {
  held: InHand;
  agentId: string;
  agentName: string;
}

export function MonitorActs({ held, agentId, agentName }: MonitorActsProps) {
  const { t } = useWords();
  const may = useMay();
  const { agent_id: ownAgentId } = useMe();
  const [asked, setAsked] = useState<MonitorMode | "take_over" | null>(null);
  const { supervised } = held;
  const can = may("monitor_call") ? monitorActs(held, agentId, ownAgentId) : "none";
  const close = () => setAsked(null);
  return (
    <>
      {supervised !== null && can !== "switch" && (
        <Badge tone="busy" icon="speaker" testId="supervised">
          {t("monitor_by", { who: supervised.agent.name, mode: t(`monitor_mode_${supervised.mode}`) })}
        </Badge>
      )}
      {can === "start" &&
        MODES.map((mode) => (
          <Button key={mode} tone="quiet" icon="speaker" testId={`act-${mode}`} onPress={() => setAsked(mode)}>
            {t(`monitor_mode_${mode}`)}
          </Button>
        ))}
      {can === "switch" && supervised !== null && (
        <Switch agentId={agentId} agentName={agentName} mode={supervised.mode} onTakeOver={() => setAsked("take_over")} />
      )}
      {asked !== null && asked !== "take_over" && (
        <ActDialog
          title={t("monitor_title", { agent: agentName, mode: t(`monitor_mode_${asked}`) })}
          explained={t(`monitor_explained_${asked}`)}
          verb={t("monitor_do")}
          request={{ path: pathOf(agentId), body: { mode: asked, interaction_id: held.interaction_id } }}
          done={() => t("monitor_done", { agent: agentName })}
          onClose={close}
        />
      )}
      {asked === "take_over" && (
        <ActDialog
          title={t("monitor_take_over_title", { agent: agentName })}
          explained={t("monitor_take_over_explained")}
          verb={t("monitor_take_over")}
          tone="stop"
          request={{ path: `${pathOf(agentId)}/take-over`, body: {} }}
          done={() => t("monitor_take_over_done", { agent: agentName })}
          onClose={close}
        />
      )}
    </>
  );
}

function pathOf(agentId: string): string {
  return `/api/agents/${encodeURIComponent(agentId)}/monitor`;
}

interface SwitchProps {
  agentId: string;
  agentName: string;
  mode: MonitorMode;
  onTakeOver: () => void;
}

/** Who hears the supervisor; what is shown is the center's answer on the board, not the press. */
function Switch({ agentId, agentName, mode, onTakeOver }: SwitchProps) {
  const { t } = useWords();
  const may = useMay();
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState("");
  const ask = async (asking: Promise<Answer<unknown>>, done: string) => {
    setWaiting(true);
    const answer = await asking;
    setWaiting(false);
    setProblem(answer.ok ? "" : t(codedWord("error", answer.code, "error_other"), { code: answer.code }));
    if (answer.ok) tellOutcome(done);
  };
  const switchTo = (next: MonitorMode) =>
    ask(call("PUT", pathOf(agentId), { mode: next }), t("monitor_switched", { mode: t(`monitor_mode_${next}`) }));
  return (
    <div className="monitor-switch" role="group" aria-label={t("monitor_heard_by", { agent: agentName })} data-testid="monitor-switch">
      {MODES.map((each) => (
        <Button
          key={each}
          aria-pressed={each === mode}
          tone={each === mode ? "primary" : "plain"}
          isDisabled={isWaiting}
          testId={`switch-${each}`}
          onPress={() => void switchTo(each)}
        >
          {t(`monitor_mode_${each}`)}
        </Button>
      ))}
      {may("take_over") && (
        <Button tone="stop" icon="transfer" testId="act-take-over" onPress={onTakeOver}>
          {t("monitor_take_over")}
        </Button>
      )}
      <Button icon="close" testId="act-monitor-end" isDisabled={isWaiting} onPress={() => void ask(call("DELETE", pathOf(agentId)), t("monitor_ended"))}>
        {t("monitor_end")}
      </Button>
      {problem !== "" && (
        <p className="problem" role="alert">
          {t("act_refused", { reason: problem })}
        </p>
      )}
    </div>
  );
}
