"""Callers who are listened to over a real Asterisk: what was said, keys that win, listeners that die."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import (
    CollectEnd,
    CommandFailed,
    DigitsCollectedOpen,
    LegEnded,
    MenuAnswered,
    PhraseHeard,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    SpeechNotUnderstood,
)
from cic.cti.port.listening import NothingSaid, NothingUnderstood, PhraseUnderstood
from routing.vocabulary import EffectId, Grammar, LegId, ProviderId, SpokenPhrase
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.listener import HUM_HZ, HummingListener
from tests.e2e.asterisk.sip_phone import Call
from tests.e2e.asterisk.test_calls import AGENT_HZ, CALLER_HZ, LONG, LONG_HZ, MUSIC_HZ
from tests.e2e.asterisk.test_typing_ahead import pressed

pytestmark = pytest.mark.e2e

GRAMMAR = Grammar("en", (SpokenPhrase("sales", ("sales",)), SpokenPhrase("help", ("technical support",))), 60)


@dataclass(frozen=True, slots=True)
class Rig:
    """A center whose Asterisk has callers listened to."""

    center: Center
    listener: HummingListener

    def menu(self, leg: LegId) -> EffectId:
        return self.center.send(PromptMenu(leg, (LONG,), "12", 4000, GRAMMAR))

    def collect(self, leg: LegId) -> EffectId:
        return self.center.send(PromptCollect(leg, (LONG,), 1, 4, "#", 4000, 2000, listen=GRAMMAR))

    async def listening_menu(self, call: Call, leg: LegId) -> EffectId:
        """A menu that is being played and listened to."""
        effect_id = self.menu(leg)
        await until(lambda: self.listener.is_listening and call.audio.share(HUM_HZ) > 0.9)
        return effect_id

    async def key_of(self, effect_id: EffectId) -> str | None:
        return (await self.center.get(MenuAnswered, lambda report: report.effect_id == effect_id, 3.0)).key

    async def fails(self, effect_id: EffectId) -> bool:
        failed = await self.center.get(CommandFailed, lambda report: report.effect_id == effect_id, 4.0)
        return failed.reason == "cannot_listen"


@pytest.fixture(params=[True, False], ids=["keys_with_audio", "keys_by_manager"])
async def rig(request: pytest.FixtureRequest, lab_settings: AsteriskSettings) -> AsyncIterator[Rig]:
    listener = await HummingListener(tells_keys=request.param).open()
    center = Center(AsteriskProvider(lab_settings, ProviderId("asterisk"), listener=listener))
    await center.start()
    yield Rig(center, listener)
    await center.end()
    await listener.close()


async def test_a_phrase_and_what_is_none_are_reported(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    asked = await rig.listening_menu(call, leg)
    rig.listener.end(PhraseUnderstood("help", is_sure=False))
    assert await rig.center.get(PhraseHeard) == PhraseHeard(asked, leg, "help", False)
    asked = await rig.listening_menu(call, leg)
    rig.listener.end(NothingUnderstood())
    assert await rig.center.get(SpeechNotUnderstood) == SpeechNotUnderstood(asked, leg)
    asked = await rig.listening_menu(call, leg)
    rig.listener.end(NothingSaid())
    assert await rig.key_of(asked) is None
    rig.center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)


async def test_a_key_wins_and_counts_once(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    asked = await rig.listening_menu(call, leg)
    call.audio.press("2")
    assert await rig.key_of(asked) == "2"
    await until(lambda: call.audio.share(HUM_HZ, 5) < 0.1)
    asked = await rig.listening_menu(call, leg)
    assert rig.center.count(MenuAnswered, lambda report: report.effect_id == asked) == 0
    call.audio.press("1")
    assert await rig.key_of(asked) == "1"


async def test_digits_after_the_first_are_collected_by_keys(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    rig.collect(leg)
    await until(lambda: rig.listener.is_listening and call.audio.share(HUM_HZ) > 0.9)
    call.audio.press("3141")
    collected = await rig.center.get(DigitsCollectedOpen, timeout_s=4.0)
    assert (collected.digits, collected.ended_by) == ("3141", CollectEnd.MAXIMUM)


async def test_keys_typed_ahead_answer_without_anybody_listening(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    await pressed(call, "1")
    assert await rig.key_of(rig.menu(leg)) == "1"
    assert rig.listener.hearings == []


async def test_a_listener_that_dies_or_cannot_be_had_is_told(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    asked = await rig.listening_menu(call, leg)
    rig.listener.die()
    assert await rig.fails(asked)
    rig.listener.is_full = True
    assert await rig.fails(rig.menu(leg))
    rig.listener.is_full = False
    await rig.listener.close()
    assert await rig.fails(rig.menu(leg)), "nobody answers there"
    asked = rig.center.send(PromptMenu(leg, (LONG,), "12", 4000))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("2")
    assert await rig.key_of(asked) == "2"


async def hears_nothing(call: Call) -> None:
    """Wait until no packet has come for so long as the phone sent a third of a second."""
    heard, since = -1, 0

    def is_so() -> bool:
        nonlocal heard, since
        if call.audio.packets_heard != heard:
            heard, since = call.audio.packets_heard, call.audio.samples_sent
        return call.audio.samples_sent - since > 2_600

    await until(is_so, 4.0)


async def test_music_with_keys_is_over_when_a_caller_is_asked(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    for keys in ("1", ""):
        await rig.center.done(PlayMusic(leg, "default", keys))
        await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
        await rig.listening_menu(call, leg)
        rig.listener.end(NothingUnderstood())
        await rig.center.done(PlayMusic(leg, "default", keys))
        await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
        rig.center.send(PromptMenu(leg, (), "12", 5000))
        await hears_nothing(call)


async def test_an_agent_takes_a_caller_out_of_listening(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100", CALLER_HZ))
    await rig.listening_menu(call, leg)
    agent_call, agent_leg = await rig.center.dial_answered(await phone("alice", AGENT_HZ))
    await rig.center.bridge(leg, agent_leg)
    await until(lambda: call.audio.share(AGENT_HZ) > 0.9 and agent_call.audio.share(CALLER_HZ) > 0.9)
    assert rig.listener.hearings[-1].is_over


async def test_a_caller_who_hangs_up_is_let_go(rig: Rig, phone: MakePhone) -> None:
    call, leg = await rig.center.call_in(await phone("+15550100"))
    await rig.listening_menu(call, leg)
    await call.hang_up()
    await rig.center.get(LegEnded, lambda report: report.leg_id == leg)
    await until(lambda: rig.listener.hearings[-1].is_over)
    assert rig.center.count(CommandFailed) == 0
