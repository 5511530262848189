import { afterEach, describe, expect, it, vi } from "vitest";
import { anAgent, inHand } from "../../testing/boards";
import { MemoryStorage } from "../../testing/memory_storage";
import { agentActs } from "./agent_acts";
import { contactActs, contactOfHand, contactOfWaiting } from "./contact_acts";
import { monitorActs } from "./monitor_acts";
import { overrideOf, skillFieldsOf } from "./override_fields";
import { lastReasons, rememberReason, withReason } from "./reasons";
import { fieldOfEnd, untilOf } from "./until";

afterEach(() => vi.unstubAllGlobals());

describe("reasons", () => {
  it("are remembered in the tab, the last first, each once and five at most", () => {
    vi.stubGlobal("sessionStorage", new MemoryStorage());
    for (const reason of ["a", "b", "c", "d", "e", "a ", "f"]) rememberReason(reason);
    expect(lastReasons()).toEqual(["f", "a", "e", "d", "c"]);
    expect(withReason(["a"], "  ")).toEqual(["a"]);
  });

  it("are none where something else is stored", () => {
    const storage = new MemoryStorage();
    storage.setItem("cic.reasons", "{broken");
    vi.stubGlobal("sessionStorage", storage);
    expect(lastReasons()).toEqual([]);
  });
});

describe("an end", () => {
  const nowMs = new Date(2026, 10, 28, 9, 30, 20).getTime();

  it("is a time from now on; empty is none, where there may be none", () => {
    expect(untilOf("", nowMs, false)).toEqual({ isRight: true, untilMs: null });
    expect(untilOf("", nowMs, true)).toEqual({ isRight: false });
    expect(untilOf("2026-11-28T09:00", nowMs, true)).toEqual({ isRight: false });
    expect(untilOf(fieldOfEnd("hour", nowMs), nowMs, true)).toMatchObject({ isRight: true });
    expect(fieldOfEnd("end_of_day", nowMs)).toBe("2026-11-28T23:59");
  });
});

describe("what may be done with an agent", () => {
  it("is by what the agent does", () => {
    expect(agentActs(anAgent("a", { state: "signed_out" }))).toEqual({ activity: false, wrapUp: false, signOut: false });
    expect(agentActs(anAgent("a", { in_hand: [inHand({ state: "wrap_up" })] }))).toMatchObject({ wrapUp: true });
    expect(agentActs(anAgent("a", { next_activity: "signed_out" }))).toMatchObject({ activity: true, signOut: false });
  });
});

describe("what may be done with a contact", () => {
  const waiting = contactOfWaiting({ interaction_id: "i-1", offered_to: null } as never, 2, "Grace");
  const rings = contactOfHand(inHand({ state: "offered" }), "bob", "Call");

  it("is by where it is", () => {
    expect(contactActs(waiting, "dana")).toEqual({ front: true, reassign: true, pick_up: false, release: true });
    expect(contactActs({ ...waiting, place: 1 }, "dana").front).toBe(false);
    expect(contactActs(contactOfHand(inHand({ state: "wrap_up" }), "bob", "Call"), "dana")).toEqual({
      front: false,
      reassign: false,
      pick_up: false,
      release: false,
    });
  });

  it("is picked up by who has a desk, from somebody else", () => {
    expect([null, "bob", "dana"].map((own) => contactActs(rings, own).pick_up)).toEqual([false, false, true]);
  });
});

describe("listening in", () => {
  const by = (agentId: string) =>
    inHand({ supervised: { mode: "listen", agent: { agent_id: agentId, name: agentId }, since_ms: 0 } });

  it("is begun by who has a desk of the own, on a talk of somebody else to which nobody listens", () => {
    expect([null, "bob", "dana"].map((own) => monitorActs(inHand(), "bob", own))).toEqual(["none", "none", "start"]);
    expect(monitorActs(inHand({ state: "wrap_up" }), "bob", "dana")).toBe("none");
    expect(monitorActs(inHand({ medium: "task" }), "bob", "dana")).toBe("none");
  });

  it("is switched by who listens, and by nobody else", () => {
    expect([monitorActs(by("dana"), "bob", "dana"), monitorActs(by("erin"), "bob", "dana")]).toEqual(["switch", "none"]);
  });
});

describe("other skills and queues", () => {
  const now = { agent_id: "a", queues: ["sales"], skills: { english: 80 }, override_until_ms: null };
  const fields = skillFieldsOf(["english", "french"], now);

  it("say only what differs from the configuration", () => {
    expect(fields).toEqual({ english: "80", french: "" });
    expect(overrideOf(now, { ...fields, french: "50" }, ["support"], ["sales", "support"])).toEqual({
      skills: { french: 50 },
      more_queues: ["support"],
      without_queues: ["sales"],
    });
  });

  it("say all where other ones hold already: they take their place", () => {
    const overridden = { ...now, override_until_ms: 9 };
    expect(overrideOf(overridden, { ...fields, french: "50" }, ["sales"], ["sales", "support"])).toEqual({
      skills: { english: 80, french: 50 },
      more_queues: ["sales"],
      without_queues: ["support"],
    });
  });

  it("are none where nothing differs, or a level is none", () => {
    expect(overrideOf(now, fields, ["sales"], ["sales"])).toBeNull();
    for (const level of ["101", "-1", "1.5", "many"]) {
      expect(overrideOf(now, { ...fields, english: level }, ["sales"], ["sales"]), level).toBeNull();
    }
  });
});
