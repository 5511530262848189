/** How figures read, in which order rows stand, and the line of a chart. Pure. */
import type { Interval, Metric, Report, ReportRow, Unit } from "./report";
import { plusDays } from "./ranges";

/** A figure in words; a dash where there is none. */
export function figureWords(value: number | null, unit: Unit, locale: string): string {
  if (value === null) return "–";
  if (unit === "ms") return timeWords(value);
  if (unit === "share") {
    return new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
  }
  return new Intl.NumberFormat(locale, { maximumFractionDigits: unit === "number" ? 2 : 0 }).format(value);
}

/** A length of time as minutes and seconds, with hours where there are any. */
export function timeWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Rows by one of their figures; what is not known comes last either way. `by` is a metric's id, or `when` and `who`. */
export function sorted(
  report: Report,
  by: string,
  isDescending: boolean,
  nameOf: (row: ReportRow) => string,
): readonly ReportRow[] {
  const place = report.metrics.findIndex(({ id }) => id === by);
  const sign = isDescending ? -1 : 1;
  const compare = (a: ReportRow, b: ReportRow): number => {
    if (by === "who") return sign * nameOf(a).localeCompare(nameOf(b));
    if (place < 0) return sign * (a.from_ms - b.from_ms);
    const [left, right] = [a.values[place] ?? null, b.values[place] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  };
  return [...report.rows].sort(compare);
}

/** When a row's interval begins by the wall clock of the report's zone: `2026-11-28T09:30`. */
export function clockOf(atMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(atMs);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

export interface Point {
  /** The beginning of the interval, by the wall clock. */
  clock: string;
  value: number | null;
  /** The same a week before; null where there is none. */
  shadow: number | null;
}

/** The line of a figure over a report's intervals, with that of a week before. Rates of several rows are not added. */
export function lineOf(report: Report, before: Report | null, metric: Metric): readonly Point[] {
  const shadow = new Map(before === null ? [] : values(before, metric).map(([clock, value]) => [weekLater(clock), value]));
  return values(report, metric).map(([clock, value]) => ({ clock, value, shadow: shadow.get(clock) ?? null }));
}

function weekLater(clock: string): string {
  return `${plusDays(clock.slice(0, 10), 7)}${clock.slice(10)}`;
}

function values(report: Report, metric: Metric): [string, number | null][] {
  const place = report.metrics.findIndex(({ id }) => id === metric.id);
  const found = new Map<string, number | null>();
  for (const row of report.rows) {
    const clock = clockOf(row.from_ms, report.zone);
    const value = row.values[place] ?? null;
    const known = found.get(clock);
    found.set(clock, known === undefined ? value : metric.is_sum ? (known ?? 0) + (value ?? 0) : known);
  }
  return [...found];
}

/** How long the intervals of a chart are, where the table has none. */
export function chartInterval(interval: Interval, days: number): Interval {
  if (interval !== "none") return interval;
  return days <= 2 ? "hour" : days <= 92 ? "day" : "month";
}

/** A round number that no value is above, for the scale of a chart. */
export function scaleTop(most: number): number {
  if (most <= 0) return 1;
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 2.5, 5, 10].map((times) => times * step).find((top) => top >= most - step * 1e-9) ?? most;
}
