/** The targets this agent used last. Kept like a draft: numbers are personal values, so they go with the sign-in. */
import { keep, readKept } from "../wrap_up/drafts";

const NAME = "recent-targets";
const RECENTS_MAX = 8;

export function recentTargets(): readonly string[] {
  return readKept<{ ids: string[] }>(NAME, { ids: [] }).ids;
}

export function noteRecent(id: string): void {
  keep(NAME, { ids: [id, ...recentTargets().filter((each) => each !== id)].slice(0, RECENTS_MAX) });
}
