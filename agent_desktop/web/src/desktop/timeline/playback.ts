/**
 * Plays the tracks of a contact's recordings in step. Owns one audio element for each track, the moment that is heard,
 * and keeping the tracks together; the elements ask the center for the parts that they play.
 */
import { useEffect, useState } from "react";
import { type RecordingRecord, trackUrl } from "../../protocol/records";
import { createStore, type Store } from "../../protocol/store";
import {
  heardAt,
  heardMs,
  type Interval,
  isOutOfStep,
  momentAfter,
  momentOf,
  nextHeard,
  recordedStretches,
  type Track,
} from "./playhead";

export interface PlaybackState {
  phase: "stopped" | "loading" | "playing" | "ended";
  /** The moment of the contact that is heard. */
  atMs: number;
  speed: number;
  /** Of each track, 0 to 1. */
  volumes: Readonly<Record<string, number>>;
  /** Tracks that the center or the browser does not play. */
  broken: readonly string[];
}

const STEP_MS = 100;
const HAVE_FUTURE_DATA = 3;
export const SPEEDS: readonly number[] = [0.75, 1, 1.25, 1.5, 2];

/** What of an audio element is used; a test gives another one. */
export interface Sound {
  src: string;
  currentTime: number;
  volume: number;
  playbackRate: number;
  preload: string;
  readonly paused: boolean;
  readonly readyState: number;
  readonly ended: boolean;
  play(): Promise<void>;
  pause(): void;
  onerror: unknown;
}

/** The tracks that can be heard: those that are whole. One that is still recorded is no file yet. */
export function tracksOf(recordings: readonly RecordingRecord[]): readonly Track[] {
  return recordings.flatMap(({ tracks, ended_at_ms: recordingEndMs }) =>
    tracks.flatMap(({ track, started_at_ms: startMs, ended_at_ms: ownEndMs }) => {
      const endMs = ownEndMs ?? recordingEndMs;
      return endMs === null ? [] : [{ track, startMs, endMs }];
    }),
  );
}

export class Playback {
  readonly tracks: readonly Track[];
  readonly stretches: readonly Interval[];
  readonly store: Store<PlaybackState>;
  private readonly sounds = new Map<string, Sound>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    recordings: readonly RecordingRecord[],
    private readonly makeSound: () => Sound = () => new Audio(),
  ) {
    this.tracks = tracksOf(recordings);
    this.stretches = recordedStretches(this.tracks);
    const volumes = Object.fromEntries(this.tracks.map(({ track }) => [track, 1]));
    const atMs = this.stretches[0]?.startMs ?? 0;
    this.store = createStore<PlaybackState>({ phase: "stopped", atMs, speed: 1, volumes, broken: [] });
  }

  get lengthMs(): number {
    return heardMs(this.stretches, Number.MAX_SAFE_INTEGER);
  }

  /** How much comes before the moment that is heard. */
  get doneMs(): number {
    return heardMs(this.stretches, this.store.get().atMs);
  }

  readonly play = (): void => {
    const { phase, atMs } = this.store.get();
    const from = phase === "ended" ? null : nextHeard(this.stretches, atMs);
    const first = this.stretches[0]?.startMs;
    if (first === undefined) return;
    this.change({ phase: "loading", atMs: from ?? first });
    this.place(true);
    this.timer ??= setInterval(() => this.step(), STEP_MS);
    this.step();
  };

  readonly pause = (): void => {
    this.stop("stopped");
  };

  /** Goes to a moment of the contact, or to the next at which something is heard. */
  readonly seek = (atMs: number): void => {
    const wanted = nextHeard(this.stretches, atMs) ?? this.stretches.at(-1)?.endMs ?? atMs;
    this.change({ atMs: wanted, phase: this.store.get().phase === "ended" ? "stopped" : this.store.get().phase });
    this.place(true);
  };

  /** Goes to a place in all that was recorded, gaps left out. */
  readonly seekTo = (doneMs: number): void => this.seek(momentAfter(this.stretches, doneMs));

  readonly setSpeed = (speed: number): void => {
    this.change({ speed });
    for (const sound of this.sounds.values()) sound.playbackRate = speed;
  };

  readonly setVolume = (track: string, volume: number): void => {
    this.change({ volumes: { ...this.store.get().volumes, [track]: volume } });
    const sound = this.sounds.get(track);
    if (sound !== undefined) sound.volume = volume;
  };

  /** Lets go of everything. */
  dispose(): void {
    this.stop("stopped");
    for (const sound of this.sounds.values()) {
      sound.onerror = null;
      sound.src = "";
    }
    this.sounds.clear();
  }

  private stop(phase: "stopped" | "ended"): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const sound of this.sounds.values()) sound.pause();
    this.change({ phase });
  }

  private change(part: Partial<PlaybackState>): void {
    this.store.set({ ...this.store.get(), ...part });
  }

  private soundOf(track: string): Sound {
    const found = this.sounds.get(track);
    if (found !== undefined) return found;
    const made = this.makeSound();
    const { speed, volumes } = this.store.get();
    made.preload = "auto";
    made.src = trackUrl(track);
    made.playbackRate = speed;
    made.volume = volumes[track] ?? 1;
    made.onerror = () => {
      if (!this.store.get().broken.includes(track)) this.change({ broken: [...this.store.get().broken, track] });
    };
    this.sounds.set(track, made);
    return made;
  }

  /** Brings every track that is heard to its place; only those that are out of step unless `isForced`. */
  private place(isForced: boolean): void {
    for (const { track, atS } of this.heard()) {
      const sound = this.soundOf(track);
      if (isForced || isOutOfStep(atS, sound.currentTime)) sound.currentTime = atS;
    }
  }

  private heard() {
    const { atMs, broken } = this.store.get();
    return heardAt(this.tracks, atMs).filter(({ track }) => !broken.includes(track));
  }

  /** The first track that is heard leads: the moment is where it is, and the others follow. */
  private step(): void {
    const leader = this.heard()[0];
    const lead = this.tracks.find(({ track }) => track === leader?.track);
    if (leader !== undefined && lead !== undefined && this.store.get().phase === "playing") {
      const sound = this.soundOf(leader.track);
      // A file that is a little shorter than its track must not stop the clock for ever.
      this.change({ atMs: sound.ended ? lead.endMs : momentOf(lead, sound.currentTime) });
    }
    const next = nextHeard(this.stretches, this.store.get().atMs);
    if (next === null) {
      this.stop("ended");
      return;
    }
    if (next !== this.store.get().atMs) this.change({ atMs: next });
    this.goOn();
  }

  private start(sound: Sound): void {
    void sound.play().catch((error: unknown) => {
      if (!isOvertaken(error)) this.stop("stopped");
    });
  }

  /** Lets all that is heard now play together, once all of it is there; what is not heard is silent. */
  private goOn(): void {
    const heard = this.heard();
    if (heard.length === 0) {
      const { atMs, broken } = this.store.get();
      const silent = this.tracks.filter(
        ({ track, startMs, endMs }) => broken.includes(track) && startMs <= atMs && atMs < endMs,
      );
      if (silent.length === 0) return;
      this.change({ atMs: Math.min(...silent.map(({ endMs }) => endMs)) });
      return;
    }
    const names = heard.map(({ track }) => track);
    for (const [track, sound] of this.sounds) if (!names.includes(track) && !sound.paused) sound.pause();
    const sounds = heard.map(({ track }) => this.soundOf(track));
    const isReady = sounds.every((sound) => sound.readyState >= HAVE_FUTURE_DATA || sound.ended);
    this.place(false);
    if (!isReady) {
      for (const sound of sounds) if (!sound.paused) sound.pause();
      this.change({ phase: "loading" });
      return;
    }
    this.change({ phase: "playing" });
    for (const sound of sounds) if (sound.paused && !sound.ended) this.start(sound);
  }
}

/** Whether a start was only overtaken by a stop, which is no failure. */
const isOvertaken = (error: unknown) => error instanceof Error && error.name === "AbortError";

/** The playback of a contact's recordings, for as long as the component is shown. */
export function usePlayback(recordings: readonly RecordingRecord[]): Playback {
  const [playback] = useState(() => new Playback(recordings));
  useEffect(() => () => playback.dispose(), [playback]);
  return playback;
}
