import { describe, expect, it } from "vitest";
import { aCount, anAgent, anAlarm, aQueue, somePeriods } from "../../testing/boards";
import {
  byPresence,
  longestWait,
  ordered,
  orderOf,
  orderText,
  queueLevel,
  serviceLevelLevel,
  summed,
  targetOf,
  wantedAgents,
  wantedQueues,
  worstAlarm,
} from "./figures";
import { wishesOf } from "./toolbar";

describe("what several queues come to together", () => {
  it("is counted, not averaged: a quiet queue weighs what it has", () => {
    const { service_level_percent, abandon_rate_percent, average_answer_ms } = summed([aCount(90, 90), aCount(10, 0, 20)]);
    expect(service_level_percent).toBe(75);
    expect(abandon_rate_percent).toBeCloseTo(16.67, 1);
    expect(average_answer_ms).toBe(10_000);
  });

  it("has no shares where nothing was decided", () => {
    expect(summed([aCount(0, 0)])).toMatchObject({ service_level_percent: null, average_answer_ms: null });
  });

  it("has one target only where they share it", () => {
    const slow = aQueue("slow", { target_ms: 60_000, target_percent: 90 });
    expect(targetOf([aQueue("a"), aQueue("b")])).toEqual({ percentMin: 80, percentMax: 80, withinMs: 20_000 });
    expect(targetOf([aQueue("a"), slow])).toEqual({ percentMin: 80, percentMax: 90, withinMs: null });
    expect(targetOf([])).toBeNull();
  });
});

describe("how something stands", () => {
  const well = aQueue("well");
  const below = aQueue("below", { periods: somePeriods(aCount(10, 7)) });
  const late = aQueue("late", { alarms: [anAlarm(), anAlarm({ figure: "longest_wait", level: "red" })] });

  it("is by the worst alarm, and without one by the target", () => {
    expect([well, below, late].map((queue) => queueLevel(queue, "today"))).toEqual(["good", "amber", "red"]);
    expect(worstAlarm([well, late])?.value.figure).toBe("longest_wait");
    expect(worstAlarm([well, late], ["service_level"])).toBeNull();
  });

  it("is never good of one queue for another, and nothing where nobody came", () => {
    expect(serviceLevelLevel([well, below], "today")).toBe("amber");
    expect(serviceLevelLevel([aQueue("new", { periods: somePeriods(aCount(0, 0)) })], "today")).toBe("unknown");
  });

  it("knows who waits longest, and where", () => {
    const at = (queueId: string, sinceMs: number) =>
      aQueue(queueId, { waiting: { count: 1, by_medium: {}, longest_since_ms: sinceMs } });
    expect(longestWait([well, at("a", 500), at("b", 200)])).toMatchObject({ queue: { queue_id: "b" }, value: 200 });
    expect(longestWait([well])).toBeNull();
  });
});

describe("what the board is narrowed to", () => {
  it("is told by the address", () => {
    expect(wishesOf("queues=sales%2Csupport&period=last_30&state=free")).toEqual({
      queues: ["sales", "support"],
      team: "",
      period: "last_30",
      state: "free",
    });
    expect(wishesOf("period=nonsense").period).toBe("today");
  });

  it("leaves all queues where none of the wanted is there", () => {
    const all = [aQueue("sales"), aQueue("support")];
    expect(wantedQueues(all, ["sales"]).map(({ queue_id }) => queue_id)).toEqual(["sales"]);
    expect(wantedQueues(all, ["gone"])).toHaveLength(2);
  });

  it("counts each agent once, of the team and of any of the queues", () => {
    const agents = [
      anAgent("a", { team: "day", queues: ["sales", "support"] }),
      anAgent("b", { team: "day", queues: ["other"], state: "busy" }),
      anAgent("c", { team: "night", queues: ["sales"] }),
    ];
    expect(wantedAgents(agents, "day", ["sales", "support"]).map(({ agent_id }) => agent_id)).toEqual(["a"]);
    expect(byPresence(wantedAgents(agents, "", []))).toMatchObject({ free: 2, busy: 1, on_break: 0 });
  });
});

describe("an order", () => {
  it("keeps what has no value last, both ways, and equals as they were", () => {
    const rows = [{ n: null }, { n: 2 }, { n: 10 }, { n: 2, is: "second" }];
    expect(ordered(rows, ({ n }) => n, false).map(({ n }) => n)).toEqual([2, 2, 10, null]);
    expect(ordered(rows, ({ n }) => n, true).map(({ n }) => n)).toEqual([10, 2, 2, null]);
    expect(ordered(rows, ({ n }) => n, false)[1]).toEqual({ n: 2, is: "second" });
  });

  it("stands in the address", () => {
    const first = { by: "queue", isDescending: false };
    expect(orderOf("-waiting", first)).toEqual({ by: "waiting", isDescending: true });
    expect(orderOf("", first)).toBe(first);
    expect(orderText({ by: "waiting", isDescending: true })).toBe("-waiting");
  });
});
