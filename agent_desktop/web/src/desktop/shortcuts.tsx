/**
 * Keys that work anywhere on the desktop. Owns which key does what; the buttons themselves are pressed, so a key
 * never does what its button does not allow. Alt+Shift with physical keys, because Alt types symbols on some
 * keyboards; never while an input method is composing.
 */
import { useEffect, useRef } from "react";
import { type MessageKey, useSpeech } from "../i18n/language";

interface Shortcut {
  code: string;
  words: MessageKey;
  testIds: readonly string[];
  isFocus: boolean;
}

const SHORTCUTS: readonly Shortcut[] = [
  { code: "KeyA", words: "shortcut_accept", testIds: ["accept"], isFocus: false },
  { code: "KeyD", words: "shortcut_decline", testIds: ["decline"], isFocus: false },
  { code: "KeyO", words: "shortcut_offer", testIds: ["offer"], isFocus: true },
  { code: "KeyH", words: "shortcut_hold", testIds: ["action-hold", "action-resume"], isFocus: false },
  { code: "KeyM", words: "shortcut_mute", testIds: ["action-mute", "action-unmute"], isFocus: false },
  { code: "KeyP", words: "shortcut_ask_for_wrap_up", testIds: ["action-ask_for_wrap_up"], isFocus: false },
  { code: "KeyF", words: "shortcut_send_into_flow", testIds: ["action-send_into_flow"], isFocus: false },
  { code: "KeyC", words: "shortcut_complete", testIds: ["action-complete"], isFocus: false },
  { code: "KeyL", words: "shortcut_message", testIds: ["message"], isFocus: true },
  { code: "KeyE", words: "shortcut_hang_up", testIds: ["action-hang_up"], isFocus: false },
  { code: "KeyW", words: "shortcut_wrap_up", testIds: ["disposition", "note"], isFocus: true },
];

interface KeyPress {
  code: string;
  altKey: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  repeat: boolean;
}

/** The shortcut of a key press, or null. */
export function shortcutOf(press: KeyPress): Shortcut | null {
  if (press.isComposing || press.repeat || press.ctrlKey || press.metaKey) return null;
  if (!press.altKey || !press.shiftKey) return null;
  return SHORTCUTS.find(({ code }) => code === press.code) ?? null;
}

function carryOut({ testIds, isFocus }: Shortcut): void {
  for (const testId of testIds) {
    const element = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
    if (element === null) continue;
    if (isFocus) element.focus();
    else element.click();
    return;
  }
}

export function Shortcuts() {
  const { t } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (shortcut === null) return;
      event.preventDefault();
      carryOut(shortcut);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <footer className="footer">
      <button type="button" className="quiet" data-testid="shortcuts" onClick={() => dialog.current?.showModal()}>
        {t("shortcuts")}
      </button>
      <dialog ref={dialog} className="card" aria-label={t("shortcuts")}>
        <h2>{t("shortcuts")}</h2>
        <dl className="keys">
          {SHORTCUTS.map(({ code, words }) => (
            <div key={code}>
              <dt>
                <kbd>Alt</kbd> <kbd>Shift</kbd> <kbd>{code.slice(3)}</kbd>
              </dt>
              <dd>{t(words)}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">{t("close")}</button>
        </form>
      </dialog>
    </footer>
  );
}
