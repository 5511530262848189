/** What may be pulled, in the order in which it is wanted, and what it is narrowed down to. Pure. */
import type { WaitingWork } from "../../protocol/desktop_frames";

const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** What is due first comes first; what is not due at all comes by how long it has waited. */
export function inOrder(items: Readonly<Record<string, WaitingWork>>): readonly WaitingWork[] {
  return Object.values(items).sort(
    (one, other) =>
      (one.due_at_ms ?? NEVER_MS) - (other.due_at_ms ?? NEVER_MS) ||
      one.waiting_since_ms - other.waiting_since_ms ||
      one.interaction_id.localeCompare(other.interaction_id),
  );
}

/** The media among the waiting, most frequent first: what the list can be narrowed down to. */
export function mediaOf(items: readonly WaitingWork[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { medium } of items) counts.set(medium, (counts.get(medium) ?? 0) + 1);
  const byCount = [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
  return byCount.map(([medium]) => medium);
}

/** Those of one medium; all of them for the empty one. */
export function ofMedium(items: readonly WaitingWork[], medium: string): readonly WaitingWork[] {
  return medium === "" ? items : items.filter((item) => item.medium === medium);
}
