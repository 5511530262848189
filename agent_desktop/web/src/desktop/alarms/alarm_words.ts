/** Which words an alarm has on the desktop. Pure. Alarms that are the same to an agent share theirs. */
import type { MessageKey, Words } from "../../i18n/language";
import type { StandingAlarm } from "../../protocol/desktop_frames";

const WORDS: Record<string, MessageKey> = {
  journal_disk_full: "alarm_storage",
  journal_locked: "alarm_storage",
  journal_slow: "alarm_storage",
  callers_held: "alarm_callers_held",
  asterisk_unreachable: "alarm_telephony",
  recording_failing: "alarm_recording",
};

export interface Told {
  key: MessageKey;
  words: Words;
  sinceMs: number;
}

/** What is told of these alarms: each thing once, since its first alarm; held callers are part of what is not stored. */
export function alarmWords(alarms: readonly StandingAlarm[]): Told[] {
  const told = new Map<MessageKey, Told>();
  for (const { code, since_ms } of alarms) {
    const key = WORDS[code] ?? "alarm_other";
    const sinceMs = Math.min(since_ms, told.get(key)?.sinceMs ?? since_ms);
    told.set(key, { key, words: told.get(key)?.words ?? { code }, sinceMs });
  }
  if (told.has("alarm_storage")) told.delete("alarm_callers_held");
  return [...told.values()];
}
