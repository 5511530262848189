"""What events change of recordings. Part of evolve: the only code that changes them."""

from typing import assert_never

from cic.center.recording_events import (
    AgentRecorded,
    NoticeHeard,
    RecordingContinued,
    RecordingEnded,
    RecordingEvent,
    RecordingPaused,
    RecordingStarted,
    TrackEnded,
    TrackKept,
    TrackSilenced,
    TrackStarted,
)
from cic.center.recording_state import ConversationRecording, Track
from cic.center.state import CenterState
from routing.copying import replace


def evolve_recording(state: CenterState, event: RecordingEvent, at_ms: int) -> None:
    """Let the event have happened at this time."""
    match event:
        case NoticeHeard():
            state.contacts[event.contact_id].has_heard_notice = True
        case RecordingStarted():
            state.recordings[event.interaction_id] = ConversationRecording(
                event.recording_id, event.contact_id, event.interaction_id, event.agent_id, event.notice, at_ms
            )
        case TrackStarted():
            track = Track(event.leg_id, event.provider, event.is_customer, event.agent_id)
            state.recordings[event.interaction_id].tracks[event.track] = track
        case TrackEnded():
            _end_track(state, event)
        case TrackKept():
            state.ending_tracks.pop(event.track, None)
        case TrackSilenced():
            recording = state.recordings[event.interaction_id]
            recording.tracks[event.track] = replace(recording.tracks[event.track], is_silent=True)
            recording.changed_at_ms = at_ms
        case RecordingPaused():
            recording = state.recordings[event.interaction_id]
            recording.pauses, recording.changed_at_ms = recording.pauses | {event.reason}, at_ms
        case RecordingContinued():
            recording = state.recordings[event.interaction_id]
            recording.pauses, recording.changed_at_ms = recording.pauses - {event.reason}, at_ms
            if not recording.pauses:
                for name, track in recording.tracks.items():
                    recording.tracks[name] = replace(track, is_silent=False)
        case AgentRecorded():
            state.recordings[event.interaction_id].agent_id = event.agent_id
        case RecordingEnded():
            recording = state.recordings.pop(event.interaction_id)
            assert not recording.tracks, "tracks end before their recording"
        case _:
            assert_never(event)


def _end_track(state: CenterState, event: TrackEnded) -> None:
    recording = state.recordings[event.interaction_id]
    track = recording.tracks.pop(event.track)
    if event.failure:
        recording.failed = (*recording.failed, track.leg_id)
    else:
        state.ending_tracks[event.track] = event.interaction_id
