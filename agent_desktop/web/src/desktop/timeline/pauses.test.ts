import { describe, expect, it } from "vitest";
import type { RecordingMark } from "../../protocol/records";
import { pauseAt, pausesOf } from "./pauses";

const mark = (atMs: number, kind: RecordingMark["kind"], reason: RecordingMark["reason"] = ""): RecordingMark => ({
  at_ms: atMs,
  kind,
  reason,
});

describe("the pauses of a recording", () => {
  it("last until the recording goes on", () => {
    const asked = [mark(10, "paused", "agent"), mark(20, "continued")];
    const marks = [...asked, mark(30, "paused", "apart"), mark(35, "continued")];
    const pauses = pausesOf({ marks, ended_at_ms: 50 }, 99);
    expect(pauses).toEqual([
      { startMs: 10, endMs: 20, reason: "agent" },
      { startMs: 30, endMs: 35, reason: "apart" },
    ]);
    expect([5, 10, 20, 34].map((atMs) => pauseAt(pauses, atMs))).toEqual([null, "agent", null, "apart"]);
  });

  it("last until the end where it never went on, or until now while it is recorded", () => {
    const marks = [mark(10, "paused", "apart")];
    expect(pausesOf({ marks, ended_at_ms: 50 }, 99)).toEqual([{ startMs: 10, endMs: 50, reason: "apart" }]);
    expect(pausesOf({ marks, ended_at_ms: null }, 99)).toEqual([{ startMs: 10, endMs: 99, reason: "apart" }]);
  });

  it("of one reason are followed by those of another without a gap", () => {
    const marks = [mark(10, "paused", "agent"), mark(15, "paused", "apart"), mark(20, "continued")];
    expect(pausesOf({ marks, ended_at_ms: 50 }, 99).map(({ reason }) => reason)).toEqual(["agent", "apart"]);
  });
});
