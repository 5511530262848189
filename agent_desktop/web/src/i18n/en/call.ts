/** What can be done in a call, in English. */
export const en_call = {
  call_controls: "Call controls",
  action_hold: "Hold",
  action_resume: "Resume",
  action_mute: "Mute",
  action_unmute: "Unmute",
  action_send_digits: "Keypad",
  action_hang_up: "Hang up",
  action_transfer_to_queue: "Transfer",
  action_ask_for_wrap_up: "Wrap-up afterwards",
  action_send_into_flow: "Into a flow",
  action_take_back: "Take back",
  action_complete: "Done",
  keypad: "Keypad",
  in_progress: "In progress",
} as const;
