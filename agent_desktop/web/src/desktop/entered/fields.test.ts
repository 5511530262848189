import { describe, expect, it } from "vitest";
import { type EnteredDraft, enteredArgs, enteredProblems } from "./fields";

const NOW = new Date(2026, 10, 27, 14).getTime();
const VISIT: EnteredDraft = {
  kind: "visit",
  queueId: "sales",
  number: " +15550100 ",
  name: "Ann Example",
  began: "2026-11-27T13:30",
  minutes: "20",
  disposition: "sold",
  note: " came by ",
};

describe("a contact entered by hand", () => {
  it("says who, when, how long and what came of it", () => {
    expect(enteredArgs(VISIT, NOW)).toEqual({
      kind: "visit",
      queue_id: "sales",
      number: "+15550100",
      name: "Ann Example",
      began_at_ms: new Date(2026, 10, 27, 13, 30).getTime(),
      duration_ms: 1_200_000,
      disposition: "sold",
      note: "came by",
    });
  });

  it("needs a name or a number, either alone", () => {
    expect(enteredProblems({ ...VISIT, number: "", name: " " }, NOW).who).toBe(true);
    expect(enteredArgs({ ...VISIT, number: "" }, NOW)).not.toBeNull();
    expect(enteredArgs({ ...VISIT, name: "" }, NOW)).not.toBeNull();
  });

  it.each([
    [{ number: "12" }, { number: true }],
    [{ began: "" }, { began: "entered_problem_began" }],
    [{ began: "2026-11-27T14:01" }, { began: "entered_problem_began" }],
    [{ began: "2025-01-01T10:00" }, { began: "entered_problem_old" }],
    [{ minutes: "31" }, { minutes: true }],
    [{ minutes: "x" }, { minutes: true }],
    [{ began: "2026-11-25T10:00", minutes: "1441" }, { minutes: true }],
    [{ disposition: "" }, { disposition: true }],
  ] as const)("with %o is not taken", (change, problem) => {
    expect(enteredProblems({ ...VISIT, ...change }, NOW)).toMatchObject(problem);
    expect(enteredArgs({ ...VISIT, ...change }, NOW)).toBeNull();
  });
});
