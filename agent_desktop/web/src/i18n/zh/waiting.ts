/** Work to pull, in Simplified Chinese. */
import type { en_waiting } from "../en/waiting";

export const zh_waiting: Record<keyof typeof en_waiting, string> = {
  waiting_title: "待领取",
  waiting_hint: "您所在队列的留言和任务。有余力时可领取。",
  waiting_none: "您的队列中没有待领取的任务",
  waiting_all: "全部",
  waiting_pull: "领取",
  waiting_pull_of: "领取：{caller} 的{kind}",
  waiting_not_now: "示闲后可领取任务。",
  waiting_since: "已等待",
  waiting_due: "{time} 后到期",
  waiting_overdue: "已逾期 {time}",
  waiting_shown: "显示",
};
