/** Twelve keys. Owns their order and their names; what a key does is told by its user. */
import { useSpeech } from "../i18n/language";

const KEYS = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", ""],
  ["#", ""],
] as const;

const NAMES: Record<string, string> = { "*": "star", "#": "hash" };

interface KeyPress {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** The digit a key of the keyboard stands for, or null. */
export function keyboardDigit(event: KeyPress): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return /^[0-9*#]$/.test(event.key) ? event.key : null;
}

interface KeypadProps {
  isDisabled: boolean;
  onKey: (digit: string) => void;
  /** Sets the keys' test ids apart where two keypads could be on a page. */
  idPrefix?: string;
}

export function Keypad({ isDisabled, onKey, idPrefix = "key" }: KeypadProps) {
  const { t } = useSpeech();
  return (
    <div className="keypad" role="group" aria-label={t("keypad")}>
      {KEYS.map(([digit, letters]) => (
        <button
          key={digit}
          type="button"
          className="key"
          disabled={isDisabled}
          data-testid={`${idPrefix}-${NAMES[digit] ?? digit}`}
          onClick={() => onKey(digit)}
        >
          <span className="key-digit">
            <span className="unseen">{t("key", { digit: "" })}</span>
            {digit}
          </span>
          <span className="key-letters">{letters}</span>
        </button>
      ))}
    </div>
  );
}
