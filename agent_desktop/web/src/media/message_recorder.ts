/** Lets the person leave a message: a tone, then the microphone as telephone sound. Owns the tap on the microphone. */
import { audioContext } from "./audio_context";
import type { Microphone } from "./microphone";
import tapUrl from "./tap_worklet.ts?worker&url";
import { asText, TELEPHONE_HZ, TelephoneSampler } from "./telephone_audio";
import { MESSAGE_TONE_MS, soundMessageTone } from "./tones";

export interface MessageWish {
  durationMsMax: number;
  hasTone: boolean;
  onSound: (pcm: string) => void;
}

export class MessageRecorder {
  private disconnect: (() => void) | null = null;
  private rest: (() => void) | null = null;
  /** Counts messages: a microphone that opens after its message was over is not listened to. */
  private round = 0;
  private module: Promise<void> | null = null;

  constructor(private readonly microphone: Microphone) {}

  /** Sounds the tone and then hands on what is said. Without a microphone nothing is said: the engine hears silence. */
  async start(wish: MessageWish): Promise<void> {
    this.stop();
    const round = this.round;
    if (wish.hasTone) soundMessageTone();
    const tone = new Promise((resolve) => setTimeout(resolve, wish.hasTone ? MESSAGE_TONE_MS : 0));
    try {
      await Promise.all([this.microphone.open(), this.ready(), tone]);
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      return; // no audio thread in this browser or on this page: as good as no microphone
    }
    const track = this.microphone.current;
    if (round === this.round && track !== null) this.tap(track, wish);
  }

  /** The message is over; what was said up to now is handed on. */
  stop(): void {
    this.round += 1;
    this.rest?.();
    this.disconnect?.();
    this.rest = null;
    this.disconnect = null;
  }

  private ready(): Promise<void> {
    // The audio thread is missing on a page that is not secure.
    this.module ??= audioContext().audioWorklet.addModule(tapUrl);
    return this.module;
  }

  private tap(track: MediaStreamTrack, { durationMsMax, onSound }: MessageWish): void {
    const context = audioContext();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const tap = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
    const sampler = new TelephoneSampler(context.sampleRate);
    let samplesLeft = (durationMsMax * TELEPHONE_HZ) / 1_000;
    const give = (samples: Int16Array) => {
      const heard = samples.subarray(0, Math.max(0, samplesLeft));
      samplesLeft -= heard.length;
      if (heard.length > 0) onSound(asText(heard));
    };
    tap.port.onmessage = (message: MessageEvent<Float32Array>) => sampler.push(message.data, give);
    source.connect(tap);
    this.rest = () => give(sampler.rest());
    this.disconnect = () => {
      tap.port.onmessage = null;
      source.disconnect();
    };
  }
}
