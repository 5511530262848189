import { describe, expect, it } from "vitest";
import type { EventsFrame } from "../../protocol/desktop_frames";
import { anInteraction, aView } from "../../testing/views";
import { mirror, NOTHING_MIRRORED, withoutActs } from "./mirrored";

const changed = (seq: number, after: number): EventsFrame => ({
  t: "events",
  seq,
  after,
  events: [{ event: "interaction_changed", interaction_id: "i-1", data: { is_muted: true } }],
});

describe("a mirrored desktop", () => {
  const shown = mirror(NOTHING_MIRRORED, { t: "snapshot", seq: 4, view: aView(anInteraction({ interaction_id: "i-1", is_muted: false })) });

  it("follows the events of the agent's own, each once", () => {
    const after = mirror(shown, changed(5, 4));
    expect(after.view?.interactions[0]?.is_muted).toBe(true);
    expect(mirror(after, changed(5, 4))).toBe(after);
    expect(mirror(NOTHING_MIRRORED, changed(5, 4))).toBe(NOTHING_MIRRORED);
  });

  it("notices that something is missing, until it is told whole again", () => {
    const missing = mirror(shown, changed(9, 8));
    expect(missing).toMatchObject({ hasGap: true, seq: 4 });
    expect(mirror(missing, { t: "snapshot", seq: 9, view: aView() }).hasGap).toBe(false);
  });

  it("has nothing that could be pressed", () => {
    expect(withoutActs(anInteraction({ allowed_actions: ["hang_up"] })).allowed_actions).toEqual([]);
  });
});
