/** Sound as telephones speak it: 8 kHz, one channel, 16 bit, as text. Pure: knows no microphone. */

export const TELEPHONE_HZ = 8_000;
/** 200 ms: few enough frames a second, and little is lost when one is. */
export const CHUNK_SAMPLES = 1_600;

/** Samples of any rate in, whole chunks of telephone samples out. Keeps what does not fill a chunk yet. */
export class TelephoneSampler {
  private readonly inputPerOutput: number;
  private sum = 0;
  private count = 0;
  /** Input samples still to come until the next output sample is whole. */
  private left: number;
  private filled = 0;
  private chunk = new Int16Array(CHUNK_SAMPLES);

  constructor(rateHz: number) {
    this.inputPerOutput = rateHz / TELEPHONE_HZ;
    this.left = this.inputPerOutput;
  }

  /** The mean of the samples in each eighth of a millisecond: it takes out most of what 8 kHz cannot carry. */
  push(samples: Float32Array, onChunk: (chunk: Int16Array) => void): void {
    for (const sample of samples) {
      this.sum += sample;
      this.count += 1;
      this.left -= 1;
      while (this.left <= 0) {
        this.put(this.count === 0 ? sample : this.sum / this.count, onChunk);
        this.sum = 0;
        this.count = 0;
        this.left += this.inputPerOutput;
      }
    }
  }

  /** What did not fill a chunk. */
  rest(): Int16Array {
    const rest = this.chunk.slice(0, this.filled);
    this.filled = 0;
    return rest;
  }

  private put(value: number, onChunk: (chunk: Int16Array) => void): void {
    this.chunk[this.filled] = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
    this.filled += 1;
    if (this.filled < CHUNK_SAMPLES) return;
    const full = this.chunk;
    this.chunk = new Int16Array(CHUNK_SAMPLES);
    this.filled = 0;
    onChunk(full);
  }
}

/** The samples as base64 of little-endian bytes, whatever the machine's own order is. */
export function asText(samples: Int16Array): string {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, index) => view.setInt16(index * 2, sample, true));
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}
