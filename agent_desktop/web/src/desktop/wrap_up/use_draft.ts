/** A contact's draft in a component: each change is kept at once, so that a reload loses nothing. */
import { useState } from "react";
import { type Draft, keepDraft, readDraft } from "./drafts";

export interface DraftControl {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
}

export function useDraft(interactionId: string): DraftControl {
  const [draft, setDraft] = useState(() => readDraft(interactionId));
  const change = (part: Partial<Draft>) => {
    const changed = { ...draft, ...part };
    keepDraft(interactionId, changed);
    setDraft(changed);
  };
  return { draft, change };
}
