/** The agents of a wall's queues: who does what, and for how long. */
import { Icon } from "../controls/icon";
import { useWords } from "../i18n/supervisor_speech";
import type { AgentItem } from "../protocol/generated_boards";
import { useItems } from "../supervisor/board";
import { Elapsed, useHasPassed } from "../supervisor/live/elapsed";
import { PRESENCES } from "../supervisor/live/figures";
import { PRESENCE_ICONS } from "../supervisor/live/presence";

/** More would be too small to be read across a room. */
const SHOWN_MAX = 40;

export function AgentsBoard() {
  const { t } = useWords();
  const there = (useItems("agents") ?? []).filter(({ state }) => state !== "signed_out").toSorted(byState);
  if (there.length === 0) return <p className="wall-alone">{t("agents_none")}</p>;
  return (
    <ul className="wall-agents" data-testid="wall-agents-list">
      {there.slice(0, SHOWN_MAX).map((agent) => (
        <li key={agent.agent_id}>
          <Agent agent={agent} />
        </li>
      ))}
      {there.length > SHOWN_MAX && <li className="faint">{t("alarms_more", { count: there.length - SHOWN_MAX })}</li>}
    </ul>
  );
}

function Agent({ agent }: { agent: AgentItem }) {
  const { t } = useWords();
  const isTooLong = useHasPassed(agent.limit_at_ms);
  return (
    <div className={`wall-agent presence-${agent.state}`}>
      <strong>{agent.name}</strong>
      <span>
        <Icon name={isTooLong ? "alarm" : PRESENCE_ICONS[agent.state]} /> {t(`presence_${agent.state}`)}{" "}
        <Elapsed sinceMs={agent.since_ms} />
        {isTooLong && ` · ${t("agent_over_limit")}`}
      </span>
    </div>
  );
}

function byState(one: AgentItem, other: AgentItem): number {
  return PRESENCES.indexOf(one.state) - PRESENCES.indexOf(other.state) || one.name.localeCompare(other.name);
}
