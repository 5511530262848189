/** Words of `cic.desktop.v2`. Written by `python -m agent_desktop.gateway.types`: not by hand. */

export type Activity = "signed_out" | "available" | "on_break" | "not_responding";

/** What somebody who watches over the center has said to the agent; it stands here until `read_message`. `sender` is an agent's name, or a user's. */
export interface AgentMessage {
  message_id: string;
  sender: string;
  text: string | null;
  at_ms: number;
}

/** An agent, as people know the agent. */
export interface AgentName {
  agent_id: string;
  name: string;
}

/** One of the agent's phones. */
export interface AgentPhone {
  provider: string;
  is_reachable: boolean;
  is_in_use: boolean;
}

/** The agent whose desktop it is. `allowed_actions` are those that concern no interaction in hand. `is_forced`: a supervisor has set the activity; `is_next_forced`: the next one, which the agent cannot change before it holds. */
export interface AgentView {
  agent_id: string;
  name: string;
  number: string;
  activity: Activity;
  reason: string;
  since_ms: number;
  next_activity: Activity | null;
  is_free: boolean;
  phones: AgentPhone[];
  allowed_actions: string[];
  monitoring: Monitoring | null;
  is_forced: boolean;
  is_next_forced: boolean;
  messages: AgentMessage[];
}

/** Who the other party is; `name` and `number` are null where there is none. */
export interface Caller {
  name: string | null;
  number: string | null;
  is_known: boolean;
  grade: string;
  is_vip: boolean;
  language: string;
  area: string;
  party_id: string;
  tries_today: number;
}

/** A code to choose, with its words. */
export interface Coded {
  code: string;
  label: Label;
}

/** What the caller has entered. */
export interface Collected {
  name: string;
  value: string | null;
}

/** Somebody whom the agent asks meanwhile: an agent, whoever a queue finds, or a number outside. `agent` is known once somebody has accepted; `since_ms` is when the stage began. */
export interface Consult {
  stage: ConsultStage;
  since_ms: number;
  asked_at_ms: number;
  agent: AgentName | null;
  queue: QueueChoice | null;
  number: string | null;
}

export type ConsultStage = "asked" | "talking" | "swapped" | "conference";

export type Direction = "in" | "out";

/** What came of a flow that the caller was sent into. */
export interface FlowResult {
  flow: string;
  result: string;
}

/** Work that the agent owns and that is not due yet; `origin` is the contact it follows from. `refused` is there once it is overdue: the code of why its queue has not taken it in. With `unknown_queue` and `not_supported` it is not tried again before the center's configuration changes. */
export interface FollowUp {
  contact_id: string;
  origin: string;
  queue: QueueChoice;
  due_at_ms: number;
  remind_at_ms: number | null;
  is_reminded: boolean;
  text: string | null;
  caller: Caller;
  refused?: string;
}

export type InteractionState = "offered" | "connecting" | "connected" | "in_flow" | "wrap_up";

/** An interaction, from the offer to the end of wrap-up. `rev` rises with each change of it: a command that brings an older one is refused with `stale`. `wrap_up_until_ms` is null when only the agent ends the wrap-up; `given_disposition` was given already, where it lasts its whole time; `flow` is the one the caller is in meanwhile; `is_parked`: laid aside, because something else comes first. `consult` is whom the agent asks, `consulted_by` who asks this agent about the customer shown. `help_since_ms`: the agent has asked for help. */
export interface InteractionView {
  interaction_id: string;
  rev: number;
  contact_id: string;
  medium: string;
  direction: Direction;
  state: InteractionState;
  offer: Offer | null;
  queue: QueueView;
  caller: Caller;
  dialled_number: string;
  arrived_at_ms: number;
  queued_at_ms: number | null;
  accepted_at_ms: number | null;
  connected_at_ms: number | null;
  is_held: boolean;
  is_muted: boolean;
  held_since_ms: number | null;
  wrap_up_since_ms: number | null;
  wrap_up_until_ms: number | null;
  wants_wrap_up: boolean;
  given_disposition: string | null;
  path: PathStep[];
  collected: Collected[];
  looked_up: LookedUp[];
  flow: string | null;
  flow_results: FlowResult[];
  is_parked: boolean;
  work: Work | null;
  consult: Consult | null;
  consulted_by: AgentName | null;
  recorded: Recorded | null;
  help_since_ms: number | null;
  help_answered_by: AgentName | null;
  supervised: Supervised | null;
  dispositions: Coded[];
  allowed_actions: string[];
}

/** Words in both languages. */
export interface Label {
  en: string;
  zh: string;
}

/** What the flow found out about the caller. */
export interface LookedUp {
  name: string;
  value: string | number | boolean | null;
}

export type MonitorMode = "listen" | "whisper" | "barge";

/** A talk of another agent's that this one, a supervisor, listens in on, or is about to. It is switched, ended and taken over by requests of its own (`/api/agents/{agent_id}/monitor`). */
export interface Monitoring {
  monitoring_id: string;
  interaction_id: string;
  contact_id: string;
  agent: AgentName;
  queue: QueueChoice;
  stage: MonitoringStage;
  since_ms: number;
  mode: MonitorMode;
  mode_since_ms: number;
  allowed_actions: string[];
}

export type MonitoringStage = "asked" | "ringing" | "listening";

/** An offer that stands. */
export interface Offer {
  offer_id: string;
  offered_at_ms: number;
  deadline_ms: number;
}

/** A step that the caller went through in the flow. */
export interface PathStep {
  node: string;
  at_ms: number;
  result: string;
}

/** A queue, as people know it. */
export interface QueueChoice {
  queue_id: string;
  label: Label;
}

/** The queue of an interaction, with the card to greet its callers from. */
export interface QueueView {
  queue_id: string;
  label: Label;
  greeting: Label;
  service_level_target_ms: number;
}

/** A conversation that is recorded. `pause` says why nothing is kept now, `since_ms` when it last changed; `is_failing`: what is said may be lost. */
export interface Recorded {
  recording_id: string;
  pause: RecordingPause;
  since_ms: number;
  is_failing: boolean;
}

export type RecordingPause = "" | "agent" | "apart";

/** Who listens in on this agent's own talk, as far as the center shows it to agents. */
export interface Supervised {
  mode: MonitorMode;
  agent: AgentName;
  since_ms: number;
}

/** All that one desktop shows. `queues`, `flows` and `dispositions` are what may be chosen, wherever a command names one; an interaction's own dispositions stand with it. */
export interface View {
  agent: AgentView;
  break_reasons: Coded[];
  queues: QueueChoice[];
  flows: string[];
  dispositions: Coded[];
  interactions: InteractionView[];
  follow_ups: FollowUp[];
}

/** What a caller has left, or what is to be done later: there is no call. `origin` is the contact it follows from, `recording` the name of the message for `/api/messages`, null when there is none. What a follow-up is about stands among what was collected, under `follow_up`. */
export interface Work {
  origin: string;
  subject: string;
  due_at_ms: number;
  recording: string | null;
  duration_ms: number | null;
  number_to_call: string | null;
}
