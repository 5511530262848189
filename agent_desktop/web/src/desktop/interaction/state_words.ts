/** The words and the clock for what is going on with a contact. Pure. */
import type { MessageKey } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";

/** The word for an interaction's state, with being on hold or laid aside told apart, and work from calls. */
export function stateWord(interaction: InteractionView): MessageKey {
  const { state } = interaction;
  if (interaction.is_parked && state !== "wrap_up") return "state_parked";
  if (interaction.work !== null && state === "offered") return "state_offered_work";
  if (interaction.work !== null && state === "connected") return "state_in_work";
  if (state === "connected" && interaction.is_held) return "state_on_hold";
  return `state_${state}`;
}

/** The name of the state's colour. */
export function stateTone(interaction: InteractionView): string {
  if (interaction.state === "in_flow" || interaction.state === "wrap_up") return interaction.state;
  return interaction.is_held || interaction.is_parked ? "held" : interaction.state;
}

/** Who was called by the agent waited in no queue. */
function beganMs(interaction: InteractionView): number {
  return interaction.queued_at_ms ?? interaction.arrived_at_ms;
}

/** Since when the present state lasts, by the server's clock. */
export function stateSinceMs(interaction: InteractionView): number {
  switch (interaction.state) {
    case "offered":
      return interaction.offer?.offered_at_ms ?? beganMs(interaction);
    case "connecting":
      return interaction.accepted_at_ms ?? beganMs(interaction);
    case "in_flow":
      return interaction.held_since_ms ?? interaction.connected_at_ms ?? beganMs(interaction);
    case "connected":
      return interaction.connected_at_ms ?? interaction.accepted_at_ms ?? beganMs(interaction);
    case "wrap_up":
      return interaction.wrap_up_since_ms ?? beganMs(interaction);
  }
}

/** How long the caller waited for an agent: until accepted, or until now. */
export function waitMs(interaction: InteractionView, nowMs: number): number {
  return Math.max(0, (interaction.accepted_at_ms ?? nowMs) - beganMs(interaction));
}
