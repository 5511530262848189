/** The mirror of an agent's desktop, in Simplified Chinese. */
import type { en_supervisor_mirror } from "../en/supervisor_mirror";

export const zh_supervisor_mirror: Record<keyof typeof en_supervisor_mirror, string> = {
  mirror_button: "查看工作台",
  mirror_title: "{agent} 的工作台",
  mirror_explained: "坐席工作台所收到内容的画面，不能操作，也看不到正在输入的内容。",
  mirror_show: "显示",
  mirror_mark: "自 {time} 起您在查看 {agent} 的工作台，此处不能操作。",
  mirror_ended: "已不再显示（{code}）。",
  mirror_ended_not_permitted: "此坐席不属于您的班组。",
  mirror_ended_no_view: "中心已没有此坐席。",
  mirror_ended_not_noted: "目前无法记录谁在查看，因此不显示。",
  mirror_ended_too_many: "打开的镜像过多，请关闭一个。",
};
