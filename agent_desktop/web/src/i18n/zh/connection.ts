/** The connection to the center, in Simplified Chinese. */
import type { en_connection } from "../en/connection";

export const zh_connection: Record<keyof typeof en_connection, string> = {
  link_connecting: "正在连接…",
  link_online: "已连接",
  link_reconnecting: "连接中断，正在重连",
  link_taken_over_title: "工作台已在另一个窗口打开",
  link_taken_over_text: "来电显示在那个窗口。如需在此继续，请切换回来。",
  take_back: "在此使用",
  reconnecting_banner: "与客服中心的连接已中断。通话不受影响，恢复连接后按钮即可使用。",
};
