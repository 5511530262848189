/** Which contact the middle of the desktop shows. Pure. */
import type { InteractionState, InteractionView } from "../protocol/desktop_frames";

/** Without a wish of the agent: who is talking first, then wrap-up, and an offer only when nothing else is there. */
const ORDER: readonly InteractionState[] = ["connected", "connecting", "wrap_up", "offered"];

/** The interaction the agent wants to see, as long as it is there; otherwise the most pressing one. */
export function chosenInteraction(
  interactions: readonly InteractionView[],
  wantedId: string | null,
): InteractionView | null {
  const wanted = interactions.find((interaction) => interaction.interaction_id === wantedId);
  if (wanted !== undefined) return wanted;
  for (const state of ORDER) {
    const found = interactions.find((interaction) => interaction.state === state);
    if (found !== undefined) return found;
  }
  return null;
}
