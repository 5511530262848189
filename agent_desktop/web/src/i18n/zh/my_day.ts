/** The agent's day, in Simplified Chinese. */
import type { en_my_day } from "../en/my_day";

export const zh_my_day: Record<keyof typeof en_my_day, string> = {
  day_title: "我的一天",
  day_refresh: "刷新",
  day_as_of: "截至 {time}",
  day_figures: "我的指标",
  day_handled: "联络数",
  day_talk_ms: "通话",
  day_hold_ms: "保持",
  day_consult_ms: "咨询",
  day_work_ms: "处理",
  day_wrap_up_ms: "话后处理",
  day_handling_ms: "处理总时长",
  day_average_handling_ms: "平均处理时长",
  day_offers_missed: "漏接",
  day_offers_declined: "拒接",
  day_contacts: "我今天的联络",
  day_no_contacts: "今天还没有联络",
  day_missed: "漏接的派单",
  day_no_missed: "今天没有漏接",
  day_missed_expired: "{time} 内未应答",
  day_missed_declined: "已拒绝",
  day_missed_other: "{cause}",
  day_callbacks: "到期回拨",
  day_show_more: "显示全部 {count} 项",
};
