/** What a supervisor did to the agent and said to agents, in English. */
export const en_from_supervisor = {
  ordered_available: "A supervisor has set you to available.",
  ordered_on_break: "A supervisor has sent you on a break.",
  ordered_signed_out: "A supervisor has signed you out.",
  ordered_next_available: "A supervisor wants you to be available after this contact.",
  ordered_next_on_break: "A supervisor sends you on a break after this contact.",
  ordered_next_signed_out: "A supervisor signs you out after this contact.",
  message_from: "{sender}, {time}:",
  message_gone: "(This message can no longer be read.)",
  message_read: "Read",
  op_read_message: "Marking as read",
} as const;
