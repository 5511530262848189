/** The reasons that somebody has given last, to be given again by a press. Owns their place in the tab's storage. */

const KEPT_AS = "cic.reasons";
const KEPT_MAX = 5;
/** As long as the center takes one. */
export const REASON_LENGTH_MAX = 500;

/** The last reasons with this one in front; each once. Pure. */
export function withReason(kept: readonly string[], reason: string): string[] {
  const said = reason.trim();
  return said === "" ? [...kept] : [said, ...kept.filter((each) => each !== said)].slice(0, KEPT_MAX);
}

/** They go with the tab: on a shared machine nobody reads what another has written. */
export function lastReasons(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

export function rememberReason(reason: string): void {
  sessionStorage.setItem(KEPT_AS, JSON.stringify(withReason(lastReasons(), reason)));
}

export function forgetReasons(): void {
  sessionStorage.removeItem(KEPT_AS);
}
