/** Words of `cic.board.v1`. Written by `python -m agent_desktop.boards.types`: not by hand. */
import type { AgentName, AgentPresence, Caller, Direction, EventsFrame, HelpWanted, InteractionState, Label, QueueChoice, SnapshotFrame, Supervised } from "./generated";

export const BOARD_PROTOCOL = "cic.board.v1";

/** Under the key `<agent_id>`. `limit_at_ms` is when the agent will have been, or was, in this state for too long. `load` of `capacity` is taken. */
export interface AgentItem {
  kind: "agent";
  agent_id: string;
  name: string;
  number: string;
  team: string;
  state: AgentPresence;
  reason: string;
  since_ms: number;
  limit_at_ms: number | null;
  next_activity: string | null;
  queues: string[];
  in_hand: InHand[];
  load: number;
  capacity: number;
  help: HelpWanted | null;
  override_until_ms: number | null;
}

/** Items of the agents whom this board may see; null: no more. `full`: there are no others. */
export interface AgentsFrame {
  t: "state";
  channel: "agents";
  as_of_ms: number;
  full: boolean;
  items: Record<string, AgentItem | null>;
}

export type AlarmFigure = "service_level" | "longest_wait" | "waiting" | "abandon_rate" | "agents_available";

export type AlarmItem = QueueAlarmItem | CenterAlarmItem;

export type AlarmLevel = "amber" | "red";

/** Alarms that stand; null: over. `full`: there are no others. */
export interface AlarmsFrame {
  t: "state";
  channel: "alarms";
  as_of_ms: number;
  full: boolean;
  items: Record<string, AlarmItem | null>;
}

/** All that was told on every channel holds as of this time: nothing else has changed by then. */
export interface BeatFrame {
  t: "beat";
  as_of_ms: number;
}

export type BoardChannelName = "queues" | "agents" | "waiting" | "alarms" | "mirror";

export type BoardClientFrame = BoardSubscribeFrame | BoardUnsubscribeFrame | BoardPongFrame;

/** The first frame. A board that has heard nothing for `stale_after_ms` is to turn grey. `wall` is null for whoever is signed in. Another `build` than before: the page is to be loaded anew. */
export interface BoardHelloFrame {
  t: "hello";
  protocol: number;
  now_ms: number;
  heartbeat_ms: number;
  stale_after_ms: number;
  build: string;
  epoch: string;
  channels: BoardChannelName[];
  wall: WallFacts | null;
}

/** Is anybody there? */
export interface BoardPingFrame {
  t: "ping";
  n: number;
}

/** Somebody is. */
export interface BoardPongFrame {
  t: "pong";
  n: number;
}

export type BoardServerFrame =
  | BoardHelloFrame
  | QueuesFrame
  | AgentsFrame
  | WaitingLineFrame
  | AlarmsFrame
  | MirrorFrame
  | BeatFrame
  | EndedFrame
  | BoardPingFrame;

/** The board wants a channel. `of` is the queue of `waiting` and the agent of `mirror`, and `reason` (1 to 500 characters) why the latter is looked at. */
export interface BoardSubscribeFrame {
  t: "subscribe";
  channel: BoardChannelName;
  of?: string;
  reason?: string;
}

/** The board does not want a channel any more. */
export interface BoardUnsubscribeFrame {
  t: "unsubscribe";
  channel: BoardChannelName;
  of?: string;
}

/** Under the key `center:<code>`: something is wrong with the center itself. */
export interface CenterAlarmItem {
  kind: "center_alarm";
  code: string;
  since_ms: number;
}

/** What became of the visits that began in some time; the names are those of reports. `decided` is what the percentages are of: answered + abandoned + left. They are null while there are none. */
export interface Counted {
  offered: number;
  answered: number;
  answered_in_target: number;
  abandoned: number;
  short_abandoned: number;
  left: number;
  decided: number;
  service_level_percent: number | null;
  abandon_rate_percent: number | null;
  average_answer_ms: number | null;
}

/** A subscription was not begun, or has ended: `unknown_queue`, `unknown_agent`, `not_permitted`, `no_view`, `too_many`, `no_reason`, `not_noted`. */
export interface EndedFrame {
  t: "ended";
  channel: BoardChannelName;
  of: string | null;
  code: string;
}

/** What stands offered to an agent, or is in hand. `talk_since_ms` is when customer and agent came into contact, `supervised` who listens in, whether the agent sees it or not. */
export interface InHand {
  interaction_id: string;
  contact_id: string;
  queue: QueueChoice;
  medium: string;
  direction: Direction;
  state: InteractionState;
  offered_until_ms: number | null;
  accepted_at_ms: number | null;
  talk_since_ms: number | null;
  held_since_ms: number | null;
  is_muted: boolean;
  is_parked: boolean;
  is_recorded: boolean;
  supervised: Supervised | null;
  wrap_up_since_ms: number | null;
  wrap_up_until_ms: number | null;
}

/** What the desktop of the agent `of` is told: first its snapshot, then events; see `cic.desktop.v2`. */
export interface MirrorFrame {
  t: "mirror";
  of: string;
  as_of_ms: number;
  frame: SnapshotFrame | EventsFrame;
}

/** Counts of the day, and of the last minutes with the one that runs. */
export interface Periods {
  today: Counted;
  last_15: Counted;
  last_30: Counted;
  last_60: Counted;
}

/** Under the key `queue:<queue_id>:<figure>`. */
export interface QueueAlarmItem {
  figure: AlarmFigure;
  level: AlarmLevel;
  since_ms: number;
  value: number;
  threshold: number;
  kind: "queue_alarm";
  queue_id: string;
  label: Label;
}

/** Under the key `<queue_id>`. `agents` are those who serve the queue, by state. `target_percent` is the share of `decided` that is to be answered within `target_ms`. `callbacks_due` are callbacks that wait now. */
export interface QueueItem {
  kind: "queue";
  queue_id: string;
  label: Label;
  mode: QueueMode;
  mode_until_ms: number | null;
  target_ms: number;
  target_percent: number;
  waiting: Waiting;
  estimated_wait_ms: number | null;
  estimated_wait_p90_ms: number | null;
  agents: Record<string, number>;
  callbacks_due: number;
  missed: number;
  periods: Periods;
  alarms: StandingLevel[];
}

export type QueueMode = "open" | "closed" | "holiday" | "emergency";

/** Items of the queues; null: no more. `full`: there are no others. */
export interface QueuesFrame {
  t: "state";
  channel: "queues";
  as_of_ms: number;
  full: boolean;
  items: Record<string, QueuesItem | null>;
}

export type QueuesItem = QueueItem | TotalItem;

/** An alarm that stands for a figure: the value that it has, and the threshold that it has passed. `service_level` and `abandon_rate` are in percent, `longest_wait` is in ms. */
export interface StandingLevel {
  figure: AlarmFigure;
  level: AlarmLevel;
  since_ms: number;
  value: number;
  threshold: number;
}

/** Under the key `*`: of all queues that this board may see. Every agent counts once. */
export interface TotalItem {
  kind: "total";
  waiting: Waiting;
  agents: Record<string, number>;
  callbacks_due: number;
  missed: number;
  periods: Periods;
}

/** Who waits now, those included who stand offered. `longest_since_ms`: since when the one does who waits longest. */
export interface Waiting {
  count: number;
  by_medium: Record<string, number>;
  longest_since_ms: number | null;
}

/** Under the key `<interaction_id>`: one who waits in the queue. Its place is where it stands in `order` of the frame. `caller` is null where nobody is known, or this board may not see who it is. `relaxed` are the steps of relaxation that hold. */
export interface WaitingItem {
  kind: "waiting";
  interaction_id: string;
  contact_id: string;
  medium: string;
  waiting_since_ms: number;
  queued_at_ms: number;
  priority: number;
  grade: string;
  is_vip: boolean;
  language: string;
  caller: Caller | null;
  offered_to: AgentName | null;
  offered_until_ms: number | null;
  preferred: AgentName | null;
  relaxed: string[];
  next_step_at_ms: number | null;
  subject: string;
  due_at_ms: number | null;
}

/** Who waits in the queue `of`; null: no more. `order` has the keys of all items as they stand in line, 500 at most: further behind nobody is shown. */
export interface WaitingLineFrame {
  t: "state";
  channel: "waiting";
  of: string;
  as_of_ms: number;
  full: boolean;
  order: string[];
  items: Record<string, WaitingItem | null>;
}

/** The wall that this is. */
export interface WallFacts {
  name: string;
  queues: string[];
}
