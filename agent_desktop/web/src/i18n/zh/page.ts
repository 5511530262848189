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
  part_missing_title: "未能加载",
  part_missing: "这一部分未能加载。重新连上客服中心后会自动显示，通话不受影响。",
  part_failed: "此处出现故障，通话不受影响。",
  show_again: "重新显示",
  reload_page: "重新加载页面",
};
