/** Words of `cic.desktop.v2`. Written by `python -m agent_desktop.gateway.types`: not by hand. */
import type { Activity } from "./generated_view";

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
  "transfer",
  "consult",
  "swap",
  "conference",
  "complete_transfer",
  "end_consult",
  "park",
  "pause_recording",
  "continue_recording",
  "ask_for_help",
  "make_follow_up",
  "complete",
  "ask_for_wrap_up",
  "finish_wrap_up",
] as const;
export type Action = (typeof ACTIONS)[number];

export const AGENT_ACTIONS = [
  "dial_out",
  "pick_up",
  "pull",
  "enter_contact",
  "move_follow_up",
  "close_follow_up",
] as const;
export type AgentAction = (typeof AGENT_ACTIONS)[number];

/** One of `available`, `on_break`, `signed_out`; `reason` is a break's, else empty. */
export interface ActivityArgs {
  activity: Activity;
  reason: string;
}

/** One agent, whoever else is free. */
export interface AgentTarget {
  kind: "agent";
  agent_id: string;
}

/** A follow-up that need not be done any more. */
export interface CloseFollowUp {
  op: "close_follow_up";
  args: ContactArgs;
}

export type Command =
  | SetActivity
  | OfferCommand
  | InteractionCommand
  | SendDigits
  | TransferToQueue
  | TargetCommand
  | SendIntoFlow
  | WantedCommand
  | FinishWrapUp
  | MakeFollowUp
  | MoveFollowUp
  | CloseFollowUp
  | ReadMessage
  | DialOut
  | EnterContact;

/** A command with an id of the client's. `rev` is that of the interaction as the agent saw it. */
export interface CommandFrame {
  t: "command";
  id: string;
  op: string;
  args: Record<string, unknown>;
  rev?: number;
}

/** A follow-up, by its contact. */
export interface ContactArgs {
  contact_id: string;
}

/** A number, `+` and digits or digits alone, and the queue whose rules hold for the call. */
export interface DialArgs {
  number: string;
  queue_id: string;
}

/** Call somebody. */
export interface DialOut {
  op: "dial_out";
  args: DialArgs;
}

/** 1 to 32 of `0-9*#A-D`. */
export interface DigitsArgs {
  interaction_id: string;
  digits: string;
}

/** A visit, a letter, a talk by the way. */
export interface EnterContact {
  op: "enter_contact";
  args: EnteredArgs;
}

/** A contact that no channel brought. `number` finds the party, as a caller's does; empty: somebody new. */
export interface EnteredArgs {
  kind: string;
  queue_id: string;
  number: string;
  name: string;
  began_at_ms: number;
  duration_ms: number;
  disposition: string;
  note: string;
}

/** What came of the contact. */
export interface FinishWrapUp {
  op: "finish_wrap_up";
  args: WrapUpArgs;
}

/** One of the view's `flows`. */
export interface FlowArgs {
  interaction_id: string;
  flow: string;
}

/** `owner` is null where anybody of the queue may do it; `text` has 1 to 4,000 characters. */
export interface FollowUpArgs {
  interaction_id: string;
  owner: "me" | null;
  queue_id: string;
  due_at_ms: number;
  remind_at_ms: number | null;
  text: string;
}

/** An interaction; for `pick_up` a parked one, for `pull` one that waits. */
export interface InteractionArgs {
  interaction_id: string;
}

/** About an interaction, with nothing more to say. */
export interface InteractionCommand {
  op: "hold" | "resume" | "mute" | "unmute" | "hang_up" | "complete" | "swap" | "conference" | "complete_transfer" | "end_consult" | "park" | "pause_recording" | "continue_recording" | "pick_up" | "pull";
  args: InteractionArgs;
}

/** Work to be done later. */
export interface MakeFollowUp {
  op: "make_follow_up";
  args: FollowUpArgs;
}

/** One of the agent's `messages`. */
export interface MessageArgs {
  message_id: string;
}

/** A follow-up at another time. */
export interface MoveFollowUp {
  op: "move_follow_up";
  args: MoveFollowUpArgs;
}

/** Another time for a follow-up. */
export interface MoveFollowUpArgs {
  contact_id: string;
  due_at_ms: number;
  remind_at_ms: number | null;
}

/** A number outside: `+` and digits, or digits alone. */
export interface NumberTarget {
  kind: "number";
  number: string;
}

/** An offer that stands. */
export interface OfferArgs {
  offer_id: string;
}

/** About an offer. */
export interface OfferCommand {
  op: "accept_offer" | "decline_offer" | "offer_shown";
  args: OfferArgs;
}

/** Where the caller is to wait again. */
export interface QueueArgs {
  interaction_id: string;
  queue_id: string;
}

/** Whoever the queue finds. */
export interface QueueTarget {
  kind: "queue";
  queue_id: string;
}

/** The agent has read a message, which is not shown any more; read twice is no fault. */
export interface ReadMessage {
  op: "read_message";
  args: MessageArgs;
}

/** Keys for the other party. */
export interface SendDigits {
  op: "send_digits";
  args: DigitsArgs;
}

/** The caller enters what no agent is to hear. */
export interface SendIntoFlow {
  op: "send_into_flow";
  args: FlowArgs;
}

/** What the agent does now, or next. */
export interface SetActivity {
  op: "set_activity";
  args: ActivityArgs;
}

export type Target = AgentTarget | QueueTarget | NumberTarget;

/** Whom to ask, or to hand the caller to. */
export interface TargetArgs {
  interaction_id: string;
  target: Target;
}

/** Ask somebody while the caller is on hold, or hand the caller over without asking. */
export interface TargetCommand {
  op: "consult" | "transfer";
  args: TargetArgs;
}

/** The caller waits in another queue. */
export interface TransferToQueue {
  op: "transfer_to_queue";
  args: QueueArgs;
}

/** Wanted, or not any more. */
export interface WantedArgs {
  interaction_id: string;
  is_wanted: boolean;
}

/** A wish that can be taken back. */
export interface WantedCommand {
  op: "ask_for_wrap_up" | "ask_for_help";
  args: WantedArgs;
}

/** `note` has up to 4,000 characters and may be empty. */
export interface WrapUpArgs {
  interaction_id: string;
  disposition: string;
  note: string;
}
