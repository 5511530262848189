"""Callers' messages as Asterisk leaves them, and what is kept of them. Owns what counts as having said something.

Asterisk records into a folder that both it and we reach. What is kept lies elsewhere, is ours alone, and begins where
the recording does and ends where the voice ends. The functions do I/O: they are called in threads.
"""

import array
import sys
from dataclasses import dataclass
from pathlib import Path

from cic.cti.port.messages import BYTES_PER_FRAME, FRAMES_PER_S, keep_message, message_ms, message_path
from routing.vocabulary import RecordingId

_STEP_FRAMES = FRAMES_PER_S // 50
_VOICE_LEVEL = 256
"""Mean amplitude from which on a stretch of 20 ms is no silence: the same that Asterisk detects silence by."""
_VOICE_STEPS_MIN = 8
"""Less voice than this was a click or the tail of a key."""
_AFTER_VOICE_STEPS = 15
_RIFF_BYTES = 12
_CHUNK_BYTES = 8


@dataclass(frozen=True, slots=True)
class MessageFolders:
    """Where Asterisk records, as it sees that folder and as we do, and where messages are kept."""

    asterisk: str
    here: Path
    kept: Path

    def recorded(self, recording: RecordingId) -> Path:
        """Where Asterisk leaves a message."""
        return message_path(self.here, recording)

    def is_begun(self, recording: RecordingId) -> bool:
        """Whether this message was recorded before, to its end or not."""
        return self.recorded(recording).exists() or message_path(self.kept, recording).exists()


def keep(folders: MessageFolders, recording: RecordingId) -> int | None:
    """Keep what Asterisk recorded, and remove what it left: the length, 0 when nothing was said, None without a file.

    OSError when it cannot be kept: then Asterisk's file stays.
    """
    recorded, kept = folders.recorded(recording), message_path(folders.kept, recording)
    try:
        pcm = _audio_of(recorded.read_bytes())
    except FileNotFoundError:
        return message_ms(kept)
    said = _up_to_the_last_word(pcm)
    duration_ms = message_ms(kept)
    if duration_ms is None:
        duration_ms = keep_message(folders.kept, recording, said) if said else 0
    recorded.unlink(missing_ok=True)
    return duration_ms


def discard(folders: MessageFolders, recording: RecordingId) -> None:
    """Remove what Asterisk recorded, or is just recording."""
    try:
        folders.recorded(recording).unlink(missing_ok=True)
    except OSError:
        return


def discard_forgotten(folders: MessageFolders, before_s: float) -> int:
    """Remove recordings that nobody has asked for since then, such as of an engine that died for good; how many."""
    forgotten = [file for file in folders.here.glob("*.wav") if file.stat().st_mtime < before_s]
    for file in forgotten:
        file.unlink(missing_ok=True)
    return len(forgotten)


def _audio_of(wav: bytes) -> bytes:
    """The samples of a WAV file of Asterisk's: whatever its header says of their length, they reach to its end."""
    position = _RIFF_BYTES
    while position + _CHUNK_BYTES <= len(wav):
        if wav[position : position + 4] == b"data":
            audio = wav[position + _CHUNK_BYTES :]
            return audio[: len(audio) - len(audio) % BYTES_PER_FRAME]
        position += _CHUNK_BYTES + int.from_bytes(wav[position + 4 : position + 8], "little")
    return b""


def _up_to_the_last_word(pcm: bytes) -> bytes:
    """Looked for from the end on: of a long message that is a small part."""
    samples = array.array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    last_step, voiced_steps = 0, 0
    for step in reversed(range(len(samples) // _STEP_FRAMES)):
        if sum(map(abs, samples[step * _STEP_FRAMES : (step + 1) * _STEP_FRAMES])) >= _VOICE_LEVEL * _STEP_FRAMES:
            last_step = last_step or step
            voiced_steps += 1
            if voiced_steps == _VOICE_STEPS_MIN:
                return pcm[: (last_step + 1 + _AFTER_VOICE_STEPS) * _STEP_FRAMES * BYTES_PER_FRAME]
    return b""
