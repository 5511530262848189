/** All shortcuts on one sheet, each of which can be given another key. */
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { useSpeech } from "../../i18n/language";
import { announce } from "../live_regions";
import { giveKeys, useOwnKeys } from "./own_keys";
import { canBeGiven, codeOf, keyName, type Shortcut, SHORTCUTS, takenBy } from "./table";
import "../settings/settings.css";

export function HelpSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useSpeech();
  return (
    <Dialog title={t("shortcuts")} isOpen={isOpen} onClose={onClose} isWide testId="help-sheet">
      <Keys />
    </Dialog>
  );
}

function Keys() {
  const { t } = useSpeech();
  const own = useOwnKeys();
  const [changing, setChanging] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const take = (shortcut: Shortcut, event: KeyboardEvent) => {
    if (["Tab", "Shift", "Alt", "Control", "Meta"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setChanging(null);
    const other = takenBy(event.code, shortcut, own);
    if (!canBeGiven(event.code)) return setProblem(t("shortcut_not_possible"));
    if (other !== null) return setProblem(t("shortcut_taken", { action: t(other.words) }));
    giveKeys({ ...own, [shortcut.id]: event.code });
    announce(t("shortcut_given", { action: t(shortcut.words), key: keyName(event.code) }));
    setProblem("");
    setChanging(null);
  };
  return (
    <>
      <p className="faint">{t("shortcuts_hint")}</p>
      <ul className="keys" data-testid="keys">
        {SHORTCUTS.map((shortcut) => (
          <li key={shortcut.id}>
            <span>{t(shortcut.words)}</span>
            <Button
              tone="quiet"
              testId={`key-of-${shortcut.id}`}
              aria-label={t("shortcut_change", { action: t(shortcut.words), key: keyName(codeOf(shortcut, own)) })}
              onPress={() => {
                setProblem("");
                setChanging(shortcut.id);
              }}
              {...(changing === shortcut.id
                ? { "data-takes-key": true, onKeyDown: (event) => take(shortcut, event as unknown as KeyboardEvent) }
                : {})}
              onBlur={() => setChanging(null)}
            >
              {changing === shortcut.id ? (
                t("shortcut_press")
              ) : (
                <>
                  <kbd>Alt</kbd> <kbd>Shift</kbd> <kbd>{keyName(codeOf(shortcut, own))}</kbd>
                </>
              )}
            </Button>
          </li>
        ))}
        <li>
          <span>{t("shortcut_contacts")}</span>
          <span className="key-fixed">
            <kbd>Alt</kbd> <kbd>1</kbd>…<kbd>9</kbd>
          </span>
        </li>
      </ul>
      <p role="alert" className="problem" data-testid="key-problem">
        {problem}
      </p>
      <div className="row">
        <Button isDisabled={Object.keys(own).length === 0} testId="keys-reset" onPress={() => giveKeys({})}>
          {t("shortcuts_reset")}
        </Button>
      </div>
    </>
  );
}
