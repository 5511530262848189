import { describe, expect, it } from "vitest";
import { heardAt, heardMs, isOutOfStep, momentAfter, momentOf, nextHeard, recordedStretches } from "./playhead";

const CUSTOMER = { track: "t1", startMs: 10_000, endMs: 40_000 };
const ALICE = { track: "t2", startMs: 10_200, endMs: 39_000 };
const LATER = { track: "t3", startMs: 70_000, endMs: 80_000 };
const TRACKS = [LATER, CUSTOMER, ALICE];
const STRETCHES = recordedStretches(TRACKS);

describe("what was recorded", () => {
  it("is a stretch for each conversation, whoever spoke in it", () => {
    expect(STRETCHES).toEqual([
      { startMs: 10_000, endMs: 40_000 },
      { startMs: 70_000, endMs: 80_000 },
    ]);
  });

  it("leaves out a track that never held anything", () => {
    expect(recordedStretches([{ track: "t", startMs: 5, endMs: 5 }])).toEqual([]);
  });
});

describe("a moment", () => {
  it("is heard on every track that goes on then, each at its own place", () => {
    expect(heardAt(TRACKS, 12_200)).toEqual([
      { track: "t1", atS: 2.2 },
      { track: "t2", atS: 2 },
    ]);
    expect(heardAt(TRACKS, 39_500)).toEqual([{ track: "t1", atS: 29.5 }]);
  });

  it("comes back from a track's place", () => expect(momentOf(ALICE, 2)).toBe(12_200));

  it("between two conversations is passed over, and after the last there is none", () => {
    expect(nextHeard(STRETCHES, 5_000)).toBe(10_000);
    expect(nextHeard(STRETCHES, 20_000)).toBe(20_000);
    expect(nextHeard(STRETCHES, 40_000)).toBe(70_000);
    expect(nextHeard(STRETCHES, 80_000)).toBeNull();
  });

  it("is counted without the gaps, and found again from that count", () => {
    expect(heardMs(STRETCHES, 75_000)).toBe(35_000);
    expect(momentAfter(STRETCHES, 35_000)).toBe(75_000);
    expect(momentAfter(STRETCHES, 0)).toBe(10_000);
    expect(momentAfter(STRETCHES, 99_000)).toBe(80_000);
    expect(momentAfter([], 5)).toBe(0);
  });
});

describe("two tracks", () => {
  it("are moved only when a listener would notice", () => {
    expect(isOutOfStep(2, 2.05)).toBe(false);
    expect(isOutOfStep(2, 1.9)).toBe(true);
  });
});
