/**
 * A contact as a picture: the customer's lane and one for each agent, with the clock below. A click, or the arrows, choose
 * a stretch and say what it was; many are too short to be buttons. The table beside it holds the same, to be read.
 */
import { type KeyboardEvent, type MouseEvent, useState } from "react";
import { clock, useSpeech } from "../../i18n/language";
import type { QueueChoice } from "../../protocol/desktop_frames";
import type { RecordingRecord, SegmentRecord } from "../../protocol/records";
import { useStore } from "../../protocol/store";
import { queueName } from "../words";
import { type Lane, lanesOf, marksOf, neighbour, placeOf, type Span } from "./layout";
import { pausesOf } from "./pauses";
import type { Playback } from "./playback";
import { kindTone, kindWord } from "./segment_words";

interface PictureProps {
  segments: readonly SegmentRecord[];
  recordings: readonly RecordingRecord[];
  span: Span;
  nowMs: number;
  queues: readonly QueueChoice[];
  /** Null where there is nothing to hear. */
  playback: Playback | null;
}

export function Picture({ segments, recordings, span, nowMs, queues, playback }: PictureProps) {
  const { t } = useSpeech();
  const [chosen, setChosen] = useState<number | null>(null);
  const lanes = lanesOf(segments);
  const shown = segments.find(({ ordinal }) => ordinal === chosen) ?? null;
  const kinds = [...new Set(segments.map(({ kind }) => kind))];
  const choose = (segment: SegmentRecord) => {
    setChosen(segment.ordinal);
    playback?.seek(segment.started_at_ms);
  };
  const onKey = (event: KeyboardEvent) => {
    const next = neighbour(segments, chosen, event.key);
    if (next === null) return;
    event.preventDefault();
    choose(next);
  };
  return (
    <div className="stack" data-testid="picture">
      <div className="picture" role="group" tabIndex={0} aria-label={t("timeline_picture_keys")} onKeyDown={onKey}>
        {lanes.map((lane) => (
          <LaneRow
            key={lane.agentId ?? ""}
            lane={lane}
            span={span}
            nowMs={nowMs}
            chosen={chosen}
            onChoose={choose}
          />
        ))}
        <Recorded recordings={recordings} span={span} nowMs={nowMs} playback={playback} />
        <Marks span={span} />
        {playback !== null && <Playhead playback={playback} span={span} />}
      </div>
      <ul className="picture-key" aria-label={t("timeline_kind")}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span className={`picture-swatch segment-${kindTone(kind)}`} aria-hidden="true" />
            {t(kindWord(kind))}
          </li>
        ))}
      </ul>
      <p role="status" className="picture-chosen" data-testid="timeline-chosen">
        {shown !== null && <Chosen segment={shown} nowMs={nowMs} queues={queues} />}
      </p>
    </div>
  );
}

interface LaneRowProps {
  lane: Lane<SegmentRecord>;
  span: Span;
  nowMs: number;
  chosen: number | null;
  onChoose: (segment: SegmentRecord) => void;
}

function LaneRow({ lane, span, nowMs, chosen, onChoose }: LaneRowProps) {
  const { t, time } = useSpeech();
  const name = lane.agentId === null ? t("timeline_customer_lane") : lane.segments[0]?.agent_name || lane.agentId;
  return (
    <>
      <span className="lane-name" title={name}>
        {name}
      </span>
      <div className="lane" role="group" aria-label={name}>
        {lane.segments.map((segment) => {
          const endMs = segment.ended_at_ms ?? nowMs;
          const { left, width } = placeOf(span, segment.started_at_ms, endMs);
          const words = t("timeline_segment", {
            kind: t(kindWord(segment.kind)),
            from: time(segment.started_at_ms),
            to: segment.ended_at_ms === null ? t("timeline_going_on") : time(endMs),
            length: clock(endMs - segment.started_at_ms),
          });
          return (
            <span
              key={segment.ordinal}
              role="img"
              className={`segment segment-${kindTone(segment.kind)}`}
              style={{ left: `${left}%`, width: `${width}%` }}
              aria-label={words}
              title={words}
              data-testid="timeline-segment"
              data-kind={segment.kind}
              data-chosen={chosen === segment.ordinal}
              onClick={() => onChoose(segment)}
            >
              {t(kindWord(segment.kind))}
            </span>
          );
        })}
      </div>
    </>
  );
}

interface RecordedProps {
  recordings: readonly RecordingRecord[];
  span: Span;
  nowMs: number;
  playback: Playback | null;
}

/** What was recorded, with its pauses shaded; a click goes there. The player's slider is the keyboard's way. */
function Recorded({ recordings, span, nowMs, playback }: RecordedProps) {
  const { t } = useSpeech();
  if (recordings.length === 0) return null;
  const seek = (event: MouseEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    playback?.seek(span.startMs + ((event.clientX - left) / width) * (span.endMs - span.startMs));
  };
  const placed = (startMs: number, endMs: number) => {
    const { left, width } = placeOf(span, startMs, endMs);
    return { left: `${left}%`, width: `${width}%` };
  };
  return (
    <>
      <span className="lane-name">{t("player_title")}</span>
      <div className="lane lane-recorded" aria-hidden="true" onClick={seek}>
        {recordings.map((recording) => (
          <span key={recording.recording_id}>
            <span
              className="recorded"
              style={placed(recording.started_at_ms, recording.ended_at_ms ?? nowMs)}
            />
            {pausesOf(recording, nowMs).map(({ startMs, endMs, reason }) => (
              <span
                key={startMs}
                className="recorded-pause"
                style={placed(startMs, endMs)}
                title={t(reason === "agent" ? "player_paused_agent" : "player_paused_apart")}
              />
            ))}
          </span>
        ))}
      </div>
    </>
  );
}

/** Where the recording is heard. By itself, as it moves ten times a second and the rest of the picture does not. */
function Playhead({ playback, span }: { playback: Playback; span: Span }) {
  const { atMs } = useStore(playback.store);
  return (
    <div className="picture-line" aria-hidden="true">
      <span className="playhead" style={{ left: `${placeOf(span, atMs, atMs).left}%` }} />
    </div>
  );
}

function Marks({ span }: { span: Span }) {
  const { time } = useSpeech();
  return (
    <>
      <span />
      <div className="marks" aria-hidden="true">
        {marksOf(span, 5).map((atMs) => (
          <span key={atMs} className="mark" style={{ left: `${placeOf(span, atMs, atMs).left}%` }}>
            {time(atMs)}
          </span>
        ))}
      </div>
    </>
  );
}

function Chosen({ segment, nowMs, queues }: { segment: SegmentRecord; nowMs: number; queues: readonly QueueChoice[] }) {
  const { t, label, time } = useSpeech();
  const endMs = segment.ended_at_ms ?? nowMs;
  const facts = [
    segment.agent_name,
    queueName(queues, segment.queue_id, label),
    `${time(segment.started_at_ms)} – ${segment.ended_at_ms === null ? t("timeline_going_on") : time(endMs)}`,
    clock(endMs - segment.started_at_ms),
  ];
  return (
    <>
      <strong>{t(kindWord(segment.kind))}</strong> {facts.filter((each) => each !== "").join(" · ")}
    </>
  );
}
