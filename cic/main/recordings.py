"""Connects recorded talks with whoever may hear them, and with the alarm for when they are lost. Decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cic.contact_log.queries import ContactLogQueries
from cic.cti.port.messages import UnsafeRecording
from cic.cti.port.tracks import track_path
from cic.main.parts import RECORDINGS, Center
from cic.recording.playback import Playback
from cic.recording.watch import RecordingWatch
from routing.vocabulary import RecordingId


@dataclass(frozen=True, slots=True)
class RecordedTalks:
    """What the routes ask, and what watches over the tracks."""

    playback: Playback
    watch: RecordingWatch


def open_recorded_talks(center: Center, data: Path, log: ContactLogQueries) -> RecordedTalks:
    """Take up the tracks that go on since before a restart."""
    folder = data / RECORDINGS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    watch = RecordingWatch(folder, center.sounding.recording_failing)
    watch.resume(track for recording in center.folded.state.recordings.values() for track in recording.tracks)
    find = partial(find_recording, track_path, folder)
    return RecordedTalks(Playback(log.track, find), watch)


def find_recording(path_of: Callable[[Path, RecordingId], Path], folder: Path, recording: RecordingId) -> Path | None:
    """Where a whole track or message lies; ``path_of`` names the places of its kind."""
    try:
        path = path_of(folder, recording)
    except UnsafeRecording:
        return None
    return path if path.is_file() else None
