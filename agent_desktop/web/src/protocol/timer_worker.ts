/** Keeps time for a page in the background, whose own timers browsers slow down to one a minute. Knows no purpose. */

type Order = { id: number; afterMs: number } | { id: number; afterMs: null };

const timers = new Map<number, ReturnType<typeof setTimeout>>();

self.onmessage = ({ data }: MessageEvent<Order>) => {
  clearTimeout(timers.get(data.id));
  timers.delete(data.id);
  if (data.afterMs === null) return;
  timers.set(
    data.id,
    setTimeout(() => {
      timers.delete(data.id);
      self.postMessage(data.id);
    }, data.afterMs),
  );
};
