/** Words of `cic.desktop.v2`. Written by `python -m agent_desktop.gateway.types`: not by hand. */
import type { AgentView, Coded, FollowUp, InteractionView, QueueChoice, View } from "./generated_view";
import type { CommandFrame } from "./generated_commands";
import type { ChannelName, DirectoryItem, WaitingWork } from "./generated_channels";
export * from "./generated_view";
export * from "./generated_commands";
export * from "./generated_channels";

export const PROTOCOL = "cic.desktop.v2";

/** These fields of the agent have changed. */
export interface AgentChanged {
  event: "agent_changed";
  data: Partial<AgentView>;
}

/** What may be chosen; all of it, because it changes with the configuration only. */
export interface Choices {
  break_reasons: Coded[];
  queues: QueueChoice[];
  flows: string[];
  dispositions: Coded[];
}

/** There is something else to choose from. */
export interface ChoicesChanged {
  event: "choices_changed";
  data: Choices;
}

export type ClientFrame =
  | OpenFrame
  | CommandFrame
  | SubscribeFrame
  | PongFrame;

/** Where a desktop is: up to `seq` it has everything that was told in `epoch`. */
export interface Cursor {
  epoch: string;
  seq: number;
}

/** Items of the directory; null: no more. `full`: there are no others. */
export interface DirectoryFrame {
  t: "state";
  channel: "directory";
  full: boolean;
  items: Record<string, DirectoryItem | null>;
}

/** A command was carried out and is journalled. */
export interface DoneFrame {
  t: "result";
  id: string;
  ok: true;
}

/** Why a command was not carried out. */
export interface ErrorBody {
  code: string;
  detail: string;
}

/** What has changed by `seq`, in order. `after` is the number of the frame before this one: who has not heard up to there has missed something. */
export interface EventsFrame {
  t: "events";
  seq: number;
  after: number;
  events: ViewEvent[];
}

/** The agent's follow-ups, all that there are now. */
export interface FollowUpsChanged {
  event: "follow_ups_changed";
  data: FollowUp[];
}

/** The first frame. Another `epoch` than before: no cursor of before is known any more. */
export interface HelloFrame {
  t: "hello";
  protocol: number;
  now_ms: number;
  heartbeat_ms: number;
  build: string;
  epoch: string;
}

/** An interaction is shown now, as number `at` of them, counted from 0. */
export interface InteractionAdded {
  event: "interaction_added";
  interaction_id: string;
  at: number;
  data: InteractionView;
}

/** These fields of an interaction have changed; with `at` it stands at another place now. */
export interface InteractionChanged {
  event: "interaction_changed";
  interaction_id: string;
  at?: number;
  data: Partial<InteractionView>;
}

/** An interaction is shown no more. */
export interface InteractionRemoved {
  event: "interaction_removed";
  interaction_id: string;
}

/** All alarms that stand now and concern agents. */
export interface NoticeFrame {
  t: "notice";
  alarms: StandingAlarm[];
}

/** The desktop wants to be told from its cursor on; without one, the whole view. Again after a gap. */
export interface OpenFrame {
  t: "open";
  cursor: Cursor | null;
}

/** Is anybody there? */
export interface PingFrame {
  t: "ping";
  n: number;
}

/** Somebody is. */
export interface PongFrame {
  t: "pong";
  n: number;
}

/** A command was not carried out. */
export interface RefusedFrame {
  t: "result";
  id: string;
  ok: false;
  error: ErrorBody;
}

/** The view that the desktop has is the one to go on from: `count` frames with what it has missed follow. */
export interface ResumedFrame {
  t: "resumed";
  seq: number;
  count: number;
}

export type ServerFrame =
  | HelloFrame
  | SnapshotFrame
  | ResumedFrame
  | EventsFrame
  | NoticeFrame
  | DoneFrame
  | RefusedFrame
  | DirectoryFrame
  | WaitingFrame
  | PingFrame;

/** The whole view, as it was at `seq`. */
export interface SnapshotFrame {
  t: "snapshot";
  seq: number;
  view: View;
}

/** Something is wrong with the center, since this time by the server's clock. */
export interface StandingAlarm {
  code: string;
  since_ms: number;
}

/** The desktop wants a state channel, or does not any more. */
export interface SubscribeFrame {
  t: "subscribe" | "unsubscribe";
  channel: ChannelName;
}

export type ViewEvent =
  | AgentChanged
  | ChoicesChanged
  | InteractionAdded
  | InteractionChanged
  | InteractionRemoved
  | FollowUpsChanged;

/** Work that the agent may pull; null: no more. `full`: there is no other. */
export interface WaitingFrame {
  t: "state";
  channel: "waiting";
  full: boolean;
  items: Record<string, WaitingWork | null>;
}
