/** The agent's follow-ups as one list: the agent's own, which are live, and those of queues. Pure. */
import type { FollowUp } from "../../protocol/desktop_frames";
import type { FollowUpRecord } from "../../protocol/records";
import { type DayWord, dayWord } from "./due";

export interface FollowUpItem {
  contactId: string;
  origin: string;
  queueId: string;
  dueAtMs: number;
  remindAtMs: number | null;
  isReminded: boolean;
  /** Why its queue has not taken it in, though it is due: a code; empty if it has not been asked. */
  refused: string;
  text: string;
  name: string | null;
  number: string | null;
  isMine: boolean;
  /** Whose it is; empty for anybody's of the queue. */
  ownerName: string;
}

function ownItem(followUp: FollowUp): FollowUpItem {
  return {
    contactId: followUp.contact_id,
    origin: followUp.origin,
    queueId: followUp.queue.queue_id,
    dueAtMs: followUp.due_at_ms,
    remindAtMs: followUp.remind_at_ms,
    isReminded: followUp.is_reminded,
    refused: followUp.refused ?? "",
    text: followUp.text ?? "",
    name: followUp.caller.name,
    number: followUp.caller.number,
    isMine: true,
    ownerName: "",
  };
}

export function recordItem(record: FollowUpRecord, agentId: string): FollowUpItem {
  return {
    contactId: record.contact_id,
    origin: record.origin,
    queueId: record.queue_id,
    dueAtMs: record.due_at_ms,
    remindAtMs: record.remind_at_ms,
    isReminded: record.is_reminded,
    refused: record.refused,
    text: record.text,
    name: record.name,
    number: record.number,
    isMine: record.owner === agentId,
    ownerName: record.owner === null || record.owner === agentId ? "" : record.owner_name,
  };
}

/** The agent's own as they are now, and the others' as they were when they were asked for; what is due first, first. */
export function allItems(
  own: readonly FollowUp[],
  records: readonly FollowUpRecord[],
  agentId: string,
): readonly FollowUpItem[] {
  const others = records.filter(({ owner }) => owner !== agentId).map((record) => recordItem(record, agentId));
  return [...own.map(ownItem), ...others].sort(
    (one, other) => one.dueAtMs - other.dueAtMs || one.contactId.localeCompare(other.contactId),
  );
}

const DAY_WORDS: readonly DayWord[] = ["overdue", "today", "tomorrow", "later"];

/** Items under the headings of their days; a heading without any is left out. */
export function byDay(
  items: readonly FollowUpItem[],
  nowMs: number,
): readonly { word: DayWord; items: readonly FollowUpItem[] }[] {
  const groups = DAY_WORDS.map((word) => ({
    word,
    items: items.filter(({ dueAtMs }) => dayWord(dueAtMs, nowMs) === word),
  }));
  return groups.filter((group) => group.items.length > 0);
}

/** Which of the agent's own want to be seen now: reminded of, or due. */
export function wanting(own: readonly FollowUp[], read: ReadonlySet<string>): readonly FollowUpItem[] {
  return own
    .filter(({ is_reminded, contact_id }) => is_reminded && !read.has(contact_id))
    .map(ownItem)
    .sort((one, other) => one.dueAtMs - other.dueAtMs);
}
