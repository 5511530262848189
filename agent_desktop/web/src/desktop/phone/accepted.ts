/** Which calls the agent's phone may take by itself. Pure. */
import type { InteractionState, InteractionView, View } from "../../protocol/desktop_frames";

/** The states in which the agent's phone belongs to a contact. */
export const ON_THE_PHONE: readonly InteractionState[] = ["connecting", "connected", "in_flow"];

/** Only the call of a contact that this agent has accepted: any other rings until the agent answers it. */
export function isAccepted(view: View | null, interactionId: string, states: readonly InteractionState[]): boolean {
  return interactionOf(view, interactionId, states) !== null || view?.agent.monitoring?.monitoring_id === interactionId;
}

/**
 * Whether anything goes on by phone. A call that was accepted as one contact may belong to another since: whoever was
 * asked has the customer, or a supervisor has taken over.
 */
export function hasCall(view: View | null): boolean {
  if (view === null) return false;
  return view.agent.monitoring !== null || view.interactions.some(({ state, work }) => work === null && ON_THE_PHONE.includes(state));
}

/** The interaction in one of these states, or null. */
export function interactionOf(
  view: View | null,
  interactionId: string | null,
  states: readonly InteractionState[],
): InteractionView | null {
  const found = view?.interactions.find((interaction) => interaction.interaction_id === interactionId);
  return found !== undefined && states.includes(found.state) ? found : null;
}

/**
 * What the microphone should be told of a newly arrived view: the engine's mute where it is new to us, else null.
 * Only changes count, because the provider's own word may be ahead of the view.
 */
export function newMute(before: View | null, after: View | null, interactionId: string | null): boolean | null {
  const known = interactionOf(before, interactionId, ON_THE_PHONE);
  const now = interactionOf(after, interactionId, ON_THE_PHONE);
  return now === null || known?.is_muted === now.is_muted ? null : now.is_muted;
}
