import { describe, expect, it } from "vitest";
import { supervisorSpeechIn } from "../../i18n/supervisor_speech";
import type { WaitingExplained } from "../../protocol/supervision";
import { removalLines, stepLines, whyLines } from "./why_words";

const { t } = supervisorSpeechIn("en");
const names = { agent: (id: string) => id.toUpperCase(), queue: (id: string) => `the ${id} queue` };
const step = { if_waiting_over: null, if_estimated_wait_over_ms: null };

const WAITING: WaitingExplained = {
  queue_id: "sales",
  waiting_since_ms: 0,
  ahead: 1,
  waiting: 4,
  priority: 0,
  estimated: { median_ms: 40_000, mean_ms: 50_000, p90_ms: 120_000 },
  leaves_at_ms: 200_000,
  preferred: null,
  preferred_until_ms: null,
  asks: [
    { of: "queue sales", requires: "english >= 50" },
    { of: "group night", requires: "anybody" },
  ],
  steps: [
    { ...step, number: 0, at_ms: 50_000, is_taken: true, relax: { kind: "lower_level", skill: "english", level: 50 } },
    { ...step, number: 1, at_ms: 160_000, is_taken: null, if_waiting_over: 5, relax: { kind: "overflow_to", queue_id: "support" } },
  ],
  eligible: [],
  eligible_count: 0,
  removed_count: 6,
  removed_by: [
    { removal: "no_room", what: "voice", needed: 100, has: 100, most: 100, agents: 5, agent_ids: ["a", "b", "c", "d", "e"] },
    { removal: "excluded_until", until_ms: 130_000, agents: 1, agent_ids: ["f"] },
    { removal: "a_new_one", agents: 1, agent_ids: ["g"] },
  ],
};

describe("why somebody still waits", () => {
  it("says the place, what is asked, and that nobody can take it", () => {
    expect(whyLines(WAITING, 100_000, names, t)).toEqual([
      "1 of 4 come before. An agent is expected within 0:40, in nine of ten cases within 2:00.",
      "It asks for english >= 50 of the sales queue, or anybody of night.",
      "Nobody can take it now, of 6 who may be asked:",
    ]);
  });

  it("says whom it waits for alone, and who could take it", () => {
    const preferring = { ...WAITING, ahead: 0, estimated: null, preferred: "a", preferred_until_ms: 130_000 };
    const lines = whyLines({ ...preferring, eligible: [{ agent_id: "b" }], eligible_count: 2 }, 100_000, names, t);
    expect(lines).toEqual(["First in line.", "It waits for A alone, for 0:30 more.", "2 could take it now: B, …"]);
  });

  it("says what keeps whom away, also for a reason of a newer center", () => {
    expect(removalLines(WAITING, 100_000, names, t)).toEqual([
      "5: busy: 100 of 100 in use, 100 is needed (A, B, C, D, …)",
      "1: not to be asked for 0:30 more (F)",
      "1: a new one (G)",
    ]);
  });

  it("says what was relaxed and what comes next", () => {
    expect(stepLines(WAITING, 100_000, names, t)).toEqual([
      "Taken: english at 50 is enough",
      "In 1:00: the agents of the support queue are asked too, if more than 5 wait",
      "It leaves the queue in 1:40.",
    ]);
  });
});
