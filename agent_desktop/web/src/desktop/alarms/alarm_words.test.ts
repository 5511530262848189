import { describe, expect, it } from "vitest";
import { alarmWords } from "./alarm_words";

describe("the words for alarms", () => {
  it("say once what is the same to an agent, since its first alarm", () => {
    const told = alarmWords([
      { code: "callers_held", since_ms: 4 },
      { code: "journal_locked", since_ms: 9 },
      { code: "journal_disk_full", since_ms: 5 },
      { code: "asterisk_unreachable", since_ms: 7 },
    ]);
    expect(told.map(({ key, sinceMs }) => [key, sinceMs])).toEqual([
      ["alarm_storage", 5],
      ["alarm_telephony", 7],
    ]);
  });

  it("tell of held callers when nothing else keeps them", () => {
    expect(alarmWords([{ code: "callers_held", since_ms: 4 }]).map(({ key }) => key)).toEqual(["alarm_callers_held"]);
  });

  it("are there for every alarm that the server tells", () => {
    for (const code of ["journal_disk_full", "journal_locked", "journal_slow", "callers_held", "asterisk_unreachable"]) {
      expect(alarmWords([{ code, since_ms: 0 }])[0]?.key, code).not.toBe("alarm_other");
    }
  });

  it("name the code of an alarm that a newer server tells", () => {
    expect(alarmWords([{ code: "brand_new", since_ms: 1 }])).toEqual([
      { key: "alarm_other", words: { code: "brand_new" }, sinceMs: 1 },
    ]);
  });

  it("are none when nothing is wrong", () => expect(alarmWords([])).toEqual([]));
});
