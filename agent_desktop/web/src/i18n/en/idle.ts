/** The desktop while no contact is in hand, in English. */
export const en_idle = {
  idle_available_title: "Ready for the next contact",
  idle_available_text: "It shows here with everything known about the caller.",
  idle_monitoring_title: "You are listening in",
  idle_monitoring_text: "Calls come again once you stop.",
  idle_break_title: "You are on a break",
  idle_break_text: "Go available when you are back.",
  idle_signed_out_title: "You are not ready yet",
  idle_signed_out_text: "Go available to get contacts.",
  loading: "Loading your desktop…",
} as const;
