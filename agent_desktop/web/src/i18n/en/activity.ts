/** The agent's activity, in English. */
export const en_activity = {
  activity: "Activity",
  activity_available: "Available",
  activity_on_break: "On a break",
  activity_not_responding: "Not responding",
  activity_signed_out: "Not ready",
  go_available: "Go available",
  take_break: "Break",
  break_reason: "Reason for the break",
  next_activity: "After this contact: {activity}",
  next_activity_short: "Next: {activity}",
  cancel_next: "Stay as you are",
  not_responding_title: "A contact was offered and you did not answer",
  not_shown_title: "A contact was offered and your desktop did not show it in time",
  not_responding_text: "You get no contacts until you say that you are back.",
  im_back: "I’m back",
  agent_number: "No. {number}",
} as const;
