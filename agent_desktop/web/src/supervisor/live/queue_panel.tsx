/** One queue: who waits in it, who serves it, and what it came to in the last minutes and today. */
import { useState } from "react";
import { TimelineDialog } from "../../desktop/timeline/timeline_dialog";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentItem, QueueItem } from "../../protocol/generated_boards";
import { ContactActs, contactOfWaiting } from "../acts/contact_acts";
import { QueueActs } from "../acts/queue_acts";
import { useItems } from "../board";
import { useChoices } from "../choices";
import { percent } from "./figure_words";
import { PERIODS, PRESENCES, queueLevel } from "./figures";
import { LevelMark } from "./level";
import { MissedList } from "./missed_list";
import { ModeBadge } from "./mode_badge";
import { Panel } from "./panel";
import { Presence, SinceState } from "./presence";
import { WaitingLine } from "./waiting_line";

interface QueuePanelProps {
  queueId: string;
  queue: QueueItem | null;
  onAgent: (agentId: string) => void;
  onClose: () => void;
}

export function QueuePanel({ queueId, queue, onAgent, onClose }: QueuePanelProps) {
  const { t, label } = useWords();
  const [shownContact, setShownContact] = useState<string | null>(null);
  const name = queue === null ? queueId : label(queue.label);
  const lists = useChoices();
  return (
    <Panel title={name} label={`${t("column_queue")} ${name}`} onClose={onClose} testId="queue-panel">
      {queue === null ? (
        <p className="problem">{t("panel_queue_gone")}</p>
      ) : (
        <>
          <div className="row wrap">
            <LevelMark level={queueLevel(queue, "today")} />
            <ModeBadge mode={queue.mode} untilMs={queue.mode_until_ms} />
          </div>
          <QueueActs queue={queue} />
          <h3>{t("panel_waiting")}</h3>
          <WaitingLine
            queueId={queueId}
            onTimeLine={setShownContact}
            acts={(item, place, who) => <ContactActs contact={contactOfWaiting(item, place, who)} />}
          />
          <MissedList queueId={queueId} count={queue.missed} onTimeLine={setShownContact} />
          <Counts queue={queue} />
          <Served queueId={queueId} onAgent={onAgent} />
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

function Counts({ queue }: { queue: QueueItem }) {
  const { t } = useWords();
  return (
    <table className="table counts">
      <caption className="unseen">{t("live_period")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("live_period")}</th>
          <th scope="col" className="number-cell">
            {t("column_service_level")}
          </th>
          <th scope="col" className="number-cell">
            {t("column_answered")}
          </th>
          <th scope="col" className="number-cell">
            {t("column_abandoned")}
          </th>
        </tr>
      </thead>
      <tbody>
        {PERIODS.map((period) => {
          const counted = queue.periods[period];
          return (
            <tr key={period}>
              <th scope="row">{t(`period_${period}`)}</th>
              <td className="number-cell">{percent(counted.service_level_percent)}</td>
              <td className="number-cell">{counted.answered}</td>
              <td className="number-cell">{counted.abandoned}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Served({ queueId, onAgent }: { queueId: string; onAgent: (agentId: string) => void }) {
  const { t } = useWords();
  const agents = (useItems("agents") ?? []).filter(({ queues }) => queues.includes(queueId)).toSorted(byPresenceThenName);
  return (
    <>
      <h3>{t("panel_agents")}</h3>
      {agents.length === 0 && <p className="faint">{t("agents_none")}</p>}
      <ul className="served">
        {agents.map((agent) => (
          <li key={agent.agent_id} className="row spread">
            <button type="button" className="quiet row-name" onClick={() => onAgent(agent.agent_id)}>
              {agent.name}
            </button>
            <span className="row">
              <Presence agent={agent} />
              <SinceState agent={agent} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function byPresenceThenName(one: AgentItem, other: AgentItem): number {
  return PRESENCES.indexOf(one.state) - PRESENCES.indexOf(other.state) || one.name.localeCompare(other.name);
}
