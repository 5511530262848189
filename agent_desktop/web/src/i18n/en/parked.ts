/** Parked callers, in English. */
export const en_parked = {
  parked: "Parked callers",
  parked_by: "parked by {agent}",
  parked_left: "{time} left",
  pick_up: "Pick up",
  action_park: "Park",
  action_pick_up: "Pick up",
} as const;
