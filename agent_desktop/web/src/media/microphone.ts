/** The page's one microphone. Owns asking for it, muting it and giving it back. */
import { createStore } from "../protocol/store";
import { deviceId, lookForDevices, onDevice } from "./devices";
import { isToneCheck } from "./settings";

export type MicrophoneState = "unused" | "asked" | "granted" | "refused";

export class Microphone {
  readonly store = createStore<MicrophoneState>("unused");
  private track: MediaStreamTrack | null = null;
  private asking: Promise<void> | null = null;
  private isMuted = false;
  private readonly takers = new Set<(track: MediaStreamTrack | null) => void>();

  constructor() {
    // Another microphone is meant: the call goes on with it.
    onDevice("microphone", () => {
      if (this.track !== null) void this.change();
    });
  }

  /** The open microphone, or null when there is none (yet). */
  get current(): MediaStreamTrack | null {
    return this.track;
  }

  /** Asks for the microphone unless it is open; a refusal may be asked again later. */
  open(): Promise<void> {
    if (this.track !== null) return Promise.resolve();
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** Asks, and waits at most `waitMsMax` for the person to decide. */
  async openWithin(waitMsMax: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMsMax);
    });
    await Promise.race([this.open(), bound]);
    clearTimeout(timer);
  }

  /** Calls back with each new track; returns how to stop that. */
  onTrack(taker: (track: MediaStreamTrack | null) => void): () => void {
    this.takers.add(taker);
    return () => this.takers.delete(taker);
  }

  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    if (this.track !== null) this.track.enabled = !isMuted;
  }

  /** Gives the microphone back; the browser's recording mark goes out. */
  close(): void {
    this.track?.stop();
    this.take(null, "unused");
  }

  /** Takes the chosen microphone in place of the one that is open. */
  private async change(): Promise<void> {
    const before = this.track;
    await this.ask();
    if (before !== this.track) before?.stop();
  }

  private async ask(): Promise<void> {
    this.store.set("asked");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints() });
      const track = stream.getAudioTracks()[0] ?? null;
      track?.addEventListener("ended", () => {
        // Unplugged: the system's other microphone, if there is one, goes on with the call.
        if (track === this.track) void this.ask();
      });
      this.take(track, track === null ? "refused" : "granted");
      // With the permission come the devices' names.
      void lookForDevices();
    } catch (error) {
      // Refused, unplugged or no secure page (then mediaDevices is missing): the call is heard all the same.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      this.take(null, "refused");
    }
  }

  private take(track: MediaStreamTrack | null, state: MicrophoneState): void {
    this.track = track;
    if (track !== null) track.enabled = !this.isMuted;
    this.store.set(state);
    for (const taker of [...this.takers]) taker(track);
  }
}

function constraints(): MediaTrackConstraints {
  const isProcessed = !isToneCheck;
  const id = deviceId("microphone");
  return {
    echoCancellation: isProcessed,
    noiseSuppression: isProcessed,
    autoGainControl: isProcessed,
    // Not `exact`: a microphone that was unplugged must not leave the agent without any.
    ...(id === "" ? {} : { deviceId: { ideal: id } }),
  };
}
