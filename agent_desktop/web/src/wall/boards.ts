/** The boards that a wall shows in turn. Pure. */
import type { QueueItem } from "../protocol/generated_boards";

export type WallBoard = { kind: "overview" } | { kind: "queue"; queueId: string } | { kind: "agents" };

/** All boards: the whole, each queue where there are several, and the agents where the wall is told of them. */
export function boardsOf(queues: readonly QueueItem[], showsAgents: boolean): WallBoard[] {
  const each: WallBoard[] = queues.length > 1 ? queues.map(({ queue_id }) => ({ kind: "queue", queueId: queue_id })) : [];
  return [{ kind: "overview" }, ...each, ...(showsAgents ? [{ kind: "agents" } as const] : [])];
}

/** The board after some turns, also backwards; of boards that came or went meanwhile, one that is there. */
export function boardAt(boards: readonly WallBoard[], turns: number): WallBoard {
  const place = ((turns % boards.length) + boards.length) % boards.length;
  return boards[place] ?? { kind: "overview" };
}

/** Whether the page is to be loaded anew: the engine is another build than the one whose page this is. */
export function isOutdated(pageBuild: string, toldBuild: string): boolean {
  return pageBuild !== "" && toldBuild !== "" && pageBuild !== toldBuild;
}
