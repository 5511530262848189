/** Alarms of the center, in English. */
export const en_alarms = {
  alarm_storage:
    "The center cannot store anything at the moment. Calls in progress go on, new callers hear music; nothing is lost.",
  alarm_callers_held: "New callers hear music at the moment and are served in their order. Calls in progress go on.",
  alarm_telephony:
    "The telephone system cannot be reached at the moment. Calls in progress go on as far as it still runs; the center tries again by itself.",
  alarm_recording: "Talks may not be recorded at the moment. Calls go on as usual; the center's operators have been told.",
  alarm_other: "Something is wrong with the center ({code}). Its operators have been told.",
  alarm_since: "Since {time}",
  alarm_over: "The center works again.",
} as const;
