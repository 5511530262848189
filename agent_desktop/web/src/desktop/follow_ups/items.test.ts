import { describe, expect, it } from "vitest";
import type { FollowUp } from "../../protocol/desktop_frames";
import type { FollowUpRecord } from "../../protocol/records";
import { allItems, byDay, wanting } from "./items";

const NOW = new Date(2026, 10, 27, 14).getTime();
const HOUR_MS = 3_600_000;

function own(contactId: string, dueAtMs: number, isReminded = false): FollowUp {
  return {
    contact_id: contactId,
    origin: "c-0",
    queue: { queue_id: "support", label: { en: "Support", zh: "技术支持" } },
    due_at_ms: dueAtMs,
    remind_at_ms: null,
    is_reminded: isReminded,
    text: "send the quote",
    caller: {
      name: "Ann Example",
      number: "+15550100",
      is_known: true,
      grade: "",
      is_vip: false,
      language: "en",
      area: "",
      party_id: "p-1",
      tries_today: 0,
    },
  };
}

function record(contactId: string, owner: string | null, dueAtMs: number): FollowUpRecord {
  return {
    contact_id: contactId,
    origin: "c-0",
    queue_id: "sales",
    owner,
    owner_name: owner === null ? "" : "Bob",
    due_at_ms: dueAtMs,
    remind_at_ms: null,
    is_reminded: false,
    refused: "",
    text: "call again",
    party_id: "p-2",
    name: null,
    number: null,
  };
}

describe("the list of follow-ups", () => {
  it("has the agent's own as they are now and the queues' beside them, due first", () => {
    const items = allItems(
      [own("mine", NOW + 2 * HOUR_MS)],
      [record("queue", null, NOW + HOUR_MS), record("mine", "alice", NOW), record("bobs", "bob", NOW + 3 * HOUR_MS)],
      "alice",
    );
    expect(items.map(({ contactId, isMine, ownerName }) => [contactId, isMine, ownerName])).toEqual([
      ["queue", false, ""],
      ["mine", true, ""],
      ["bobs", false, "Bob"],
    ]);
  });

  it("stands under the headings of days, without those that nothing is under", () => {
    const items = allItems([own("late", NOW - 1), own("soon", NOW + HOUR_MS), own("far", NOW + 90 * HOUR_MS)], [], "a");
    expect(byDay(items, NOW).map(({ word, items: of }) => [word, of.length])).toEqual([
      ["overdue", 1],
      ["today", 1],
      ["later", 1],
    ]);
  });
});

describe("the reminder", () => {
  it("shows what the center has reminded of and the agent has not put away, due first", () => {
    const all = [own("b", NOW + 2, true), own("a", NOW + 1, true), own("read", NOW, true), own("quiet", NOW)];
    expect(wanting(all, new Set(["read"])).map(({ contactId }) => contactId)).toEqual(["a", "b"]);
  });
});

describe("a follow-up that its queue has not taken in", () => {
  it("says why, the agent's own and the queue's", () => {
    const mine = { ...own("mine", NOW), refused: "unknown_queue" };
    const others = { ...record("queue", null, NOW + HOUR_MS), refused: "queue_closed" };
    expect(allItems([mine], [others], "alice").map(({ refused }) => refused)).toEqual(["unknown_queue", "queue_closed"]);
    expect(allItems([own("waits", NOW)], [], "alice")[0]?.refused).toBe("");
  });
});
