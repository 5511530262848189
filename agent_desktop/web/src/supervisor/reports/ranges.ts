/** Ranges of days by the wall clock of a time zone, as `2026-11-28`. Pure: the moment is an argument. */

export const PRESETS = ["today", "yesterday", "this_week", "last_week", "this_month", "last_month", "days"] as const;
export type Preset = (typeof PRESETS)[number];

export interface Days {
  from: string;
  /** The first day that is not in it. */
  until: string;
}

const DAY_MS = 86_400_000;

/** The day that the wall clock of a zone shows; the browser's own for an empty zone. */
export function dayIn(zone: string, atMs: number): string {
  const parts = new Intl.DateTimeFormat("en", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(zone === "" ? {} : { timeZone: zone }),
  }).formatToParts(atMs);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}`;
}

/** A day so many days later. Days have no time zone: it is reckoned in UTC, where each has 24 hours. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The days of a preset; `typed` are those that somebody chose, both included. */
export function daysOf(preset: Preset, today: string, typed: { from: string; to: string }): Days {
  const monday = plusDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  const first = `${today.slice(0, 8)}01`;
  const firstBefore = `${plusDays(first, -1).slice(0, 8)}01`;
  switch (preset) {
    case "today":
      return { from: today, until: plusDays(today, 1) };
    case "yesterday":
      return { from: plusDays(today, -1), until: today };
    case "this_week":
      return { from: monday, until: plusDays(monday, 7) };
    case "last_week":
      return { from: plusDays(monday, -7), until: monday };
    case "this_month":
      return { from: first, until: `${plusDays(first, 31).slice(0, 8)}01` };
    case "last_month":
      return { from: firstBefore, until: first };
    case "days": {
      const from = typed.from === "" ? today : typed.from;
      const to = typed.to === "" || typed.to < from ? from : typed.to;
      return { from, until: plusDays(to, 1) };
    }
  }
}

/** The same days a week before. */
export function weekBefore({ from, until }: Days): Days {
  return { from: plusDays(from, -7), until: plusDays(until, -7) };
}
