/**
 * What a telephone number is as people type it, and its one normal form; as the center reads it
 * (`cic/customers/numbers.py`, `agent_desktop/gateway/arguments.py`). Pure; knows no numbering plan.
 */

/** How many digits a number has. */
export interface Digits {
  min: number;
  max: number;
}

/** E.164: no number has more digits, and the center takes none that has. */
const E164_DIGITS_MAX = 15;

/** To dial, to ask or to hand over to: from two digits on, because colleagues and services have short numbers. */
export const DIALLED: Digits = { min: 2, max: E164_DIGITS_MAX };

/** Of a customer: from three digits on. Nobody outside has a shorter one, so it is a slip and would find nobody. */
export const OF_CUSTOMER: Digits = { min: 3, max: E164_DIGITS_MAX };

/** What people write between digits: spaces, hyphens and dashes, dots, parentheses, slashes. */
const BETWEEN_DIGITS = /[ \t.()/\-\u2010-\u2013]/g;

/**
 * The number in its normal form, `+` and digits or digits alone; null for what is none. Full-width digits and signs,
 * as Chinese input methods write them, are the same as others; `00` in front means `+`.
 */
export function normalNumber(typed: string, { min, max }: Digits): string | null {
  const plain = typed.normalize("NFKC").trim().replace(BETWEEN_DIGITS, "").replace(/^00/, "+");
  const digits = plain.startsWith("+") ? plain.slice(1) : plain;
  return /^[0-9]+$/.test(digits) && digits.length >= min && digits.length <= max ? plain : null;
}
