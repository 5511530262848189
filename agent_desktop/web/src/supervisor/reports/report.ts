/** A report as the center tells it, and how it is asked for. Owns the addresses; counts nothing. Pure but for the calls. */
import { type Answer, call } from "../../protocol/http";

export const KINDS = ["queues", "agents", "states", "intervals"] as const;
export type Kind = (typeof KINDS)[number];
export const INTERVALS = ["none", "15m", "30m", "hour", "day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];
export type Unit = "count" | "ms" | "share" | "number";
export interface BothWords {
  en: string;
  zh: string;
}

export interface Metric {
  id: string;
  unit: Unit;
  label: BothWords;
  definition: BothWords;
  is_sum: boolean;
}

export interface ReportRow {
  from_ms: number;
  until_ms: number;
  queue_id: string | null;
  medium: string | null;
  agent_id: string | null;
  values: readonly (number | null)[];
  breaks: Readonly<Record<string, number>>;
}

export interface Report {
  kind: Kind;
  from_ms: number;
  until_ms: number;
  counted_until_ms: number;
  zone: string;
  interval: Interval;
  metrics: readonly Metric[];
  rows: readonly ReportRow[];
  total: ReportRow;
  queues: Readonly<Record<string, BothWords>>;
  agents: Readonly<Record<string, string>>;
  break_reasons: Readonly<Record<string, BothWords>>;
  targets: Readonly<Record<string, number>>;
}

export interface BehindRow {
  contact_id: string | null;
  at_ms: number;
  ended_at_ms: number | null;
  queue_id: string | null;
  medium: string | null;
  agent_id: string | null;
  what: string;
  reason: string;
}

export interface Behind {
  count: number;
  rows: readonly BehindRow[];
  next_after: string | null;
  queues: Readonly<Record<string, BothWords>>;
  agents: Readonly<Record<string, string>>;
}

/** What somebody wants: days by the wall clock of the zone, `until` not included; empty for the center's own. */
export interface Wish {
  kind: Kind;
  from: string;
  until: string;
  zone: string;
  interval: Interval;
}

/** The address of a report. */
export function reportPath({ kind, from, until, zone, interval }: Wish, more: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams({ interval });
  for (const [name, value] of Object.entries({ from, until, zone, ...more })) if (value !== "") asked.set(name, value);
  return `/api/reports/${kind}?${asked.toString()}`;
}

/** Which figure: of a row, or of the total. */
export interface Figure {
  kind: Kind;
  metric: Metric;
  row: ReportRow;
}

/** The address of what stands behind a figure. */
export function behindPath({ kind, metric, row }: Figure, after: string | null): string {
  const asked = new URLSearchParams({ metric: metric.id, from_ms: String(row.from_ms), until_ms: String(row.until_ms) });
  for (const name of ["queue_id", "medium", "agent_id"] as const) if (row[name] !== null) asked.set(name, row[name]);
  if (after !== null) asked.set("after", after);
  return `/api/reports/${kind}/contacts?${asked.toString()}`;
}

export const readReport = (wish: Wish): Promise<Answer<Report>> => call("GET", reportPath(wish));
export const readBehind = (figure: Figure, after: string | null): Promise<Answer<Behind>> =>
  call("GET", behindPath(figure, after));
