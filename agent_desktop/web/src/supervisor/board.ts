/** The board in components: its feeds, how old they are, and the time it shows; paused, all of that stands still. */
import { createContext, use, useMemo, useRef } from "react";
import { useNow, useOfNow } from "../controls/now";
import { ClockOffset, useOfServerNow } from "../desktop/context";
import type { BoardClient, BoardState } from "../protocol/board_client";
import { type BoardItems, type Feed, type ItemsChannel, NOTHING_TOLD } from "../protocol/board_feed";
import { usePart, useStore } from "../protocol/store";

export const BoardContext = createContext<BoardClient | null>(null);
/** The server's time at which somebody has stopped the board to look at it; null while it is live. */
export const PausedAt = createContext<number | null>(null);

const NO_STATE: BoardState = {
  link: { phase: "idle" },
  clockOffsetMs: 0,
  build: "",
  wall: null,
  staleAfterMs: 5_000,
};
const NO_BOARD = { get: () => NO_STATE, subscribe: () => () => {} };
const NO_FEED = { get: () => NOTHING_TOLD, subscribe: () => () => {} };

/** The client of this page's board; null for whoever may see none. */
export function useBoardClient(): BoardClient | null {
  return use(BoardContext);
}

export function useBoardState<P>(partOf: (state: BoardState) => P): P {
  return usePart(useBoardClient()?.store ?? NO_BOARD, partOf);
}

/** What is told on a channel, while the component is shown. */
export function useFeed<C extends ItemsChannel>(channel: C, of?: string): Feed<BoardItems[C]> {
  const client = useBoardClient();
  const watched = useMemo(() => client?.feed(channel, of), [client, channel, of]);
  const live = useStore<Feed<BoardItems[C]>>(watched ?? NO_FEED);
  const last = useRef<{ of: string | undefined; feed: Feed<BoardItems[C]> } | null>(null);
  const isPaused = use(PausedAt) !== null;
  if (!isPaused || last.current === null || last.current.of !== of || last.current.feed.items === null) {
    last.current = { of, feed: live };
  }
  return last.current.feed;
}

/** The items of a channel as a list; null until they were told. */
export function useItems<C extends ItemsChannel>(channel: C, of?: string): readonly BoardItems[C][] | null {
  const { items } = useFeed(channel, of);
  return useMemo(() => (items === null ? null : Object.values(items)), [items]);
}

/** How long ago the center last said that what is shown holds, in whole seconds; null before it has. */
export function useAgeS(): number | null {
  const client = useBoardClient();
  const shown = useOfNow(0, () => {
    const ageMs = client?.ageMs() ?? null;
    return ageMs === null ? -1 : Math.floor(ageMs / 1_000);
  });
  return shown < 0 ? null : shown;
}

/** Whether what is shown may be wrong by now: nothing was heard for too long. */
export function useIsStale(): boolean {
  const client = useBoardClient();
  const staleAfterMs = useBoardState((state) => state.staleAfterMs);
  return useOfNow(0, () => (client?.ageMs() ?? Infinity) > staleAfterMs);
}

/** What is shown of the board's time: the server's now, or the moment at which the board was paused. */
export function useOfBoardNow<Shown extends string | number | boolean>(shownAt: (nowMs: number) => Shown): Shown {
  const pausedAtMs = use(PausedAt);
  const live = useOfServerNow(shownAt);
  return pausedAtMs === null ? live : shownAt(pausedAtMs);
}

/** The board's time, in steps. */
export function useBoardNow(stepMs: number): number {
  const pausedAtMs = use(PausedAt);
  const live = useNow(use(ClockOffset), stepMs);
  return pausedAtMs ?? live;
}
