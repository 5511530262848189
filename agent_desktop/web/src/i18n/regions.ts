/** Regions, from the words that the server has for countries (`united_kingdom`). Owns no list: browsers have one. */
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

/** The region (ISO 3166-1) of a country's word; null for a word that is none. */
export function regionOf(word: string): string | null {
  regions ??= regionsByWord();
  return regions.get(word) ?? null;
}

/** Every pair of letters is tried once: which of them are countries is the browser's knowledge. */
function regionsByWord(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
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
