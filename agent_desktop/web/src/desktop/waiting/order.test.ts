import { describe, expect, it } from "vitest";
import type { WaitingWork } from "../../protocol/desktop_frames";
import { inOrder, mediaOf, ofMedium } from "./order";

function item(interactionId: string, over: Partial<WaitingWork>): [string, WaitingWork] {
  const work: WaitingWork = {
    kind: "waiting",
    interaction_id: interactionId,
    contact_id: `c-${interactionId}`,
    medium: "task",
    queue_id: "complaints",
    subject: "",
    waiting_since_ms: 0,
    due_at_ms: null,
    language: "en",
    caller: {
      name: null,
      number: null,
      is_known: false,
      grade: "",
      is_vip: false,
      language: "en",
      area: "",
      party_id: "p-1",
      tries_today: 0,
    },
    ...over,
  };
  return [interactionId, work];
}

const ITEMS = Object.fromEntries([
  item("never-due-newer", { waiting_since_ms: 20 }),
  item("never-due", { waiting_since_ms: 10 }),
  item("due-later", { due_at_ms: 900, medium: "voicemail" }),
  item("due-soon", { due_at_ms: 500, waiting_since_ms: 400 }),
]);

describe("the waiting list", () => {
  it("begins with what is due first, and ends with what is never due, longest waiting first", () => {
    expect(inOrder(ITEMS).map(({ interaction_id }) => interaction_id)).toEqual([
      "due-soon",
      "due-later",
      "never-due",
      "never-due-newer",
    ]);
  });

  it("is narrowed down to a medium that is there", () => {
    const all = inOrder(ITEMS);
    expect(mediaOf(all)).toEqual(["task", "voicemail"]);
    expect(ofMedium(all, "voicemail").map(({ interaction_id }) => interaction_id)).toEqual(["due-later"]);
    expect(ofMedium(all, "")).toBe(all);
  });
});
