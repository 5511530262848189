/** Parked callers, in Simplified Chinese. */
import type { en_parked } from "../en/parked";

export const zh_parked: Record<keyof typeof en_parked, string> = {
  parked: "驻留来电",
  parked_by: "由 {agent} 驻留",
  parked_left: "剩余 {time}",
  pick_up: "代接",
  action_park: "驻留",
  action_pick_up: "代接",
};
