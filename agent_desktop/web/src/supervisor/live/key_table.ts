/** Keys of the live board. Owns which key is which; pressing them is `keys.tsx`. All with Alt and Shift: no single letters. */
import type { SupervisorKey } from "../../i18n/supervisor_speech";

export interface BoardKey {
  code: string;
  words: SupervisorKey;
  /** What is pressed, or, where it is a place, gets the focus. */
  testId: string;
  isFocus?: boolean;
}

export const BOARD_KEYS: readonly BoardKey[] = [
  { code: "KeyP", words: "key_pause", testId: "pause" },
  { code: "KeyR", words: "key_read", testId: "read-board" },
  { code: "KeyQ", words: "key_queues", testId: "open-queue", isFocus: true },
  { code: "KeyA", words: "key_agents", testId: "open-agent", isFocus: true },
  { code: "KeyO", words: "key_panel", testId: "panel-close", isFocus: true },
  { code: "KeyK", words: "key_help", testId: "live-keys" },
];

interface KeyPress {
  code: string;
  altKey: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

function isOurs({ altKey, shiftKey, ctrlKey, metaKey, isComposing }: KeyPress): boolean {
  return altKey && shiftKey && !ctrlKey && !metaKey && !isComposing;
}

/** What a press means here; null for all that is not ours. */
export function boardKeyOf(event: KeyPress): BoardKey | null {
  return isOurs(event) ? (BOARD_KEYS.find(({ code }) => code === event.code) ?? null) : null;
}

/** Which part of the page a press means, from 0; null for all others. */
export function tabPlaceOf(event: KeyPress): number | null {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  return isOurs(event) && digit !== undefined ? Number(digit) - 1 : null;
}

/** How a key is written. */
export function keyName(code: string): string {
  return code.replace(/^(Key|Digit)/, "");
}
