import { describe, expect, it } from "vitest";
import { reconnectDelayMs } from "./backoff";
import { parseFrame } from "./socket";

describe("coming back to the center", () => {
  it("waits one second first, then twice as long each time, at most fifteen seconds", () => {
    expect([0, 1, 2, 3, 4, 20].map((attempt) => reconnectDelayMs(attempt, 1006, 0.5))).toEqual([
      1_125, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
  });

  it("spreads browsers apart, within the bounds", () => {
    for (const chance of [0, 0.3, 0.999]) {
      for (const attempt of [0, 1, 5, 50]) {
        const delayMs = reconnectDelayMs(attempt, 1006, chance);
        expect(delayMs).toBeGreaterThanOrEqual(1_000);
        expect(delayMs).toBeLessThanOrEqual(15_000);
      }
    }
    expect(reconnectDelayMs(3, 1006, 0.1)).not.toBe(reconnectDelayMs(3, 1006, 0.9));
  });

  it("waits no longer than where something would be lost", () => {
    for (const attempt of [3, 4, 50]) expect(reconnectDelayMs(attempt, 1006, 0.999, 5_000)).toBeLessThanOrEqual(5_000);
    expect(reconnectDelayMs(1, 1006, 0.5, 5_000)).toBe(2_000);
  });

  it("comes back at most five times a minute after a frame that was refused", () => {
    expect(reconnectDelayMs(0, 4400, 0)).toBeGreaterThanOrEqual(12_000);
  });
});

describe("a frame", () => {
  it("is a JSON object with a word", () => {
    expect(parseFrame('{"t":"ping","n":1}')).toEqual({ t: "ping", n: 1 });
  });

  it.each(["", "[]", "null", "{}", '{"t":1}', "{", 7, new ArrayBuffer(2)])("is not %j", (data) => {
    expect(parseFrame(data)).toBeNull();
  });
});
