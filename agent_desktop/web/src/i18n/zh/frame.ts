/** The frame of the desktop: its parts and tabs, in Simplified Chinese. */
import type { en_frame } from "../en/frame";

export const zh_frame: Record<keyof typeof en_frame, string> = {
  skip_to_contact: "跳到当前服务",
  right_side: "客户与我的工作",
  tab_customer: "客户",
  tab_contacts: "服务记录",
  tab_my_day: "我的一天",
  tab_waiting: "待领取",
  theme_to_dark: "深色外观",
  theme_to_light: "浅色外观",
  crm_pages: "CRM 页面",
  notices: "提示",
};
