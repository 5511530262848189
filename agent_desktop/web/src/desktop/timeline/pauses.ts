/** When nothing was recorded in the middle of a recording. Pure. */
import type { RecordingRecord } from "../../protocol/records";

export interface Pause {
  startMs: number;
  endMs: number;
  reason: "agent" | "apart";
}

/** The pauses of a recording; one that goes on lasts until its end, or until now. */
export function pausesOf(
  { marks, ended_at_ms }: Pick<RecordingRecord, "marks" | "ended_at_ms">,
  nowMs: number,
): readonly Pause[] {
  const pauses: Pause[] = [];
  let open: Pause | null = null;
  for (const { at_ms: atMs, kind, reason } of marks) {
    if (open !== null) {
      if (atMs > open.startMs) pauses.push({ ...open, endMs: atMs });
      open = null;
    }
    // Paused anew while it is paused: for another reason from then on.
    if (kind === "paused") open = { startMs: atMs, endMs: atMs, reason: reason === "agent" ? "agent" : "apart" };
  }
  const endMs = ended_at_ms ?? nowMs;
  return open !== null && endMs > open.startMs ? [...pauses, { ...open, endMs }] : pauses;
}

/** Why nothing was recorded at a moment; null when it was. */
export function pauseAt(pauses: readonly Pause[], atMs: number): Pause["reason"] | null {
  return pauses.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs)?.reason ?? null;
}
