/** Wrap-up, in English. */
export const en_wrap_up = {
  wrap_up: "Wrap-up",
  disposition: "Disposition",
  disposition_search: "Search dispositions",
  disposition_none: "No disposition matches",
  disposition_needed: "Choose a disposition first",
  note: "Note",
  note_hint: "Kept in this window until you finish.",
  finish_wrap_up: "Finish",
  change_disposition: "Change",
  disposition_given: "Given: {disposition}. You are free when the time is over; until then it can be changed.",
  wrap_up_left: "{time} left",
  wrap_up_open: "Ends when you finish · {time}",
} as const;
