/** What the tiles and tables of the live board say, from what it is told. Pure. */
import type { AgentPresence } from "../../protocol/desktop_frames";
import type {
  AgentItem,
  AlarmFigure,
  Counted,
  Periods,
  QueueItem,
  QueuesItem,
  StandingLevel,
} from "../../protocol/generated_boards";

/** How something stands: `none` where there is no alarm and no target to say more, `unknown` where there is no figure. */
export type Level = "good" | "amber" | "red" | "none" | "unknown";

export const PERIODS = ["today", "last_60", "last_30", "last_15"] as const satisfies readonly (keyof Periods)[];
export type Period = (typeof PERIODS)[number];

export const PRESENCES: readonly AgentPresence[] = [
  "free",
  "busy",
  "wrap_up",
  "on_break",
  "not_responding",
  "unreachable",
  "signed_out",
];

/** The queues among the items. */
export function queuesOf(items: readonly QueuesItem[]): QueueItem[] {
  return items.filter((item) => item.kind === "queue");
}

/** Those of the queues that are wanted; without a wish all. */
export function wantedQueues(queues: readonly QueueItem[], wanted: readonly string[]): QueueItem[] {
  const found = queues.filter(({ queue_id }) => wanted.includes(queue_id));
  return found.length > 0 ? found : [...queues];
}

/** Those of the agents who are of a team and serve one of some queues; an empty wish leaves nobody out. */
export function wantedAgents(agents: readonly AgentItem[], team: string, queues: readonly string[]): AgentItem[] {
  return agents.filter(
    (agent) =>
      (team === "" || agent.team === team) && (queues.length === 0 || agent.queues.some((id) => queues.includes(id))),
  );
}

const COUNTS = [
  "offered",
  "answered",
  "answered_in_target",
  "abandoned",
  "short_abandoned",
  "left",
  "decided",
] as const satisfies readonly (keyof Counted)[];

/** What became of those who came to several queues together. */
export function summed(counts: readonly Counted[]): Counted {
  const sum = Object.fromEntries(
    COUNTS.map((name) => [name, counts.reduce((total, each) => total + each[name], 0)]),
  ) as Record<(typeof COUNTS)[number], number>;
  const waitedMs = counts.reduce((total, each) => total + (each.average_answer_ms ?? 0) * each.answered, 0);
  const percent = (part: number) => (sum.decided === 0 ? null : (100 * part) / sum.decided);
  return {
    ...sum,
    service_level_percent: percent(sum.answered_in_target),
    abandon_rate_percent: percent(sum.abandoned),
    average_answer_ms: sum.answered === 0 ? null : waitedMs / sum.answered,
  };
}

export interface OfQueue<T> {
  queue: QueueItem;
  value: T;
}

const SEVERITY = { amber: 1, red: 2 };

/** The worst of some alarms, where one stands. */
export function worstAlarm(
  queues: readonly QueueItem[],
  figures?: readonly AlarmFigure[],
): OfQueue<StandingLevel> | null {
  let worst: OfQueue<StandingLevel> | null = null;
  for (const queue of queues) {
    for (const value of queue.alarms) {
      if (figures !== undefined && !figures.includes(value.figure)) continue;
      if (worst === null || SEVERITY[value.level] > SEVERITY[worst.value.level]) worst = { queue, value };
    }
  }
  return worst;
}

/** How the service level of some queues stands: an alarm of the center says so; without one, each queue's own target. */
export function serviceLevelLevel(queues: readonly QueueItem[], period: Period): Level {
  const alarm = worstAlarm(queues, ["service_level"]);
  if (alarm !== null) return alarm.value.level;
  const told = queues.filter(({ periods }) => periods[period].service_level_percent !== null);
  if (told.length === 0) return "unknown";
  const isMet = told.every((queue) => (queue.periods[period].service_level_percent ?? 0) >= queue.target_percent);
  return isMet ? "good" : "amber";
}

/** How a queue stands: by the worst of its alarms, else by its target. */
export function queueLevel(queue: QueueItem, period: Period): Level {
  return worstAlarm([queue])?.value.level ?? serviceLevelLevel([queue], period);
}

/** Who has waited longest, and in which queue. */
export function longestWait(queues: readonly QueueItem[]): OfQueue<number> | null {
  let longest: OfQueue<number> | null = null;
  for (const queue of queues) {
    const sinceMs = queue.waiting.longest_since_ms;
    if (sinceMs !== null && (longest === null || sinceMs < longest.value)) longest = { queue, value: sinceMs };
  }
  return longest;
}

export interface Target {
  percentMin: number;
  percentMax: number;
  /** Null where the queues differ. */
  withinMs: number | null;
}

/** What the queues are to reach; null where there are none. */
export function targetOf(queues: readonly QueueItem[]): Target | null {
  if (queues.length === 0) return null;
  const percents = queues.map(({ target_percent }) => target_percent);
  const times = new Set(queues.map(({ target_ms }) => target_ms));
  const [withinMs = null] = times.size === 1 ? times : [];
  return { percentMin: Math.min(...percents), percentMax: Math.max(...percents), withinMs };
}

/** How many agents are in each state. */
export function byPresence(agents: readonly AgentItem[]): Record<AgentPresence, number> {
  const counts = Object.fromEntries(PRESENCES.map((state) => [state, 0])) as Record<AgentPresence, number>;
  for (const { state } of agents) counts[state] += 1;
  return counts;
}

/** The sum of a figure over queues. */
export function total(queues: readonly QueueItem[], of: (queue: QueueItem) => number): number {
  return queues.reduce((sum, queue) => sum + of(queue), 0);
}

export interface Order {
  by: string;
  isDescending: boolean;
}

/** An order as it stands in the address: `waiting` or, the other way round, `-waiting`. */
export function orderOf(text: string, otherwise: Order): Order {
  return text === "" ? otherwise : { by: text.replace(/^-/, ""), isDescending: text.startsWith("-") };
}

export function orderText({ by, isDescending }: Order): string {
  return `${isDescending ? "-" : ""}${by}`;
}

/** Rows in order; what has no value stands last, whichever way. Equal ones keep the order that they have. */
export function ordered<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => string | number | null,
  isDescending: boolean,
): Row[] {
  const compare = (one: string | number, other: string | number) =>
    typeof one === "string" || typeof other === "string"
      ? String(one).localeCompare(String(other))
      : one - other;
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((one, other) => {
      if (one.value === null || other.value === null) return Number(one.value === null) - Number(other.value === null);
      return isDescending ? compare(other.value, one.value) : compare(one.value, other.value);
    })
    .map(({ row }) => row);
}
