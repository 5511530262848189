"""Tracks as Asterisk leaves them, and what is kept of them. Owns how one is brought over, in step with time.

Asterisk records into a folder that both it and we reach. What is kept lies elsewhere and is ours alone. The functions
do I/O: they are called in threads, and never hold a whole track in memory.
"""

import array
import contextlib
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cic.cti.asterisk.growth import WRITTEN_AT_ONCE_MS, Gap
from cic.cti.port.messages import BYTES_PER_FRAME, BYTES_PER_MS, FRAMES_PER_S, UnsafeRecording
from cic.cti.port.tracks import COPY, HEAD_BYTES, TrackFile, track_ms, track_path
from routing.vocabulary import RecordingId

_PIECE_BYTES = 1 << 18
_ROOM_BYTES_MIN = 1 << 16
_CLOSED_S_MAX = 1.5
_LOOK_EVERY_S = 0.02
_STEP_FRAMES = FRAMES_PER_S // 50


@dataclass(frozen=True, slots=True)
class TrackFolders:
    """Where Asterisk records, as it sees that folder and as we do, and where tracks are kept."""

    asterisk: str
    here: Path
    kept: Path

    def recorded(self, track: RecordingId) -> Path:
        """Where Asterisk leaves a track; UnsafeRecording for a name that is none of ours."""
        return track_path(self.here, track)

    def is_kept(self, track: RecordingId) -> bool:
        """Whether this track is kept already."""
        return track_path(self.kept, track).exists()


def has_room(folders: TrackFolders) -> bool:
    """Whether Asterisk can write anything more into its folder."""
    try:
        disk = os.statvfs(folders.here)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize >= _ROOM_BYTES_MIN


def appears(folders: TrackFolders, track: RecordingId, within_s: float) -> bool:
    """Whether Asterisk has begun to write a track, within that time."""
    path, until_s = folders.recorded(track), time.monotonic() + within_s
    while not path.exists():
        if time.monotonic() > until_s:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def lengths_ms(folders: TrackFolders, tracks: Iterable[RecordingId]) -> dict[RecordingId, int | None]:
    """How long these tracks are just now; None for one that is not there."""
    lengths: dict[RecordingId, int | None] = {}
    for track in tracks:
        try:
            lengths[track] = max(0, folders.recorded(track).stat().st_size - HEAD_BYTES) // BYTES_PER_MS
        except OSError:
            lengths[track] = None
    return lengths


def closed_ms(folders: TrackFolders, track: RecordingId) -> int | None:
    """How long a track is that Asterisk is closing; None without one.

    The head tells its length once it is closed. That of an Asterisk that died, or of a full disk, never does.
    """
    until_s = time.monotonic() + _CLOSED_S_MAX
    while (length_ms := track_ms(folders.recorded(track))) is None or length_ms == 0:
        found_ms = lengths_ms(folders, (track,))[track]
        if found_ms is None or time.monotonic() > until_s:
            return found_ms
        time.sleep(_LOOK_EVERY_S)
    return length_ms


def keep(folders: TrackFolders, track: RecordingId, gaps: tuple[Gap, ...]) -> int | None:
    """Bring a track over and remove what Asterisk left: its length; None when there is none.

    OSError when it cannot be kept: then Asterisk's file stays.
    """
    recorded, kept = folders.recorded(track), track_path(folders.kept, track)
    try:
        source = recorded.open("rb")
    except FileNotFoundError:
        return track_ms(kept)
    with source:
        if kept.exists():
            length_ms = track_ms(kept)
        else:
            target = TrackFile(folders.kept, track, COPY)
            try:
                _copy(source, target, gaps)
                length_ms = target.complete()
            finally:
                target.give_up()
    recorded.unlink(missing_ok=True)
    return length_ms


def discard(folders: TrackFolders, track: RecordingId) -> None:
    """Remove what Asterisk recorded and nobody is to have."""
    folders.recorded(track).unlink(missing_ok=True)


def left_behind(folders: TrackFolders, before_s: float) -> list[RecordingId]:
    """Tracks that nothing was written to since then: of calls that ended while no engine was there.

    What lies there under a name that is none of ours is somebody else's.
    """
    left: list[RecordingId] = []
    for file in folders.here.glob("*.wav"):
        track = RecordingId(file.stem)
        with contextlib.suppress(UnsafeRecording, FileNotFoundError):  # not there: brought over at this very moment
            if folders.recorded(track).stat().st_mtime < before_s:
                left.append(track)
    return left


def _copy(source: BinaryIO, target: TrackFile, gaps: tuple[Gap, ...]) -> None:
    source.seek(HEAD_BYTES)
    at_ms = 0
    for gap in gaps:
        # What Asterisk had gathered when the gap began was written behind it: it was somewhere in there.
        first_ms = max(at_ms, gap.file_ms - WRITTEN_AT_ONCE_MS)
        at_ms = _copy_until(source, target, at_ms, first_ms)
        around = source.read((max(gap.file_ms, first_ms) - first_ms) * BYTES_PER_MS)
        quiet_bytes = _quietest(around)
        target.write(around[:quiet_bytes])
        target.silence(gap.missing_ms)
        target.write(around[quiet_bytes:])
        at_ms = max(gap.file_ms, first_ms)
    while piece := source.read(_PIECE_BYTES):
        target.write(piece[: len(piece) - len(piece) % BYTES_PER_FRAME])


def _copy_until(source: BinaryIO, target: TrackFile, at_ms: int, until_ms: int) -> int:
    left = (until_ms - at_ms) * BYTES_PER_MS
    while left > 0 and (piece := source.read(min(left, _PIECE_BYTES))):
        target.write(piece)
        left -= len(piece)
    return until_ms


def _quietest(pcm: bytes) -> int:
    """Where in there nobody speaks, in bytes: a phone that sends nothing falls silent first, as a rule."""
    samples = array.array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    steps = range(0, len(samples), _STEP_FRAMES)
    loudness = [sum(map(abs, samples[step : step + _STEP_FRAMES])) for step in steps]
    return steps[loudness.index(min(loudness))] * BYTES_PER_FRAME if loudness else 0
