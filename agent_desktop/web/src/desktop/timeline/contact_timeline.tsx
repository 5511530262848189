/** What happened in one contact: in short, as a picture or a table, its way through the menu, notes, recording. */
import { type ReactNode, useState } from "react";
import { Tabs } from "../../controls/tabs";
import { clock, useSpeech } from "../../i18n/language";
import { messageUrl } from "../../protocol/http";
import { contactTimeline, type ContactTimeline } from "../../protocol/records";
import { SECOND_MS, useServerNow } from "../context";
import { CardFact } from "../customer/card_fact";
import { LoadedPart, useLoaded } from "../loaded";
import { dispositionName, mediumName, personName, queueName, type WordLists } from "../words";
import { spanOf } from "./layout";
import { Picture } from "./picture";
import { Player } from "./player";
import { usePlayback } from "./playback";
import { SegmentTable, StepTable } from "./segment_table";
import { releaserWord } from "./segment_words";
import "./timeline.css";

interface TimelineOfContactProps {
  contactId: string;
  view: WordLists;
  onShow: (contactId: string) => void;
}

export function TimelineOfContact({ contactId, view, onShow }: TimelineOfContactProps) {
  const loading = useLoaded(contactId, contactTimeline);
  return (
    <LoadedPart loading={loading}>
      {(contact) => <Timeline contact={contact} view={view} onShow={onShow} />}
    </LoadedPart>
  );
}

interface TimelineProps {
  contact: ContactTimeline;
  view: WordLists;
  onShow: (contactId: string) => void;
}

function Timeline({ contact, view, onShow }: TimelineProps) {
  const { t } = useSpeech();
  const [chosen, setChosen] = useState("picture");
  const nowMs = useServerNow(SECOND_MS);
  const playback = usePlayback(contact.recordings);
  const span = spanOf(contact.segments, nowMs);
  const hasAudio = playback.stretches.length > 0;
  return (
    <div className="stack timeline" data-testid="timeline" data-id={contact.contact_id}>
      <InShort contact={contact} view={view} onShow={onShow} />
      <Tabs
        label={t("timeline_segments")}
        chosen={chosen}
        onChoose={setChosen}
        testIdPrefix="timeline"
        items={[
          {
            id: "picture",
            label: t("timeline_picture"),
            panel: (
              <Picture
                segments={contact.segments}
                recordings={contact.recordings}
                span={span}
                nowMs={nowMs}
                queues={view.queues}
                playback={hasAudio ? playback : null}
              />
            ),
          },
          {
            id: "table",
            label: t("timeline_table"),
            panel: <SegmentTable segments={contact.segments} view={view} />,
          },
          { id: "steps", label: t("timeline_steps"), panel: <StepTable steps={contact.steps} /> },
        ]}
      />
      {contact.recordings.length > 0 && <Player playback={playback} contact={contact} />}
      {contact.message !== null && (
        <section className="stack" aria-label={t("player_message")}>
          <h3>{t("player_message")}</h3>
          <audio controls controlsList="nodownload" preload="none" src={messageUrl(contact.message.recording)} />
        </section>
      )}
      <Notes contact={contact} />
      <Rest contact={contact} view={view} onShow={onShow} />
    </div>
  );
}

function InShort({ contact, view, onShow }: TimelineProps) {
  const { t, label, dateTime } = useSpeech();
  const { caller, started_at_ms: startedMs, ended_at_ms: endedMs } = contact;
  return (
    <>
      <p className="big" data-testid="timeline-caller">
        {personName(caller.name, caller.number, t)}
      </p>
      <dl className="facts timeline-facts">
        <CardFact word={t("timeline_kind")}>
          {mediumName(contact.medium, t)}
          {" · "}
          {t(contact.direction === "outbound" ? "timeline_outbound" : "timeline_inbound")}
        </CardFact>
        <CardFact word={t("timeline_started")}>{dateTime(startedMs)}</CardFact>
        <CardFact word={t("timeline_total")} testId="timeline-total">
          {endedMs === null ? t("timeline_going_on") : clock(endedMs - startedMs)}
        </CardFact>
        {contact.dialled_number !== "" && <CardFact word={t("timeline_dialled")}>{contact.dialled_number}</CardFact>}
        {contact.disposition !== "" && (
          <CardFact word={t("timeline_disposition")} testId="timeline-disposition">
            {dispositionName(view.dispositions, contact.disposition, label)}
          </CardFact>
        )}
        {contact.released_by !== null && (
          <CardFact word={t("timeline_ended_by")}>{t(releaserWord(contact.released_by))}</CardFact>
        )}
        <Before word="timeline_origin" contactId={contact.origin} onShow={onShow} />
        <Before word="timeline_before" contactId={contact.predecessor} onShow={onShow} />
      </dl>
    </>
  );
}

interface BeforeProps {
  word: "timeline_origin" | "timeline_before";
  contactId: string | null;
  onShow: (contactId: string) => void;
}

function Before({ word, contactId, onShow }: BeforeProps) {
  const { t } = useSpeech();
  if (contactId === null) return null;
  return (
    <CardFact word={t(word)}>
      <button
        type="button"
        className="quiet in-line"
        data-testid={word.replace("_", "-")}
        onClick={() => onShow(contactId)}
      >
        {t("timeline_show")}
      </button>
    </CardFact>
  );
}

function Notes({ contact }: { contact: ContactTimeline }) {
  const { t, time } = useSpeech();
  const notes = contact.segments.filter(({ note }) => note !== null && note !== "");
  if (notes.length === 0) return null;
  return (
    <section className="stack" aria-label={t("timeline_notes")} data-testid="timeline-notes">
      <h3>{t("timeline_notes")}</h3>
      <ul className="list-plain">
        {notes.map(({ ordinal, note, agent_name: agent, started_at_ms: atMs }) => (
          <li key={ordinal} className="timeline-note">
            <p>{note}</p>
            <p className="faint">{t("timeline_note_by", { agent, at: time(atMs) })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Hand-overs, what was left behind, and what the customer thought of it. */
function Rest({ contact, view, onShow }: TimelineProps) {
  const { t, label, time, dateTime } = useSpeech();
  const nameOf = (agentId: string) =>
    contact.segments.find(({ agent_id }) => agent_id === agentId)?.agent_name || agentId;
  const lines: { key: string; line: ReactNode }[] = [
    ...contact.hand_overs.map(({ at_ms, from_agent, to_queue, to_agent }) => ({
      key: `hand-over-${at_ms}`,
      line: `${time(at_ms)} · ${t("timeline_handed_over", {
        from: nameOf(from_agent),
        to: to_agent === null ? queueName(view.queues, to_queue, label) : nameOf(to_agent),
      })}`,
    })),
    ...contact.work_left.map(({ contact_id, medium, due_at_ms }) => ({
      key: contact_id,
      line: (
        <button type="button" className="quiet" onClick={() => onShow(contact_id)}>
          {t("timeline_work_left", { kind: mediumName(medium, t), at: dateTime(due_at_ms) })}
        </button>
      ),
    })),
    ...contact.ratings.map(({ at_ms, subject, value, highest }) => ({
      key: `rating-${at_ms}-${subject}`,
      line: t("timeline_rating", { subject, value, highest }),
    })),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className="list-plain">
      {lines.map(({ key, line }) => (
        <li key={key} className="faint">
          {line}
        </li>
      ))}
    </ul>
  );
}
