/** When something is due: times as fields of a form hold them, the usual choices, and what is wrong with one. Pure. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MORNING_HOUR = 9;

const two = (value: number) => String(value).padStart(2, "0");

/** A time as a field for date and time of day holds it, in the browser's own zone. */
export function fieldOf(atMs: number): string {
  const at = new Date(atMs);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time that such a field holds; null when it is empty or not a time. */
export function timeOf(field: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(field)) return null;
  const atMs = new Date(field).getTime();
  return Number.isNaN(atMs) ? null : atMs;
}

export type DueChoice = "in_an_hour" | "this_afternoon" | "tomorrow" | "in_three_days" | "next_week";

/** Days later, in the morning; weekends are not left out, as centers work on them. */
function morningAfter(nowMs: number, days: number): number {
  const at = new Date(nowMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, MORNING_HOUR).getTime();
}

/** The usual times, soonest first; an afternoon that is over is none. */
export function dueChoices(nowMs: number): readonly { choice: DueChoice; atMs: number }[] {
  const now = new Date(nowMs);
  const afternoonMs = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 16).getTime();
  const inAnHourMs = Math.ceil((nowMs + HOUR_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const choices: { choice: DueChoice; atMs: number }[] = [
    { choice: "in_an_hour", atMs: inAnHourMs },
    { choice: "this_afternoon", atMs: afternoonMs },
    { choice: "tomorrow", atMs: morningAfter(nowMs, 1) },
    { choice: "in_three_days", atMs: morningAfter(nowMs, 3) },
    { choice: "next_week", atMs: morningAfter(nowMs, 7) },
  ];
  return choices.filter(({ choice, atMs }) => choice !== "this_afternoon" || atMs > inAnHourMs);
}

/** How long before it is due an agent may be reminded, in minutes; null is not at all. */
export const REMINDERS: readonly (number | null)[] = [null, 0, 5, 15, 60, 24 * 60];

/** The time to be reminded: so many minutes before it is due, though not before now. */
export function remindAtMs(dueAtMs: number, minutesBefore: number | null, nowMs: number): number | null {
  return minutesBefore === null ? null : Math.max(nowMs, dueAtMs - minutesBefore * MINUTE_MS);
}

/** The choice that a reminder was made by, or the next shorter one where it was cut off by the time it was made. */
export function reminderOf(dueAtMs: number, atMs: number | null): number | null {
  if (atMs === null) return null;
  const minutes = Math.round((dueAtMs - atMs) / MINUTE_MS);
  return REMINDERS.findLast((each) => each !== null && each <= minutes) ?? 0;
}

const FARTHEST_MS = 366 * 24 * HOUR_MS;

export type DueProblem = "due_missing" | "due_past" | "due_too_far";

/** What is wrong with a due time, or null. */
export function dueProblem(dueAtMs: number | null, nowMs: number): DueProblem | null {
  if (dueAtMs === null) return "due_missing";
  if (dueAtMs <= nowMs) return "due_past";
  return dueAtMs > nowMs + FARTHEST_MS ? "due_too_far" : null;
}

export type DayWord = "overdue" | "today" | "tomorrow" | "later";

/** Under which heading something due stands. */
export function dayWord(dueAtMs: number, nowMs: number): DayWord {
  if (dueAtMs < nowMs) return "overdue";
  const now = new Date(nowMs);
  const midnight = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
  if (dueAtMs < midnight(1)) return "today";
  return dueAtMs < midnight(2) ? "tomorrow" : "later";
}
