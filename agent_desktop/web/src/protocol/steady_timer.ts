/**
 * Timers that keep their time in a hidden tab: coming back to the center must not wait for the agent to look.
 * Chrome wakes a hidden page's own timers once a minute
 * (https://developer.chrome.com/blog/timer-throttling-in-chrome-88).
 */

const waiting = new Map<number, () => void>();
let last = 0;
let worker: Worker | null | undefined;

/** Calls back once after a time; the returned function calls it off. */
export function steadyTimeout(call: () => void, afterMs: number): () => void {
  const keeper = timeKeeper();
  if (keeper === null) {
    const timer = setTimeout(call, afterMs);
    return () => clearTimeout(timer);
  }
  const id = ++last;
  waiting.set(id, call);
  keeper.postMessage({ id, afterMs });
  return () => {
    if (waiting.delete(id)) keeper.postMessage({ id, afterMs: null });
  };
}

/** Calls back again and again; the returned function ends it. */
export function steadyInterval(call: () => void, everyMs: number): () => void {
  let callOff = () => {};
  const next = () => {
    callOff = steadyTimeout(() => {
      next();
      call();
    }, everyMs);
  };
  next();
  return () => callOff();
}

/** The worker that keeps time; null where there are none, and the page keeps its own. */
function timeKeeper(): Worker | null {
  if (worker !== undefined) return worker;
  if (typeof Worker === "undefined") return (worker = null);
  const made = new Worker(new URL("./timer_worker.ts", import.meta.url), { type: "module" });
  made.onmessage = ({ data }: MessageEvent<number>) => {
    const call = waiting.get(data);
    waiting.delete(data);
    call?.();
  };
  // A worker that could not be loaded keeps no time: what waits for it is called by the page's own timers.
  made.onerror = () => {
    worker = null;
    for (const [id, call] of [...waiting]) {
      waiting.delete(id);
      setTimeout(call, 1_000);
    }
  };
  return (worker = made);
}
