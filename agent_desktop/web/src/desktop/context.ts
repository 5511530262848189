/** What every part of the desktop needs: the client to send commands with, and the server's clock. */
import { createContext, use } from "react";
import { useNow } from "../controls/now";
import type { DesktopClient } from "../protocol/desktop_client";

export const ClientContext = createContext<DesktopClient | null>(null);
export const ClockOffset = createContext(0);

/** The client of this desktop. */
export function useClient(): DesktopClient {
  const client = use(ClientContext);
  if (client === null) throw new Error("a part of the desktop stands outside of the desktop");
  return client;
}

/** The server's time now. */
export function useServerNow(): number {
  return useNow(use(ClockOffset));
}
