/** Listens for the board's keys, and shows all of them on one sheet. */
import { useEffect } from "react";
import { Dialog } from "../../controls/dialog";
import { useWords } from "../../i18n/supervisor_speech";
import { BOARD_KEYS, boardKeyOf, keyName } from "./key_table";

export function useBoardKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = boardKeyOf(event);
      if (key === null) return;
      event.preventDefault();
      const element = document.querySelector<HTMLElement>(`[data-testid="${key.testId}"]`);
      if (key.isFocus === true) element?.focus();
      else element?.click();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
}

export function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog title={t("live_keys")} isOpen onClose={onClose} testId="key-sheet">
      <p className="faint">{t("live_keys_hint")}</p>
      <ul className="keys-list">
        {BOARD_KEYS.map(({ code, words }) => (
          <li key={code}>
            <span>{t(words)}</span>
            <span>
              <kbd>Alt</kbd> <kbd>Shift</kbd> <kbd>{keyName(code)}</kbd>
            </span>
          </li>
        ))}
        <li>
          <span>{t("key_tabs")}</span>
          <span>
            <kbd>Alt</kbd> <kbd>Shift</kbd> <kbd>1</kbd>…<kbd>9</kbd>
          </span>
        </li>
        <li>
          <span>{t("key_arrows")}</span>
          <span>
            <kbd>↑</kbd> <kbd>↓</kbd>
          </span>
        </li>
        <li>
          <span>{t("key_escape")}</span>
          <kbd>Esc</kbd>
        </li>
      </ul>
    </Dialog>
  );
}
