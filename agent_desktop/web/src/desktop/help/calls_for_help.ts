/** Which colleagues ask for help. Pure. */
import type { DirectoryAgent, DirectoryItem } from "../../protocol/desktop_frames";

export interface CallForHelp {
  agentId: string;
  name: string;
  number: string;
  interactionId: string;
  sinceMs: number;
  /** The supervisor who is on the way, by the agent's id. */
  answeredBy: string | null;
}

/** Everybody but the agent who looks, who has asked longest first. */
export function callsForHelp(
  items: Readonly<Record<string, DirectoryItem>> | null,
  agentId: string,
): readonly CallForHelp[] {
  const agents = Object.values(items ?? {}).filter((item): item is DirectoryAgent => item.kind === "agent");
  return agents
    .flatMap(({ agent_id, name, number, help }) =>
      help === null || agent_id === agentId
        ? []
        : [{ agentId: agent_id, name, number, interactionId: help.interaction_id, sinceMs: help.since_ms, answeredBy: help.answered_by }],
    )
    .sort((one, other) => one.sinceMs - other.sinceMs || one.agentId.localeCompare(other.agentId));
}
