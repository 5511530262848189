/** The center's text in components: names of queues, words of breaks and dispositions; loaded once, empty until then. */
import { createContext, use } from "react";
import type { Label } from "../protocol/desktop_frames";
import type { Choices } from "../protocol/supervision";

export const NO_CHOICES: Choices = { queues: [], dispositions: [], break_reasons: [], skills: [], teams: [] };

export const ChoicesContext = createContext<Choices>(NO_CHOICES);

export function useChoices(): Choices {
  return use(ChoicesContext);
}

/** The words of a code, or the code itself where there are none. Pure. */
export function wordsOf(all: readonly { code: string; label: Label }[], code: string, label: (label: Label) => string): string {
  const found = all.find((each) => each.code === code);
  return found === undefined ? code : label(found.label);
}
