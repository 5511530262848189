import { describe, expect, it } from "vitest";
import type { PendingCommand } from "../protocol/desktop_state";
import { outcomeOf } from "./use_command";

const SENT = { id: "c-1", op: "pull" as const, notices: 3 };
const PENDING: PendingCommand = {
  id: "c-1",
  command: { op: "pull", args: { interaction_id: "i-1" } },
  sentAtMs: 0,
};

describe("a command that a form waits for", () => {
  it("is open until it is answered", () => {
    expect(outcomeOf({ pending: [PENDING], notices: 3, notice: null }, SENT)).toBe("waiting");
    expect(outcomeOf({ pending: [], notices: 3, notice: null }, SENT)).toBe("done");
  });

  it("is refused when a notice about it has come since", () => {
    const notice = { number: 4, code: "not_yours", op: "pull" as const };
    expect(outcomeOf({ pending: [], notices: 4, notice }, SENT)).toBe("refused");
  });

  it("is not refused by a notice about something else, or one from before", () => {
    const other = { number: 4, code: "not_yours", op: "hold" as const };
    expect(outcomeOf({ pending: [], notices: 4, notice: other }, SENT)).toBe("done");
    const before = { number: 3, code: "not_yours", op: "pull" as const };
    expect(outcomeOf({ pending: [], notices: 3, notice: before }, SENT)).toBe("done");
  });
});
