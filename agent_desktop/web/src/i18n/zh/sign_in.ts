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
  openid_sign_in: "使用{account}签入",
  openid_sign_out: "同时签出{account}",
  openid_no_role: "您的账号在本客服中心没有角色，请联系管理员。",
  openid_access_denied: "签入已中止。",
  openid_provider_down: "无法连接签入服务，请稍后重试或使用密码。",
  openid_journey_over: "签入超时，或在另一窗口中开始，请重试。",
  openid_wrong_state: "签入是在另一窗口中开始的，请重试。",
  openid_disabled: "您的账号在本客服中心已停用。",
  openid_user_exists: "本客服中心已有同名账号，请联系管理员。",
  openid_unknown_agent: "您的账号对应的坐席在本客服中心不存在，请联系管理员。",
  openid_other: "签入失败，请重试或联系管理员。",
};
