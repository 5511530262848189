/** Recording of a call, in Simplified Chinese. */
import type { en_recording } from "../en/recording";

export const zh_recording: Record<keyof typeof en_recording, string> = {
  recording_on: "录音中",
  recording_paused_agent: "您已暂停录音",
  recording_paused_apart: "录音等待中",
  recording_failing: "录音可能丢失",
  recording_secure: "录音已暂停：此时的讲话和按键不会保存，结束后请继续录音。",
  action_pause_recording: "暂停录音",
  action_continue_recording: "继续录音",
  digits_sent: "已发送按键",
  digits_hint: "键盘获得焦点时可直接输入数字、* 和 #。",
};
