/** The keys that this agent has given to shortcuts. Owns their place in the local storage. */
import { keptStore } from "../../protocol/kept";
import { type Store, useStore } from "../../protocol/store";
import type { OwnKeys } from "./table";

let keys: Store<OwnKeys> = keptStore<OwnKeys>("shortcuts", readKeys);

/** From now on the keys are this agent's. */
export function ownShortcuts(agentId: string): void {
  keys = keptStore<OwnKeys>(`shortcuts.${agentId}`, readKeys);
}

export function ownKeys(): OwnKeys {
  return keys.get();
}

export function giveKeys(given: OwnKeys): void {
  keys.set(given);
}

/** The agent's keys, in a component. */
export function useOwnKeys(): OwnKeys {
  return useStore(keys);
}

function readKeys(stored: unknown): OwnKeys {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([, code]) => typeof code === "string")) as OwnKeys;
}
