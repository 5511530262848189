/** Signing in and out, in Simplified Chinese. */
import type { en_sign_in } from "../en/sign_in";

export const zh_sign_in: Record<keyof typeof en_sign_in, string> = {
  sign_in: "签入",
  sign_in_hint: "账号在客服中心安装时生成。",
  user: "用户名",
  password: "密码",
  show_password: "显示密码",
  signing_in: "正在签入…",
  sign_in_wrong: "用户名或密码错误。",
  sign_in_too_often: "尝试次数过多，请稍后再试。",
  sign_in_failed: "签入失败（{code}）。",
  server_unreachable: "无法连接客服中心，请检查网络后重试。",
  signed_out_by_server: "您已被签出，请重新签入。",
  no_desktop: "此账号没有坐席工作台。",
  sign_out: "签出",
};
