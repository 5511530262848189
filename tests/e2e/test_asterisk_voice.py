"""The whole center before a real Asterisk, with callers who use their voice: they answer a menu, and leave messages."""

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cic.cti.port.messages import message_ms
from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.sip_phone import Call
from tests.harness.asterisk_lab import Hotline, hotline
from tests.harness.desk import Phones, hears
from tests.harness.running_center import PROJECT

pytestmark = pytest.mark.e2e

__all__ = ["hotline"]

SAID_HZ = 987.0
SPOKEN = PROJECT / "tests" / "fixtures" / "speech"


@pytest.fixture
async def phones(hotline: Hotline) -> AsyncIterator[Phones]:
    """Callers' phones. A contact that left a message is open until somebody has answered it."""
    made = Phones(hotline)
    yield made
    await made.switch_off()


def spoken(name: str) -> NDArray[np.float64]:
    with wave.open(str(SPOKEN / f"{name}.wav"), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)


def tone(seconds: float) -> NDArray[np.float64]:
    return 8000 * np.sin(2 * np.pi * SAID_HZ * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def kept(hotline: Hotline) -> set[Path]:
    """The messages that the center keeps."""
    return set((hotline.center.data / "messages").glob("*.wav"))


def is_recording(hotline: Hotline) -> bool:
    return any((hotline.center.data / "asterisk" / "messages").glob("*.wav"))


async def waits_for_support(hotline: Hotline, phones: Phones) -> Call:
    """A caller who says what it needs and waits for an agent; nobody is there."""
    call = await (await phones.caller()).dial("4000")
    await asyncio.wait_for(call.final_status, 10.0)
    call.audio.is_quiet = True
    await hears(call, "en/main/choose_language")
    call.audio.press("1")
    await hears(call, "en/main/main_menu")
    call.audio.say(spoken("technical_support"))
    await hears(call, "en/main/customer_number")
    call.audio.press("#")
    await hears(call, "en/main/to_support")
    return call


async def speaks_after_the_tone(hotline: Hotline, call: Call) -> None:
    await hears(call, "en/main/message")
    await until(lambda: is_recording(hotline), 15.0)
    call.audio.say(np.concatenate((tone(1.5), np.zeros(RATE_HZ // 2))))
    await until(lambda: not call.audio.is_speaking)


def check_sound(file: Path) -> None:
    """What is kept is what was said, and nothing else."""
    length_ms = message_ms(file)
    assert length_ms is not None and 1_500 <= length_ms <= 4_500
    with wave.open(str(file), "rb") as reader:
        samples = np.frombuffer(reader.readframes(reader.getnframes()), dtype="<i2").astype(np.float64)
    loud = np.flatnonzero(np.abs(samples) > 4_000)
    voiced = samples[loud[0] : loud[-1]]
    phase = np.exp(-2j * np.pi * SAID_HZ * np.arange(len(voiced)) / RATE_HZ)
    assert 2 * abs(np.sum(voiced * phase)) ** 2 / len(voiced) / np.sum(voiced**2) > 0.95


async def test_a_caller_says_what_it_needs_and_leaves_a_message_instead_of_waiting(
    hotline: Hotline, phones: Phones
) -> None:
    before = kept(hotline)
    call = await waits_for_support(hotline, phones)
    call.audio.press("1")  # in the middle of whatever it hears
    await speaks_after_the_tone(hotline, call)
    call.audio.press("#")
    await hears(call, "en/main/message_taken")
    (file,) = kept(hotline) - before
    check_sound(file)
    assert not is_recording(hotline)


async def test_a_message_whose_caller_just_hangs_up_is_kept(hotline: Hotline, phones: Phones) -> None:
    before = kept(hotline)
    call = await waits_for_support(hotline, phones)
    call.audio.press("1")
    await speaks_after_the_tone(hotline, call)
    await call.hang_up()
    await until(lambda: bool(kept(hotline) - before))
    (file,) = kept(hotline) - before
    check_sound(file)
