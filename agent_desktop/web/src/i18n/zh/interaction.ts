/** States of a contact, in Simplified Chinese. */
import type { en_interaction } from "../en/interaction";

export const zh_interaction: Record<keyof typeof en_interaction, string> = {
  state_offered: "振铃中",
  state_connecting: "接通中",
  state_connected: "通话中",
  state_on_hold: "保持中",
  state_wrap_up: "话后处理",
  state_in_flow: "自助流程中",
  state_offered_work: "待接受",
  state_in_work: "处理中",
  state_parked: "搁置",
};
