"""Beginnings and ends of speech in real recordings, in noise, and in sounds that are no speech."""

import random

import pytest

from cic.speech.audio import FRAME_BYTES, FRAME_MS, SILENCE
from cic.speech.voice_activity import END_MS, Heard, VoiceActivity, telephone_voice
from tests.unit.speech.asterisk_side import recorded

pytestmark = pytest.mark.unit


def frames(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


def noise(duration_ms: int, level: int) -> bytes:
    chance = random.Random(1)
    samples = (round(chance.gauss(0, level)) for _ in range(8 * duration_ms))
    return b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)


def mixed(one: bytes, other: bytes) -> bytes:
    pairs = zip(range(0, len(one), 2), range(0, len(other), 2), strict=True)
    read = lambda data, at: int.from_bytes(data[at : at + 2], "little", signed=True)  # noqa: E731
    return b"".join((read(one, a) + read(other, b)).to_bytes(2, "little", signed=True) for a, b in pairs)


def changes(pcm: bytes) -> list[tuple[Heard, int]]:
    """What was noticed, and when."""
    activity = VoiceActivity(telephone_voice())
    found = [(activity.take(frame), number * FRAME_MS) for number, frame in enumerate(frames(pcm), start=1)]
    return [(heard, at_ms) for heard, at_ms in found if heard is not Heard.NOTHING]


@pytest.mark.parametrize("name", ["technical_support", "account_balance", "none_of_them"])
@pytest.mark.parametrize("level", [0, 150])
def test_speech_begins_and_ends_once(name: str, level: int) -> None:
    said = recorded(name)
    said_ms = len(said) // 16 // FRAME_MS * FRAME_MS
    line = SILENCE * 50 + said[: said_ms * 16] + SILENCE * 50
    heard = changes(mixed(line, noise(len(line) // 16, level)))
    assert [change for change, _ in heard] == [Heard.SPEECH_BEGAN, Heard.SPEECH_ENDED]
    (_, began_ms), (_, ended_ms) = heard
    assert 1000 < began_ms <= 1300
    assert 1000 + said_ms - 200 < ended_ms <= 1000 + said_ms + END_MS


def test_neither_silence_nor_a_noisy_line_is_speech() -> None:
    assert changes(SILENCE * 200) == []
    assert changes(noise(4000, 300)) == []


def test_a_click_is_no_speech() -> None:
    assert changes(SILENCE * 50 + noise(60, 8000)[: 3 * FRAME_BYTES] + SILENCE * 50) == []
