import { describe, expect, it } from "vitest";
import { recordingName } from "../test_phone/recording_name";
import { amplitude } from "./measurement";
import { fingerprint } from "./peer";
import { farRinging, keyFrequencies } from "./tones";

describe("sound", () => {
  it("gives each key its two frequencies", () => {
    expect(keyFrequencies("1")).toEqual([697, 1209]);
    expect(keyFrequencies("#")).toEqual([941, 1477]);
    expect(keyFrequencies("0")).toEqual([941, 1336]);
    expect(keyFrequencies("a")).toBeNull();
    expect(keyFrequencies("12")).toBeNull();
    expect(keyFrequencies("")).toBeNull();
  });

  it("measures a tone by its amplitude and hears no other in it", () => {
    const rateHz = 48_000;
    const tone = Float32Array.from({ length: 8192 }, (_, index) => 0.25 * Math.sin((2 * Math.PI * 440 * index) / rateHz));
    expect(amplitude(tone, 440, rateHz)).toBeCloseTo(0.25, 2);
    expect(amplitude(tone, 1000, rateHz)).toBeLessThan(0.001);
    expect(amplitude(new Float32Array(8192), 440, rateHz)).toBe(0);
  });

  it("makes the tone of a phone that rings far away, one second of five", () => {
    const samples = farRinging(8_000);
    expect(samples.length).toBe(40_000);
    expect(amplitude(samples.subarray(0, 8_000), 425, 8_000)).toBeGreaterThan(0.05);
    expect(samples.subarray(8_000).every((sample) => sample === 0)).toBe(true);
  });

  it("calls a recording as the flow does", () => {
    expect(recordingName("/prompts/en/main/welcome.wav")).toBe("main/welcome");
    expect(recordingName("/prompts/music/default.wav")).toBe("default");
  });

  it("tells connections apart by their certificates", () => {
    expect(fingerprint("v=0\r\na=fingerprint:sha-256 AA:BB\r\na=x\r\n")).toBe("sha-256 AA:BB");
    expect(fingerprint("v=0\r\n")).toBeNull();
  });
});
