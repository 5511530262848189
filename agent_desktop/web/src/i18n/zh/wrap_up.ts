/** Wrap-up, in Simplified Chinese. */
import type { en_wrap_up } from "../en/wrap_up";

export const zh_wrap_up: Record<keyof typeof en_wrap_up, string> = {
  wrap_up: "话后处理",
  disposition: "小结",
  disposition_search: "搜索小结",
  disposition_none: "没有匹配的小结",
  disposition_needed: "请先选择小结",
  note: "备注",
  note_hint: "完成前保存在此窗口中。",
  finish_wrap_up: "完成",
  change_disposition: "更改",
  disposition_given: "已提交：{disposition}。时间结束后即可接听，在此之前可以更改。",
  wrap_up_left: "剩余 {time}",
  wrap_up_open: "由您结束 · {time}",
};
