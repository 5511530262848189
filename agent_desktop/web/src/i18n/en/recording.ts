/** Recording of a call, in English. */
export const en_recording = {
  recording_on: "Recording",
  recording_paused_agent: "Recording paused by you",
  recording_paused_apart: "Recording waits",
  recording_failing: "Recording may be lost",
  recording_secure: "The recording is paused: what is said and keyed now is not kept. Continue it afterwards.",
  action_pause_recording: "Pause recording",
  action_continue_recording: "Continue recording",
  digits_sent: "Keys sent",
  digits_hint: "Type digits, * and # while the keypad has the focus.",
} as const;
