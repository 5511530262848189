/** How good a call sounds, in Simplified Chinese. */
import type { en_quality } from "../en/quality";

export const zh_quality: Record<keyof typeof en_quality, string> = {
  quality_good: "音质良好",
  quality_fair: "音质一般",
  quality_poor: "音质较差",
  quality_loss: "丢包率 {percent}%",
  quality_jitter: "抖动 {ms} 毫秒",
  quality_round_trip: "往返时延 {ms} 毫秒",
};
