import { describe, expect, it } from "vitest";
import { en } from "./en";
import { clock, codedKey, localeOf, message } from "./language";
import { supervisor_en } from "./supervisor_en";
import { codedWord, supervisorSpeechIn } from "./supervisor_speech";
import { supervisor_zh } from "./supervisor_zh";
import { zh } from "./zh";

const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each([
  { whose: "the desktop's", english: en as Record<string, string>, chinese: zh as Record<string, string> },
  {
    whose: "the supervisor's",
    english: supervisor_en as Record<string, string>,
    chinese: supervisor_zh as Record<string, string>,
  },
])("the catalogues, $whose,", ({ english, chinese }) => {
  const keys = Object.keys(english);

  it("hold the same messages with the same blanks", () => {
    expect(Object.keys(chinese).sort()).toEqual([...keys].sort());
    for (const key of keys) expect(blanks(chinese[key] ?? ""), key).toEqual(blanks(english[key] ?? ""));
  });

  it("leave no message empty", () => {
    for (const key of keys) expect([english[key], chinese[key]].every((text) => text?.trim() !== ""), key).toBe(true);
  });
});

describe("the catalogues", () => {
  it("give no key twice: one feature's word would silently be another's", () => {
    for (const files of [
      import.meta.glob<Record<string, object>>("./en/*.ts", { eager: true }),
      import.meta.glob<Record<string, object>>("./zh/*.ts", { eager: true }),
    ]) {
      const all = Object.values(files).flatMap((module) => Object.values(module).flatMap((words) => Object.keys(words)));
      expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
      expect(all.length).toBe(Object.keys(en).length + Object.keys(supervisor_en).length);
    }
  });

  it("are both spoken by the supervisor's pages", () => {
    const { t } = supervisorSpeechIn("zh");
    expect([t("agent_number", { number: 101 }), t("tab_live")]).toEqual(["工号 101", "实时"]);
    expect([codedWord("role", "auditor", null), codedWord("error", "stale", null)]).toEqual([
      "role_auditor",
      "error_stale",
    ]);
    expect(codedWord("role", "brand_new", null)).toBeNull();
  });

  it("fill in words and leave an unknown blank to be seen", () => {
    expect(message("zh", "agent_number", { number: 101 })).toBe("工号 101");
    expect(message("en", "agent_number")).toBe("No. {number}");
  });

  it("have words for every reason the server may give", () => {
    const codes = [
      "unknown_agent", "unknown_queue", "unknown_interaction", "unknown_number", "unknown_reason",
      "unknown_disposition", "queue_closed", "queue_night", "queue_holiday", "queue_emergency", "queue_full", "queue_empty", "offer_closed", "not_signed_in", "not_allowed_now", "not_yours", "not_supported",
      "journal_stalled", "engine_stopped",
      "agent_not_available", "unknown_contact", "stale",
    ];
    for (const code of codes) expect(codedKey("error", code, "error_other")).toBe(`error_${code}`);
    expect(codedKey("error", "brand_new", "error_other")).toBe("error_other");
  });
});

describe("a clock", () => {
  it.each([
    [-5, "0:00"],
    [7_900, "0:07"],
    [754_000, "12:34"],
    [3_723_000, "1:02:03"],
  ])("writes %i ms as %s", (lengthMs, text) => expect(clock(lengthMs)).toBe(text));
});

describe("days and times", () => {
  it("are written as where the reader is, in the language of the page", () => {
    expect(localeOf("en", ["de-AT", "en-GB", "en-US"])).toBe("en-GB");
    expect(localeOf("zh", ["en-GB", "zh-CN"])).toBe("zh-CN");
    expect(localeOf("zh", ["en-GB"])).toBe("zh");
    expect(localeOf("en", [])).toBe("en");
  });
});
