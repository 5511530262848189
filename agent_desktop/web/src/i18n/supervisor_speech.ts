/** How the supervisor's pages speak: the desktop's words and their own. Owns which catalogue has a message. */
import { fillIn, type Language, type MessageKey, type Speech, speechIn, useSpeech, type Words } from "./language";
import { en } from "./en";
import { supervisor_en } from "./supervisor_en";
import { supervisor_zh } from "./supervisor_zh";

export type SupervisorKey = keyof typeof supervisor_en;
/** A message of the desktop, or of the supervisor's pages. */
export type AnyKey = MessageKey | SupervisorKey;

export interface SupervisorSpeech extends Omit<Speech, "t"> {
  t: (key: AnyKey, words?: Words) => string;
}

const CATALOGUES: Record<Language, Record<SupervisorKey, string>> = { en: supervisor_en, zh: supervisor_zh };

function isOwn(key: AnyKey): key is SupervisorKey {
  return key in supervisor_en;
}

/** How a supervisor's page speaks in a language; components ask `useWords`. */
export function supervisorSpeechIn(language: Language): SupervisorSpeech {
  const speech = speechIn(language);
  const t = (key: AnyKey, words: Words = {}) =>
    isOwn(key) ? fillIn(CATALOGUES[language][key], words) : speech.t(key, words);
  return { ...speech, t };
}

/** Made once for each language: browsers take long to make a format. */
const SPEECHES: Record<Language, SupervisorSpeech> = { en: supervisorSpeechIn("en"), zh: supervisorSpeechIn("zh") };

/** The page's language with all words that a supervisor's page has, in a component. */
export function useWords(): SupervisorSpeech {
  return SPEECHES[useSpeech().language];
}

/** The message for a server's code, of either catalogue, or what stands for codes without words. */
export function codedWord<T extends AnyKey | null>(prefix: string, code: string, otherwise: T): AnyKey | T {
  const key = `${prefix}_${code}`;
  return key in supervisor_en || key in en ? (key as AnyKey) : otherwise;
}
