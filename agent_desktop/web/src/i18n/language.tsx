/** Which language the page speaks. Owns the choice, the filling in of words, and how times are written. */
import { createStore, useStore } from "../protocol/store";
import type { Label } from "../protocol/desktop_frames";
import { en } from "./en";
import { regionOf } from "./regions";
import { zh } from "./zh";

export type Language = "en" | "zh";
export type MessageKey = keyof typeof en;

const CATALOGUES: Record<Language, Record<MessageKey, string>> = { en, zh };
const REMEMBERED_AS = "cic.language";

const chosen = createStore<Language>(typeof document === "undefined" ? "en" : firstLanguage());

function firstLanguage(): Language {
  const remembered = localStorage.getItem(REMEMBERED_AS);
  const wanted = remembered ?? navigator.language;
  const language = wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
  document.documentElement.lang = htmlLanguage(language);
  return language;
}

function htmlLanguage(language: Language): string {
  return language === "zh" ? "zh-Hans" : "en";
}

/** Switches the page to another language and remembers it in this browser. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(REMEMBERED_AS, language);
  document.documentElement.lang = htmlLanguage(language);
  chosen.set(language);
}

export type Words = Record<string, string | number>;

/** A message with its words filled in. */
export function message(language: Language, key: MessageKey, words: Words = {}): string {
  return fillIn(CATALOGUES[language][key], words);
}

/** A text with its blanks filled in; one without a word stays, to be seen. */
export function fillIn(text: string, words: Words): string {
  return text.replace(/\{(\w+)\}/g, (whole, word: string) => String(words[word] ?? whole));
}

export interface Speech {
  language: Language;
  t: (key: MessageKey, words?: Words) => string;
  /** A label that the server sends in every language. */
  label: (label: Label) => string;
  /** The name of a language, such as `zh`; a code that is none is shown as it is. */
  languageName: (code: string) => string;
  /** The name of a country, from the server's word for it, such as `united_kingdom`; null for a word that is none. */
  countryName: (word: string) => string | null;
  /** A time of day. */
  time: (atMs: number) => string;
  /** A time of day to the minute. */
  minute: (atMs: number) => string;
  /** A day and a time of it. */
  dateTime: (atMs: number) => string;
}

/** How the language is written where the reader is: a day in London looks unlike one in New York. */
export function localeOf(language: Language, preferred: readonly string[] = readersLanguages()): string {
  return preferred.find((one) => one.toLowerCase().split("-")[0] === language) ?? language;
}

function readersLanguages(): readonly string[] {
  return typeof navigator === "undefined" ? [] : (navigator.languages ?? []);
}

/** Made once for each language: browsers take long to make a format, and clocks make their components anew often. */
const SPEECHES: Record<Language, Speech> = { en: speechIn("en"), zh: speechIn("zh") };

/** How a language speaks; components ask `useSpeech`. */
export function speechIn(language: Language): Speech {
  const locale = localeOf(language);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const minute = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const countries = new Intl.DisplayNames(htmlLanguage(language), { type: "region" });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" });
  return {
    language,
    t: (key, words) => message(language, key, words),
    label: (label) => label[language] || label.en,
    languageName: (code) => languageName(language, code),
    countryName: (word) => {
      const region = regionOf(word);
      return region === null ? null : (countries.of(region) ?? null);
    },
    time: (atMs) => time.format(atMs),
    minute: (atMs) => minute.format(atMs),
    dateTime: (atMs) => dateTime.format(atMs),
  };
}

/** The page's language, in a component. */
export function useSpeech(): Speech {
  return SPEECHES[useStore(chosen)];
}

function languageName(language: Language, code: string): string {
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code)) return code;
  return new Intl.DisplayNames(htmlLanguage(language), { type: "language" }).of(code) ?? code;
}

/** The message for a server's code, or what stands for codes we have no words for. */
export function codedKey<T extends MessageKey | null>(prefix: string, code: string, otherwise: T): MessageKey | T {
  const key = `${prefix}_${code}`;
  return key in en ? (key as MessageKey) : otherwise;
}

/** A length of time as a clock: 0:07, 12:34, 1:02:03. */
export function clock(lengthMs: number): string {
  const seconds = Math.max(0, Math.floor(lengthMs / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long is left, as a clock: a second that has begun is a whole one. */
export function clockLeft(leftMs: number): string {
  return clock(leftMs + 999);
}
