/** What can be done in a call, in Simplified Chinese. */
import type { en_call } from "../en/call";

export const zh_call: Record<keyof typeof en_call, string> = {
  call_controls: "通话控制",
  action_hold: "保持",
  action_resume: "取回",
  action_mute: "静音",
  action_unmute: "取消静音",
  action_send_digits: "键盘",
  action_hang_up: "挂断",
  action_transfer_to_queue: "盲转",
  action_ask_for_wrap_up: "结束后话后处理",
  action_send_into_flow: "转自助流程",
  action_take_back: "取回客户",
  action_complete: "完成",
  keypad: "键盘",
  in_progress: "处理中",
};
