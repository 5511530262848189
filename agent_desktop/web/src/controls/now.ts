/** The time that clocks on the page show. Owns one tick for all of them. */
import { useSyncExternalStore } from "react";

const TICK_MS = 250;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = Date.now();

function tick(): void {
  nowMs = Date.now();
  for (const watcher of [...watchers]) watcher();
}

function subscribe(watcher: () => void): () => void {
  if (watchers.size === 0) {
    nowMs = Date.now();
    timer = setInterval(tick, TICK_MS);
    // A hidden tab's timers are slowed down: what it shows is right again the moment it is seen.
    document.addEventListener("visibilitychange", tick);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

/** The server's time now, to a quarter of a second or a longer step; with offset 0 the browser's. */
export function useNow(clockOffsetMs: number, stepMs = 1): number {
  return useOfNow(clockOffsetMs, (now) => Math.floor(now / stepMs) * stepMs);
}

/** What is shown of the time now: the component is made anew only when it would show something else. */
export function useOfNow<Shown extends string | number | boolean>(
  clockOffsetMs: number,
  shownAt: (nowMs: number) => Shown,
): Shown {
  const shown = () => shownAt(nowMs + clockOffsetMs);
  return useSyncExternalStore(subscribe, shown, shown);
}
