/** The desktop while no contact is in hand, in Simplified Chinese. */
import type { en_idle } from "../en/idle";

export const zh_idle: Record<keyof typeof en_idle, string> = {
  idle_available_title: "等待下一个来电",
  idle_available_text: "来电弹屏将在此显示客户的全部信息。",
  idle_monitoring_title: "正在监听",
  idle_monitoring_text: "结束监听后才会再派来电。",
  idle_break_title: "小休中",
  idle_break_text: "返回后请示闲。",
  idle_signed_out_title: "您尚未示闲",
  idle_signed_out_text: "示闲后开始接收来电。",
  loading: "正在加载工作台…",
};
