/** Settings: devices, look, notifications, in Simplified Chinese. */
import type { en_settings } from "../en/settings";

export const zh_settings: Record<keyof typeof en_settings, string> = {
  settings: "设置",
  devices: "设备",
  device_microphone: "麦克风",
  device_speaker: "扬声器或耳机",
  device_ringer: "振铃设备",
  device_system: "系统默认",
  device_gone: "{device}（未连接）",
  microphone_level: "麦克风音量",
  test_call: "测试通话",
  test_call_stop: "停止测试",
  test_call_recording: "请讲话四秒钟…",
  test_call_playing: "对方听到的就是这样。",
  test_ring: "试听振铃",
  look: "外观",
  theme: "配色",
  theme_system: "跟随系统",
  theme_light: "浅色",
  theme_dark: "深色",
  notifications: "通知",
  notifications_default: "窗口在后台时，来电可以显示在其他窗口之上。",
  notifications_granted: "窗口在后台时，来电会显示在其他窗口之上。",
  notifications_denied: "浏览器不允许此页面显示通知。",
  notifications_allow: "允许通知",
};
