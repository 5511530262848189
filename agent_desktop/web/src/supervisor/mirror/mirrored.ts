/** What an agent's desktop is told, as a mirror has it: the view, and nothing that could be pressed. Pure. */
import type { EventsFrame, InteractionView, SnapshotFrame, View } from "../../protocol/desktop_frames";
import { applyEvents } from "../../protocol/desktop_apply";

export interface Mirrored {
  view: View | null;
  seq: number;
  /** Frames are missing: it is to be begun anew. */
  hasGap: boolean;
}

export const NOTHING_MIRRORED: Mirrored = { view: null, seq: 0, hasGap: false };

export function mirror(before: Mirrored, frame: SnapshotFrame | EventsFrame): Mirrored {
  if (frame.t === "snapshot") return { view: frame.view, seq: frame.seq, hasGap: false };
  if (before.view === null || frame.seq <= before.seq) return before;
  if (frame.after > before.seq) return { ...before, hasGap: true };
  return { view: applyEvents(before.view, frame.events), seq: frame.seq, hasGap: false };
}

/** A contact of which nothing can be done: a mirror only shows. */
export function withoutActs(interaction: InteractionView): InteractionView {
  return { ...interaction, allowed_actions: [] };
}
