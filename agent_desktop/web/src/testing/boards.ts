/** Made-up items of a board for tests, complete by default. */
import type { AgentItem, Counted, InHand, Periods, QueueItem, StandingLevel } from "../protocol/generated_boards";

export function aCount(answered: number, inTarget: number, abandoned = 0): Counted {
  const decided = answered + abandoned;
  const percent = (part: number) => (decided === 0 ? null : (100 * part) / decided);
  return {
    offered: decided,
    answered,
    answered_in_target: inTarget,
    abandoned,
    short_abandoned: 0,
    left: 0,
    decided,
    service_level_percent: percent(inTarget),
    abandon_rate_percent: percent(abandoned),
    average_answer_ms: answered === 0 ? null : 10_000,
  };
}

export function somePeriods(today: Counted): Periods {
  return { today, last_15: today, last_30: today, last_60: today };
}

export function aQueue(queueId: string, over: Partial<QueueItem> = {}): QueueItem {
  return {
    kind: "queue",
    queue_id: queueId,
    label: { en: queueId, zh: queueId },
    mode: "open",
    mode_until_ms: null,
    target_ms: 20_000,
    target_percent: 80,
    waiting: { count: 0, by_medium: {}, longest_since_ms: null },
    estimated_wait_ms: null,
    estimated_wait_p90_ms: null,
    agents: {},
    callbacks_due: 0,
    missed: 0,
    periods: somePeriods(aCount(10, 9)),
    alarms: [],
    ...over,
  };
}

export function anAlarm(over: Partial<StandingLevel> = {}): StandingLevel {
  return { figure: "waiting", level: "amber", since_ms: 5, value: 4, threshold: 3, ...over };
}

export function anAgent(agentId: string, over: Partial<AgentItem> = {}): AgentItem {
  return {
    kind: "agent",
    agent_id: agentId,
    name: agentId,
    number: "",
    team: "",
    state: "free",
    reason: "",
    since_ms: 0,
    limit_at_ms: null,
    next_activity: null,
    queues: [],
    in_hand: [],
    load: 0,
    capacity: 100,
    help: null,
    override_until_ms: null,
    ...over,
  };
}

export function inHand(over: Partial<InHand> = {}): InHand {
  return {
    interaction_id: "i-1",
    contact_id: "c-1",
    queue: { queue_id: "sales", label: { en: "Sales", zh: "销售" } },
    medium: "voice",
    direction: "in",
    state: "connected",
    offered_until_ms: null,
    accepted_at_ms: 10,
    talk_since_ms: 20,
    held_since_ms: null,
    is_muted: false,
    is_parked: false,
    is_recorded: false,
    supervised: null,
    wrap_up_since_ms: null,
    wrap_up_until_ms: null,
    ...over,
  };
}
