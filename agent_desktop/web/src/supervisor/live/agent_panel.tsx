/** One agent: what the person does, for how long, and what is in hand. */
import { useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { TimelineDialog } from "../../desktop/timeline/timeline_dialog";
import { readable } from "../../desktop/interaction/readable";
import { queueName } from "../../desktop/words";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentItem } from "../../protocol/generated_boards";
import { AgentActs } from "../acts/agent_acts";
import { ContactActs, contactOfHand } from "../acts/contact_acts";
import { MessageButton } from "../acts/message_button";
import { MonitorActs } from "../acts/monitor_acts";
import { useChoices } from "../choices";
import { useMay } from "../me";
import { MirrorButton } from "../mirror/mirror_button";
import { contactName, InHandLine } from "./in_hand";
import { Panel } from "./panel";
import { Presence, SinceState } from "./presence";

interface AgentPanelProps {
  agentId: string;
  agent: AgentItem | null;
  onClose: () => void;
}

export function AgentPanel({ agentId, agent, onClose }: AgentPanelProps) {
  const { t } = useWords();
  const lists = useChoices();
  const [shownContact, setShownContact] = useState<string | null>(null);
  const name = agent?.name ?? agentId;
  return (
    <Panel title={name} label={`${t("column_agent")} ${name}`} onClose={onClose} testId="agent-panel">
      {agent === null ? (
        <p className="problem">{t("panel_agent_gone")}</p>
      ) : (
        <>
          <State agent={agent} />
          <AgentActs agent={agent} more={
              <>
                <MessageButton to={{ kind: "agent", id: agent.agent_id }} />
                <MirrorButton agent={agent} />
              </>
            } />
          <h3>{t("panel_in_hand")}</h3>
          <InHands agent={agent} onTimeLine={setShownContact} />
          <Serves agent={agent} />
        </>
      )}
      <TimelineDialog
        contactId={shownContact}
        view={lists}
        onShow={setShownContact}
        onClose={() => setShownContact(null)}
      />
    </Panel>
  );
}

function State({ agent }: { agent: AgentItem }) {
  const { t } = useWords();
  return (
    <div className="row wrap">
      <Presence agent={agent} />
      <SinceState agent={agent} />
      <span className="faint">
        {agent.number}
        {agent.team !== "" && ` · ${t("supervisor_team", { team: readable(agent.team) })}`}
      </span>
      {agent.help !== null && (
        <Badge tone="warn" icon="help">
          {t("agent_wants_help")}
        </Badge>
      )}
    </div>
  );
}

function InHands({ agent, onTimeLine }: { agent: AgentItem; onTimeLine: (contactId: string) => void }) {
  const { t, label } = useWords();
  const may = useMay();
  if (agent.in_hand.length === 0) return <p className="faint">{t("panel_in_hand_none")}</p>;
  return (
    <ul className="list-plain">
      {agent.in_hand.map((held) => (
        <li key={held.interaction_id} className="waiting">
          <InHandLine held={held} />
          <div className="row wrap acts">
            {may("read_contact") && (
              <Button tone="quiet" icon="clock" testId="time-line" onPress={() => onTimeLine(held.contact_id)}>
                {t("panel_time_line")}
              </Button>
            )}
            <MonitorActs held={held} agentId={agent.agent_id} agentName={agent.name} />
            <ContactActs contact={contactOfHand(held, agent.agent_id, contactName(held, t, label))} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Serves({ agent }: { agent: AgentItem }) {
  const { t, label, minute } = useWords();
  const { queues } = useChoices();
  return (
    <>
      <h3>{t("panel_serves")}</h3>
      <p>{agent.queues.map((id) => queueName(queues, id, label)).join(" · ")}</p>
      {agent.override_until_ms !== null && (
        <p>
          <Badge tone="busy" icon="settings">
            {t("agent_other_skills", { time: minute(agent.override_until_ms) })}
          </Badge>
        </p>
      )}
    </>
  );
}
