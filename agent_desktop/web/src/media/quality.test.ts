import { describe, expect, it } from "vitest";
import { type Counted, countedIn, qualityBetween } from "./quality";

const start: Counted = { packetsReceived: 1_000, packetsLost: 0, jitterS: 0.005, roundTripS: 0.04 };
const later = (over: Partial<Counted>): Counted => ({ ...start, packetsReceived: 1_250, ...over });

describe("the quality of a call", () => {
  it("is good without loss, and worse with loss, jitter and delay", () => {
    expect(qualityBetween(start, later({}))?.word).toBe("good");
    expect(qualityBetween(start, later({ packetsLost: 20 }))?.word).toBe("fair");
    expect(qualityBetween(start, later({ packetsLost: 80 }))?.word).toBe("poor");
    expect(qualityBetween(start, later({ jitterS: 0.15 }))?.word).not.toBe("good");
    expect(qualityBetween(start, later({ roundTripS: 0.9 }))?.word).not.toBe("good");
  });

  it("tells what was lost since the last look only", () => {
    const worse = qualityBetween({ ...start, packetsLost: 500 }, later({ packetsLost: 505 }));
    expect(worse?.lossPercent).toBeCloseTo(1.96, 2);
    expect(worse?.jitterMs).toBe(5);
    expect(worse?.roundTripMs).toBe(40);
  });

  it("is not known while nothing comes in, or the round trip was not measured", () => {
    expect(qualityBetween(start, { ...start })).toBeNull();
    expect(qualityBetween(start, later({ roundTripS: null }))?.roundTripMs).toBeNull();
  });

  it("is read from what the browser counts of sound", () => {
    const audio = { type: "inbound-rtp", kind: "audio", packetsReceived: 9, packetsLost: 1, jitter: 0.01 };
    const pair = { type: "candidate-pair", state: "succeeded", nominated: true, currentRoundTripTime: 0.02 };
    expect(countedIn([audio, pair, { type: "inbound-rtp", kind: "video", packetsReceived: 99 }])).toEqual({
      packetsReceived: 9,
      packetsLost: 1,
      jitterS: 0.01,
      roundTripS: 0.02,
    });
    expect(countedIn([audio])?.roundTripS).toBeNull();
    expect(countedIn([pair])).toBeNull();
  });
});
