/** The audit trail, in Simplified Chinese. */
import type { en_supervisor_audit } from "../en/supervisor_audit";

export const zh_supervisor_audit: Record<keyof typeof en_supervisor_audit, string> = {
  tab_audit: "审计日志",
  audit_user: "操作人（用户）",
  audit_target: "操作对象",
  audit_target_hint: "坐席、队列、联络或用户的编号",
  audit_ask: "查询",
  audit_asking: "查询中…",
  audit_nothing: "没有记录。",
  audit_found: "{count} 条记录",
  audit_more: "更早的记录",
  audit_not_told: "审计日志暂时无法读取。",
  audit_number: "编号",
  audit_at: "时间",
  audit_who: "操作人",
  audit_machine: "系统自身",
  audit_what: "操作",
  audit_reason: "原因",
  audit_erased: "已清除",
  audit_refused: "未执行（编号 {of}）",
  audit_chain: "记录只增不改，每条与前一条相链接。`cic audit verify` 可证明无一被改动。",
  act_configuration_apply: "应用了配置",
  act_configuration_apply_previous: "恢复了上一配置",
  act_flows_publish: "发布了流程",
  act_flows_roll_back: "恢复了先前的流程",
  act_recording_listen: "调听了录音",
};
