/** The agent's phone, its microphone and its sound, in English. */
export const en_phone = {
  phone: "Phone",
  phone_ready: "Phone ready",
  phone_not_ready: "Phone not ready",
  phone_in_call: "In a call",
  phone_muted: "Microphone off",
  phone_other_window: "The phone is in another window",
  phone_no_phone: "No phone",
  phone_incoming: "A call rings at your phone",
  phone_answer: "Answer",
  phone_reject: "Reject",
  phone_elsewhere: "Not reachable",
  microphone_refused: "The browser gives no microphone: others cannot hear you.",
  microphone_allow: "Allow microphone",
  sound_blocked: "The browser keeps sound off until you click.",
  sound_allow: "Turn sound on",
  phone_take_here: "Use the phone here",
} as const;
