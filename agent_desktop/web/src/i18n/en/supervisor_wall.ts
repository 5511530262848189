/** The wall, in English. */
export const en_supervisor_wall = {
  wall_name: "CIC wall",
  wall_title: "Now",
  wall_figures: "Figures",
  wall_busy: "{count} in a contact",
  wall_back: "Board before",
  wall_next: "Next board",
  wall_place: "{place} of {count}",
  wall_turn: "Next board after",
  wall_every: "{s} s",
  wall_no_turn: "Does not turn",
  wall_full: "Full screen",
  wall_leave_full: "Leave full screen",
  wall_refused: "This wall may not be shown",
  wall_refused_hint: "Its link is no longer valid. A supervisor can make another one. It is tried again every minute.",
} as const;
