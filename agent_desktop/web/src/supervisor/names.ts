/** Names for the ids that a board tells. Pure. */
import type { AgentItem } from "../protocol/generated_boards";

/** An agent's name; the id where this board may not see the agent. */
export function agentName(agents: Readonly<Record<string, AgentItem>> | null, agentId: string): string {
  return agents?.[agentId]?.name ?? agentId;
}
