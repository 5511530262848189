"""Tracks on disk: where one lies, and that it has its name only when it is whole. Owns the files' form.

8 kHz, mono, 16 bit, as telephones speak; a sample's place is its time since the track began. All functions do I/O and
are called in threads. Must not know a provider.
"""

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

from cic.cti.port.messages import BYTES_PER_FRAME, BYTES_PER_MS, FRAMES_PER_S, message_ms, message_path
from routing.vocabulary import RecordingId

HEAD_BYTES = 44
PART = ".part"
COPY = ".copy"
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_PIECE_BYTES = 1 << 16


def track_path(folder: Path, track: RecordingId) -> Path:
    """Where a track lies; UnsafeRecording for a name that could lead elsewhere."""
    return message_path(folder, track)


def track_ms(path: Path) -> int | None:
    """How long a whole track is; None when there is none."""
    return message_ms(path)


class TrackFile:
    """A track that is being written: beside its name, until it is whole. OSError when there is no room for it."""

    def __init__(self, folder: Path, track: RecordingId, suffix: str = PART) -> None:
        """Begin it; what was begun under that name before and never became whole is written over.

        A ``COPY`` that never became whole is worth nothing: what it is a copy of is there yet.
        """
        self._path = track_path(folder, track)
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        self._part = self._path.with_suffix(suffix)
        self._bytes = 0
        descriptor = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
        self._file: BinaryIO = os.fdopen(descriptor, "wb")
        self._file.write(wave_head(0))
        self._file.flush()

    def write(self, pcm: bytes) -> None:
        """Add samples."""
        self._file.write(pcm)
        self._bytes += len(pcm)

    def flush(self) -> None:
        """Bring to the disk's notice what was added, so that a full one is noticed."""
        self._file.flush()

    def silence(self, duration_ms: int) -> None:
        """Add so much silence."""
        left = duration_ms * BYTES_PER_MS
        while left > 0:
            piece = min(left, _PIECE_BYTES)
            self.write(bytes(piece))
            left -= piece

    def complete(self) -> int:
        """Close it and give it its name, unless another has it; its length in milliseconds."""
        try:
            self._file.seek(0)
            self._file.write(wave_head(self._bytes))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            _name_finally(self._part, self._path)
        finally:
            self.give_up()
        return track_ms(self._path) or 0

    def complete_as_it_is(self) -> None:
        """Close it with what the disk has taken of it, and give it its name: a full one must not cost all of it."""
        self.let_go()
        _complete_part(self._part)

    def let_go(self) -> None:
        """Leave it as it is, for ``complete_parts``."""
        with contextlib.suppress(OSError):  # what could not be written is not there
            self._file.close()

    def give_up(self) -> None:
        """Let go of what is no whole track."""
        with contextlib.suppress(OSError):  # what could not be written is not wanted any more
            self._file.close()
        self._part.unlink(missing_ok=True)


def complete_parts(folder: Path) -> int:
    """Make whole what was being written when an engine died: what is there is the track; how many there were."""
    parts = list(folder.glob(f"*{PART}"))
    for part in parts:
        _complete_part(part)
    return len(parts)


def wave_head(pcm_bytes: int) -> bytes:
    """The head of a WAV file with so much sound in it."""
    form = b"fmt " + _four(16) + _two(1) + _two(1) + _four(FRAMES_PER_S)
    form += _four(FRAMES_PER_S * BYTES_PER_FRAME) + _two(BYTES_PER_FRAME) + _two(8 * BYTES_PER_FRAME)
    return b"RIFF" + _four(HEAD_BYTES - 8 + pcm_bytes) + b"WAVE" + form + b"data" + _four(pcm_bytes)


def _complete_part(part: Path) -> None:
    with part.open("r+b") as file:
        pcm_bytes = max(0, file.seek(0, os.SEEK_END) - HEAD_BYTES) // BYTES_PER_FRAME * BYTES_PER_FRAME
        file.truncate(HEAD_BYTES + pcm_bytes)
        file.seek(0)
        file.write(wave_head(pcm_bytes))
        file.flush()
        os.fsync(file.fileno())
    _name_finally(part, part.with_suffix(".wav"))
    part.unlink(missing_ok=True)


def _name_finally(part: Path, path: Path) -> None:
    """Give a whole file its name, unless another has it: a link is made only where nothing is."""
    try:
        os.link(part, path)
    except FileExistsError:
        return


def _two(number: int) -> bytes:
    return number.to_bytes(2, "little")


def _four(number: int) -> bytes:
    return number.to_bytes(4, "little")
