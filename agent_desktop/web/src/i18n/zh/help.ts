/** Asking for help, in Simplified Chinese. */
import type { en_help } from "../en/help";

export const zh_help: Record<keyof typeof en_help, string> = {
  action_ask_for_help: "求助",
  help_take_back: "取消求助",
  help_asked: "已求助",
  help_title: "求助的坐席",
  help_of: "{agent} 正在求助",
};
