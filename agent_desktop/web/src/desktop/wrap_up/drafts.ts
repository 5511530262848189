/**
 * What an agent has written and not yet sent, kept over a reload. Owns these entries of the tab's session storage: they
 * are personal values, so each goes when its contact is done, and all go when the agent signs out or another signs in.
 */
import { createStore, type Store } from "../../protocol/store";

/** A follow-up that is being written; times as fields hold them. */
export interface FollowUpDraft {
  isMine: boolean;
  queueId: string;
  due: string;
  /** How many minutes before it is due the agent is reminded; null for not at all. */
  remindMinutes: number | null;
  text: string;
}

/** What is written about a contact. */
export interface Draft {
  disposition: string;
  note: string;
  /** Null while no follow-up is being made. */
  followUp: FollowUpDraft | null;
}

export const EMPTY_DRAFT: Draft = { disposition: "", note: "", followUp: null };
const PREFIX = "cic.draft.";
const CONTACT = "contact.";
let ownPrefix = PREFIX;
/** What is shown of them: several parts of the desktop write on one draft. */
const shown = new Map<string, Store<Draft>>();

/** From now on drafts are this agent's; those of anybody else who sat here before are gone. */
export function ownDrafts(agentId: string): void {
  ownPrefix = `${PREFIX}${agentId}.`;
  shown.clear();
  forget((key) => !key.startsWith(ownPrefix));
}

/** What is kept under a name; `empty` when nothing is, with its values where the kept one lacks them. */
export function readKept<T extends object>(name: string, empty: T): T {
  const text = sessionStorage.getItem(ownPrefix + name);
  if (text === null) return empty;
  try {
    return { ...empty, ...(JSON.parse(text) as Partial<T>) };
  } catch {
    return empty; // written by something else: it is not worth an agent's desktop
  }
}

export function keep(name: string, draft: object): void {
  sessionStorage.setItem(ownPrefix + name, JSON.stringify(draft));
}

export function forgetKept(name: string): void {
  sessionStorage.removeItem(ownPrefix + name);
}

/** The draft of a contact, empty when there is none, to be watched. */
export function draftOf(interactionId: string): Store<Draft> {
  const found = shown.get(interactionId);
  if (found !== undefined) return found;
  const made = createStore(readKept(CONTACT + interactionId, EMPTY_DRAFT));
  shown.set(interactionId, made);
  return made;
}

/** Writes on a contact's draft; it is kept at once, so that a reload loses nothing. */
export function writeDraft(interactionId: string, change: Partial<Draft>): void {
  const changed = { ...draftOf(interactionId).get(), ...change };
  keep(CONTACT + interactionId, changed);
  draftOf(interactionId).set(changed);
}

/** Drops the drafts of contacts that are done: of all but those in hand. Without any said, drops everything. */
export function forgetDrafts(inHand?: readonly string[]): void {
  for (const interactionId of [...shown.keys()]) {
    if (inHand === undefined || !inHand.includes(interactionId)) shown.delete(interactionId);
  }
  if (inHand === undefined) {
    forget(() => true);
    return;
  }
  const kept = new Set(inHand.map((interactionId) => ownPrefix + CONTACT + interactionId));
  forget((key) => key.startsWith(ownPrefix + CONTACT) && !kept.has(key));
}

function forget(isDone: (key: string) => boolean): void {
  const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index));
  for (const key of keys) {
    if (key !== null && key.startsWith(PREFIX) && isDone(key)) sessionStorage.removeItem(key);
  }
}
