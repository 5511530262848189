/** The wall, in Simplified Chinese. */
import type { en_supervisor_wall } from "../en/supervisor_wall";

export const zh_supervisor_wall: Record<keyof typeof en_supervisor_wall, string> = {
  wall_name: "CIC 大屏",
  wall_title: "当前",
  wall_figures: "数据",
  wall_busy: "{count} 人服务中",
  wall_back: "上一屏",
  wall_next: "下一屏",
  wall_place: "第 {place} 屏，共 {count} 屏",
  wall_turn: "轮换间隔",
  wall_every: "{s} 秒",
  wall_no_turn: "不轮换",
  wall_full: "全屏",
  wall_leave_full: "退出全屏",
  wall_refused: "此大屏不能显示",
  wall_refused_hint: "链接已失效，主管可以重新生成。每分钟会再试一次。",
};
