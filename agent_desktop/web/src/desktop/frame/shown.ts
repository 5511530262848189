/** Which contact the agent wants to see. Owns the wish; `chosen.ts` decides what it comes to. */
import { createStore } from "../../protocol/store";

export const wantedInteraction = createStore<string | null>(null);

/** Shows a contact in the middle, as soon as it is in hand. */
export function showInteraction(interactionId: string): void {
  wantedInteraction.set(interactionId);
}
