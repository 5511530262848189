/** The frame of the supervisor's page, in Simplified Chinese. */
import type { en_supervisor_page } from "../en/supervisor_page";

export const zh_supervisor_page: Record<keyof typeof en_supervisor_page, string> = {
  supervisor_name: "CIC 监控台",
  supervisor_tabs: "页面栏目",
  supervisor_skip: "跳到内容",
  supervisor_nothing: "此账号在这里没有可查看的内容。",
  supervisor_own_desk: "我的工作台",
  tab_live: "实时",
  role_agent: "坐席",
  role_team_supervisor: "班长",
  role_supervisor: "主管",
  role_administrator: "管理员",
  role_auditor: "审计员",
  role_quality_reviewer: "质检员",
  supervisor_team: "{team} 组",
};
