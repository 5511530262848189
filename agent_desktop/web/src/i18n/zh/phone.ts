/** The agent's phone, its microphone and its sound, in Simplified Chinese. */
import type { en_phone } from "../en/phone";

export const zh_phone: Record<keyof typeof en_phone, string> = {
  phone: "话机",
  phone_ready: "话机就绪",
  phone_not_ready: "话机未就绪",
  phone_in_call: "通话中",
  phone_muted: "麦克风已静音",
  phone_other_window: "话机在另一个窗口",
  phone_no_phone: "无话机",
  phone_incoming: "您的话机有来电振铃",
  phone_answer: "接听",
  phone_reject: "拒接",
  phone_elsewhere: "不可达",
  microphone_refused: "浏览器未允许使用麦克风：对方听不到您的声音。",
  microphone_allow: "允许麦克风",
  sound_blocked: "浏览器已关闭声音，点击后恢复。",
  sound_allow: "打开声音",
  phone_take_here: "在此窗口使用话机",
};
