import { describe, expect, it } from "vitest";
import { clockLeft } from "../i18n/language";
import type { DirectoryAgent } from "../protocol/desktop_frames";
import { agentName } from "./words";

const BOB: DirectoryAgent = {
  kind: "agent",
  agent_id: "bob",
  name: "Bob Example",
  number: "102",
  state: "free",
  since_ms: 0,
  help: null,
};

describe("an agent's name", () => {
  it("is the directory's, and empty for one who is not in it", () => {
    expect(agentName([BOB], "bob")).toBe("Bob Example");
    expect(agentName([BOB], "carol")).toBe("");
  });
});

describe("the time that is left", () => {
  it("counts a second that has begun, and ends at nothing", () => {
    expect([clockLeft(60_000), clockLeft(59_001), clockLeft(1), clockLeft(0), clockLeft(-5_000)]).toEqual([
      "1:00",
      "1:00",
      "0:01",
      "0:00",
      "0:00",
    ]);
  });
});
