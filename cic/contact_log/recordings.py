"""Recordings of talks as the log has them: tracks, pauses and what failed. Owns what each event means for these notes
and the rows they become."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cic.center.recording_events import (
    RecordingContinued,
    RecordingEnded,
    RecordingEvent,
    RecordingPaused,
    RecordingStarted,
    TrackEnded,
    TrackKept,
    TrackStarted,
)
from cic.contact_log.record import ContactRecord, PauseNoted, RecordingNoted, TrackNoted
from cic.contact_log.rows import Row
from cic.journal.port import Committed
from routing.copying import replace
from routing.vocabulary import RecordingId


@dataclass(frozen=True, slots=True)
class LateFailure:
    """A track's file is not there after all; its contact may be closed by then."""

    track: RecordingId
    failure: str


def recorded(contact: ContactRecord, event: RecordingEvent, at_ms: int) -> ContactRecord:
    """Return the contact after one event of its recordings; the same object when there is nothing to note."""
    match event:
        case RecordingStarted(recording_id=recording_id):
            begun = RecordingNoted(recording_id, at_ms)
            return replace(contact, recordings=(*contact.recordings, begun))
        case TrackStarted():
            track = TrackNoted(event.track, event.is_customer, event.agent_id, at_ms)
            return _changed(contact, lambda item: replace(item, tracks=(*item.tracks, track)))
        case TrackEnded(track=name, failure=failure):
            return _with_track(contact, name, at_ms, failure)
        case TrackKept(track=name, failure=failure) if failure:
            return _with_track(contact, name, None, failure)
        case RecordingPaused(reason=reason):
            pause = PauseNoted(reason, at_ms)
            return _changed(contact, lambda item: replace(item, pauses=(*item.pauses, pause)))
        case RecordingContinued(reason=reason):
            return _changed(contact, lambda item: _continued(item, at_ms, lambda pause: pause.reason is reason))
        case RecordingEnded():
            return _changed(contact, lambda item: replace(_continued(item, at_ms, lambda _: True), ended_at_ms=at_ms))
        case _:
            return contact


def late_failures(records: Iterable[Committed]) -> list[LateFailure]:
    """Return what these records tell of files that are not there, whatever has become of their contacts."""
    return [
        LateFailure(event.track, event.failure)
        for record in records
        for event in record.events
        if isinstance(event, TrackKept) and event.failure
    ]


def track_rows(contact: ContactRecord) -> list[Row]:
    """Return the rows of the contact's tracks, in the order in which they began."""
    rows: list[Row] = []
    for recording in contact.recordings:
        for track in recording.tracks:
            rows.append(
                {
                    "contact_id": contact.contact_id,
                    "ordinal": len(rows) + 1,
                    "recording_id": recording.recording_id,
                    "track": track.track,
                    "is_customer": track.is_customer,
                    "agent_id": track.agent_id,
                    "started_at_ms": track.started_at_ms,
                    "ended_at_ms": track.ended_at_ms,
                    "failure": track.failure,
                }
            )
    return rows


def recording_rows(contact: ContactRecord) -> list[Row]:
    """Return the rows of the contact's recordings, each with its pauses as a JSON list."""
    return [
        {
            "contact_id": contact.contact_id,
            "ordinal": ordinal,
            "recording_id": recording.recording_id,
            "started_at_ms": recording.started_at_ms,
            "ended_at_ms": recording.ended_at_ms,
            "pauses": json.dumps([_pause(pause) for pause in recording.pauses]),
        }
        for ordinal, recording in enumerate(contact.recordings, 1)
    ]


def told(recordings: list[Row], tracks: list[Row], arrived_at_ms: int) -> list[Row]:
    """Return recordings as readers see them: each with its tracks, whose offsets are held against the contact's
    beginning, and with the marks of its pauses in order."""
    return [_told(row, [track for track in tracks if _is_of(track, row)], arrived_at_ms) for row in recordings]


def _told(recording: Row, tracks: list[Row], arrived_at_ms: int) -> Row:
    pauses = json.loads(recording["pauses"])
    return {
        "recording_id": recording["recording_id"],
        "started_at_ms": recording["started_at_ms"],
        "ended_at_ms": recording["ended_at_ms"],
        "tracks": [_told_track(track, arrived_at_ms) for track in tracks],
        "pauses": pauses,
        "marks": _marks(pauses),
    }


def _is_of(track: Row, recording: Row) -> bool:
    return bool(track["recording_id"] == recording["recording_id"])


def _pause(pause: PauseNoted) -> Row:
    return {"reason": pause.reason.value, "started_at_ms": pause.started_at_ms, "ended_at_ms": pause.ended_at_ms}


def _told_track(row: Row, arrived_at_ms: int) -> Row:
    ended_at_ms = row["ended_at_ms"]
    return {
        "track": row["track"],
        "is_customer": row["is_customer"],
        "agent_id": row["agent_id"],
        "started_at_ms": row["started_at_ms"],
        "ended_at_ms": ended_at_ms,
        "offset_ms": row["started_at_ms"] - arrived_at_ms,
        "duration_ms": None if ended_at_ms is None else ended_at_ms - row["started_at_ms"],
        "failure": row["failure"],
    }


def _marks(pauses: list[Row]) -> list[Row]:
    """Where nothing is recorded from, and from where again, by the pauses, which may overlap."""
    begun = [{"at_ms": pause["started_at_ms"], "kind": "paused", "reason": pause["reason"]} for pause in pauses]
    over = [
        {"at_ms": pause["ended_at_ms"], "kind": "continued", "reason": pause["reason"]}
        for pause in pauses
        if pause["ended_at_ms"] is not None
    ]
    return sorted([*begun, *over], key=lambda mark: int(mark["at_ms"]))


def _changed(contact: ContactRecord, change: Callable[[RecordingNoted], RecordingNoted]) -> ContactRecord:
    """The contact with its latest recording another: one goes on at a time."""
    if not contact.recordings:
        return contact
    *before, latest = contact.recordings
    return replace(contact, recordings=(*before, change(latest)))


def _continued(recording: RecordingNoted, at_ms: int, is_over: Callable[[PauseNoted], bool]) -> RecordingNoted:
    def ended(pause: PauseNoted) -> PauseNoted:
        return replace(pause, ended_at_ms=at_ms) if pause.ended_at_ms is None and is_over(pause) else pause

    return replace(recording, pauses=tuple([ended(pause) for pause in recording.pauses]))


def _with_track(contact: ContactRecord, name: RecordingId, at_ms: int | None, failure: str) -> ContactRecord:
    def ended(track: TrackNoted) -> TrackNoted:
        if track.track != name:
            return track
        return replace(track, ended_at_ms=track.ended_at_ms or at_ms, failure=track.failure or failure)

    recordings = [replace(item, tracks=tuple([ended(track) for track in item.tracks])) for item in contact.recordings]
    return replace(contact, recordings=tuple(recordings))
