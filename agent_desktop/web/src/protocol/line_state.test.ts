import { describe, expect, it } from "vitest";
import { initialLineState, type LineEvent, type LineState, reduceLine } from "./line_state";
import type { PhoneServerFrame } from "./phone_frames";

const LEG = "simulated-1";

function frame(received: PhoneServerFrame, nowMs = 0): LineEvent {
  return { kind: "frame", frame: received, nowMs };
}

function after(...events: LineEvent[]): LineState {
  return events.reduce(reduceLine, initialLineState);
}

const dialled: LineEvent[] = [
  { kind: "dialled", nowMs: 5 },
  frame({ t: "leg", leg_id: LEG, rejoin: "token" }),
  frame({ t: "answered", leg_id: LEG }),
];
const music = frame({ t: "music", leg_id: LEG, url: "/prompts/music/default.wav" });
const bridge = frame({ t: "bridge", leg_id: LEG, bridge_id: "b", peers: [] });
const part = frame({ t: "part", leg_id: LEG });

describe("a phone line", () => {
  it("goes from dialling through the flow and music to an agent", () => {
    const states: string[] = [];
    let state = initialLineState;
    const play = frame({ t: "play", leg_id: LEG, effect_id: "e", recordings: ["/a.wav"], gather: "menu" });
    for (const event of [...dialled, play, music, bridge]) {
      state = reduceLine(state, event);
      states.push(state.status);
    }
    expect(states).toEqual(["dialling", "dialling", "in_flow", "in_flow", "music", "bridged"]);
    expect(state.recordings).toEqual([]);
  });

  it("may be spoken to while a prompt listens, and no longer", () => {
    const play = { t: "play" as const, leg_id: LEG, effect_id: "e", recordings: ["/a.wav"], gather: "menu" as const };
    const listening = after(...dialled, frame({ ...play, listen: true }));
    expect(listening.isListening).toBe(true);
    expect(reduceLine(listening, frame({ t: "stop", leg_id: LEG })).isListening).toBe(true);
    for (const next of [frame(play), music, bridge, part, frame({ t: "ended", leg_id: LEG, cause: "lost" })]) {
      expect(reduceLine(listening, next).isListening).toBe(false);
    }
  });

  it("records a message until it is stopped or something else comes", () => {
    const record = frame({ t: "record", leg_id: LEG, effect_id: "e", duration_ms_max: 1_000, tone: true });
    const recording = after(...dialled, music, record);
    expect(recording).toMatchObject({ status: "in_flow", isRecording: true, recordings: [] });
    for (const next of [frame({ t: "stop", leg_id: LEG }), music, bridge, frame({ t: "ended", leg_id: LEG, cause: "lost" })]) {
      expect(reduceLine(recording, next).isRecording).toBe(false);
    }
  });

  it("calls music after a conversation being on hold, and music before one waiting", () => {
    expect(after(...dialled, music).status).toBe("music");
    expect(after(...dialled, bridge, music).status).toBe("held");
    expect(after(...dialled, bridge, part, music).status).toBe("held");
    expect(after(...dialled, music, part, music).status).toBe("music");
  });

  it("ignores frames of a leg that is not its own", () => {
    const state = after(...dialled);
    expect(reduceLine(state, frame({ t: "ended", leg_id: "simulated-9", cause: "lost" }))).toBe(state);
  });

  it("goes on through a lost connection until the leg is back or gone", () => {
    const lost = after(...dialled, bridge, { kind: "link", link: { phase: "reconnecting", attempt: 1 } });
    expect(lost.status).toBe("bridged");
    expect(lost.isRejoining).toBe(true);
    expect(reduceLine(lost, frame({ t: "rejoined", leg_id: LEG })).isRejoining).toBe(false);
    const gone = reduceLine(lost, frame({ t: "error", detail: "" }, 9));
    expect(gone).toMatchObject({ status: "ended", endCause: "lost", endedAtMs: 9, leg: null });
  });

  it("takes an error in a call that stands as no end", () => {
    expect(after(...dialled, frame({ t: "error", detail: "" })).status).toBe("in_flow");
  });

  it("gives up a call that was lost before it had a leg", () => {
    const lost = after({ kind: "dialled", nowMs: 0 }, { kind: "link", link: { phase: "reconnecting", attempt: 1 } });
    expect(lost).toMatchObject({ status: "ended", endCause: "lost" });
  });

  it("rings for an interaction, and a new ring forgets the call before", () => {
    const ring = frame({ t: "ring", leg_id: "a-2", rejoin: "r", interaction_id: "i-2" });
    const muted = frame({ t: "mute", leg_id: LEG, muted: true });
    expect(after(...dialled, muted, ring)).toMatchObject({ status: "ringing", interactionId: "i-2", isMuted: false });
  });

  it("comes back from a reload with the leg it remembered", () => {
    const leg = { legId: LEG, token: "token" };
    const state = after({ kind: "remembered", leg, interactionId: null, sinceMs: 3 }, bridge);
    expect(state).toMatchObject({ leg, status: "bridged", sinceMs: 3 });
  });
});
