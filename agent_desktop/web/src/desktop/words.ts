/** Words that several parts of the agent's day share. Pure. */
import type { Speech } from "../i18n/language";
import { codedKey } from "../i18n/language";
import type { Coded, QueueChoice } from "../protocol/desktop_frames";

/** A queue's name; one that may not be chosen any more is shown by its id. */
export function queueName(queues: readonly QueueChoice[], queueId: string | null, label: Speech["label"]): string {
  if (queueId === null) return "";
  const found = queues.find(({ queue_id }) => queue_id === queueId);
  return found === undefined ? queueId : label(found.label);
}

/** A disposition's words; one that is gone from the center's text is shown by its code. */
export function dispositionName(all: readonly Coded[], code: string, label: Speech["label"]): string {
  const found = all.find((each) => each.code === code);
  return found === undefined ? code : label(found.label);
}

/** What kind of contact a medium is. */
export function mediumName(medium: string, t: Speech["t"]): string {
  return t(codedKey("medium", medium, "medium_other"));
}

/** A time of day to the minute. */
export function minuteOf(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(atMs);
}

/** Whom a record is about. */
export function personName(name: string | null, number: string | null, t: Speech["t"]): string {
  return name || number || t("caller_unknown");
}
