"""Music that a key leaves, flow-wide keys in prompts, and notices that no key stops, over a real Asterisk."""

import pytest

from cic.cti.port import (
    CollectEnd,
    CommandDone,
    DigitsCollectedOpen,
    LegReturned,
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
)
from routing.vocabulary import EffectId, LegId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.sip_phone import Call
from tests.e2e.asterisk.test_calls import AGENT_HZ, CALLER_HZ, LONG, LONG_HZ, MUSIC_HZ, SHORT, SHORT_HZ
from tests.e2e.asterisk.test_typing_ahead import menu, pressed

pytestmark = pytest.mark.e2e


async def music_with_keys(center: Center, call: Call, leg: LegId, keys: str) -> EffectId:
    effect_id = center.send(PlayMusic(leg, "default", keys))
    await center.get(CommandDone, lambda report: report.effect_id == effect_id)
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
    return effect_id


def answers(center: Center, effect_id: EffectId) -> int:
    return center.count(MenuAnswered, lambda report: report.effect_id == effect_id)


async def test_a_wanted_key_leaves_music_once_and_any_other_means_nothing(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    await pressed(call, "1")  # before the music: dropped
    music = await music_with_keys(center, call, leg, "15")
    await pressed(call, "79")
    assert answers(center, music) == 0
    call.audio.press("5")
    answered = await center.get(MenuAnswered, lambda report: report.effect_id == music, 2.0)
    assert answered.key == "5"
    await pressed(call, "15")
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
    assert answers(center, music) == 1
    center.send(PromptMenu(leg, (LONG,), "12", 3000))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert center.count(MenuAnswered) == 1, "keys pressed during music answer nothing after it"


async def test_a_key_of_music_counts_once(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    music = await music_with_keys(center, call, leg, "1")
    call.audio.press("1")
    await center.get(MenuAnswered, lambda report: report.effect_id == music, 2.0)
    asked = center.send(PromptMenu(leg, (LONG,), "12", 3000))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert answers(center, asked) == 0
    call.audio.press("2")
    assert (await center.get(MenuAnswered, lambda report: report.effect_id == asked)).key == "2"


async def test_an_agent_takes_a_caller_out_of_music_with_keys(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100", CALLER_HZ))
    await music_with_keys(center, call, leg, "1")
    agent_call, agent_leg = await center.dial_answered(await phone("alice", AGENT_HZ))
    await center.bridge(leg, agent_leg)
    await until(lambda: call.audio.share(AGENT_HZ) > 0.9 and agent_call.audio.share(CALLER_HZ) > 0.9)
    await agent_call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == leg)
    center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)


async def test_prompts_take_the_place_of_music_with_keys_at_once(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    music = await music_with_keys(center, call, leg, "1")
    center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9, 2.0)
    await music_with_keys(center, call, leg, "1")
    assert answers(center, music) == 0


async def test_a_flow_wide_key_answers_prompts_and_any_other_is_kept(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    said = center.send(PlayPrompts(leg, (LONG,), "0*"))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("0")
    assert (await center.get(MenuAnswered, lambda report: report.effect_id == said, 2.0)).key == "0"
    said = center.send(PlayPrompts(leg, (LONG,), "0*"))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("2")
    await center.get(PromptFinished, lambda report: report.effect_id == said, 2.0)
    assert await menu(center, leg) == "2"


async def test_what_must_be_heard_is_heard_and_its_keys_are_kept(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    await pressed(call, "1")
    said = center.send(PlayPrompts(leg, (SHORT, SHORT), "0", must_be_heard=True))
    await until(lambda: call.audio.has_heard(SHORT_HZ))
    call.audio.press("20")
    await center.get(PromptFinished, lambda report: report.effect_id == said, 4.0)
    assert call.audio.share(SHORT_HZ, 10) > 0.8, "to its end"
    assert await menu(center, leg) == "1"
    assert await menu(center, leg) == "2"


async def test_an_escape_key_ends_a_collection_without_digits(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    center.send(PromptCollect(leg, (LONG,), 1, 8, "#", 3000, 3000, escape_keys="*"))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("12*")
    collected = await center.get(DigitsCollectedOpen, timeout_s=4.0)
    assert (collected.digits, collected.ended_by) == ("", CollectEnd.ESCAPED)
