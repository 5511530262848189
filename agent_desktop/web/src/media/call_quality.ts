/** Watches the connections that are heard, every five seconds. Owns the timer and the last finding. */
import { createStore } from "../protocol/store";
import { type Counted, countedIn, type Quality, qualityBetween } from "./quality";

const EVERY_MS = 5_000;

/** How the call sounds now; null without one. */
export const callQuality = createStore<Quality | null>(null);

const watched = new Set<RTCPeerConnection>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Watches a connection until the returned function is called. */
export function watchQuality(connection: RTCPeerConnection): () => void {
  watched.add(connection);
  timer ??= setInterval(() => void look(), EVERY_MS);
  return () => {
    watched.delete(connection);
    before.delete(connection);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    callQuality.set(null);
  };
}

const before = new Map<RTCPeerConnection, Counted>();

async function look(): Promise<void> {
  let worst: Quality | null = null;
  for (const connection of [...watched]) {
    const report = await connection.getStats();
    const counted = countedIn(report.values());
    const earlier = before.get(connection);
    if (counted === null || !watched.has(connection)) continue;
    before.set(connection, counted);
    const found = earlier === undefined ? null : qualityBetween(earlier, counted);
    if (found !== null && (worst === null || found.score < worst.score)) worst = found;
  }
  if (watched.size > 0 && worst !== null) callQuality.set(worst);
}
