/** Which contact the agent wants to see. Owns the wish; `chosen.ts` decides what it comes to. */
import type { InteractionView } from "../../protocol/desktop_frames";
import { createStore, useStore } from "../../protocol/store";
import { chosenInteraction } from "../chosen";
import { useDesktop } from "../context";

export const wantedInteraction = createStore<string | null>(null);

/** Shows a contact in the middle, as soon as it is in hand. */
export function showInteraction(interactionId: string): void {
  wantedInteraction.set(interactionId);
}

/** The contact that the middle shows; null while there is none. What changes in the others makes nothing anew. */
export function useShownInteraction(): InteractionView | null {
  const wantedId = useStore(wantedInteraction);
  return useDesktop(({ view }) => chosenInteraction(view?.interactions ?? [], wantedId));
}
