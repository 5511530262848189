/** Which contact the middle of the desktop shows. Pure. */
import type { InteractionState, InteractionView } from "../protocol/desktop_frames";

/**
 * Without a wish of the agent: who is talking first, then wrap-up, and an offer only when nothing else is there. What is
 * laid aside comes last of all that is in hand.
 */
const ORDER: readonly InteractionState[] = ["connected", "in_flow", "connecting", "wrap_up", "offered"];

/** The interaction the agent wants to see, as long as it is there; otherwise the most pressing one. */
export function chosenInteraction(
  interactions: readonly InteractionView[],
  wantedId: string | null,
): InteractionView | null {
  const wanted = interactions.find((interaction) => interaction.interaction_id === wantedId);
  if (wanted !== undefined) return wanted;
  for (const state of ORDER) {
    const found = interactions.find((interaction) => interaction.state === state && !interaction.is_parked);
    if (found !== undefined) return found;
  }
  return interactions[0] ?? null;
}
