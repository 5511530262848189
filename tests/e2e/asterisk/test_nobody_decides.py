"""Callers at a real Asterisk while the center decides nothing, as with a full disk or a stalled process: music."""

import asyncio

import pytest

from cic.cti.port import AnswerLeg, CallArrivedOpen, MenuAnswered, PlayPrompts, PromptFinished, PromptMenu
from routing.vocabulary import Prompt
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone

pytestmark = pytest.mark.e2e

LONG, SHORT = Prompt("test/long", "en"), Prompt("test/short", "en")
LONG_HZ, SHORT_HZ, MUSIC_HZ = 523.0, 622.0, 311.0
CALLER_HZ, AGENT_HZ = 453.0, 678.0


async def test_a_caller_of_whom_nobody_has_decided_hears_music_until_the_first_word(
    center: Center, phone: MakePhone
) -> None:
    call = await (await phone("+15550100")).dial("4000")
    arrived = await center.get(CallArrivedOpen)
    await asyncio.wait_for(call.final_status, 5.0)
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9, 5.0)
    await center.done(AnswerLeg(arrived.leg_id))
    center.send(PlayPrompts(arrived.leg_id, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9, 1.5)
    center.send(PlayPrompts(arrived.leg_id, (SHORT,)))
    await center.get(PromptFinished)
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9, 5.0)  # and again, when the next word is late
    await call.hang_up()


async def test_a_key_pressed_to_that_music_answers_the_menu_that_follows(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    center.send(PlayPrompts(leg, (SHORT,)))
    await center.get(PromptFinished)
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9, 5.0)
    call.audio.press("2")
    await until(lambda: call.audio.packets_since_key >= 10)
    effect_id = center.send(PromptMenu(leg, (LONG,), "12", 3000))
    answered = await center.get(MenuAnswered, timeout_s=2.0)
    assert (answered.effect_id, answered.key) == (effect_id, "2")


async def test_that_music_ends_when_the_caller_is_bridged(center: Center, phone: MakePhone) -> None:
    caller, agent = await phone("+15550100", CALLER_HZ), await phone("alice", AGENT_HZ)
    call, caller_leg = await center.call_in(caller)
    agent_call, agent_leg = await center.dial_answered(agent)
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9, 5.0)
    await center.bridge(caller_leg, agent_leg)
    await until(lambda: call.audio.share(AGENT_HZ) > 0.9 and agent_call.audio.share(CALLER_HZ) > 0.9, 2.0)
