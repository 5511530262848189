/**
 * What a board is told on one channel. Pure: items are merged by key, the newest of each is enough, and an order is always
 * told whole.
 */
import type { AgentItem, AlarmItem, BoardServerFrame, QueuesItem, WaitingItem } from "./generated_boards";

/** The items of each channel that has any. */
export interface BoardItems {
  queues: QueuesItem;
  agents: AgentItem;
  alarms: AlarmItem;
  waiting: WaitingItem;
}

export type ItemsChannel = keyof BoardItems;
export type StateFrame = Extract<BoardServerFrame, { t: "state" }>;

export interface Feed<Item> {
  /** Null until they were told. */
  items: Readonly<Record<string, Item>> | null;
  /** The keys as they stand in line, where the channel has an order. */
  order: readonly string[];
  /** Why nothing is told any more; null while it is. */
  ended: string | null;
}

export const NOTHING_TOLD: Feed<never> = { items: null, order: [], ended: null };

/** The feed after a frame. A change of items that were never told whole says nothing. */
export function mergeFrame(feed: Feed<unknown>, frame: StateFrame): Feed<unknown> {
  if (feed.items === null && !frame.full) return feed;
  const items: Record<string, unknown> = frame.full ? {} : { ...feed.items };
  for (const [key, item] of Object.entries(frame.items)) {
    if (item === null) delete items[key];
    else items[key] = item;
  }
  return { items, order: "order" in frame ? frame.order : [], ended: null };
}
