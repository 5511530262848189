/** How good a call sounds, in English. */
export const en_quality = {
  quality_good: "Good sound",
  quality_fair: "Fair sound",
  quality_poor: "Poor sound",
  quality_loss: "{percent} % of the packets lost",
  quality_jitter: "{ms} ms jitter",
  quality_round_trip: "{ms} ms round trip",
} as const;
