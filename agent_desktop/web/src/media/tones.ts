/** Sounds that this page makes itself: the tones of keys, and ringing. Owns frequencies and rhythm. */
import { audioContext, ringerContext } from "./audio_context";

const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1209, 1336, 1477];
const KEYS = ["123", "456", "789", "*0#"];
const KEY_S = 0.14;
const RING_PERIOD_MS = 3_000;
export const MESSAGE_TONE_MS = 400;
// What most of the world hears while a phone rings far away (ITU-T E.180, 5.2).
const FAR_RINGING_HZ = 425;
const FAR_RINGING_S = 1;
const FAR_RINGING_PERIOD_S = 5;

/** The two frequencies of a key (ITU-T Q.23), or null for what is no key. */
export function keyFrequencies(digit: string): [number, number] | null {
  const row = KEYS.findIndex((keys) => keys.includes(digit));
  const column = KEYS[row]?.indexOf(digit) ?? -1;
  const low = ROWS_HZ[row];
  const high = COLUMNS_HZ[column];
  return digit.length !== 1 || low === undefined || high === undefined ? null : [low, high];
}

/** Lets the person hear the key that was pressed. */
export function soundKey(digit: string): void {
  const frequencies = keyFrequencies(digit);
  if (frequencies !== null) sound(frequencies, 0, KEY_S, 0.08);
}

/** Lets the person hear keys that came from the far end, one after the other. */
export function soundKeys(digits: string): void {
  [...digits].forEach((digit, index) => {
    const frequencies = keyFrequencies(digit);
    if (frequencies !== null) sound(frequencies, index * 0.22, KEY_S, 0.06);
  });
}

/** The tone after which a message is recorded. */
export function soundMessageTone(): void {
  sound([1_000], 0, MESSAGE_TONE_MS / 1_000, 0.1);
}

/** Rings until the returned function is called, at the device chosen for ringing. */
export function startRinging(): () => void {
  const ring = () => {
    sound([660, 880], 0, 0.35, 0.1, ringerContext());
    sound([660, 880], 0.5, 0.35, 0.1, ringerContext());
  };
  ring();
  const timer = setInterval(ring, RING_PERIOD_MS);
  return () => clearInterval(timer);
}

/** One ring, to hear where it comes from. */
export function ringOnce(): void {
  sound([660, 880], 0, 0.35, 0.1, ringerContext());
}

/** One period of the tone of a phone that rings far away, to be played again and again. */
export function farRinging(rateHz: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(FAR_RINGING_PERIOD_S * rateHz);
  for (let index = 0; index < FAR_RINGING_S * rateHz; index += 1) {
    samples[index] = 0.1 * Math.sin((2 * Math.PI * FAR_RINGING_HZ * index) / rateHz);
  }
  return samples;
}

/** The same, as what is played like a recording. */
export function ringingTone(context: BaseAudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, FAR_RINGING_PERIOD_S * context.sampleRate, context.sampleRate);
  buffer.copyToChannel(farRinging(context.sampleRate), 0);
  return buffer;
}

function sound(
  frequenciesHz: number[],
  afterS: number,
  lengthS: number,
  loudness: number,
  context = audioContext(),
): void {
  if (context.state !== "running") return;
  const begin = context.currentTime + afterS;
  const volume = context.createGain();
  // Ramps of a few milliseconds: a tone cut hard clicks.
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(loudness, begin + 0.01);
  volume.gain.setValueAtTime(loudness, begin + lengthS - 0.02);
  volume.gain.linearRampToValueAtTime(0, begin + lengthS);
  volume.connect(context.destination);
  for (const frequencyHz of frequenciesHz) {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequencyHz;
    oscillator.connect(volume);
    oscillator.start(begin);
    oscillator.stop(begin + lengthS);
  }
}
