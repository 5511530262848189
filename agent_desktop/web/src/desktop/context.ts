/** What every part of the desktop needs: the client to send commands with, and the server's clock. */
import { createContext, use } from "react";
import { useNow, useOfNow } from "../controls/now";
import type { ChannelItems } from "../protocol/channels";
import type { Identity } from "../protocol/http";
import type { DesktopClient } from "../protocol/desktop_client";
import type { ChannelName, Command, InteractionView } from "../protocol/desktop_frames";
import { deskOf, type DesktopState, type DeskView, isPending } from "../protocol/desktop_state";
import { hasSameFields, usePart, useStore } from "../protocol/store";

export const ClientContext = createContext<DesktopClient | null>(null);
/** What the person may do, by the names of permissions; the center has the last word. */
export const Permissions = createContext<Identity["permissions"]>({});
export const ClockOffset = createContext(0);
/** Whether the center is there: what could not be loaded is asked for again when it is. */
export const IsOnline = createContext(true);

/** The client of this desktop. */
export function useClient(): DesktopClient {
  const client = use(ClientContext);
  if (client === null) throw new Error("a part of the desktop stands outside of the desktop");
  return client;
}

/** A part of what the desktop knows; the component is made anew only when that part is another one. */
export function useDesktop<P>(partOf: (state: DesktopState) => P, isSame?: (one: P, other: P) => boolean): P {
  return usePart(useClient().store, partOf, isSame);
}

/** Whether a command like this one is still unanswered. */
export function useIsPending(op: Command["op"], id?: string): boolean {
  return useDesktop((state) => isPending(state, op, id));
}

/** All of the view that is about no single contact; only where there is a view. */
export function useDeskView(): DeskView {
  return useDesktop(({ view }) => {
    if (view === null) throw new Error("a part of the desktop is shown before there is anything to show");
    return deskOf(view);
  }, hasSameFields);
}

const NONE: readonly InteractionView[] = [];

/** The contacts in hand. */
export function useInteractions(): readonly InteractionView[] {
  return useDesktop(({ view }) => view?.interactions ?? NONE);
}

/** Steps for what need not follow each tick of a clock. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;

/** The server's time now; with a step, the component is made anew only that often. */
export function useServerNow(stepMs?: number): number {
  return useNow(use(ClockOffset), stepMs);
}

/** What is shown of the server's time now: the component is made anew only when it would show something else. */
export function useOfServerNow<Shown extends string | number | boolean>(shownAt: (nowMs: number) => Shown): Shown {
  return useOfNow(use(ClockOffset), shownAt);
}

/** The server's time when something happens; asking for it does not make the component anew. */
export function useServerClock(): () => number {
  const offsetMs = use(ClockOffset);
  return () => Date.now() + offsetMs;
}

/** The items of a state channel, told while the component is shown; null until they have come. */
export function useChannel<N extends ChannelName>(name: N): ChannelItems<N> | null {
  return useStore(useClient().channel(name));
}
