/** Dialling out and numbers, in Simplified Chinese. */
import type { en_dial_out } from "../en/dial_out";

export const zh_dial_out: Record<keyof typeof en_dial_out, string> = {
  dial_out: "拨号",
  dial_out_title: "外呼",
  dial_number: "被叫号码",
  dial_number_wrong: "号码为 {min} 至 {max} 位数字，可带前缀 +。",
  dial_queue: "所属队列",
  dial_this: "呼叫此号码",
  direction_out: "外呼",
  action_dial_out: "外呼",
};
