import { describe, expect, it } from "vitest";
import type { DirectoryAgent, DirectoryItem } from "../../protocol/desktop_frames";
import { callsForHelp } from "./calls_for_help";

function agent(agentId: string, helpSinceMs: number | null): [string, DirectoryAgent] {
  const help = helpSinceMs === null ? null : { interaction_id: `i-${agentId}`, since_ms: helpSinceMs, answered_by: null };
  return [
    `agent:${agentId}`,
    { kind: "agent", agent_id: agentId, name: agentId, number: "101", state: "busy", since_ms: 0, help },
  ];
}

const QUEUE: [string, DirectoryItem] = [
  "queue:sales",
  { kind: "queue", queue_id: "sales", label: { en: "", zh: "" }, waiting: 0, longest_since_ms: null, free_agents: 0 },
];

describe("calls for help", () => {
  it("are the colleagues', who has asked longest first; nobody sees their own", () => {
    const colleagues = [agent("late", 30), agent("early", 20), agent("fine", null)];
    const items = Object.fromEntries([QUEUE, agent("me", 1), ...colleagues]);
    expect(callsForHelp(items, "me").map(({ agentId }) => agentId)).toEqual(["early", "late"]);
  });

  it("are none before the directory has come", () => expect(callsForHelp(null, "me")).toEqual([]));
});
