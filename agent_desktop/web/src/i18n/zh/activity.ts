/** The agent's activity, in Simplified Chinese. */
import type { en_activity } from "../en/activity";

export const zh_activity: Record<keyof typeof en_activity, string> = {
  activity: "状态",
  activity_available: "示闲",
  activity_on_break: "小休",
  activity_not_responding: "未应答",
  activity_signed_out: "未就绪",
  go_available: "示闲",
  take_break: "小休",
  break_reason: "小休原因",
  next_activity: "本次服务结束后：{activity}",
  next_activity_short: "接下来：{activity}",
  cancel_next: "保持当前状态",
  not_responding_title: "有来电分配给您，但未应答",
  not_shown_title: "有来电分配给您，但工作台未及时显示",
  not_responding_text: "在您确认返回之前，不会再分配来电。",
  im_back: "我回来了",
  agent_number: "工号 {number}",
};
