/** Names of countries, from the words that the server has for them (`united_kingdom`). Owns no list: browsers have one. */
import type { Language } from "./language";

const A = 65;
const LETTERS = 26;
/** What the server calls countries that browsers know by another name. */
const ALIASES = {
  bonaire_sint_eustatius_and_saba: "BQ",
  cocos_islands: "CC",
  congo: "CG",
  hong_kong: "HK",
  macao: "MO",
  macedonia: "MK",
  palestine: "PS",
  sint_maarten_dutch_part: "SX",
  swaziland: "SZ",
  the_democratic_republic_of_congo: "CD",
  turkey: "TR",
  vatican: "VA",
};

let regions: ReadonlyMap<string, string> | null = null;

/** The name of a country in a language; null for a word that is none. */
export function countryName(word: string, language: Language): string | null {
  regions ??= regionsByWord();
  const region = regions.get(word);
  return region === undefined ? null : (namesIn(language).of(region) ?? null);
}

function namesIn(language: Language): Intl.DisplayNames {
  return new Intl.DisplayNames(language === "zh" ? "zh-Hans" : "en", { type: "region", fallback: "none" });
}

/** Every pair of letters is tried once: which of them are countries is the browser's knowledge. */
function regionsByWord(): ReadonlyMap<string, string> {
  const names = namesIn("en");
  const letters = Array.from({ length: LETTERS }, (_, place) => String.fromCharCode(A + place));
  const found = new Map<string, string>(Object.entries(ALIASES));
  for (const region of letters.flatMap((one) => letters.map((other) => one + other))) {
    const name = names.of(region);
    if (name !== undefined) found.set(wordOf(name), region);
  }
  return found;
}

function wordOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll("&", "and").replaceAll("st.", "saint").replace(/[^a-z]+/g, "_").replace(/^_|_$/g, "");
}
