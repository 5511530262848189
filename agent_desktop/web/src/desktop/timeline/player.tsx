/** The recording of a contact: play and pause, the place in it, the speed, and each party's volume. */
import { Button } from "../../controls/button";
import { Select } from "../../controls/select";
import { clock, useSpeech } from "../../i18n/language";
import type { ContactTimeline, TrackRecord } from "../../protocol/records";
import { usePart, useStore } from "../../protocol/store";
import { SECOND_MS, useServerNow } from "../context";
import { type Pause, pauseAt, pausesOf } from "./pauses";
import { type Playback, SPEEDS } from "./playback";
import { heardMs } from "./playhead";

interface PlayerProps {
  playback: Playback;
  contact: ContactTimeline;
}

const SKIP_MS = 10_000;

export function Player({ playback, contact }: PlayerProps) {
  const { t } = useSpeech();
  const state = useStore(playback.store);
  const nowMs = useServerNow(SECOND_MS);
  const pauses = contact.recordings.flatMap((recording) => pausesOf(recording, nowMs));
  const { doneMs, lengthMs } = playback;
  const isGoing = state.phase === "playing" || state.phase === "loading";
  const paused = pauseAt(pauses, state.atMs);
  const said = [
    ...(state.phase === "loading" ? [t("player_loading")] : []),
    ...(state.broken.length > 0 ? [t("player_failed_track")] : []),
    ...(paused === null ? [] : [t(paused === "agent" ? "player_paused_agent" : "player_paused_apart")]),
  ];
  if (playback.stretches.length === 0) return <p className="faint">{t("player_not_yet")}</p>;
  return (
    <section className="player stack" aria-label={t("player_title")} data-testid="player" data-state={state.phase}>
      <div className="panel-head wrap">
        <h3>{t("player_title")}</h3>
        <span className="faint">{t("player_audited")}</span>
      </div>
      <div className="row wrap">
        <Button
          tone="primary"
          icon={isGoing ? "hold" : "resume"}
          testId="player-play"
          onPress={isGoing ? playback.pause : playback.play}
        >
          {t(isGoing ? "player_pause" : "player_play")}
        </Button>
        <Button isDisabled={doneMs <= 0} testId="player-back" onPress={() => playback.seekTo(doneMs - SKIP_MS)}>
          −10 s<span className="unseen">{t("player_back")}</span>
        </Button>
        <Button isDisabled={doneMs >= lengthMs} testId="player-on" onPress={() => playback.seekTo(doneMs + SKIP_MS)}>
          +10 s<span className="unseen">{t("player_on")}</span>
        </Button>
        <Select
          label={t("player_speed")}
          isLabelUnseen
          choices={SPEEDS.map((speed) => ({ id: String(speed), label: `${speed}×` }))}
          value={String(state.speed)}
          onChange={(speed) => playback.setSpeed(Number(speed))}
          testId="player-speed"
        />
        <span className="clock grow number-text" data-testid="player-clock" data-done-ms={Math.round(doneMs)}>
          {t("player_at", { at: clock(doneMs), length: clock(lengthMs) })}
        </span>
      </div>
      <Seek playback={playback} pauses={pauses} />
      <p className="faint player-status" role="status">
        {said.join(" ")}
      </p>
      <ul className="list-plain player-tracks">
        {contact.recordings.flatMap(({ tracks }) =>
          tracks.map((track) => (
            <li key={track.track}>
              <TrackLine track={track} contact={contact} playback={playback} />
            </li>
          )),
        )}
      </ul>
    </section>
  );
}

/** One second a key, and the browser's own larger steps; the pauses are shaded above it. */
function Seek({ playback, pauses }: { playback: Playback; pauses: readonly Pause[] }) {
  const { t } = useSpeech();
  useStore(playback.store);
  const { doneMs, lengthMs, stretches } = playback;
  const placed = (startMs: number, endMs: number) => {
    const [from, to] = [heardMs(stretches, startMs), heardMs(stretches, endMs)];
    return { left: `${(from / lengthMs) * 100}%`, width: `${((to - from) / lengthMs) * 100}%` };
  };
  return (
    <div className="seek">
      <div className="seek-pauses" aria-hidden="true">
        {pauses.map(({ startMs, endMs }) => (
          <span key={startMs} className="recorded-pause" style={placed(startMs, endMs)} />
        ))}
      </div>
      <input
        type="range"
        aria-label={t("player_seek")}
        aria-valuetext={t("player_at", { at: clock(doneMs), length: clock(lengthMs) })}
        min={0}
        max={Math.ceil(lengthMs)}
        step={1_000}
        value={doneMs}
        data-testid="player-seek"
        onChange={(event) => playback.seekTo(Number(event.currentTarget.value))}
      />
    </div>
  );
}

interface TrackLineProps {
  track: TrackRecord;
  contact: ContactTimeline;
  playback: Playback;
}

function TrackLine({ track, contact, playback }: TrackLineProps) {
  const { t } = useSpeech();
  const volume = usePart(playback.store, ({ volumes }) => volumes[track.track]);
  const agent = contact.segments.find(({ agent_id }) => agent_id === track.agent_id && agent_id !== null)?.agent_name;
  const party = track.is_customer
    ? t("player_track_customer")
    : track.agent_id === null
      ? t("player_track_outside")
      : t("player_track_agent", { agent: agent || track.agent_id });
  if (volume === undefined) {
    const reason = track.failure === "" ? t("player_not_yet") : t("player_missing", { reason: track.failure });
    return (
      <span className="faint">
        {party} {reason}
      </span>
    );
  }
  const isMuted = volume === 0;
  return (
    <span className="track" data-testid="player-track" data-track={track.track}>
      <span className="track-party">{party}</span>
      <Button
        tone={isMuted ? "warn" : "quiet"}
        icon={isMuted ? "speaker_off" : "speaker"}
        isIconOnly
        testId="player-mute"
        onPress={() => playback.setVolume(track.track, isMuted ? 1 : 0)}
      >
        {t(isMuted ? "player_unmute" : "player_mute", { party })}
      </Button>
      <input
        type="range"
        aria-label={t("player_volume", { party })}
        min={0}
        max={1}
        step={0.05}
        value={volume}
        data-testid="player-volume"
        onChange={(event) => playback.setVolume(track.track, Number(event.currentTarget.value))}
      />
    </span>
  );
}
