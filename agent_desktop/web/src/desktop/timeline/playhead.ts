/**
 * Which part of which track is heard at a moment of a contact. Pure: times of the contact's clock in milliseconds in,
 * places in files in seconds out.
 */

/** One party's track. Its file begins at `startMs` and holds silence where the recording was paused. */
export interface Track {
  track: string;
  startMs: number;
  endMs: number;
}

export interface Interval {
  startMs: number;
  endMs: number;
}

/** What is heard of one track at a moment. */
export interface Heard {
  track: string;
  atS: number;
}

/** The stretches in which anything was recorded, in order, those that touch made one. */
export function recordedStretches(tracks: readonly Track[]): readonly Interval[] {
  const stretches: Interval[] = [];
  for (const { startMs, endMs } of [...tracks].sort((one, other) => one.startMs - other.startMs)) {
    if (endMs <= startMs) continue;
    const last = stretches.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else stretches.push({ startMs, endMs });
  }
  return stretches;
}

/** The next moment, from this one on, at which there is something to hear; null after the last. */
export function nextHeard(stretches: readonly Interval[], atMs: number): number | null {
  const found = stretches.find(({ endMs }) => atMs < endMs);
  return found === undefined ? null : Math.max(atMs, found.startMs);
}

/** The tracks that are heard at a moment, and where in their files that is. */
export function heardAt(tracks: readonly Track[], atMs: number): readonly Heard[] {
  return tracks
    .filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs)
    .map(({ track, startMs }) => ({ track, atS: (atMs - startMs) / 1_000 }));
}

/** The moment at which a track's file is at this place. */
export function momentOf(track: Track, atS: number): number {
  return track.startMs + atS * 1_000;
}

/** Two tracks this far apart still sound as one conversation; beyond it the later one is moved. */
const IN_STEP_MS = 60;

/** Whether a track has to be moved to be in step again. */
export function isOutOfStep(wantedS: number, actualS: number): boolean {
  return Math.abs(wantedS - actualS) * 1_000 > IN_STEP_MS;
}

/** How much of the recordings comes before a moment, without the gaps between them: what a clock shows. */
export function heardMs(stretches: readonly Interval[], atMs: number): number {
  return stretches.reduce((sum, { startMs, endMs }) => sum + Math.max(0, Math.min(atMs, endMs) - startMs), 0);
}

/** The moment before which so much of the recordings comes: `heardMs` the other way round. */
export function momentAfter(stretches: readonly Interval[], lengthMs: number): number {
  let left = Math.max(0, lengthMs);
  for (const { startMs, endMs } of stretches) {
    if (left < endMs - startMs) return startMs + left;
    left -= endMs - startMs;
  }
  return stretches.at(-1)?.endMs ?? 0;
}
