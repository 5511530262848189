/** Found contacts and exports, as the center tells them. Owns paths and shapes; decides nothing. */
import { type Answer, call } from "../../protocol/http";
import type { Outcome } from "./wish";

export interface FoundContact {
  contact_id: string;
  medium: string | null;
  direction: string;
  arrived_at_ms: number;
  caller: { number: string | null; name: string | null };
  dialled_number: string;
  outcome: Outcome;
  disposition: string;
  queues: string[];
  agents: string[];
  waited_ms: number;
  talk_ms: number;
  total_ms: number;
  ratings: { subject: string; value: number; highest: number }[];
  is_recorded: boolean;
  notes: string[];
}

export interface Found {
  contacts: FoundContact[];
  cursor: string | null;
  count: number | null;
  is_more: boolean;
}

export const PAGE = 50;

export const search = (wish: Record<string, unknown>, cursor: string | null): Promise<Answer<Found>> =>
  call("POST", "/api/contacts/search", { ...wish, limit: PAGE, cursor, with_count: cursor === null });

export interface NamedAgent {
  agent_id: string;
  name: string;
}

export const agents = (): Promise<Answer<{ agents: NamedAgent[] }>> => call("GET", "/api/agents");

export type ExportForm = "csv" | "jsonl";

export interface ContactExport {
  export_id: string;
  form: ExportForm;
  state: "running" | "done" | "cancelled" | "failed" | "removed" | "lost";
  started_at_ms: number;
  rows_written: number;
  rows_total: number | null;
  file_bytes: number;
  failure: string;
  kept_until_ms: number | null;
}

/** Of persons: left out where somebody wants figures alone. */
const PERSONAL_COLUMNS: readonly string[] = ["caller_name", "caller_number", "notes"];
const COLUMNS: readonly string[] = [
  "contact_id", "arrived_at", "answered_at", "ended_at", "medium", "direction", "outcome", "caller_name",
  "caller_number", "party_id", "grade", "area", "language", "dialled_number", "entry_flow", "queues", "agents",
  "last_agent", "last_agent_number", "disposition", "waited_ms", "ivr_ms", "talk_ms", "hold_ms", "consult_ms",
  "work_ms", "wrap_up_ms", "total_ms", "end_cause", "released_by", "subject", "origin", "predecessor", "ratings",
  "is_recorded", "notes",
];

/** The columns of an export, with what is of persons or without. Pure. */
export function columnsOf(withPersons: boolean): string[] {
  return COLUMNS.filter((name) => withPersons || !PERSONAL_COLUMNS.includes(name));
}

const EXPORTS = "/api/exports";
const exportPath = (exportId: string) => `${EXPORTS}/${encodeURIComponent(exportId)}`;
export const exportFile = (exportId: string) => `${exportPath(exportId)}/file`;
export const ownExports = (): Promise<Answer<{ exports: ContactExport[] }>> => call("GET", EXPORTS);
export const endExport = (exportId: string): Promise<Answer<ContactExport>> => call("DELETE", exportPath(exportId));

export interface ExportWish {
  search: Record<string, unknown>;
  form: ExportForm;
  columns: string[];
  reason: string;
}

export const beginExport = (wish: ExportWish): Promise<Answer<ContactExport>> => call("POST", EXPORTS, wish);

/** How far an export is, of a hundred; null until its contacts are counted. Pure. */
export function percentOf({ rows_written, rows_total }: Pick<ContactExport, "rows_written" | "rows_total">): number | null {
  if (rows_total === null) return null;
  return rows_total === 0 ? 100 : Math.min(100, Math.floor((rows_written / rows_total) * 100));
}
