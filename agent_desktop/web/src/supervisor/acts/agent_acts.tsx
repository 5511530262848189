/** What a supervisor may do with an agent; a button is there by permission, and where the agent's state allows it. */
import { type ReactNode, useState } from "react";
import { Button } from "../../controls/button";
import { Select } from "../../controls/select";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentItem } from "../../protocol/generated_boards";
import { useChoices } from "../choices";
import { useMay } from "../me";
import { ActDialog } from "./act_dialog";
import { OverrideDialog } from "./override_dialog";

type Asked = "activity" | "wrap_up" | "sign_out" | "override" | "override_end" | null;

/** What may be done with an agent who is in this state. Pure. */
export function agentActs(agent: AgentItem): { activity: boolean; wrapUp: boolean; signOut: boolean } {
  const isIn = agent.state !== "signed_out";
  return {
    activity: isIn,
    wrapUp: agent.in_hand.some(({ state }) => state === "wrap_up"),
    signOut: isIn && agent.next_activity !== "signed_out",
  };
}

export function AgentActs({ agent, more }: { agent: AgentItem; more?: ReactNode }) {
  const { t } = useWords();
  const may = useMay();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const can = agentActs(agent);
  const dialogs = { agent, onClose: close };
  return (
    <div className="row wrap acts" role="group" aria-label={t("acts_of", { who: agent.name })}>
      {may("act_on_agent") && can.activity && (
        <Button icon="hold" testId="act-activity" onPress={() => setAsked("activity")}>
          {t("act_activity")}
        </Button>
      )}
      {may("act_on_agent") && can.wrapUp && (
        <Button icon="check" testId="act-wrap-up" onPress={() => setAsked("wrap_up")}>
          {t("act_end_wrap_up")}
        </Button>
      )}
      {may("set_override") && (
        <Button icon="settings" testId="act-override" onPress={() => setAsked("override")}>
          {t("act_override")}
        </Button>
      )}
      {may("set_override") && agent.override_until_ms !== null && (
        <Button icon="close" testId="act-override-end" onPress={() => setAsked("override_end")}>
          {t("act_end_override")}
        </Button>
      )}
      {more}
      {may("act_on_agent") && can.signOut && (
        <Button icon="leave" testId="act-sign-out" onPress={() => setAsked("sign_out")}>
          {t("act_sign_out")}
        </Button>
      )}
      {asked === "activity" && <ActivityDialog {...dialogs} />}
      {asked === "wrap_up" && <EndWrapUpDialog {...dialogs} />}
      {asked === "sign_out" && <SignOutDialog {...dialogs} />}
      {asked === "override" && <OverrideDialog {...dialogs} />}
      {asked === "override_end" && <EndOverrideDialog {...dialogs} />}
    </div>
  );
}

interface AgentDialogProps {
  agent: AgentItem;
  onClose: () => void;
}

interface Ordered {
  when: "now" | "after_contact";
}

function pathOf({ agent_id }: AgentItem, what: string): string {
  return `/api/agents/${encodeURIComponent(agent_id)}/${what}`;
}

function ActivityDialog({ agent, onClose }: AgentDialogProps) {
  const { t, label } = useWords();
  const { break_reasons: breaks } = useChoices();
  const [activity, setActivity] = useState(agent.state === "on_break" ? "available" : "on_break");
  const [breakReason, setBreakReason] = useState(breaks[0]?.code ?? "");
  const activities = [
    { id: "on_break", label: t("activity_on_break") },
    { id: "available", label: t("activity_available") },
  ];
  const isBreak = activity === "on_break";
  const word = t(isBreak ? "activity_on_break" : "activity_available");
  return (
    <ActDialog<Ordered>
      title={t("act_activity_title", { agent: agent.name })}
      explained={t("act_activity_explained")}
      verb={t("act_activity_do")}
      request={{ path: pathOf(agent, "activity"), body: { activity, break_reason: isBreak ? breakReason : "" } }}
      done={({ when }) => t(when === "now" ? "act_activity_done" : "act_activity_later", { agent: agent.name, activity: word })}
      onClose={onClose}
    >
      <Select label={t("act_activity_to")} choices={activities} value={activity} testId="act-activity-to" onChange={setActivity} />
      {isBreak && breaks.length > 0 && (
        <Select
          label={t("break_reason")}
          choices={breaks.map(({ code, label: words }) => ({ id: code, label: label(words) }))}
          value={breakReason}
          testId="act-break-reason"
          onChange={setBreakReason}
        />
      )}
    </ActDialog>
  );
}

function EndWrapUpDialog({ agent, onClose }: AgentDialogProps) {
  const { t } = useWords();
  return (
    <ActDialog
      title={t("act_end_wrap_up_title", { agent: agent.name })}
      explained={t("act_end_wrap_up_explained")}
      verb={t("act_end_wrap_up")}
      request={{ path: pathOf(agent, "end-wrap-up"), body: {} }}
      done={() => t("act_end_wrap_up_done", { agent: agent.name })}
      onClose={onClose}
    />
  );
}

function SignOutDialog({ agent, onClose }: AgentDialogProps) {
  const { t } = useWords();
  return (
    <ActDialog<Ordered>
      title={t("act_sign_out_title", { agent: agent.name })}
      explained={t("act_sign_out_explained")}
      verb={t("act_sign_out")}
      tone="stop"
      request={{ path: pathOf(agent, "sign-out"), body: {} }}
      done={({ when }) => t(when === "now" ? "act_sign_out_done" : "act_sign_out_later", { agent: agent.name })}
      onClose={onClose}
    />
  );
}

function EndOverrideDialog({ agent, onClose }: AgentDialogProps) {
  const { t } = useWords();
  return (
    <ActDialog
      title={t("act_end_override_title", { agent: agent.name })}
      verb={t("act_end_override")}
      request={{ path: pathOf(agent, "override/end"), body: {} }}
      done={() => t("act_end_override_done", { agent: agent.name })}
      onClose={onClose}
    />
  );
}
