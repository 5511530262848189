/** What a follow-up that is being written comes to: what is wrong with it, or what the center is asked for. Pure. */
import type { FollowUpArgs } from "../../protocol/desktop_frames";
import type { FollowUpDraft } from "../wrap_up/drafts";
import { type DueProblem, dueProblem, fieldOf, remindAtMs, timeOf } from "./due";

export const TEXT_CHARACTERS_MAX = 4_000;

export interface FollowUpProblems {
  text: boolean;
  due: DueProblem | null;
}

/** A follow-up to begin with: the agent's own, due tomorrow morning, with a reminder when it is due. */
export function newFollowUp(queueId: string, dueAtMs: number): FollowUpDraft {
  return { isMine: true, queueId, due: fieldOf(dueAtMs), remindMinutes: 0, text: "" };
}

export function problemsOf(draft: FollowUpDraft, nowMs: number): FollowUpProblems {
  return { text: draft.text.trim() === "", due: dueProblem(timeOf(draft.due), nowMs) };
}

/** What the center is asked for; null while something is wrong. A queue's follow-up reminds nobody. */
export function argsOf(draft: FollowUpDraft, interactionId: string, nowMs: number): FollowUpArgs | null {
  const dueAtMs = timeOf(draft.due);
  const problems = problemsOf(draft, nowMs);
  if (dueAtMs === null || problems.text || problems.due !== null) return null;
  return {
    interaction_id: interactionId,
    owner: draft.isMine ? "me" : null,
    queue_id: draft.queueId,
    due_at_ms: dueAtMs,
    remind_at_ms: draft.isMine ? remindAtMs(dueAtMs, draft.remindMinutes, nowMs) : null,
    text: draft.text.trim(),
  };
}
