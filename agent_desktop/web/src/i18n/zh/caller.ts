/** Who is calling and why, in Simplified Chinese. */
import type { en_caller } from "../en/caller";

export const zh_caller: Record<keyof typeof en_caller, string> = {
  caller_card: "来电弹屏",
  caller_unknown: "未知来电",
  number_withheld: "号码未显示",
  caller_known: "已知客户",
  caller_new: "无客户记录",
  caller_grade: "等级：{grade}",
  caller_vip: "贵宾",
  caller_language: "语言",
  caller_area: "归属地",
  dialled: "被叫号码",
  queue: "队列",
  waited: "等待时长",
  waited_within: "{wait}，目标 {target}：达标",
  waited_beyond: "{wait}，目标 {target}：超时",
  hold_time: "已保持 {time}",
  greeting: "问候语",
  path: "语音导航路径",
  collected: "随路数据",
  started_at: "来电时间",
};
