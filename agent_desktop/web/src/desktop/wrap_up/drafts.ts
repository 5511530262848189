/** What the agent has written about a contact and not yet sent. Owns these entries of the tab's session storage. */

export interface Draft {
  disposition: string;
  note: string;
}

export const EMPTY_DRAFT: Draft = { disposition: "", note: "" };
const PREFIX = "cic.draft.";

/** The draft of an interaction, empty when there is none. */
export function readDraft(interactionId: string): Draft {
  const text = sessionStorage.getItem(PREFIX + interactionId);
  return text === null ? EMPTY_DRAFT : { ...EMPTY_DRAFT, ...(JSON.parse(text) as Partial<Draft>) };
}

export function keepDraft(interactionId: string, draft: Draft): void {
  sessionStorage.setItem(PREFIX + interactionId, JSON.stringify(draft));
}

/** Drops every draft whose interaction is not among these: it is finished, and its note is a personal value. */
export function forgetDrafts(except: readonly string[] = []): void {
  const kept = new Set(except.map((interactionId) => PREFIX + interactionId));
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !kept.has(key)) sessionStorage.removeItem(key);
  }
}
