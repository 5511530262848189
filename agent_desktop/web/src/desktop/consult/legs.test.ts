import { describe, expect, it } from "vitest";
import type { Consult } from "../../protocol/desktop_frames";
import { anInteraction } from "../../testing/views";
import { consultedLeg, customerLeg } from "./legs";

const consult = (stage: Consult["stage"]): Consult => ({
  stage,
  since_ms: 50_000,
  asked_at_ms: 40_000,
  agent: null,
  queue: null,
  number: null,
});
const held = anInteraction({ is_held: true, held_since_ms: 39_000 });

describe("the legs of a consult", () => {
  it.each([
    ["asked", { state: "on_hold", sinceMs: 39_000 }, { state: "ringing", sinceMs: 50_000 }],
    ["talking", { state: "on_hold", sinceMs: 39_000 }, { state: "talking", sinceMs: 50_000 }],
    ["swapped", { state: "talking", sinceMs: 50_000 }, { state: "on_hold", sinceMs: 50_000 }],
    ["conference", { state: "all_together", sinceMs: 50_000 }, { state: "all_together", sinceMs: 50_000 }],
  ] as const)("while %s", (stage, customer, consulted) => {
    expect(customerLeg(held, consult(stage))).toEqual(customer);
    expect(consultedLeg(consult(stage))).toEqual(consulted);
  });

  it("know since when the customer waits even before the hold is told", () => {
    expect(customerLeg(anInteraction(), consult("asked")).sinceMs).toBe(40_000);
  });
});
