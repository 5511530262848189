/** What a supervisor's page asks the center over HTTP. Owns the paths and the shapes of the answers; decides nothing. */
import type { Coded, Label, QueueChoice } from "./desktop_frames";
import { type Answer, call } from "./http";

export const boardTicket = () => call<{ ticket: string }>("POST", "/api/board-ticket", {});
export const wallTicket = (token: string) => call<{ ticket: string }>("POST", "/api/wall-ticket", { token });

/** The center's text that a supervisor chooses from. */
export interface Choices {
  queues: QueueChoice[];
  dispositions: Coded[];
  break_reasons: Coded[];
  skills: { skill: string; label: Label }[];
  teams: string[];
}

export const choices = () => call<Choices>("GET", "/api/choices");

/** A caller who gave up while waiting, and is to be called. */
export interface MissedCaller {
  contact_id: string;
  queue_id: string;
  missed_at_ms: number;
  waiting_since_ms: number;
  resume_until_ms: number;
  may_resume: boolean;
}

export const missedCallers = () => call<{ count: number; missed: MissedCaller[] }>("GET", "/api/missed");

export interface Reason {
  removal: string;
  what?: string | null;
  through?: string | null;
  needed?: number | null;
  has?: number | null;
  most?: number | null;
  until_ms?: number | null;
}

export interface ReasonGroup extends Reason {
  agents: number;
  agent_ids: string[];
}

export interface RelaxationStep {
  number: number;
  at_ms: number;
  /** False: left out, its condition did not hold; null: still to come. */
  is_taken: boolean | null;
  relax: { kind: string; [field: string]: unknown };
  if_waiting_over: number | null;
  if_estimated_wait_over_ms: number | null;
}

/** How an interaction waits, and who could be asked. */
export interface WaitingExplained {
  queue_id: string;
  waiting_since_ms: number;
  ahead: number;
  waiting: number;
  priority: number;
  estimated: { median_ms: number; mean_ms: number; p90_ms: number } | null;
  leaves_at_ms: number | null;
  preferred: string | null;
  preferred_until_ms: number | null;
  asks: { of: string; requires: string }[];
  steps: RelaxationStep[];
  eligible: { agent_id: string }[];
  eligible_count: number;
  removed_count: number;
  removed_by: ReasonGroup[];
}

export interface Explanation {
  contact_id: string;
  at_ms: number;
  standing: { interaction_id: string; stage: string; agent_id: string | null; waiting: WaitingExplained | null }[];
}

/** Why a contact is where it is; recomputed from the journal, so it is asked for by a press and not by looking. */
export function explanation(contactId: string): Promise<Answer<Explanation>> {
  return call("GET", `/api/contacts/${encodeURIComponent(contactId)}/explanation`);
}

export interface AgentNow {
  agent_id: string;
  queues: string[];
  skills: Record<string, number>;
  override_until_ms: number | null;
}

/** The skills and queues that an agent has now, an override included. */
export async function agentNow(agentId: string): Promise<Answer<AgentNow>> {
  const answer = await call<{ agents: AgentNow[] }>("GET", "/api/agents");
  if (!answer.ok) return answer;
  const value = answer.value.agents.find(({ agent_id }) => agent_id === agentId);
  return value === undefined ? { ok: false, status: 404, code: "unknown_agent", detail: "" } : { ok: true, value };
}
