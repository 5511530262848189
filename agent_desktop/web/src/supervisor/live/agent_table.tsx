/** All agents in one table: what each does and for how long, and what each has in hand. */
import { useMemo } from "react";
import { Badge } from "../../controls/badge";
import { type SortableColumn, SortableTable } from "../../controls/sortable_table";
import { readable } from "../../desktop/interaction/readable";
import { type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import type { AgentItem } from "../../protocol/generated_boards";
import { useBoardNow } from "../board";
import { narrow, useParam } from "../place";
import { type Order, ordered, orderOf, orderText, PRESENCES } from "./figures";
import { InHandLine } from "./in_hand";
import { Presence, SinceState } from "./presence";

interface AgentTableProps {
  agents: readonly AgentItem[];
  chosenId: string;
  onChoose: (agentId: string) => void;
}

const FIRST: Order = { by: "agent", isDescending: false };
/** A row turns red within this time of its limit. */
const STEP_MS = 1_000;

export function AgentTable({ agents, chosenId, onChoose }: AgentTableProps) {
  const { t, minute } = useWords();
  const order = orderOf(useParam("asort"), FIRST);
  const nowMs = useBoardNow(STEP_MS);
  const columns = useMemo(() => columnsOf(t, minute, onChoose), [t, minute, onChoose]);
  const rows = ordered(agents, (agent) => valueBy(order.by, agent), order.isDescending);
  return (
    <SortableTable
      label={t("agent_table")}
      columns={columns}
      rows={rows}
      rowId={({ agent_id }) => agent_id}
      levelOf={({ limit_at_ms }) => (limit_at_ms !== null && limit_at_ms <= nowMs ? "red" : "")}
      chosenId={chosenId}
      by={order.by}
      isDescending={order.isDescending}
      onSort={(by) => narrow({ asort: orderText({ by, isDescending: by === order.by && !order.isDescending }) })}
      sortWords={(column) => t("sort_by", { column })}
      onChoose={({ agent_id }) => onChoose(agent_id)}
      nothing={t("agents_none")}
      testId="agents"
    />
  );
}

function valueBy(by: string, agent: AgentItem): string | number | null {
  switch (by) {
    case "team":
      return agent.team;
    case "state":
      return PRESENCES.indexOf(agent.state);
    case "since":
      return agent.since_ms;
    case "contact":
      return agent.in_hand[0]?.accepted_at_ms ?? null;
    case "load":
      return agent.capacity === 0 ? 0 : agent.load / agent.capacity;
    default:
      return agent.name;
  }
}

function columnsOf(
  t: SupervisorSpeech["t"],
  minute: SupervisorSpeech["minute"],
  onChoose: (agentId: string) => void,
): SortableColumn<AgentItem>[] {
  return [
    {
      id: "agent",
      head: t("column_agent"),
      cell: (agent) => (
        <span className="row">
          <button type="button" className="quiet row-name" data-testid="open-agent" onClick={() => onChoose(agent.agent_id)}>
            {agent.name}
          </button>
          <span className="faint">{agent.number}</span>
          {agent.help !== null && (
            <Badge tone="warn" icon="help" testId="wants-help">
              {t("agent_wants_help")}
            </Badge>
          )}
        </span>
      ),
    },
    { id: "team", head: t("column_team"), cell: ({ team }) => readable(team) },
    { id: "state", head: t("column_state"), cell: (agent) => <Presence agent={agent} /> },
    { id: "since", head: t("column_since"), isNumber: true, cell: (agent) => <SinceState agent={agent} /> },
    {
      id: "contact",
      head: t("column_contact"),
      cell: (agent) => (
        <span className="in-hands">
          {agent.in_hand.map((held) => (
            <InHandLine key={held.interaction_id} held={held} />
          ))}
          {agent.next_activity !== null && (
            <span className="faint">{t("agent_next", { activity: activityWord(agent.next_activity, t) })}</span>
          )}
        </span>
      ),
    },
    {
      id: "load",
      head: t("column_load"),
      isNumber: true,
      cell: (agent) => (
        <>
          {agent.override_until_ms !== null && (
            <Badge tone="busy" icon="settings">
              {t("agent_other_skills", { time: minute(agent.override_until_ms) })}
            </Badge>
          )}{" "}
          {t("agent_load", { load: agent.load, capacity: agent.capacity })}
        </>
      ),
    },
  ];
}

/** What somebody will do next. */
export function activityWord(activity: string, t: SupervisorSpeech["t"]): string {
  switch (activity) {
    case "available":
      return t("activity_available");
    case "on_break":
      return t("activity_on_break");
    case "signed_out":
      return t("presence_signed_out");
    default:
      return activity;
  }
}
