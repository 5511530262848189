/** Work that callers leave, and flows, in Simplified Chinese. */
import type { en_work } from "../en/work";

export const zh_work: Record<keyof typeof en_work, string> = {
  medium_voice: "来电",
  medium_voicemail: "留言",
  medium_task: "工单",
  medium_callback: "回呼",
  medium_other: "任务",
  work_controls: "可执行的操作",
  work_origin: "来自服务 {contact}",
  due_in: "剩余 {time}（{at} 到期）",
  overdue: "已逾期 {time}（{at} 到期）",
  overdue_short: "已逾期",
  message_player: "客户留言，{length}",
  message_failed: "无法播放留言，请重试或联系管理人员。",
  copy_number: "复制号码",
  copied: "号码已复制。",
  copy_by_hand: "号码已选中，请用键盘复制。",
  flow_hint: "期间您听不到任何内容，只会得到结果，客户将自动返回。",
  flow_meanwhile: "客户正在：{flow}。您听不到其中的内容。",
  flow_result: "{flow}：",
  looked_up: "查询结果",
  yes: "是",
  no: "否",
};
