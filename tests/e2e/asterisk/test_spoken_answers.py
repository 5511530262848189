"""Callers who speak over a real Asterisk and are heard by the speech workers themselves."""

import os
import signal
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import CommandFailed, MenuAnswered, PhraseHeard, PromptMenu, SpeechNotUnderstood
from cic.main.listening import SpeechListener
from cic.speech.workers import SpeechSettings, SpeechWorkers
from routing.vocabulary import EffectId, Grammar, LegId, ProviderId, SpokenPhrase
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.sip_phone import Call
from tests.e2e.asterisk.test_calls import LONG, LONG_HZ
from tests.harness.running_center import PROJECT

pytestmark = pytest.mark.e2e

SPOKEN = PROJECT / "tests" / "fixtures" / "speech"
GRAMMAR = Grammar(
    "en",
    (
        SpokenPhrase("help", ("technical support",)),
        SpokenPhrase("money", ("account balance",)),
        SpokenPhrase("opening", ("opening hours",)),
    ),
    60,
)
READY_LIMIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Rig:
    """A center with one speech worker."""

    center: Center
    workers: SpeechWorkers

    def ask(self, leg: LegId, *, listen: bool = True) -> EffectId:
        return self.center.send(PromptMenu(leg, (LONG,), "12", 6000, GRAMMAR if listen else None))


@pytest.fixture
async def rig(lab_settings: AsteriskSettings) -> AsyncIterator[Rig]:
    workers = SpeechWorkers(SpeechSettings(workers=1), lambda *_: None)
    await workers.start()
    prompts = Path(lab_settings.messages_here).parent / "prompts"
    listener = SpeechListener(workers, lab_settings.engine_host, prompts)
    center = Center(AsteriskProvider(lab_settings, ProviderId("asterisk"), listener=listener))
    try:
        assert await workers.ready(READY_LIMIT_S)
        await center.start()
        yield Rig(center, workers)
        await center.end()
    finally:
        await workers.close()


def said(name: str) -> NDArray[np.float64]:
    with wave.open(str(SPOKEN / f"{name}.wav"), "rb") as file:
        assert file.getframerate() == RATE_HZ
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)


async def quiet_caller(rig: Rig, phone: MakePhone) -> tuple[Call, LegId]:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    call.audio.is_quiet = True
    return call, leg


async def test_a_phrase_is_heard_while_the_prompt_plays_and_stops_it(rig: Rig, phone: MakePhone) -> None:
    call, leg = await quiet_caller(rig, phone)
    asked = rig.ask(leg)
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.say(said("technical_support"))
    heard = await rig.center.get(PhraseHeard, lambda report: report.effect_id == asked)
    assert heard.label == "help"
    await until(call.audio.is_silent)


async def test_what_is_none_of_the_phrases_is_not_taken_for_one(rig: Rig, phone: MakePhone) -> None:
    call, leg = await quiet_caller(rig, phone)
    asked = rig.ask(leg)
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.say(said("none_of_them"))
    await rig.center.get(SpeechNotUnderstood, lambda report: report.effect_id == asked)


async def test_a_key_wins_over_a_worker(rig: Rig, phone: MakePhone) -> None:
    call, leg = await quiet_caller(rig, phone)
    asked = rig.ask(leg)
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("2")
    assert (await rig.center.get(MenuAnswered, lambda report: report.effect_id == asked, 2.0)).key == "2"
    asked = rig.ask(leg, listen=False)
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert rig.center.count(MenuAnswered, lambda report: report.effect_id == asked) == 0


async def test_a_worker_that_is_killed_leaves_the_caller_to_keys(rig: Rig, phone: MakePhone) -> None:
    call, leg = await quiet_caller(rig, phone)
    asked = rig.ask(leg)
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    process_id = rig.workers.workers[0].pid
    assert process_id is not None
    os.kill(process_id, signal.SIGKILL)
    failed = await rig.center.get(CommandFailed, lambda report: report.effect_id == asked, 4.0)
    assert failed.reason == "cannot_listen"
    asked = rig.ask(leg, listen=False)
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("1")
    assert (await rig.center.get(MenuAnswered, lambda report: report.effect_id == asked, 2.0)).key == "1"
