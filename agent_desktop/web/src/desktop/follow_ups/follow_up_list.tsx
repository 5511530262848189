/** Follow-ups under the headings of their days, each with what can be done about it. */
import { useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { QueueChoice } from "../../protocol/desktop_frames";
import { SECOND_MS, useServerNow } from "../context";
import { useReason } from "../loaded";
import { personName, queueName } from "../words";
import { CloseDialog, MoveDialog } from "./follow_up_dialogs";
import "./follow_ups.css";
import { byDay, type FollowUpItem } from "./items";

interface FollowUpListProps {
  items: readonly FollowUpItem[];
  queues: readonly QueueChoice[];
  /** What the agent may do: the server's list. */
  allowed: readonly string[];
  onContact?: (contactId: string) => void;
  onChanged?: () => void;
}

export function FollowUpList({ items, queues, allowed, onContact, onChanged }: FollowUpListProps) {
  const { t } = useSpeech();
  const nowMs = useServerNow(SECOND_MS);
  const [moving, setMoving] = useState<FollowUpItem | null>(null);
  const [closing, setClosing] = useState<FollowUpItem | null>(null);
  if (items.length === 0) return <p className="faint">{t("follow_ups_none")}</p>;
  return (
    <div className="stack" data-testid="follow-ups">
      {byDay(items, nowMs).map(({ word, items: ofDay }) => (
        <div key={word} className="stack follow-up-day">
          <h4 className={word === "overdue" ? "bad" : "faint"}>{t(`follow_up_${word}`)}</h4>
          <ul className="list-plain stack">
            {ofDay.map((item) => (
              <Item
                key={item.contactId}
                item={item}
                isDayKnown={word === "today" || word === "tomorrow"}
                queues={queues}
                allowed={allowed}
                onMove={() => setMoving(item)}
                onClose={() => setClosing(item)}
                {...(onContact === undefined ? {} : { onContact })}
              />
            ))}
          </ul>
        </div>
      ))}
      {moving !== null && <MoveDialog item={moving} onClose={() => setMoving(null)} onDone={onChanged} />}
      {closing !== null && <CloseDialog item={closing} onClose={() => setClosing(null)} onDone={onChanged} />}
    </div>
  );
}

interface ItemProps {
  item: FollowUpItem;
  /** The heading above has said the day. */
  isDayKnown: boolean;
  queues: readonly QueueChoice[];
  allowed: readonly string[];
  onMove: () => void;
  onClose: () => void;
  onContact?: (contactId: string) => void;
}

function Item({ item, isDayKnown, queues, allowed, onMove, onClose, onContact }: ItemProps) {
  const { t, label, minute, dateTime } = useSpeech();
  const reason = useReason();
  const caller = personName(item.name, item.number, t);
  const whose = item.isMine
    ? t("follow_up_owner_me")
    : item.ownerName || t("follow_up_queue", { queue: queueName(queues, item.queueId, label) });
  return (
    <li className="follow-up" data-testid="follow-up" data-id={item.contactId}>
      <div className="row spread wrap">
        <strong>{caller}</strong>
        <Badge tone={item.isReminded ? "warn" : "plain"} icon="calendar">
          {isDayKnown ? minute(item.dueAtMs) : dateTime(item.dueAtMs)}
        </Badge>
      </div>
      <p className="follow-up-text">{item.text}</p>
      {item.refused !== "" && (
        <p className="problem" data-testid="follow-up-refused">
          {t("follow_up_refused", { reason: reason({ code: item.refused }) })}
        </p>
      )}
      <div className="row wrap spread">
        <span className="faint">{whose}</span>
        <span className="row wrap">
          {onContact !== undefined && (
            <Button tone="quiet" onPress={() => onContact(item.origin)}>
              {t("follow_up_contact")}
            </Button>
          )}
          {allowed.includes("move_follow_up") && (
            <Button
              tone="quiet"
              aria-label={t("follow_up_move_of", { caller })}
              testId="follow-up-move"
              onPress={onMove}
            >
              {t("follow_up_move")}
            </Button>
          )}
          {allowed.includes("close_follow_up") && (
            <Button
              icon="check"
              aria-label={t("follow_up_close_of", { caller })}
              testId="follow-up-close"
              onPress={onClose}
            >
              {t("follow_up_close")}
            </Button>
          )}
        </span>
      </div>
    </li>
  );
}
