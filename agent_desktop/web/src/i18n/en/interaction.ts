/** States of a contact, in English. */
export const en_interaction = {
  state_offered: "Ringing",
  state_connecting: "Connecting",
  state_connected: "Talking",
  state_on_hold: "On hold",
  state_wrap_up: "Wrap-up",
  state_in_flow: "In a flow",
  state_offered_work: "Offered",
  state_in_work: "In work",
  state_parked: "Laid aside",
} as const;
