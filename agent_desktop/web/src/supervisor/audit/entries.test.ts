import { describe, expect, it } from "vitest";
import { auditPath, detailWords } from "./entries";

describe("the audit trail's address", () => {
  it("asks for the newest without a wish", () => {
    expect(auditPath({ user: "", target: " " }, null)).toBe("/api/audit?limit=100");
  });

  it("names whom and what, and where the page before ended", () => {
    expect(auditPath({ user: " dana ", target: "alice&b" }, 7)).toBe(
      "/api/audit?limit=100&user=dana&target=alice%26b&before=7",
    );
  });
});

describe("what an act was done with", () => {
  it("leaves out what is empty", () => {
    expect(detailWords({ details: { activity: "on_break", until_ms: null, note: "", count: 2 } })).toBe(
      "activity: on_break, count: 2",
    );
  });
});
