"""Callers who press keys before they are asked, over a real Asterisk: during prompts, between commands, in a hurry."""

import pytest

from cic.cti.port import (
    CollectEnd,
    DigitsCollectedOpen,
    LegReturned,
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
)
from routing.vocabulary import LegId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.sip_phone import Call
from tests.e2e.asterisk.test_calls import LONG, LONG_HZ, MUSIC_HZ, SHORT, SHORT_HZ

pytestmark = pytest.mark.e2e


async def pressed(call: Call, keys: str) -> None:
    """Press keys and wait until Asterisk has had them for a while: it tells nobody who may be waited for."""
    call.audio.press(keys)
    await until(lambda: call.audio.packets_since_key >= 10)


async def menu(center: Center, leg: LegId, timeout_ms: int = 3000) -> str | None:
    effect_id = center.send(PromptMenu(leg, (LONG,), "12", timeout_ms))
    return (await center.get(MenuAnswered, lambda report: report.effect_id == effect_id, 4.0)).key


async def test_a_key_ends_the_welcome_and_answers_the_menu(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    welcome = center.send(PlayPrompts(leg, (LONG, LONG)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("2")
    await center.get(PromptFinished, lambda report: report.effect_id == welcome, 2.0)
    notice = center.send(PlayPrompts(leg, (LONG,)))
    await center.get(PromptFinished, lambda report: report.effect_id == notice, 1.0)
    assert await menu(center, leg) == "2"


async def test_keys_while_asterisk_carries_out_nothing_are_kept(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    await pressed(call, "1123")
    assert await menu(center, leg) == "1"
    center.send(PromptCollect(leg, (LONG,), 1, 6, "#", 3000, 3000))
    await pressed(call, "4#")
    collected = await center.get(DigitsCollectedOpen, timeout_s=3.0)
    assert (collected.digits, collected.ended_by) == ("1234", CollectEnd.TERMINATOR)


async def test_everything_typed_in_a_hurry_is_taken_once_and_in_order(center: Center, phone: MakePhone) -> None:
    """The keys go on through a welcome, a menu and two collections, while the center answers each at once."""
    call, leg = await center.call_in(await phone("+15550100"))
    center.send(PlayPrompts(leg, (LONG,)))
    call.audio.press("2" + "31415926#" + "271828")
    await center.get(PromptFinished)
    assert await menu(center, leg) == "2"
    center.send(PromptCollect(leg, (LONG,), 1, 12, "#", 3000, 3000))
    assert (await center.get(DigitsCollectedOpen)).digits == "31415926"
    last = center.send(PromptCollect(leg, (LONG,), 1, 6, "#", 3000, 3000))
    collected = await center.get(DigitsCollectedOpen, lambda report: report.effect_id == last)
    assert (collected.digits, collected.ended_by) == ("271828", CollectEnd.MAXIMUM)


async def test_a_terminator_after_the_last_digit_that_fits_does_not_end_the_next_prompt(
    center: Center, phone: MakePhone
) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    center.send(PromptCollect(leg, (), 1, 2, "#", 3000, 3000))
    call.audio.press("12#")
    assert (await center.get(DigitsCollectedOpen)).digits == "12"
    thanks = center.send(PlayPrompts(leg, (SHORT, LONG)))
    await until(lambda: call.audio.has_heard(SHORT_HZ))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert center.count(PromptFinished) == 0
    call.audio.press("#")
    await center.get(PromptFinished, lambda report: report.effect_id == thanks, 2.0)
    assert await menu(center, leg) == "#"


async def test_music_drops_keys(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    await pressed(call, "1")
    await center.done(PlayMusic(leg, "default"))
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
    await pressed(call, "2")
    asked = center.send(PromptMenu(leg, (LONG,), "12", 3000))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert center.count(MenuAnswered) == 0
    call.audio.press("3")
    assert (await center.get(MenuAnswered, lambda report: report.effect_id == asked)).key == "3"


async def test_a_bridge_drops_keys(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    agent_call, agent_leg = await center.dial_answered(await phone("alice"))
    await pressed(call, "1")
    await center.bridge(leg, agent_leg)
    await pressed(call, "2")
    await agent_call.hang_up()
    await center.get(LegReturned)
    center.send(PromptMenu(leg, (LONG,), "12", 3000))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert center.count(MenuAnswered) == 0
