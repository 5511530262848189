/** For tone checks only (`?tone=1`): how loud a frequency is in what is heard. Owns `window.cicAudio`. */
import { audioContext } from "./audio_context";

export interface AudioMeasurement {
  /** Amplitude of one frequency in the loudest stream heard now: 0 is silence, 1 is full scale. */
  level(frequencyHz: number): number;
  /** Audio packets received by the connections that stand now, to a quarter of a second. */
  packetsReceived(): number;
}

declare global {
  interface Window {
    cicAudio?: AudioMeasurement;
  }
}

interface Measured {
  analyser: AnalyserNode;
  packets: number;
}

const COUNT_EVERY_MS = 250;

const measured = new Set<Measured>();

/** Measures a stream until the returned function is called. */
export function measureStream(stream: MediaStream, connection: RTCPeerConnection): () => void {
  const analyser = audioContext().createAnalyser();
  analyser.fftSize = 8192;
  const source = audioContext().createMediaStreamSource(stream);
  source.connect(analyser);
  const entry: Measured = { analyser, packets: 0 };
  measured.add(entry);
  const timer = setInterval(() => {
    void packetsOf(connection).then((packets) => {
      entry.packets = packets;
    });
  }, COUNT_EVERY_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    measured.delete(entry);
  };
}

/** Puts `window.cicAudio` there. */
export function offerMeasurement(): void {
  window.cicAudio = {
    level: (frequencyHz) => Math.max(0, ...[...measured].map(({ analyser }) => toneIn(analyser, frequencyHz))),
    packetsReceived: () => [...measured].reduce((sum, { packets }) => sum + packets, 0),
  };
}

function toneIn(analyser: AnalyserNode, frequencyHz: number): number {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return amplitude(samples, frequencyHz, analyser.context.sampleRate);
}

/** Amplitude of one frequency in the samples, through a Hann window (Goertzel's algorithm, as a plain sum). */
export function amplitude(samples: Float32Array, frequencyHz: number, sampleRateHz: number): number {
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, index) => {
    const weight = 1 - Math.cos((2 * Math.PI * index) / samples.length);
    real += sample * weight * Math.cos(step * index);
    imaginary += sample * weight * Math.sin(step * index);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

async function packetsOf(connection: RTCPeerConnection): Promise<number> {
  let packets = 0;
  const stats = await connection.getStats();
  stats.forEach((entry: { type: string; kind?: string; packetsReceived?: number }) => {
    if (entry.type === "inbound-rtp" && entry.kind === "audio") packets += entry.packetsReceived ?? 0;
  });
  return packets;
}
