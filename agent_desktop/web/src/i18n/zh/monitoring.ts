/** Supervisors who listen in, in Simplified Chinese. */
import type { en_monitoring } from "../en/monitoring";

export const zh_monitoring: Record<keyof typeof en_monitoring, string> = {
  monitoring_title: "正在监听 {agent}",
  monitoring_asked: "您的电话即将响铃",
  monitoring_ringing: "您的电话正在响铃，请接听",
  monitoring_listening: "您正在收听通话",
  monitoring_mode: "谁能听到您",
  monitoring_listen: "没有人",
  monitoring_whisper: "仅 {agent}",
  monitoring_barge: "所有人",
  monitoring_end: "停止监听",
  monitoring_take_over: "接管",
  monitoring_take_over_title: "接管客户",
  monitoring_take_over_text: "此后客户由您服务；{agent} 退出通话并进入话后处理。",
  monitoring_reason: "原因（记入审计日志）",
  monitoring_refused: "操作未成功：{reason}",
  monitor_listen: "监听",
  monitor_join: "加入",
  monitor_help_reason: "响应求助",
  help_answered_by: "{agent} 正在赶来",
  supervised_listen: "{agent} 正在监听",
  supervised_whisper: "{agent} 仅对您说话",
  supervised_barge: "{agent} 已加入通话",
};
