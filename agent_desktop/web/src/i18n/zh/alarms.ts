/** Alarms of the center, in Simplified Chinese. */
import type { en_alarms } from "../en/alarms";

export const zh_alarms: Record<keyof typeof en_alarms, string> = {
  alarm_storage: "客服中心暂时无法保存数据。正在进行的通话不受影响，新来电将听到等待音乐，数据不会丢失。",
  alarm_callers_held: "新来电暂时听到等待音乐，将按来电顺序接入。正在进行的通话不受影响。",
  alarm_telephony: "暂时无法连接电话系统。只要电话系统仍在运行，正在进行的通话就不受影响；客服中心会自动重连。",
  alarm_recording: "通话目前可能无法录音。通话照常进行，已通知管理人员。",
  alarm_other: "客服中心出现异常（{code}），已通知管理人员。",
  alarm_since: "开始时间：{time}",
  alarm_over: "客服中心已恢复正常。",
};
