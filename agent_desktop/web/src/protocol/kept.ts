/** What an agent has set for this browser: look, devices, shortcuts. Owns these entries of the local storage. */
import { createStore, type Store } from "./store";

const PREFIX = "cic.kept.";

/** A value that lasts beyond the page. `read` makes a value of whatever is stored, or the default of anything else. */
export function keptStore<T>(name: string, read: (stored: unknown) => T): Store<T> {
  const inner = createStore(read(stored(name)));
  return {
    ...inner,
    set(value) {
      if (typeof localStorage !== "undefined") localStorage.setItem(PREFIX + name, JSON.stringify(value));
      inner.set(value);
    },
  };
}

function stored(name: string): unknown {
  if (typeof localStorage === "undefined") return null;
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}
