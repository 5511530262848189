import { describe, expect, it } from "vitest";
import { argsOf, newFollowUp, problemsOf } from "./check";

const NOW = new Date(2026, 10, 27, 14).getTime();
const DUE = new Date(2026, 10, 28, 9).getTime();
const WRITTEN = { ...newFollowUp("support", DUE), text: " send the quote " };

describe("a follow-up that is being written", () => {
  it("is the agent's own, due when it was said, with a reminder", () => {
    expect(argsOf({ ...WRITTEN, remindMinutes: 15 }, "i-1", NOW)).toEqual({
      interaction_id: "i-1",
      owner: "me",
      queue_id: "support",
      due_at_ms: DUE,
      remind_at_ms: DUE - 15 * 60_000,
      text: "send the quote",
    });
  });

  it("of a queue has no owner, so that nobody is reminded", () => {
    const args = argsOf({ ...WRITTEN, isMine: false, queueId: "sales" }, "i-1", NOW);
    expect(args).toMatchObject({ owner: null, queue_id: "sales", remind_at_ms: null });
  });

  it("says all that is wrong with it at once, and asks for nothing", () => {
    const wrong = { ...WRITTEN, text: "  ", due: "" };
    expect(problemsOf(wrong, NOW)).toEqual({ text: true, due: "due_missing" });
    expect(argsOf(wrong, "i-1", NOW)).toBeNull();
    expect(argsOf(WRITTEN, "i-1", DUE)).toBeNull();
  });
});
