/** The health light, in Simplified Chinese. */
import type { en_health } from "../en/health";

export const zh_health: Record<keyof typeof en_health, string> = {
  health: "话机与连接",
  health_center: "与客服中心的连接",
  health_phone: "话机（{provider}）",
  health_registered: "浏览器话机已注册",
  health_microphone: "麦克风",
  health_settings: "设备与测试",
  microphone_unused: "尚未打开",
  microphone_asked: "正在请求浏览器",
  microphone_granted: "已就绪",
};
