/** The words and the colour for each kind of stretch of a contact. Pure. */
import { codedKey, type MessageKey } from "../../i18n/language";

const TONES: Readonly<Record<string, string>> = {
  parked: "queue",
  consulted: "consult",
  outside: "talk",
  entered: "work",
};
const KINDS: readonly string[] = ["ivr", "queue", "ring", "talk", "hold", "consult", "work", "wrap_up"];

/** What a stretch was spent on. */
export function kindWord(kind: string): MessageKey {
  return kind === "queue" ? "timeline_queue_kind" : codedKey("timeline", kind, "timeline_other");
}

/** The name of its colour. */
export function kindTone(kind: string): string {
  const tone = TONES[kind] ?? kind;
  return KINDS.includes(tone) ? tone : "other";
}

/** Who ended a contact. */
export function releaserWord(releasedBy: string): MessageKey {
  return codedKey("timeline", releasedBy, "timeline_machine");
}
