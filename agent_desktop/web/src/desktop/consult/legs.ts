/** Who hears whom while somebody is asked, since when. Pure. */
import type { Consult, InteractionView } from "../../protocol/desktop_frames";

export type LegState = "ringing" | "talking" | "on_hold" | "all_together";

export interface Leg {
  state: LegState;
  sinceMs: number;
}

/** The customer's leg. */
export function customerLeg(interaction: InteractionView, consult: Consult): Leg {
  if (consult.stage === "conference") return { state: "all_together", sinceMs: consult.since_ms };
  if (consult.stage === "swapped") return { state: "talking", sinceMs: consult.since_ms };
  return { state: "on_hold", sinceMs: interaction.held_since_ms ?? consult.asked_at_ms };
}

/** The leg of whoever is asked. */
export function consultedLeg(consult: Consult): Leg {
  const states = { asked: "ringing", talking: "talking", swapped: "on_hold", conference: "all_together" } as const;
  return { state: states[consult.stage], sinceMs: consult.since_ms };
}
