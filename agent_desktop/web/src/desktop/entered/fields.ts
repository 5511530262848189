/** A contact that is being entered by hand: what is wrong with it, and what the center is asked for. Pure. */
import type { EnteredArgs } from "../../protocol/desktop_frames";
import { timeOf } from "../follow_ups/due";
import { normalNumber, OF_CUSTOMER } from "../telephone_number";

/** What the center has words for. */
export const KINDS = ["visit", "letter", "talk", "fax", "other"] as const;
export type Kind = (typeof KINDS)[number];

export interface EnteredDraft {
  kind: Kind;
  queueId: string;
  number: string;
  name: string;
  began: string;
  minutes: string;
  disposition: string;
  note: string;
}

export const NOTE_CHARACTERS_MAX = 4_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OLDEST_MS = 366 * DAY_MS;
const MINUTES_MAX = 24 * 60;

export type BeganProblem = "entered_problem_began" | "entered_problem_old";

export interface EnteredProblems {
  who: boolean;
  number: boolean;
  began: BeganProblem | null;
  minutes: boolean;
  disposition: boolean;
}

export function enteredProblems(draft: EnteredDraft, nowMs: number): EnteredProblems {
  const beganMs = timeOf(draft.began);
  const minutes = minutesOf(draft.minutes);
  const number = draft.number.trim();
  return {
    who: number === "" && draft.name.trim() === "",
    number: number !== "" && normalNumber(number, OF_CUSTOMER) === null,
    began: beganProblem(beganMs, nowMs),
    minutes: minutes === null || (beganMs !== null && beganMs <= nowMs && beganMs + minutes * MINUTE_MS > nowMs),
    disposition: draft.disposition === "",
  };
}

function beganProblem(beganMs: number | null, nowMs: number): BeganProblem | null {
  if (beganMs === null || beganMs > nowMs) return "entered_problem_began";
  return beganMs < nowMs - OLDEST_MS ? "entered_problem_old" : null;
}

function minutesOf(text: string): number | null {
  if (!/^\d{1,4}$/.test(text.trim())) return null;
  const minutes = Number(text);
  return minutes > MINUTES_MAX ? null : minutes;
}

/** What the center is asked for; null while something is wrong. */
export function enteredArgs(draft: EnteredDraft, nowMs: number): EnteredArgs | null {
  const problems = enteredProblems(draft, nowMs);
  const beganMs = timeOf(draft.began);
  const minutes = minutesOf(draft.minutes);
  if (beganMs === null || minutes === null || Object.values(problems).some(Boolean)) return null;
  return {
    kind: draft.kind,
    queue_id: draft.queueId,
    number: normalNumber(draft.number, OF_CUSTOMER) ?? "",
    name: draft.name.trim(),
    began_at_ms: beganMs,
    duration_ms: minutes * MINUTE_MS,
    disposition: draft.disposition,
    note: draft.note.trim(),
  };
}
