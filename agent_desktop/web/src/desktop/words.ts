/** Words that several parts of the agent's day share. Pure. */
import type { Choice } from "../controls/select";
import type { Speech } from "../i18n/language";
import type { Coded, DirectoryAgent, QueueChoice } from "../protocol/desktop_frames";
import type { DeskView } from "../protocol/desktop_state";
import { kindWord } from "./interaction/work_words";

/** The center's text that contacts are told with: whoever has it may look at them. */
export type WordLists = Pick<DeskView, "queues" | "dispositions">;

/** A queue's name; one that may not be chosen any more is shown by its id. */
export function queueName(queues: readonly QueueChoice[], queueId: string | null, label: Speech["label"]): string {
  if (queueId === null) return "";
  const found = queues.find(({ queue_id }) => queue_id === queueId);
  return found === undefined ? queueId : label(found.label);
}

/** An agent's name; empty for one who is not in the directory. */
export function agentName(agents: readonly DirectoryAgent[], agentId: string): string {
  return agents.find(({ agent_id }) => agent_id === agentId)?.name ?? "";
}

/** The queues to choose one of. */
export function queueChoices(queues: readonly QueueChoice[], label: Speech["label"]): Choice[] {
  return queues.map((queue) => ({ id: queue.queue_id, label: label(queue.label) }));
}

/** A disposition's words; one that is gone from the center's text is shown by its code. */
export function dispositionName(all: readonly Coded[], code: string, label: Speech["label"]): string {
  const found = all.find((each) => each.code === code);
  return found === undefined ? code : label(found.label);
}

/** What kind of contact a medium is. */
export function mediumName(medium: string, t: Speech["t"]): string {
  return t(kindWord({ medium }));
}

/** Whom a record is about. */
export function personName(name: string | null, number: string | null, t: Speech["t"]): string {
  return name || number || t("caller_unknown");
}
