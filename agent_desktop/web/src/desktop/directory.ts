/** Who and what there is to ask, to hand over to and to pick up. Owns sorting the directory's items by their kind. */
import { useMemo } from "react";
import type { DirectoryAgent, DirectoryItem, DirectoryParked, DirectoryQueue } from "../protocol/desktop_frames";
import { useChannel } from "./context";

export interface Directory {
  agents: readonly DirectoryAgent[];
  queues: readonly DirectoryQueue[];
  parked: readonly DirectoryParked[];
}

/** The items by their kind. Pure. */
function sortDirectory(items: Readonly<Record<string, DirectoryItem>>): Directory {
  const all = Object.values(items);
  return {
    agents: all.filter((item) => item.kind === "agent"),
    queues: all.filter((item) => item.kind === "queue"),
    parked: all.filter((item) => item.kind === "parked").sort((one, other) => one.since_ms - other.since_ms),
  };
}

/** The directory as it is now; it is asked for while a part of the desktop shows it. */
export function useDirectory(): Directory {
  const items = useChannel("directory");
  return useMemo(() => sortDirectory(items ?? {}), [items]);
}
