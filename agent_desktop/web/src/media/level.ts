/** How loud the microphone is, for a meter. Owns the analyser it looks through. */
import { audioContext } from "./audio_context";

/** A watched microphone: `level()` is 0 to 1, on a scale that follows the ear. */
export interface LevelMeter {
  level(): number;
  stop(): void;
}

const QUIET_DB = -60;

export function meterOf(track: MediaStreamTrack): LevelMeter {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    },
    stop: () => source.disconnect(),
  };
}

/** From silence (0) to full scale (1), in decibels between. Pure. */
export function loudness(samples: Float32Array): number {
  const mean = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  if (mean <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (10 * Math.log10(mean)) / QUIET_DB));
}
