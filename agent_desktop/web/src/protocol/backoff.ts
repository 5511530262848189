/** How long to wait before the next attempt to connect. Pure: chance is an argument. */

const FIRST_MS = 1_000;
const MAX_MS = 15_000;
/** After 4400 the server wants at most five attempts a minute. */
const REFUSED_FRAME_MS = 12_000;

/** Wait before attempt `attempt` (0 is the first after a loss); `chance` in [0, 1) spreads many browsers apart. */
export function reconnectDelayMs(attempt: number, closeCode: number, chance: number, maxMs = MAX_MS): number {
  const full = Math.min(maxMs, FIRST_MS * 2 ** Math.min(attempt, 10));
  const spread = full * (0.75 + 0.5 * chance);
  const delay = attempt === 0 ? full * (1 + 0.25 * chance) : Math.min(maxMs, spread);
  return Math.round(closeCode === 4400 ? Math.max(REFUSED_FRAME_MS, delay) : delay);
}
