"""A caller's turn in virtual time: prompt, barge-in, end of speech, silence, keys. A voice is a loud frame."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from cic.speech.audio import FRAME_MS, SILENCE
from cic.speech.audiosocket import Audio, HangUp, Identity, Key, ProtocolFault
from cic.speech.conversation import (
    AHEAD_MS_MAX,
    BEFORE_SPEECH_MS,
    RECOGNITION_MS_MAX,
    Conversation,
    SpeechEnded,
    SpeechWent,
    ToRecognise,
)
from cic.speech.jobs import Failed, Heard, KeyPressed, ListenJob, NotUnderstood, Silence
from cic.speech.port import Hypothesis, Phrase
from cic.speech.voice_activity import END_MS

pytestmark = pytest.mark.unit

JOB = ListenJob((), (Phrase("sales", ("sales",)),), "en", confidence=60, timeout_ms=3000, speech_ms_max=2000)
VOICE = (3000).to_bytes(2, "little") * (len(SILENCE) // 2)
PROMPT = (1000).to_bytes(2, "little") * (len(SILENCE) // 2)


def is_loud(frame: bytes) -> bool:
    return frame == VOICE


class Turn:
    """A conversation and its clock: each step sends what is due, then takes 20 ms of what the caller says."""

    def __init__(self, job: ListenJob = JOB, prompt_ms: int = 1000) -> None:
        self.now_ms = 5_000
        self.talk = Conversation(job, PROMPT * (prompt_ms // FRAME_MS), is_loud, self.now_ms)
        self.played: list[bytes] = []
        self.found: list[ToRecognise] = []

    def run(self, duration_ms: int, frame: bytes | None = SILENCE) -> None:
        for _ in range(duration_ms // FRAME_MS):
            if self.talk.outcome is not None:
                return
            played, found = self.talk.tick(self.now_ms)
            self.played.append(played)
            self.found += found
            if frame is not None:
                self.found += self.talk.take(Audio(frame), self.now_ms)
            self.now_ms += FRAME_MS

    @property
    def utterances(self) -> int:
        return sum(isinstance(step, SpeechEnded) for step in self.found)

    def spoken(self) -> Iterator[bytes]:
        return (step.pcm for step in self.found if isinstance(step, SpeechWent))


def test_a_prompt_is_played_and_then_silence_for_as_long_as_the_job_says() -> None:
    turn = Turn()
    turn.run(10_000)
    assert turn.played[:50] == [PROMPT] * 50 and set(turn.played[50:]) == {SILENCE}
    assert turn.talk.outcome == Silence()
    assert len(turn.played) * FRAME_MS == 1000 + JOB.timeout_ms


def test_speech_stops_the_prompt_with_the_frame_that_shows_it() -> None:
    turn = Turn()
    turn.run(400)
    turn.run(200, VOICE)
    began = next(index for index, frame in enumerate(turn.played) if frame == SILENCE)
    assert began * FRAME_MS == 400 + 5 * FRAME_MS
    first = next(turn.spoken())
    assert len(first) == BEFORE_SPEECH_MS // FRAME_MS * len(SILENCE) and first.endswith(VOICE * 5)


def test_the_end_of_speech_is_half_a_second_without_a_voice() -> None:
    turn = Turn()
    turn.run(400)
    turn.run(600, VOICE)
    turn.run(END_MS - FRAME_MS)
    assert turn.utterances == 0
    turn.run(FRAME_MS)
    assert turn.utterances == 1
    turn.talk.recognised((Hypothesis("sales", 75),))
    assert turn.talk.outcome == Heard("sales", 75, is_sure=True)


@pytest.mark.parametrize(
    ("hypotheses", "outcome"),
    [
        ((), NotUnderstood()),
        ((Hypothesis("sales", 59),), Heard("sales", 59, is_sure=False)),
        ((Hypothesis("other", 20), Hypothesis("sales", 60)), Heard("sales", 60, is_sure=True)),
    ],
)
def test_the_threshold_tells_sure_from_unsure(hypotheses: tuple[Hypothesis, ...], outcome: object) -> None:
    turn = Turn(prompt_ms=0)
    turn.run(200)
    turn.run(400, VOICE)
    turn.run(END_MS)
    turn.talk.recognised(hypotheses)
    assert turn.talk.outcome == outcome


def test_without_barge_in_speech_counts_from_the_end_of_the_prompt_and_keys_at_once() -> None:
    turn = Turn(replace(JOB, may_barge_in=False))
    turn.run(400)
    turn.run(400, VOICE)
    turn.run(600)
    assert turn.found == [] and turn.played.count(PROMPT) == 50
    turn.run(400, VOICE)
    assert turn.found != []
    pressed = Turn(replace(JOB, may_barge_in=False))
    pressed.run(100)
    pressed.talk.take(Key("1"), pressed.now_ms)
    assert pressed.talk.outcome == KeyPressed("1")


def test_a_key_wins_while_playing_hearing_and_recognising() -> None:
    for voice_ms, quiet_ms in ((0, 0), (600, 0), (600, END_MS)):
        turn = Turn()
        turn.run(200)
        turn.run(voice_ms, VOICE)
        turn.run(quiet_ms)
        turn.talk.take(Key("2"), turn.now_ms)
        turn.talk.recognised((Hypothesis("sales", 100),))
        assert turn.talk.outcome == KeyPressed("2")


def test_who_talks_on_and_on_is_recognised_after_a_while() -> None:
    turn = Turn(prompt_ms=0)
    turn.run(200)
    for _ in range(50):
        turn.run(4 * FRAME_MS, VOICE)
        turn.run(FRAME_MS)  # nobody is as loud all the time: what is, becomes the noise that speech must be above
    assert turn.utterances == 1
    spoken_ms = sum(map(len, turn.spoken())) // len(SILENCE) * FRAME_MS
    assert spoken_ms == 200 + 6 * FRAME_MS + JOB.speech_ms_max


def test_a_phone_that_sends_nothing_in_silence_ends_speech_by_the_clock() -> None:
    turn = Turn(prompt_ms=0)
    turn.run(200)
    turn.run(400, VOICE)
    turn.run(END_MS + FRAME_MS, None)
    assert turn.utterances == 1


def test_a_recogniser_that_is_late_is_not_waited_for() -> None:
    turn = Turn(prompt_ms=0)
    turn.run(200)
    turn.run(400, VOICE)
    turn.run(END_MS + RECOGNITION_MS_MAX + FRAME_MS)
    assert turn.talk.outcome == Failed("recogniser_late")


def test_a_caller_who_hangs_up_is_no_silence() -> None:
    turn = Turn()
    turn.run(100)
    turn.talk.take(HangUp(), turn.now_ms)
    assert turn.talk.outcome == Failed("caller_gone")


def test_audio_in_odd_pieces_is_the_same_audio() -> None:
    turn = Turn(prompt_ms=0)
    turn.run(200, None)
    said = SILENCE * 20 + VOICE * 30 + SILENCE * 25
    for at in range(0, len(said), 514):
        turn.found += turn.talk.take(Audio(said[at : at + 514]), turn.now_ms + at // 16)
    assert turn.utterances == 1


def test_a_flood_of_audio_and_a_second_name_are_faults() -> None:
    turn = Turn()
    with pytest.raises(ProtocolFault, match="too_fast"):
        for _ in range(AHEAD_MS_MAX // FRAME_MS + 1):
            turn.talk.take(Audio(SILENCE), turn.now_ms)
    with pytest.raises(ProtocolFault, match="second_identity"):
        turn.talk.take(Identity(UUID(int=1)), turn.now_ms)


@pytest.mark.parametrize("bad", [{"confidence": 101}, {"phrases": ()}, {"timeout_ms": 10**6}, {"speech_ms_max": 0}])
def test_a_job_out_of_bounds_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"expected \d+ to \d+, found"):
        replace(JOB, **bad)  # type: ignore[arg-type]
