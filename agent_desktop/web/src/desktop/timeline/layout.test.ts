import { describe, expect, it } from "vitest";
import { lanesOf, marksOf, neighbour, placeOf, spanOf, type Stretch } from "./layout";

function stretch(ordinal: number, kind: string, startS: number, endS: number | null, agentId?: string): Stretch {
  return {
    ordinal,
    kind,
    started_at_ms: startS * 1_000,
    ended_at_ms: endS === null ? null : endS * 1_000,
    agent_id: agentId ?? null,
    queue_id: null,
  };
}

const CALL = [
  stretch(1, "ivr", 0, 20),
  stretch(2, "queue", 20, 50),
  stretch(3, "ring", 50, 55, "alice"),
  stretch(4, "talk", 55, 100, "alice"),
  stretch(5, "talk", 100, 160, "bob"),
  stretch(6, "wrap_up", 100, 130, "alice"),
  stretch(7, "consulted", 60, 70, "carol"),
];

describe("the picture of a contact", () => {
  it("reaches from the first beginning to the last end, or to now while something goes on", () => {
    expect(spanOf(CALL, 0)).toEqual({ startMs: 0, endMs: 160_000 });
    expect(spanOf([stretch(1, "ivr", 10, null)], 40_000)).toEqual({ startMs: 10_000, endMs: 40_000 });
  });

  it("has a length even when nothing has, so that nothing is divided by it", () => {
    expect(spanOf([stretch(1, "ivr", 10, 10)], 0)).toEqual({ startMs: 10_000, endMs: 11_000 });
    expect(spanOf([], 5_000)).toEqual({ startMs: 4_000, endMs: 5_000 });
  });

  it("puts stretches in percent of it and cuts off what lies outside", () => {
    const span = { startMs: 1_000, endMs: 5_000 };
    expect(placeOf(span, 2_000, 3_000)).toEqual({ left: 25, width: 25 });
    expect(placeOf(span, 0, 9_000)).toEqual({ left: 0, width: 100 });
    expect(placeOf(span, 6_000, 9_000)).toEqual({ left: 100, width: 0 });
  });

  it("shows the customer's side first and then each agent's, in the order they came in", () => {
    const lanes = lanesOf(CALL);
    expect(lanes.map(({ agentId, segments }) => [agentId, segments.map(({ ordinal }) => ordinal)])).toEqual([
      [null, [1, 2, 3, 4, 5]],
      ["alice", [3, 4, 6]],
      ["carol", [7]],
      ["bob", [5]],
    ]);
  });

  it("has a customer's lane even where there was only work", () => {
    expect(lanesOf([stretch(1, "wrap_up", 0, 5, "alice")]).map(({ segments }) => segments.length)).toEqual([0, 1]);
  });
});

describe("the clock's marks", () => {
  it.each([
    [0, 60_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]],
    [1_500, 4_500, [2_000, 3_000, 4_000]],
  ])("of %i to %i ms are round", (startMs, endMs, marks) => expect(marksOf({ startMs, endMs })).toEqual(marks));

  it("are never more than the picture holds, even over weeks", () => {
    for (const lengthMs of [1_000, 59_000, 3_599_000, 86_400_000, 40 * 86_400_000]) {
      expect(marksOf({ startMs: 123, endMs: 123 + lengthMs }).length).toBeLessThanOrEqual(7);
    }
  });
});

describe("the arrows", () => {
  it("go from stretch to stretch in the order in which they began, and stop at the ends", () => {
    const ordinals = (from: number | null, key: string) => neighbour(CALL, from, key)?.ordinal ?? null;
    expect(ordinals(null, "ArrowRight")).toBe(1);
    expect(ordinals(null, "ArrowLeft")).toBe(6);
    expect([4, 7, 5].map((from) => ordinals(from, "ArrowRight"))).toEqual([7, 5, 6]);
    expect(ordinals(1, "ArrowLeft")).toBeNull();
    expect(ordinals(6, "ArrowRight")).toBeNull();
  });

  it("are the only keys that do", () => expect(neighbour(CALL, 1, "Tab")).toBeNull());
});
