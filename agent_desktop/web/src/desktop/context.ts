/** What every part of the desktop needs: the client to send commands with, and the server's clock. */
import { createContext, use } from "react";
import { useNow } from "../controls/now";
import type { ChannelItems } from "../protocol/channels";
import type { DesktopClient } from "../protocol/desktop_client";
import type { ChannelName } from "../protocol/desktop_frames";
import { useStore } from "../protocol/store";

export const ClientContext = createContext<DesktopClient | null>(null);
export const ClockOffset = createContext(0);

/** The client of this desktop. */
export function useClient(): DesktopClient {
  const client = use(ClientContext);
  if (client === null) throw new Error("a part of the desktop stands outside of the desktop");
  return client;
}

/** Steps for what need not follow each tick of a clock. */
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;

/** The server's time now; with a step, the component is made anew only that often. */
export function useServerNow(stepMs?: number): number {
  return useNow(use(ClockOffset), stepMs);
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
