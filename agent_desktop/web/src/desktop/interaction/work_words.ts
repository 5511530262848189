/** The words for what callers leave, and whether it is late. Pure. */
import type { IconName } from "../../controls/icon";
import { codedKey, type MessageKey } from "../../i18n/language";
import type { InteractionView, Work } from "../../protocol/desktop_frames";

const ICONS: Record<string, IconName> = { voicemail: "message", task: "task", callback: "call_back" };

/** What kind of work it is, as the agent knows it; a call is one too. */
export function kindWord({ medium }: Pick<InteractionView, "medium">): MessageKey {
  return codedKey("medium", medium, "medium_other");
}

/** The picture beside that word. */
export function kindIcon({ medium }: Pick<InteractionView, "medium">): IconName {
  return ICONS[medium] ?? "phone";
}

/** How long until the work is due; negative once it is late. */
export function dueInMs(work: Work, nowMs: number): number {
  return work.due_at_ms - nowMs;
}
