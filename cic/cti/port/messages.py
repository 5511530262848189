"""Callers' messages on disk: where one lies, what it must be, and that it is never written over. Owns the files' form.

8 kHz, mono, 16 bit, as telephones speak. All functions do I/O and are called in threads. Must not know a provider.
"""

import os
import re
import wave
from pathlib import Path

from routing.vocabulary import RecordingId

FRAMES_PER_S = 8000
BYTES_PER_FRAME = 2
BYTES_PER_MS = FRAMES_PER_S * BYTES_PER_FRAME // 1000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


class UnsafeRecording(ValueError):
    """A recording's name that is none of ours; it is not repeated here."""


def message_path(folder: Path, recording: RecordingId) -> Path:
    """Where a message lies; UnsafeRecording for a name that could lead elsewhere."""
    if not _NAME.fullmatch(recording):
        raise UnsafeRecording("a recording's name is letters, digits, - and _")
    return folder / f"{recording}.wav"


def message_ms(path: Path) -> int | None:
    """How long a complete message is; None when there is none, or only a part of one."""
    try:
        with wave.open(str(path), "rb") as reader:
            form = (reader.getframerate(), reader.getnchannels(), reader.getsampwidth())
            frames = reader.getnframes()
        is_whole = path.stat().st_size >= frames * BYTES_PER_FRAME
    except (OSError, EOFError, wave.Error):
        return None
    return frames * 1000 // FRAMES_PER_S if is_whole and form == (FRAMES_PER_S, 1, BYTES_PER_FRAME) else None


def keep_message(folder: Path, recording: RecordingId, pcm: bytes) -> int:
    """Write a message that was not there before, whole or not at all; its length in milliseconds.

    One that lies there already stays as it is, and its length is told. OSError when there is no room for it.
    """
    path = message_path(folder, recording)
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE), "wb") as file:
            with wave.open(file, "wb") as writer:
                writer.setframerate(FRAMES_PER_S)
                writer.setnchannels(1)
                writer.setsampwidth(BYTES_PER_FRAME)
                writer.writeframes(pcm)
            file.flush()
            os.fsync(file.fileno())
        _name_finally(part, path)
    finally:
        part.unlink(missing_ok=True)
    return message_ms(path) or 0


def _name_finally(part: Path, path: Path) -> None:
    """Give a whole file its name, unless another has it: a link is made only where nothing is."""
    try:
        os.link(part, path)
    except FileExistsError:
        return
