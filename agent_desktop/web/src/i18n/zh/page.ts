/** Words that every page needs, in Simplified Chinese. */
import type { en_page } from "../en/page";

export const zh_page: Record<keyof typeof en_page, string> = {
  app_name: "CIC 坐席工作台",
  language: "语言",
  close: "关闭",
  cancel: "取消",
  loading_part: "正在加载…",
  load_failed: "无法加载：{reason}",
  try_again: "重试",
};
