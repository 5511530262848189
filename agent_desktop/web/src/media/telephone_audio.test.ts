import { describe, expect, it } from "vitest";
import { asText, CHUNK_SAMPLES, TelephoneSampler } from "./telephone_audio";

function sampled(rateHz: number, seconds: number, hz: number): number[] {
  const sampler = new TelephoneSampler(rateHz);
  const out: number[] = [];
  const input = Float32Array.from({ length: rateHz * seconds }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hz * at) / rateHz));
  for (let start = 0; start < input.length; start += 128) {
    sampler.push(input.subarray(start, start + 128), (chunk) => out.push(...chunk));
  }
  return [...out, ...sampler.rest()];
}

describe("sound for telephones", () => {
  it.each([48_000, 44_100, 16_000, 8_000])("makes 8,000 samples a second out of %i", (rateHz) => {
    const samples = sampled(rateHz, 2, 400);
    expect(Math.abs(samples.length - 16_000)).toBeLessThanOrEqual(1);
    expect(Math.max(...samples)).toBeGreaterThan(15_500);
    expect(Math.max(...samples)).toBeLessThan(16_500);
  });

  it("gives whole chunks and keeps the rest", () => {
    const sampler = new TelephoneSampler(8_000);
    const sizes: number[] = [];
    sampler.push(new Float32Array(CHUNK_SAMPLES * 2 + 7), (chunk) => sizes.push(chunk.length));
    expect(sizes).toEqual([CHUNK_SAMPLES, CHUNK_SAMPLES]);
    expect(sampler.rest()).toHaveLength(7);
    expect(sampler.rest()).toHaveLength(0);
  });

  it("is never louder than sixteen bits", () => {
    const sampler = new TelephoneSampler(8_000);
    sampler.push(Float32Array.from([3, -3]), () => undefined);
    expect([...sampler.rest()]).toEqual([32_767, -32_767]);
  });

  it("writes the low byte first", () => {
    expect(asText(Int16Array.from([1, -2]))).toBe(btoa("\x01\x00\xfe\xff"));
  });
});
