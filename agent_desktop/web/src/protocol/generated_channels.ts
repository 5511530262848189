/** Words of `cic.desktop.v2`. Written by `python -m agent_desktop.gateway.types`: not by hand. */
import type { Caller, Label } from "./generated_view";

export type AgentPresence = "free" | "busy" | "wrap_up" | "on_break" | "not_responding" | "unreachable" | "signed_out";

export type ChannelName = "directory" | "waiting";

/** What the items of each channel are. */
export interface Channels {
  directory: DirectoryItem;
  waiting: WaitingWork;
}

/** Under the key `agent:<agent_id>`. `unreachable`: available, but no phone or no open desktop. */
export interface DirectoryAgent {
  kind: "agent";
  agent_id: string;
  name: string;
  number: string;
  state: AgentPresence;
  since_ms: number;
  help: HelpWanted | null;
}

export type DirectoryItem = DirectoryAgent | DirectoryQueue | DirectoryParked;

/** Under the key `parked:<interaction_id>`: a customer with music, for any agent to pick up before `until_ms`. */
export interface DirectoryParked {
  kind: "parked";
  interaction_id: string;
  queue_id: string;
  agent_id: string;
  caller: Caller;
  since_ms: number;
  until_ms: number;
}

/** Under the key `queue:<queue_id>`. `longest_since_ms` is when the one who waits longest began to. */
export interface DirectoryQueue {
  kind: "queue";
  queue_id: string;
  label: Label;
  waiting: number;
  longest_since_ms: number | null;
  free_agents: number;
}

/** The interaction with which an agent wants help; `answered_by` is the supervisor who is on the way. */
export interface HelpWanted {
  interaction_id: string;
  since_ms: number;
  answered_by: string | null;
}

/** Under the key `<interaction_id>`: work that the agent may pull. */
export interface WaitingWork {
  kind: "waiting";
  interaction_id: string;
  contact_id: string;
  medium: string;
  queue_id: string;
  subject: string;
  waiting_since_ms: number;
  due_at_ms: number | null;
  language: string;
  caller: Caller;
}
