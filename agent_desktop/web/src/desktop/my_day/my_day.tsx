/** The agent's own day: figures, what is due, what was missed, and the contacts so far. */
import { useEffect, useRef, useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { clock, codedKey, useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { type DayContact, type DueCallback, myDay, type MissedOffer, type MyDayRecord } from "../../protocol/records";
import { SECOND_MS, useDesktop, useServerNow } from "../context";
import { FollowUpList } from "../follow_ups/follow_up_list";
import { allItems } from "../follow_ups/items";
import { LoadedPart, useLoaded } from "../loaded";
import { ContactLines } from "../timeline/contact_lines";
import { TimelineDialog } from "../timeline/timeline_dialog";
import { personName, queueName } from "../words";
import { type FigureName, shownFigures } from "./figures";
import "./my_day.css";

export function MyDay({ view }: { view: DeskView }) {
  const { t, time } = useSpeech();
  const [shown, setShown] = useState<string | null>(null);
  const loading = useLoaded("day", myDay);
  useAfterEachContact(view, loading.reload);
  return (
    <section className="stack" aria-label={t("day_title")} data-testid="day">
      <div className="panel-head">
        <h2>{t("day_title")}</h2>
        <Button tone="quiet" testId="day-refresh" onPress={loading.reload}>
          {t("day_refresh")}
        </Button>
      </div>
      <LoadedPart loading={loading}>
        {(day) => (
          <>
            <Figures day={day} />
            <section className="stack" aria-label={t("follow_ups_title")}>
              <h3>{t("follow_ups_title")}</h3>
              <FollowUpList
                items={allItems(view.follow_ups, day.follow_ups, view.agent.agent_id)}
                queues={view.queues}
                allowed={view.agent.allowed_actions}
                onContact={setShown}
                onChanged={loading.reload}
              />
            </section>
            <Callbacks callbacks={day.callbacks} view={view} onChoose={setShown} />
            <Missed missed={day.missed_offers} view={view} onChoose={setShown} />
            <Contacts contacts={day.contacts} view={view} onChoose={setShown} />
            <p className="faint">{t("day_as_of", { time: time(day.now_ms) })}</p>
          </>
        )}
      </LoadedPart>
      <TimelineDialog contactId={shown} view={view} onShow={setShown} onClose={() => setShown(null)} />
    </section>
  );
}

/** The day is another one once a contact or a follow-up of the agent's comes or goes. */
function useAfterEachContact(view: DeskView, reload: () => void): void {
  const inHand = useDesktop((state) => state.view?.interactions.map(({ interaction_id }) => interaction_id).join(" "));
  const key = [inHand, ...view.follow_ups.map(({ contact_id }) => contact_id)].join(" ");
  const seen = useRef(key);
  useEffect(() => {
    if (key === seen.current) return;
    seen.current = key;
    reload();
  }, [key, reload]);
}

function Figures({ day }: { day: MyDayRecord }) {
  const { t, label } = useSpeech();
  const meaning = (name: FigureName) => {
    const words = day.definitions[name];
    return words === undefined ? "" : label(words);
  };
  return (
    <dl className="day-figures" aria-label={t("day_figures")}>
      {shownFigures(day.figures).map(({ name, value }) => (
        <div key={name} className="day-figure" title={meaning(name)} data-testid={`day-${name.replaceAll("_", "-")}`}>
          <dt>{t(`day_${name}`)}</dt>
          <dd>
            {value}
            <span className="unseen">{meaning(name)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ListProps {
  view: DeskView;
  onChoose: (contactId: string) => void;
}

function Callbacks({ callbacks, view, onChoose }: ListProps & { callbacks: readonly DueCallback[] }) {
  const { t, label, dateTime } = useSpeech();
  const nowMs = useServerNow(SECOND_MS);
  if (callbacks.length === 0) return null;
  return (
    <section className="stack" aria-label={t("day_callbacks")} data-testid="day-callbacks">
      <h3>{t("day_callbacks")}</h3>
      <ul className="list-plain">
        {callbacks.map(({ contact_id, queue_id, due_at_ms, caller_name, number }) => (
          <li key={contact_id}>
            <button type="button" className="day-line" onClick={() => onChoose(contact_id)}>
              <strong>{personName(caller_name, number, t)}</strong>
              <Badge tone={due_at_ms < nowMs ? "bad" : "plain"} icon="clock">
                {dateTime(due_at_ms)}
              </Badge>
              <span className="faint">{queueName(view.queues, queue_id, label)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Missed({ missed, view, onChoose }: ListProps & { missed: readonly MissedOffer[] }) {
  const { t, label, time } = useSpeech();
  const { shown, more } = useShortened(missed);
  return (
    <section className="stack" aria-label={t("day_missed")} data-testid="day-missed">
      <h3>{t("day_missed")}</h3>
      {missed.length === 0 && <p className="faint">{t("day_no_missed")}</p>}
      <ul className="list-plain">
        {shown.map(({ contact_id, at_ms, queue_id, ring_ms, cause, caller_name }) => (
          <li key={`${contact_id}-${at_ms}`}>
            <button type="button" className="day-line" onClick={() => onChoose(contact_id)}>
              <strong>{personName(caller_name, null, t)}</strong>
              <span className="faint">{time(at_ms)}</span>
              <span className="faint">
                {queueName(view.queues, queue_id, label)}
                {" · "}
                {t(codedKey("day_missed", cause, "day_missed_other"), { cause, time: clock(ring_ms) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more}
    </section>
  );
}

function Contacts({ contacts, view, onChoose }: ListProps & { contacts: readonly DayContact[] }) {
  const { t } = useSpeech();
  const { shown, more } = useShortened(contacts);
  return (
    <section className="stack" aria-label={t("day_contacts")} data-testid="day-contacts">
      <h3>{t("day_contacts")}</h3>
      {contacts.length === 0 ? (
        <p className="faint">{t("day_no_contacts")}</p>
      ) : (
        <ContactLines
          lines={shown}
          view={view}
          onChoose={onChoose}
          who={({ caller_name, caller_number }) => personName(caller_name, caller_number, t)}
        />
      )}
      {more}
    </section>
  );
}

const FIRST = 8;

/** The first few of a list, and a button that shows the rest. */
function useShortened<T>(all: readonly T[]) {
  const { t } = useSpeech();
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && all.length > FIRST;
  return {
    shown: isCut ? all.slice(0, FIRST) : all,
    more: isCut && (
      <Button tone="quiet" onPress={() => setWhole(true)}>
        {t("day_show_more", { count: all.length })}
      </Button>
    ),
  };
}
