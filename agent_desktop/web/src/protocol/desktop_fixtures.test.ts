/** The same histories as in Python: each frame leads to the view that a snapshot would show. */
import { describe, expect, it } from "vitest";
import type { ServerFrame, View } from "./desktop_frames";
import { type DesktopState, initialDesktopState, reduceDesktop } from "./desktop_state";

type Frame<T extends ServerFrame["t"]> = Extract<ServerFrame, { t: T }>;

interface History {
  agent_id: string;
  snapshot: Frame<"snapshot">;
  told: { frame: Frame<"events">; view: View }[];
}

const files = import.meta.glob<History>("../../../../tests/fixtures/desktop_protocol/*.json", {
  eager: true,
  import: "default",
});

function heard(state: DesktopState, frame: ServerFrame): DesktopState {
  return reduceDesktop(state, { kind: "frame", frame, nowMs: 0 });
}

function began({ snapshot }: History): DesktopState {
  const hello = { t: "hello", protocol: 2, now_ms: 0, heartbeat_ms: 1, build: "", epoch: "e" } as const;
  return heard(heard(initialDesktopState, hello), snapshot);
}

describe.each(Object.entries(files))("%s", (_name, history) => {
  it("leads to the server's view with every frame, twice told or not", () => {
    let state = began(history);
    for (const { frame, view } of history.told) {
      state = heard(state, frame);
      expect(state.view).toEqual(view);
      expect(heard(state, frame)).toBe(state);
    }
    expect(state.hasGap).toBe(false);
  });

  it("goes on after a gap once the missed frames are told", () => {
    const [first, second] = history.told;
    if (first === undefined || second === undefined) return;
    const gap = heard(began(history), second.frame);
    expect(gap.hasGap).toBe(true);
    const missed = [{ t: "resumed", seq: second.frame.seq, count: 2 } as const, first.frame, second.frame];
    expect(missed.reduce<DesktopState>(heard, gap).view).toEqual(second.view);
  });
});

it("has histories", () => {
  expect(Object.keys(files).length).toBeGreaterThan(3);
});
