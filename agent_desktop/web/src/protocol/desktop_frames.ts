/** The words of `cic.desktop.v1` (gateway/PROTOCOL.md). Types only; unknown fields are left alone. */

export interface Label {
  en: string;
  zh: string;
}

export type Activity = "signed_out" | "available" | "on_break" | "not_responding";
export type InteractionState = "offered" | "connecting" | "connected" | "in_flow" | "wrap_up";

export const ACTIONS = [
  "accept",
  "decline",
  "hold",
  "resume",
  "mute",
  "unmute",
  "send_digits",
  "send_into_flow",
  "hang_up",
  "transfer_to_queue",
  "complete",
  "ask_for_wrap_up",
  "finish_wrap_up",
] as const;
export type Action = (typeof ACTIONS)[number];

export interface AgentPhone {
  provider: string;
  is_reachable: boolean;
  is_in_use: boolean;
}

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
}

export interface Coded {
  code: string;
  label: Label;
}

export interface QueueChoice {
  queue_id: string;
  label: Label;
}

export interface Offer {
  offer_id: string;
  offered_at_ms: number;
  deadline_ms: number;
}

export interface Caller {
  name: string | null;
  number: string | null;
  is_known: boolean;
  grade: string;
  is_vip: boolean;
  language: string;
  area: string;
}

export interface QueueView extends QueueChoice {
  greeting: Label;
  service_level_target_ms: number;
}

export interface PathStep {
  node: string;
  at_ms: number;
  result: string;
}

/** What came of a flow that the caller was sent into. */
export interface FlowResult {
  flow: string;
  result: string;
}

/** What a caller has left: there is no call. */
export interface Work {
  /** The contact of the call in which it was left. */
  origin: string;
  subject: string;
  due_at_ms: number;
  /** The name of the message, for `/api/messages`; null when there is none. */
  recording: string | null;
  duration_ms: number | null;
  number_to_call: string | null;
}

export interface InteractionView {
  interaction_id: string;
  contact_id: string;
  medium: string;
  state: InteractionState;
  offer: Offer | null;
  queue: QueueView;
  caller: Caller;
  dialled_number: string;
  arrived_at_ms: number;
  queued_at_ms: number;
  accepted_at_ms: number | null;
  connected_at_ms: number | null;
  is_held: boolean;
  is_muted: boolean;
  held_since_ms: number | null;
  wrap_up_since_ms: number | null;
  /** When the wrap-up ends by itself; null when only the agent ends it. */
  wrap_up_until_ms: number | null;
  wants_wrap_up: boolean;
  /** Given already, where the wrap-up lasts its whole time; it may be given anew. */
  given_disposition: string | null;
  path: PathStep[];
  collected: { name: string; value: string | null }[];
  /** What the flow found out about the caller. */
  looked_up: { name: string; value: string | number | boolean | null }[];
  /** The flow that the caller is in meanwhile; null when there is none. */
  flow: string | null;
  flow_results: FlowResult[];
  /** Laid aside, because something else comes first. */
  is_parked: boolean;
  work: Work | null;
  dispositions: Coded[];
  allowed_actions: string[];
}

export interface View {
  agent: AgentView;
  break_reasons: Coded[];
  queues: QueueChoice[];
  /** What a caller may be sent into. */
  flows: string[];
  interactions: InteractionView[];
}

/** Something is wrong with the center, since this time by the server's clock. */
export interface StandingAlarm {
  code: string;
  since_ms: number;
}

export type ServerFrame =
  | { t: "hello"; protocol: number; now_ms: number; heartbeat_ms: number; build: string }
  | { t: "snapshot"; seq: number; view: View }
  | { t: "event"; seq: number; event: string; view: View }
  | { t: "notice"; alarms: StandingAlarm[] }
  | { t: "result"; id: string; ok: true }
  | { t: "result"; id: string; ok: false; error: { code: string; detail: string } };

/** A command's name and arguments; the client adds the id. */
export type Command =
  | { op: "set_activity"; args: { activity: Activity; reason: string } }
  | { op: "accept_offer" | "decline_offer"; args: { offer_id: string } }
  | { op: "hold" | "resume" | "mute" | "unmute" | "hang_up" | "complete"; args: { interaction_id: string } }
  | { op: "send_digits"; args: { interaction_id: string; digits: string } }
  | { op: "transfer_to_queue"; args: { interaction_id: string; queue_id: string } }
  | { op: "send_into_flow"; args: { interaction_id: string; flow: string } }
  | { op: "ask_for_wrap_up"; args: { interaction_id: string; is_wanted: boolean } }
  | { op: "finish_wrap_up"; args: { interaction_id: string; disposition: string; note: string } };
