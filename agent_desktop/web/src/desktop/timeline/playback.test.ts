import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RecordingRecord, TrackRecord } from "../../protocol/records";
import { Playback, type Sound, tracksOf } from "./playback";

/** An audio element without a browser: its clock is moved by the test. */
class ScriptedSound implements Sound {
  src = "";
  currentTime = 0;
  volume = 1;
  playbackRate = 1;
  preload = "";
  paused = true;
  readyState = 4;
  ended = false;
  onerror: unknown = null;

  async play(): Promise<void> {
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  fail(): void {
    (this.onerror as () => void)();
  }
}

const track = (name: string, startedAtMs: number, endedAtMs: number | null): TrackRecord => ({
  track: name,
  is_customer: name === "customer",
  agent_id: name === "customer" ? null : name,
  started_at_ms: startedAtMs,
  ended_at_ms: endedAtMs,
  failure: "",
});

const RECORDING: RecordingRecord = {
  recording_id: "r-1",
  started_at_ms: 10_000,
  ended_at_ms: 20_000,
  tracks: [track("customer", 10_000, 20_000), track("alice", 10_500, 20_000)],
  marks: [],
};

function playing(recordings: readonly RecordingRecord[] = [RECORDING]) {
  const sounds: ScriptedSound[] = [];
  const playback = new Playback(recordings, () => {
    const made = new ScriptedSound();
    sounds.push(made);
    return made;
  });
  const of = (name: string) => {
    const found = sounds.find(({ src }) => src.endsWith(name));
    if (found === undefined) throw new Error(`no sound for ${name}`);
    return found;
  };
  const pass = (seconds: number) => {
    for (const sound of sounds) if (!sound.paused) sound.currentTime += seconds;
    vi.advanceTimersByTime(100);
  };
  return { playback, sounds, of, pass };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("playback", () => {
  it("begins where something was recorded, with the tracks that are heard there", () => {
    const { playback, of, sounds } = playing();
    playback.play();
    expect(playback.store.get()).toMatchObject({ phase: "playing", atMs: 10_000 });
    expect([of("customer").paused, sounds.length]).toEqual([false, 1]);
  });

  it("lets a party come in at its own beginning, and keeps both in step", () => {
    const { playback, of, pass } = playing();
    playback.play();
    pass(1);
    expect(playback.store.get().atMs).toBe(11_000);
    expect(of("alice").currentTime).toBeCloseTo(0.5);
    of("alice").currentTime = 3;
    pass(0.1);
    expect(of("alice").currentTime).toBeCloseTo(0.6);
  });

  it("waits for a track that is not there yet, and nobody plays alone meanwhile", () => {
    const { playback, of, pass } = playing();
    playback.play();
    pass(1);
    of("alice").readyState = 1;
    pass(0.1);
    expect([playback.store.get().phase, of("customer").paused, of("alice").paused]).toEqual(["loading", true, true]);
    of("alice").readyState = 4;
    pass(0.1);
    expect([playback.store.get().phase, of("customer").paused, of("alice").paused]).toEqual(["playing", false, false]);
  });

  it("goes on without a track that cannot be played", () => {
    const { playback, of, pass } = playing();
    playback.play();
    pass(1);
    of("alice").fail();
    pass(1);
    expect(playback.store.get()).toMatchObject({ phase: "playing", broken: ["alice"], atMs: 12_000 });
  });

  it("passes over the time between two conversations and ends after the last", () => {
    const later = { ...RECORDING, recording_id: "r-2", tracks: [track("bob", 60_000, 62_000)] };
    const { playback, of, pass } = playing([RECORDING, later]);
    playback.play();
    pass(10);
    expect(playback.store.get().atMs).toBe(60_000);
    expect([of("customer").paused, of("bob").paused]).toEqual([true, false]);
    pass(2);
    expect([playback.store.get().phase, playback.doneMs, playback.lengthMs]).toEqual(["ended", 12_000, 12_000]);
    playback.play();
    expect(playback.store.get()).toMatchObject({ phase: "playing", atMs: 10_000 });
  });

  it("does not stand still for a file that is a little shorter than its track", () => {
    const { playback, of, pass } = playing([{ ...RECORDING, tracks: [track("customer", 10_000, 20_000)] }]);
    playback.play();
    pass(9.9);
    of("customer").ended = true;
    pass(0);
    expect(playback.store.get().phase).toBe("ended");
  });

  it("goes to any place, and each party keeps its own volume there", () => {
    const { playback, of } = playing();
    playback.setVolume("alice", 0.2);
    playback.seekTo(5_000);
    expect(playback.store.get().atMs).toBe(15_000);
    playback.play();
    expect([of("customer").currentTime, of("alice").currentTime, of("alice").volume]).toEqual([5, 4.5, 0.2]);
  });

  it("pauses, and lets go of its files when it is put away", () => {
    const { playback, of, pass } = playing();
    playback.play();
    playback.pause();
    pass(1);
    expect([playback.store.get().phase, of("customer").paused]).toEqual(["stopped", true]);
    const sound = of("customer");
    playback.dispose();
    expect(sound.src).toBe("");
  });
});

describe("what can be played", () => {
  it("leaves out what is still recorded: it is no file yet", () => {
    const open = { ...RECORDING, ended_at_ms: null, tracks: [track("customer", 0, null), track("alice", 0, 5)] };
    expect(tracksOf([open]).map(({ track: name }) => name)).toEqual(["alice"]);
  });
});
