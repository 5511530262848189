/** Work that waits in the agent's queues, to be taken by whoever has room for it. */
import { useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { Icon } from "../../controls/icon";
import { Select } from "../../controls/select";
import { clock, useSpeech } from "../../i18n/language";
import type { WaitingWork } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { useChannel, useOfServerNow } from "../context";
import { showInteraction } from "../frame/shown";
import { useCodeWord } from "../interaction/code_words";
import { kindIcon } from "../interaction/work_words";
import { useCommand } from "../use_command";
import { mediumName, personName, queueName } from "../words";
import { inOrder, mediaOf, ofMedium } from "./order";
import "./waiting.css";

const EVERYTHING = "";

export function WaitingList({ view }: { view: DeskView }) {
  const { t } = useSpeech();
  const items = useChannel("waiting");
  const [wanted, setWanted] = useState(EVERYTHING);
  const all = inOrder(items ?? {});
  const media = mediaOf(all);
  const medium = media.includes(wanted) ? wanted : EVERYTHING;
  const canPull = view.agent.allowed_actions.includes("pull");
  return (
    <section className="stack" aria-label={t("waiting_title")} data-testid="waiting">
      <div className="panel-head">
        <h2>{t("waiting_title")}</h2>
        {media.length > 1 && (
          <Select
            label={t("waiting_shown")}
            isLabelUnseen
            choices={[
              { id: EVERYTHING, label: t("waiting_all") },
              ...media.map((each) => ({ id: each, label: mediumName(each, t) })),
            ]}
            value={medium}
            onChange={setWanted}
            testId="waiting-medium"
          />
        )}
      </div>
      <p className="faint">{t(canPull ? "waiting_hint" : "waiting_not_now")}</p>
      {items === null && (
        <p className="faint" aria-busy="true">
          {t("loading_part")}
        </p>
      )}
      {items !== null && all.length === 0 && (
        <p className="empty">
          <Icon name="check" />
          {t("waiting_none")}
        </p>
      )}
      <ul className="list-plain">
        {ofMedium(all, medium).map((item) => (
          <li key={item.interaction_id}>
            <Item item={item} view={view} canPull={canPull} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  item: WaitingWork;
  view: DeskView;
  canPull: boolean;
}

function Item({ item, view, canPull }: ItemProps) {
  const { t, label, languageName } = useSpeech();
  const codeWord = useCodeWord();
  const { isWaiting, send } = useCommand();
  const kind = mediumName(item.medium, t);
  const caller = personName(item.caller.name, item.caller.number, t);
  const pull = () => {
    showInteraction(item.interaction_id);
    send({ op: "pull", args: { interaction_id: item.interaction_id } });
  };
  return (
    <article className="waiting-item" data-testid="waiting-item" data-id={item.interaction_id}>
      <div className="row spread wrap">
        <strong className="row">
          <Icon name={kindIcon(item)} />
          {item.subject === "" ? kind : codeWord(item.subject)}
        </strong>
        {item.due_at_ms !== null && <Due dueAtMs={item.due_at_ms} />}
      </div>
      <p className="row wrap">
        {caller}
        {item.caller.is_vip && <Badge tone="warn">{t("caller_vip")}</Badge>}
      </p>
      <div className="row spread wrap">
        <span className="faint waiting-facts">
          <span>{queueName(view.queues, item.queue_id, label)}</span>
          {item.language !== "" && <span>{languageName(item.language)}</span>}
          <span>
            {t("waiting_since")} <Clock sinceMs={item.waiting_since_ms} testId="waiting-clock" />
          </span>
        </span>
        <Button
          tone="primary"
          isDisabled={!canPull || isWaiting}
          aria-label={t("waiting_pull_of", { kind, caller })}
          className="waiting-pull"
          testId="waiting-pull"
          onPress={pull}
        >
          {t("waiting_pull")}
        </Button>
      </div>
    </article>
  );
}

function Due({ dueAtMs }: { dueAtMs: number }) {
  const { t, dateTime } = useSpeech();
  const isLate = useOfServerNow((nowMs) => dueAtMs < nowMs);
  const time = useOfServerNow((nowMs) => clock(Math.abs(dueAtMs - nowMs)));
  return (
    <Badge tone={isLate ? "bad" : "plain"} icon="clock" title={dateTime(dueAtMs)} testId="waiting-due">
      {t(isLate ? "waiting_overdue" : "waiting_due", { time })}
    </Badge>
  );
}
