/** Plays recordings one after the other, or music in a loop. Owns sound sources; knows no calls. */
import { audioContext, noteBlockedSound } from "./audio_context";
import { ringingTone } from "./tones";

const CACHED_MAX = 64;
/** In place of a recording's address: the tone of a phone that rings far away. */
const RINGING = "ringing";

export class Player {
  private readonly cache = new Map<string, Promise<AudioBuffer | null>>();
  private sources: AudioBufferSourceNode[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts plays: a recording that arrives after its play was stopped is not heard. */
  private round = 0;

  /** Plays the recordings in order and calls `onEnd` after the last, also where the browser keeps sound off. */
  async play(urls: readonly string[], onEnd: () => void): Promise<void> {
    const round = this.begin();
    const buffers = await Promise.all(urls.map((url) => this.recording(url)));
    if (round !== this.round) return;
    noteBlockedSound();
    const context = audioContext();
    let atS = context.currentTime + 0.02;
    let lengthS = 0.02;
    for (const buffer of buffers) {
      if (buffer === null) continue;
      this.source(buffer).start(atS);
      atS += buffer.duration;
      lengthS += buffer.duration;
    }
    // By the recordings' lengths, not by the sources' end: a blocked context never ends.
    this.timer = setTimeout(() => {
      if (round === this.round) onEnd();
    }, lengthS * 1_000);
  }

  /** Plays one recording again and again until the next word. */
  async loop(url: string): Promise<void> {
    const round = this.begin();
    const buffer = await this.recording(url);
    if (round !== this.round || buffer === null) return;
    noteBlockedSound();
    const source = this.source(buffer);
    source.loop = true;
    source.start();
  }

  /** Silence. */
  stop(): void {
    this.begin();
  }

  private begin(): number {
    clearTimeout(this.timer);
    for (const source of this.sources) {
      source.stop();
      source.disconnect();
    }
    this.sources = [];
    this.round += 1;
    return this.round;
  }

  private source(buffer: AudioBuffer): AudioBufferSourceNode {
    const source = audioContext().createBufferSource();
    source.buffer = buffer;
    source.connect(audioContext().destination);
    this.sources.push(source);
    return source;
  }

  private recording(url: string): Promise<AudioBuffer | null> {
    const cached = this.cache.get(url);
    if (cached !== undefined) return cached;
    const oldest = this.cache.keys().next();
    if (this.cache.size >= CACHED_MAX && !oldest.done) this.cache.delete(oldest.value);
    const fetched = url === RINGING ? Promise.resolve(ringingTone(audioContext())) : fetchRecording(url);
    this.cache.set(url, fetched);
    // A recording that was not to be had is asked for again next time.
    void fetched.then((buffer) => buffer === null && this.cache.delete(url));
    return fetched;
  }
}

/** A recording that is missing or broken counts as silence of no length: the call goes on. */
async function fetchRecording(url: string): Promise<AudioBuffer | null> {
  try {
    const response = await fetch(url);
    if (!response.ok) return null;
    return await audioContext().decodeAudioData(await response.arrayBuffer());
  } catch {
    return null;
  }
}
