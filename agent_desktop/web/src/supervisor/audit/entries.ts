/** What the audit trail tells, and how it is asked for. Owns the address; decides nothing. */
import { type Answer, call } from "../../protocol/http";

export interface AuditEntry {
  ordinal: number;
  at_ms: number;
  user: string;
  role: string;
  agent_id: string | null;
  code: string;
  kind: string;
  target: string;
  details: Readonly<Record<string, string | number | boolean | null>>;
  outcome: string;
  of: number | null;
  reason: string | null;
  is_reason_erased: boolean;
}

export interface AuditWish {
  user: string;
  target: string;
}

export const AT_ONCE = 100;

/** The address of some entries: those before an ordinal, where one is given. Pure. */
export function auditPath({ user, target }: AuditWish, before: number | null): string {
  const asked = new URLSearchParams({ limit: String(AT_ONCE) });
  if (user.trim() !== "") asked.set("user", user.trim());
  if (target.trim() !== "") asked.set("target", target.trim());
  if (before !== null) asked.set("before", String(before));
  return `/api/audit?${asked.toString()}`;
}

/** What an act was done with, such as `activity: on_break`; nothing for an act without details. Pure. */
export function detailWords({ details }: Pick<AuditEntry, "details">): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
}

export const auditEntries = (wish: AuditWish, before: number | null): Promise<Answer<{ entries: AuditEntry[] }>> =>
  call("GET", auditPath(wish, before));
