import { describe, expect, it } from "vitest";
import { orderOf } from "./orders";

const agent = { activity: "available", since_ms: 5, next_activity: null, is_forced: false, is_next_forced: false } as const;

describe("what a supervisor has ordered", () => {
  it("is nothing while the agent has chosen", () => {
    expect(orderOf(agent)).toBeNull();
    expect(orderOf({ ...agent, next_activity: "on_break" })).toBeNull();
  });

  it("is told for now, and anew for each time", () => {
    const first = orderOf({ ...agent, activity: "on_break", is_forced: true });
    const later = orderOf({ ...agent, activity: "on_break", is_forced: true, since_ms: 9 });
    expect(first?.key).toBe("ordered_on_break");
    expect(later?.id).not.toBe(first?.id);
  });

  it("is told for afterwards first", () => {
    const order = orderOf({ ...agent, is_forced: true, next_activity: "signed_out", is_next_forced: true });
    expect(order?.key).toBe("ordered_next_signed_out");
  });
});
