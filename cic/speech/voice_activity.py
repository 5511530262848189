"""When somebody begins to speak and stops. Owns the detector; a function of the frames alone, without a clock.

A frame has a voice in it when WebRTC's detector at its strictest says so and its energy is well above the quiet of the
last two seconds: the detector alone takes noise for speech, energy alone takes a cough.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum

from pocketsphinx import Vad

from cic.speech.audio import FRAME_BYTES, FRAME_MS, TELEPHONE_HZ, level_db

_STRICTEST = 3
_FLOOR_MS = 2000
_FLOOR_SHARE = 0.2
"""The quiet is what a fifth of the frames lie below."""
_ABOVE_FLOOR_DB = 6.0
_QUIETEST_DB = -65.0
"""Below this nobody speaks: digital silence would make a voice of the faintest hum."""
_ONSET_VOICED, _ONSET_FRAMES = 5, 8
END_MS = 500
"""So long without a voice, and whoever spoke has stopped."""
_MOMENT_MS = 100


class Heard(Enum):
    """What a frame changed."""

    NOTHING = "nothing"
    SPEECH_BEGAN = "speech_began"
    SPEECH_ENDED = "speech_ended"


def telephone_voice() -> Callable[[bytes], bool]:
    """WebRTC's detector over frames of 20 ms at 8 kHz. It remembers: one a caller."""
    detector = Vad(_STRICTEST, TELEPHONE_HZ, FRAME_MS / 1000)
    assert detector.frame_bytes == FRAME_BYTES
    return lambda frame: bool(detector.is_speech(frame))


class VoiceActivity:
    """One caller's frames of 20 ms in, beginnings and ends of speech out, by turns."""

    def __init__(self, has_voice: Callable[[bytes], bool]) -> None:
        self._has_voice = has_voice
        self._levels_db: deque[float] = deque(maxlen=_FLOOR_MS // FRAME_MS)
        self._voiced: deque[bool] = deque(maxlen=_ONSET_FRAMES)
        self._is_speech = False
        self._quiet_ms = 0

    @property
    def is_speech(self) -> bool:
        """Whether somebody speaks, as far as is known."""
        return self._is_speech

    @property
    def is_voice(self) -> bool:
        """Whether there was a voice a moment ago: speech goes on for a while after it."""
        return self._is_speech and self._quiet_ms < _MOMENT_MS

    def take(self, frame: bytes) -> Heard:
        """The next 20 ms."""
        assert len(frame) == FRAME_BYTES
        loudness_db = level_db(frame)
        self._levels_db.append(loudness_db)
        # Always asked, as it remembers.
        is_voiced = self._has_voice(frame) and loudness_db > max(_QUIETEST_DB, self._floor_db() + _ABOVE_FLOOR_DB)
        self._voiced.append(is_voiced)
        if not self._is_speech:
            if sum(self._voiced) < _ONSET_VOICED:
                return Heard.NOTHING
            self._is_speech, self._quiet_ms = True, 0
            return Heard.SPEECH_BEGAN
        self._quiet_ms = 0 if is_voiced else self._quiet_ms + FRAME_MS
        if self._quiet_ms < END_MS:
            return Heard.NOTHING
        self._is_speech = False
        self._voiced.clear()
        return Heard.SPEECH_ENDED

    def _floor_db(self) -> float:
        ordered = sorted(self._levels_db)
        return ordered[int(_FLOOR_SHARE * (len(ordered) - 1))]
