/** Until when something is to hold: the usual ends, and a time that is typed. Pure. */
import { dueProblem, fieldOf, timeOf } from "../../desktop/follow_ups/due";

const MINUTE_MS = 60_000;
export const ENDS = ["half_hour", "hour", "two_hours", "end_of_day"] as const;
export type End = (typeof ENDS)[number];

/** The end as a field for a day and a time holds it, to the minute. */
export function fieldOfEnd(end: End, nowMs: number): string {
  return fieldOf(endMs(end, nowMs));
}

function endMs(end: End, nowMs: number): number {
  const now = new Date(nowMs);
  switch (end) {
    case "half_hour":
      return nowMs + 30 * MINUTE_MS;
    case "hour":
      return nowMs + 60 * MINUTE_MS;
    case "two_hours":
      return nowMs + 120 * MINUTE_MS;
    case "end_of_day":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate(), 23, 59).getTime();
  }
}

/** What a field holds: no end where it is empty, a time, or what is wrong with it. */
export type Until = { isRight: true; untilMs: number | null } | { isRight: false };

export function untilOf(field: string, nowMs: number, isEndNeeded: boolean): Until {
  if (field === "") return isEndNeeded ? { isRight: false } : { isRight: true, untilMs: null };
  const untilMs = timeOf(field);
  return dueProblem(untilMs, nowMs) === null ? { isRight: true, untilMs } : { isRight: false };
}
