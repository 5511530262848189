import { describe, expect, it } from "vitest";
import type { DirectoryAgent } from "../../protocol/desktop_frames";
import { anInteraction } from "../../testing/views";
import { choicesOf, commandFor, kindsFor, type Known, matching, type TargetChoice, toggled, waysTo } from "./targets";

const agent = (agent_id: string, name: string, state: DirectoryAgent["state"], number = "1"): DirectoryAgent => ({
  kind: "agent",
  agent_id,
  name,
  number,
  state,
  since_ms: 0,
  help: null,
});

const KNOWN: Known = {
  agents: [
    agent("alice", "Alice", "busy"),
    agent("bob", "Bob", "on_break", "102"),
    agent("carol", "Carol", "free", "103"),
    agent("mei", "王梅", "signed_out", "106"),
  ],
  queues: [{ queue_id: "first_line", name: "Technical support", waiting: 2, free_agents: 0 }],
  flows: [{ flow: "verify_caller", name: "Verify caller" }],
  favourites: [],
  recents: [],
  ownId: "alice",
};

const ids = (choices: readonly TargetChoice[]) => choices.map(({ id }) => id);
const found = (typed: string, canDial = true) => ids(matching(choicesOf(KNOWN), typed, canDial));

function choice(id: string): TargetChoice {
  const one = matching(choicesOf(KNOWN), id.startsWith("number:") ? id.slice(7) : "", true).find(
    (each) => each.id === id,
  );
  if (one === undefined) throw new Error(`there is no ${id}`);
  return one;
}

describe("whom a caller can be handed to", () => {
  it("are agents as they are free, without oneself, then queues and flows", () => {
    expect(found("")).toEqual(["agent:carol", "agent:bob", "agent:mei", "queue:first_line", "flow:verify_caller"]);
  });

  it("begin with favourites, then with those used last", () => {
    const favourites = [{ kind: "queue", target: "first_line", label: "us" } as const];
    const choices = choicesOf({ ...KNOWN, favourites, recents: ["agent:mei", "agent:bob"] });
    expect(ids(choices).slice(0, 4)).toEqual(["queue:first_line", "agent:mei", "agent:bob", "agent:carol"]);
    expect(choices[0]?.name).toBe("Technical support (us)");
  });

  it("are found by any word of the name, in any script, by number, and by the configured word", () => {
    expect(found("car")).toEqual(["agent:carol"]);
    expect(found("梅")).toEqual(["agent:mei"]);
    expect(found("supp TECH")).toEqual(["queue:first_line"]);
    expect(found("first line")).toEqual(["queue:first_line"]);
    expect(found("nobody")).toEqual([]);
  });

  it("hold a number that is typed out, where numbers may be called", () => {
    expect(found("+1 (555) 0100")).toEqual(["number:+15550100"]);
    expect(found("103")).toEqual(["agent:carol", "number:103"]);
    expect(found("103", false)).toEqual(["agent:carol"]);
  });

  it("keep favourite and last used numbers, each once", () => {
    const favourites = [{ kind: "number", target: "+15550100", label: "Taxi" } as const];
    const choices = choicesOf({ ...KNOWN, favourites, recents: ["number:+15550100", "number:112"] });
    expect(ids(choices).slice(0, 2)).toEqual(["number:+15550100", "number:112"]);
    expect(matching(choices, "taxi", true).map(({ target }) => target)).toEqual(["+15550100"]);
  });
});

describe("what may be done with a target", () => {
  it("follows from the allowed actions alone", () => {
    expect(waysTo(choice("agent:bob"), ["consult", "transfer"])).toEqual(["consult", "transfer"]);
    expect(waysTo(choice("agent:bob"), ["transfer_to_queue"])).toEqual([]);
    expect(waysTo(choice("queue:first_line"), ["transfer_to_queue"])).toEqual(["transfer"]);
    expect(waysTo(choice("flow:verify_caller"), ["consult", "send_into_flow"])).toEqual(["send_into_flow"]);
    expect(kindsFor([])).toEqual([]);
    expect(kindsFor(["send_into_flow"])).toEqual(["flow"]);
    expect(kindsFor(["consult"])).toEqual(["agent", "queue", "number"]);
  });

  it("becomes the command of the protocol", () => {
    const call = anInteraction({ allowed_actions: ["consult", "transfer", "transfer_to_queue", "send_into_flow"] });
    expect(commandFor("consult", choice("agent:bob"), call)).toEqual({
      op: "consult",
      args: { interaction_id: "i-1", target: { kind: "agent", agent_id: "bob" } },
    });
    expect(commandFor("transfer", choice("number:112"), call).args).toEqual({
      interaction_id: "i-1",
      target: { kind: "number", number: "112" },
    });
    expect(commandFor("transfer", choice("queue:first_line"), call).op).toBe("transfer");
    const work = anInteraction({ allowed_actions: ["transfer_to_queue"] });
    expect(commandFor("transfer", choice("queue:first_line"), work)).toEqual({
      op: "transfer_to_queue",
      args: { interaction_id: "i-1", queue_id: "first_line" },
    });
    expect(commandFor("send_into_flow", choice("flow:verify_caller"), call).op).toBe("send_into_flow");
  });

  it("is made a favourite and is one no more, up to the allowed number", () => {
    const bob = { kind: "agent", target: "bob", label: "" } as const;
    expect(toggled([], choice("agent:bob"), 2)).toEqual([bob]);
    expect(toggled([bob], choice("agent:bob"), 2)).toEqual([]);
    expect(toggled([bob, bob], choice("agent:carol"), 2).map(({ target }) => target)).toEqual(["bob", "carol"]);
  });
});
