/** How good a call sounds, from what the browser counted. Pure. */

/** Counters of one connection at one time, as `getStats` tells them. */
export interface Counted {
  packetsReceived: number;
  packetsLost: number;
  jitterS: number;
  roundTripS: number | null;
}

export type QualityWord = "good" | "fair" | "poor";

export interface Quality {
  word: QualityWord;
  lossPercent: number;
  jitterMs: number;
  roundTripMs: number | null;
  /** Estimated mean opinion score, 1 to 4.4. */
  score: number;
}

/**
 * The quality between two counts; null when nothing came in between (a call on hold is not a bad one).
 * The score follows the E-model in its usual short form (ITU-T G.107: R from delay and loss, score from R).
 */
export function qualityBetween(before: Counted, now: Counted): Quality | null {
  const received = now.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  if (received <= 0) return null;
  const lossPercent = (100 * lost) / (received + lost);
  const jitterMs = now.jitterS * 1_000;
  const roundTripMs = now.roundTripS === null ? null : now.roundTripS * 1_000;
  const score = scoreOf(lossPercent, jitterMs, roundTripMs ?? 0);
  return { word: wordOf(score), lossPercent, jitterMs, roundTripMs, score };
}

function scoreOf(lossPercent: number, jitterMs: number, roundTripMs: number): number {
  // What jitter costs is waited for in the buffer: it counts as delay, twice.
  const delayMs = roundTripMs / 2 + 2 * jitterMs + 10;
  const delayCost = delayMs < 160 ? delayMs / 40 : (delayMs - 120) / 10;
  const rating = Math.min(100, Math.max(0, 93.2 - delayCost - 2.5 * lossPercent));
  return 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
}

function wordOf(score: number): QualityWord {
  if (score >= 4) return "good";
  return score >= 3.3 ? "fair" : "poor";
}

interface StatsEntry {
  type: string;
  kind?: string;
  packetsReceived?: number;
  packetsLost?: number;
  jitter?: number;
  state?: string;
  nominated?: boolean;
  currentRoundTripTime?: number;
}

/** The counters that matter, out of a whole report; null when no sound comes in. */
export function countedIn(report: Iterable<StatsEntry>): Counted | null {
  const entries = [...report];
  const heard = entries.filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
  if (heard.length === 0) return null;
  const pair = entries.find(({ type, state, nominated }) => {
    return type === "candidate-pair" && state === "succeeded" && nominated !== false;
  });
  return {
    packetsReceived: heard.reduce((sum, { packetsReceived }) => sum + (packetsReceived ?? 0), 0),
    packetsLost: heard.reduce((sum, { packetsLost }) => sum + (packetsLost ?? 0), 0),
    jitterS: Math.max(...heard.map(({ jitter }) => jitter ?? 0)),
    roundTripS: pair?.currentRoundTripTime ?? null,
  };
}
