"""One caller's turn, without socket, clock or recogniser: prompt, speech or key, outcome. Owns what follows what.

Frames and the time come in; what to play, what to recognise and the outcome come out. Keys always win. A prompt stops
with the frame in which speech was noticed.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from cic.speech.audio import FRAME_BYTES, FRAME_MS, SILENCE
from cic.speech.audiosocket import Audio, FarError, HangUp, Key, Message, ProtocolFault
from cic.speech.jobs import Failed, Heard, KeyPressed, ListenJob, NotUnderstood, Outcome, Silence
from cic.speech.port import Hypothesis
from cic.speech.voice_activity import END_MS, VoiceActivity

BEFORE_SPEECH_MS = 400
"""Speech is noticed 100 to 300 ms after it began; so much from before goes to the recogniser with it."""
RECOGNITION_MS_MAX = 10_000
AHEAD_MS_MAX = 2_000
"""So much more audio than time has passed may come: a network's burst, but no flood."""


@dataclass(frozen=True, slots=True)
class SpeechWent:
    """More of what is being said; the first of an utterance has what came just before it was noticed."""

    pcm: bytes
    is_first: bool


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The utterance is over: recognise it."""


ToRecognise = SpeechWent | SpeechEnded


class _Stage(Enum):
    PLAYING = "playing"
    WAITING = "waiting"
    HEARING = "hearing"
    RECOGNISING = "recognising"


class Conversation:
    """From the connection to its outcome. ``prompt`` is all that is to be played, as telephone audio."""

    def __init__(self, job: ListenJob, prompt: bytes, is_voice: Callable[[bytes], bool], now_ms: int) -> None:
        self.outcome: Outcome | None = None
        self._job = job
        self._prompt = memoryview(prompt)
        self._played = 0
        self._stage = _Stage.PLAYING
        self._since_ms = self._began_ms = self._audio_at_ms = now_ms
        self._activity = VoiceActivity(is_voice)
        self._unframed = b""
        self._before: deque[bytes] = deque(maxlen=BEFORE_SPEECH_MS // FRAME_MS)
        self._came_ms = 0
        self._heard_ms = 0

    def tick(self, now_ms: int) -> tuple[bytes, tuple[ToRecognise, ...]]:
        """The 20 ms to send now, never none: Asterisk leaves after 2 s without. With what is over as time passed."""
        frame = self._next_of_prompt()
        if self._stage is _Stage.PLAYING and self._played >= len(self._prompt):
            self._enter(_Stage.WAITING, now_ms)
        if self._stage is _Stage.WAITING and now_ms - self._since_ms >= self._job.timeout_ms:
            self._end(Silence())
        elif self._stage is _Stage.RECOGNISING and now_ms - self._since_ms >= RECOGNITION_MS_MAX:
            self._end(Failed("recogniser_late"))
        elif self._stage is _Stage.HEARING and now_ms - self._audio_at_ms >= END_MS:
            # A phone that sends nothing while nobody speaks.
            return frame, self._recognise(now_ms)
        return frame, ()

    def take(self, message: Message, now_ms: int) -> tuple[ToRecognise, ...]:
        """What came from the caller. ProtocolFault when it comes faster than anybody can speak."""
        if self.outcome is not None:
            return ()
        match message:
            case Key(key):
                self._end(KeyPressed(key))
            case HangUp():
                self._end(Failed("caller_gone"))
            case FarError():
                self._end(Failed("asterisk_error"))
            case Audio(pcm):
                return self._hear(pcm, now_ms)
            case _:
                raise ProtocolFault("audiosocket_second_identity")
        return ()

    def recognised(self, hypotheses: tuple[Hypothesis, ...]) -> None:
        """What the recogniser made of the utterance."""
        if not hypotheses:
            self._end(NotUnderstood())
            return
        best = max(hypotheses, key=lambda hypothesis: hypothesis.confidence)
        self._end(Heard(best.label, best.confidence, best.confidence >= self._job.confidence))

    def fail(self, reason: str) -> None:
        """There will be no answer."""
        self._end(Failed(reason))

    def _hear(self, pcm: bytes, now_ms: int) -> tuple[ToRecognise, ...]:
        self._audio_at_ms = now_ms
        data = self._unframed + pcm
        whole = len(data) // FRAME_BYTES * FRAME_BYTES
        self._unframed = data[whole:]
        self._came_ms += whole // FRAME_BYTES * FRAME_MS
        if self._came_ms > now_ms - self._began_ms + AHEAD_MS_MAX:
            raise ProtocolFault("audiosocket_too_fast")
        found: list[ToRecognise] = []
        for at in range(0, whole, FRAME_BYTES):
            found += self._hear_frame(data[at : at + FRAME_BYTES], now_ms)
        return tuple(found)

    def _hear_frame(self, frame: bytes, now_ms: int) -> tuple[ToRecognise, ...]:
        self._activity.take(frame)
        if self._stage is _Stage.HEARING:
            self._heard_ms += FRAME_MS
            went = SpeechWent(frame, is_first=False)
            if self._activity.is_speech and self._heard_ms < self._job.speech_ms_max:
                return (went,)
            return (went, *self._recognise(now_ms))
        self._before.append(frame)
        if self._activity.is_voice and self._is_open():
            self._enter(_Stage.HEARING, now_ms)
            self._heard_ms = 0
            return (SpeechWent(b"".join(self._before), is_first=True),)
        return ()

    def _is_open(self) -> bool:
        """Whether speech counts now."""
        return self._stage is _Stage.WAITING or (self._stage is _Stage.PLAYING and self._job.may_barge_in)

    def _recognise(self, now_ms: int) -> tuple[ToRecognise, ...]:
        self._enter(_Stage.RECOGNISING, now_ms)
        return (SpeechEnded(),)

    def _next_of_prompt(self) -> bytes:
        if self._stage is not _Stage.PLAYING:
            return SILENCE
        frame = bytes(self._prompt[self._played : self._played + FRAME_BYTES])
        self._played += FRAME_BYTES
        return frame.ljust(FRAME_BYTES, b"\0")

    def _enter(self, stage: _Stage, now_ms: int) -> None:
        self._stage, self._since_ms = stage, now_ms

    def _end(self, outcome: Outcome) -> None:
        if self.outcome is None:
            self.outcome = outcome
