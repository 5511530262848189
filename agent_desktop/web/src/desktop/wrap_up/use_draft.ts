/** A contact's draft in a component: each change is kept at once, so that a reload loses nothing. */
import { useStore } from "../../protocol/store";
import { type Draft, draftOf, writeDraft } from "./drafts";

export interface DraftControl {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
}

export function useDraft(interactionId: string): DraftControl {
  const draft = useStore(draftOf(interactionId));
  return { draft, change: (part) => writeDraft(interactionId, part) };
}
