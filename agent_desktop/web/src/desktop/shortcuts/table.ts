/**
 * Which key does what. Pure. Alt+Shift with physical keys, because Alt types symbols on some keyboards; never while an
 * input method is composing. No letter by itself is a shortcut (WCAG 2.1.4), and each key can be given to another.
 */
import type { MessageKey } from "../../i18n/language";

export interface Shortcut {
  id: string;
  code: string;
  words: MessageKey;
  testIds: readonly string[];
  isFocus: boolean;
}

const press = (id: string, code: string, ...testIds: string[]): Shortcut => ({
  id,
  code,
  words: `shortcut_${id}` as MessageKey,
  testIds,
  isFocus: false,
});
const focus = (id: string, code: string, ...testIds: string[]): Shortcut => ({
  ...press(id, code, ...testIds),
  isFocus: true,
});

/** In the order of the help sheet. The buttons themselves are pressed: a key never does what its button does not allow. */
export const SHORTCUTS: readonly Shortcut[] = [
  press("accept", "KeyA", "accept"),
  press("decline", "KeyD", "decline"),
  focus("offer", "KeyO", "offer"),
  press("hold", "KeyH", "action-hold", "action-resume"),
  press("mute", "KeyM", "action-mute", "action-unmute"),
  press("transfer", "KeyT", "open-transfer"),
  press("swap", "KeyS", "action-swap"),
  press("conference", "KeyJ", "action-conference"),
  press("complete_transfer", "KeyY", "action-complete_transfer"),
  press("pad", "KeyP", "action-send_digits"),
  press("park", "KeyK", "action-park"),
  press("recording", "KeyI", "action-pause_recording", "action-continue_recording"),
  press("hang_up", "KeyE", "action-hang_up"),
  press("complete", "KeyC", "action-complete"),
  press("ask_for_wrap_up", "KeyN", "action-ask_for_wrap_up"),
  focus("wrap_up", "KeyW", "disposition", "note"),
  focus("message", "KeyL", "message"),
  press("available", "KeyG", "im-back", "activity-available"),
  press("break", "KeyB", "activity-break"),
  press("dial_out", "KeyQ", "open-dial-out"),
  press("help_sheet", "Slash", "shortcuts"),
];

export interface KeyPress {
  code: string;
  altKey: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  repeat: boolean;
}

/** Keys that an agent has given to shortcuts: their code by the shortcut's id. */
export type OwnKeys = Readonly<Record<string, string>>;

/** The key of a shortcut: the agent's own, else ours. */
export function codeOf(shortcut: Shortcut, own: OwnKeys): string {
  return own[shortcut.id] ?? shortcut.code;
}

/** What is printed on the key of a shortcut. */
export function keyOf(id: string, own: OwnKeys): string {
  const shortcut = SHORTCUTS.find((each) => each.id === id);
  return shortcut === undefined ? "" : keyName(codeOf(shortcut, own));
}

/** The shortcut of a key press, or null. */
export function shortcutOf(key: KeyPress, own: OwnKeys = {}): Shortcut | null {
  if (!isMeant(key) || !key.altKey || !key.shiftKey) return null;
  return SHORTCUTS.find((each) => codeOf(each, own) === key.code) ?? null;
}

/** Alt with a digit chooses the contact at that place, from 1; null for any other key. */
export function placeOf(key: KeyPress): number | null {
  const digit = /^Digit([1-9])$/.exec(key.code)?.[1];
  return isMeant(key) && key.altKey && !key.shiftKey && digit !== undefined ? Number(digit) : null;
}

/** Who has a key now, other than this shortcut; null when it is free. */
export function takenBy(code: string, except: Shortcut, own: OwnKeys): Shortcut | null {
  return SHORTCUTS.find((each) => each.id !== except.id && codeOf(each, own) === code) ?? null;
}

/** Letters, digits with Alt+Shift and a few signs may be given; keys that move or edit may not. */
export function canBeGiven(code: string): boolean {
  return /^(Key[A-Z]|Digit[0-9]|Slash|Comma|Period|Semicolon|Quote|Minus|Equal)$/.test(code);
}

/** A key as it is printed on most keyboards. */
export function keyName(code: string): string {
  const signs: Record<string, string> = {
    Slash: "/",
    Comma: ",",
    Period: ".",
    Semicolon: ";",
    Quote: "'",
    Minus: "-",
    Equal: "=",
  };
  return signs[code] ?? code.replace(/^(Key|Digit)/, "");
}

function isMeant(key: KeyPress): boolean {
  return !key.isComposing && !key.repeat && !key.ctrlKey && !key.metaKey;
}
