/** Telephone numbers as people type them. Pure. */

/** The number in its plain form, `+` and digits or digits alone; null for what is none. */
export function normalNumber(typed: string): string | null {
  const plain = typed.replace(/[\s().\-/]/g, "");
  return /^\+?[0-9]{2,15}$/.test(plain) ? plain : null;
}
