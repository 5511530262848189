/** Dialling out and numbers, in English. */
export const en_dial_out = {
  dial_out: "Dial",
  dial_out_title: "Call somebody",
  dial_number: "Number to call",
  dial_number_wrong: "A number has {min} to {max} digits, with + before it or not.",
  dial_queue: "For the queue",
  dial_this: "Call this number",
  direction_out: "You called",
  action_dial_out: "Call",
} as const;
