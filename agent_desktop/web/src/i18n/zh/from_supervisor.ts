/** What a supervisor did to the agent and said to agents, in Chinese. */
import type { en_from_supervisor } from "../en/from_supervisor";

export const zh_from_supervisor: Record<keyof typeof en_from_supervisor, string> = {
  ordered_available: "主管已将您设为示闲。",
  ordered_on_break: "主管已将您设为小休。",
  ordered_signed_out: "主管已将您签出。",
  ordered_next_available: "本次联络结束后，主管要求您示闲。",
  ordered_next_on_break: "本次联络结束后，主管安排您小休。",
  ordered_next_signed_out: "本次联络结束后，主管将您签出。",
  message_from: "{sender} {time}：",
  message_gone: "（该消息已无法查看。）",
  message_read: "已读",
  op_read_message: "标记为已读",
};
