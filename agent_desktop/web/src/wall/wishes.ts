/**
 * What a wall's address asks for. Owns the form: `/wall/<name>?language=zh&theme=dark&every=20#<token>`; the token stands
 * behind the `#`, which browsers send to nobody.
 */
import type { Theme } from "../desktop/settings/theme";
import type { Language } from "../i18n/language";
import { keptStore } from "../protocol/kept";

export const INTERVALS_S = [0, 10, 20, 30, 60] as const;
export type IntervalS = (typeof INTERVALS_S)[number];

export interface WallWishes {
  token: string;
  language: Language | null;
  theme: Theme | null;
  everyS: IntervalS | null;
}

/** Pure. What is not asked for is as it was left on this screen. */
export function wishesOf({ search, hash }: Pick<Location, "search" | "hash">): WallWishes {
  const params = new URLSearchParams(search);
  const every = params.get("every");
  return {
    token: decodeURIComponent(hash.replace(/^#/, "")),
    language: (["en", "zh"] as const).find((each) => each === params.get("language")) ?? null,
    theme: (["system", "light", "dark"] as const).find((each) => each === params.get("theme")) ?? null,
    everyS: every === null ? null : (INTERVALS_S.find((each) => String(each) === every) ?? null),
  };
}

/** After how long the wall shows its next board; 0 is never. */
export const everyS = keptStore<IntervalS>(
  "wall.every",
  (stored) => INTERVALS_S.find((each) => each === stored) ?? 20,
);
