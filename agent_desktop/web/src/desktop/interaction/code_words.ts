/** Words for codes: those of the center's text come first, then the product's own, and else the code made readable. */
import { useMemo } from "react";
import { codedKey, type Speech, useSpeech } from "../../i18n/language";
import type { Label } from "../../protocol/desktop_frames";
import { deskSettings } from "../../protocol/desk_settings";
import { usePart } from "../../protocol/store";
import { readable } from "./readable";

const NO_WORDS: Record<string, Label> = {};
const RATED = /^rated_(\d+)$/;

/** What people read for a code, in the language of the page. */
export type CodeWord = (code: string) => string;

export function useCodeWord(): CodeWord {
  const speech = useSpeech();
  const words = usePart(deskSettings, (settings) => settings?.words ?? NO_WORDS);
  return useMemo(() => (code) => codeWord(code, words, speech), [words, speech]);
}

/** A node of a flow within another, such as `account.message`, may have words of its own, or has those of its last part. */
export function codeWord(code: string, words: Record<string, Label>, { t, label, countryName }: Speech): string {
  const last = code.slice(code.lastIndexOf(".") + 1);
  for (const name of [code, last]) {
    const own = Object.hasOwn(words, name) ? words[name] : undefined;
    if (own !== undefined) return label(own);
  }
  const rated = RATED.exec(last);
  if (rated !== null) return t("rated", { rating: rated[1] ?? "" });
  const key = codedKey("code", last, null);
  return key === null ? (countryName(last) ?? readable(last)) : t(key);
}
