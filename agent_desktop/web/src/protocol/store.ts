/** A value that can be watched. Owns one value and its watchers; knows nothing of what the value means. */
import { useRef, useSyncExternalStore } from "react";

export interface Store<T> {
  get(): T;
  set(value: T): void;
  subscribe(watcher: () => void): () => void;
}

/** A store that tells its watchers of every new value. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const watcher of [...watchers]) watcher();
    },
    subscribe(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

/** What a component needs of a store: to look and to watch. */
export type Watched<T> = Pick<Store<T>, "get" | "subscribe">;

/** The present value of a store, in a component. */
export function useStore<T>(store: Watched<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}

/** A part of a store's value, in a component: it is made anew only when that part is another one. */
export function usePart<T, P>(store: Watched<T>, partOf: (value: T) => P, isSame: Same<P> = Object.is): P {
  const last = useRef<{ part: P } | null>(null);
  // React asks more than once and takes another object for another value: what is the same stays the same object.
  const get = () => {
    const part = partOf(store.get());
    if (last.current === null || !isSame(last.current.part, part)) last.current = { part };
    return last.current.part;
  };
  return useSyncExternalStore(store.subscribe, get, get);
}

type Same<P> = (one: P, other: P) => boolean;

/** Whether two records have the very same things in the same fields. */
export function hasSameFields<P extends object>(one: P, other: P): boolean {
  const names = Object.keys(one) as (keyof P)[];
  return names.length === Object.keys(other).length && names.every((name) => Object.is(one[name], other[name]));
}
