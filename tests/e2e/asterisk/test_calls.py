"""Calls over a real Asterisk, with the test in the center's place: in, prompts, keys, dialling, bridging."""

import asyncio

import pytest

from cic.cti.port import (
    CallArrivedOpen,
    CollectEnd,
    CommandDone,
    DialLeg,
    DigitsCollectedOpen,
    HangUpLeg,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
)
from routing.vocabulary import EffectId, EndCause, InteractionId, LegId, Prompt
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone

pytestmark = pytest.mark.e2e

LONG = Prompt("test/long", "en")
SHORT = Prompt("test/short", "en")
MISSING = Prompt("test/nobody-made-this", "en")
LONG_HZ, SHORT_HZ, MUSIC_HZ = 523.0, 622.0, 311.0
CALLER_HZ, AGENT_HZ, THIRD_HZ = 453.0, 678.0, 1017.0


async def test_a_call_comes_in_hears_prompts_and_talks_to_an_agent(center: Center, phone: MakePhone) -> None:
    caller, agent = await phone("+15550100", CALLER_HZ), await phone("alice", AGENT_HZ)
    call, caller_leg = await center.call_in(caller)
    arrived = await center.get(CallArrivedOpen)
    assert (arrived.dialled_number, arrived.caller_number) == ("4000", "+15550100")

    center.send(PlayPrompts(caller_leg, (SHORT, MISSING, SHORT)))
    await until(lambda: call.audio.has_heard(SHORT_HZ))
    await center.get(PromptFinished)

    await center.done(PlayMusic(caller_leg, "default"))
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)

    agent_call, agent_leg = await center.dial_answered(agent)
    assert agent_call.header["x-interaction-id"] == "interaction-7"
    assert center.count(LegRinging, lambda report: report.leg_id == agent_leg) == 1
    await center.bridge(caller_leg, agent_leg)
    await until(lambda: call.audio.share(AGENT_HZ) > 0.9 and agent_call.audio.share(CALLER_HZ) > 0.9)

    await call.hang_up()
    ended = await center.get(LegEnded, lambda report: report.leg_id == caller_leg)
    assert ended.cause == EndCause.CALLER_HUNG_UP
    await center.get(LegReturned, lambda report: report.leg_id == agent_leg)


async def test_a_name_with_quotes_and_the_second_number_arrive_unharmed(center: Center, phone: MakePhone) -> None:
    caller = await phone("+15550101")
    await caller.dial("4001", 'Ann \\"A\\" O')
    arrived = await center.get(CallArrivedOpen)
    assert (arrived.dialled_number, arrived.caller_name) == ("4001", 'Ann "A" O')


GBK_NAME = "王小明".encode("gbk").decode("utf-8", "surrogateescape")


async def test_every_caller_is_taken_whatever_the_name(center: Center, phone: MakePhone) -> None:
    names = {
        "": "",
        "王小明": "王小明",
        GBK_NAME: None,  # Asterisk replaces what is no UTF-8
        "'; DROP TABLE contact; -- %0d%0aX: y": "'; DROP TABLE contact; -- %0d%0aX: y",
        "${SHELL(id)}": "${SHELL(id)}",
        "x" * 2_500: "x" * 79,  # Asterisk cuts names itself
    }
    for number, (name, kept) in enumerate(names.items(), 15550160):
        call = await (await phone(f"+{number}")).dial("4000", name)
        arrived = await center.get(CallArrivedOpen, lambda report: report.caller_number == f"+{number}")  # noqa: B023  awaited in the same turn
        assert arrived.caller_name == kept or (kept is None and arrived.caller_name.isprintable())
        await call.hang_up()
        await center.get(LegEnded, lambda report: report.leg_id == arrived.leg_id)  # noqa: B023  awaited in the same turn


async def test_a_bridge_takes_the_caller_out_of_a_playing_prompt(center: Center, phone: MakePhone) -> None:
    caller, agent = await phone("+15550100", CALLER_HZ), await phone("alice", AGENT_HZ)
    call, caller_leg = await center.call_in(caller)
    agent_call, agent_leg = await center.dial_answered(agent)
    center.send(PlayPrompts(caller_leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    await center.bridge(caller_leg, agent_leg)
    await until(lambda: call.audio.share(AGENT_HZ) > 0.9 and agent_call.audio.share(CALLER_HZ) > 0.9, 2.0)
    assert center.count(PromptFinished) == 0


async def test_a_new_command_replaces_what_is_heard(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    center.send(PlayMusic(leg, "default"))
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
    center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9, 2.0)
    replaced = center.send(PlayPrompts(leg, (SHORT,)))
    finished = await center.get(PromptFinished)
    assert finished.effect_id == replaced
    assert center.count(LegReturned) == 0


async def test_a_menu_takes_a_key_while_it_plays(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    effect_id = center.send(PromptMenu(leg, (LONG,), "12", 3000))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    call.audio.press("2")
    answered = await center.get(MenuAnswered, timeout_s=3.0)
    assert (answered.effect_id, answered.leg_id, answered.key) == (effect_id, leg, "2")


async def test_a_menu_reports_a_key_it_does_not_offer_and_that_nobody_pressed(center: Center, phone: MakePhone) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    wrong = center.send(PromptMenu(leg, (SHORT,), "12", 3000))
    call.audio.press("*")
    assert (await center.get(MenuAnswered, lambda report: report.effect_id == wrong)).key == "*"
    nobody = center.send(PromptMenu(leg, (SHORT,), "12", 300))
    assert (await center.get(MenuAnswered, lambda report: report.effect_id == nobody)).key is None


@pytest.mark.parametrize(
    ("pressed", "digits", "ended_by"),
    [("4711#", "4711", CollectEnd.TERMINATOR), ("123456", "123456", CollectEnd.MAXIMUM), ("", "", CollectEnd.TIMEOUT)],
)
async def test_digits_are_collected(
    center: Center, phone: MakePhone, pressed: str, digits: str, ended_by: CollectEnd
) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    center.send(PromptCollect(leg, (SHORT,), 1, 6, "#", 1000, 1000))
    call.audio.press(pressed)
    collected = await center.get(DigitsCollectedOpen)
    assert (collected.digits, collected.ended_by) == (digits, ended_by)
    assert digits not in repr(center.provider) or not digits


@pytest.mark.parametrize("hears", [None, PlayPrompts, PromptMenu, PlayMusic])
async def test_a_caller_hangs_up_whatever_it_hears(center: Center, phone: MakePhone, hears: type | None) -> None:
    call, leg = await center.call_in(await phone("+15550100"))
    if hears is PlayPrompts:
        center.send(PlayPrompts(leg, (LONG,)))
    elif hears is PromptMenu:
        center.send(PromptMenu(leg, (), "1", 20_000))
    elif hears is PlayMusic:
        await center.done(PlayMusic(leg, "default"))
    await call.hang_up()
    ended = await center.get(LegEnded, timeout_s=2.0)
    assert ended.cause == EndCause.CALLER_HUNG_UP
    late = center.send(PlayPrompts(leg, (SHORT,)))
    await until(lambda: any(getattr(report, "reason", "") == "leg_gone" for report in center.reports))
    assert center.reports[-1].effect_id == late  # type: ignore[union-attr]


async def test_a_caller_gives_up_before_we_answer(center: Center, phone: MakePhone) -> None:
    call = await (await phone("+15550100")).dial("4000")
    await center.get(CallArrivedOpen)
    await call.hang_up()
    assert (await center.get(LegEnded)).cause == EndCause.CALLER_HUNG_UP


async def test_the_agent_leaves_and_the_caller_comes_back(center: Center, phone: MakePhone) -> None:
    caller, agent = await phone("+15550100", CALLER_HZ), await phone("alice", AGENT_HZ)
    call, caller_leg = await center.call_in(caller)
    center.send(PlayMusic(caller_leg, "default"))
    agent_call, agent_leg = await center.dial_answered(agent)
    await center.bridge(caller_leg, agent_leg)
    await until(lambda: agent_call.audio.share(CALLER_HZ) > 0.9)
    await agent_call.hang_up()
    assert (await center.get(LegEnded)).cause == EndCause.AGENT_HUNG_UP
    assert (await center.get(LegReturned)).leg_id == caller_leg
    center.send(PlayPrompts(caller_leg, (SHORT,)))
    await center.get(PromptFinished)
    assert center.count(CallArrivedOpen) == 1
    await call.hang_up()


async def test_we_hang_up_either_leg_with_the_cause_of_the_command(center: Center, phone: MakePhone) -> None:
    caller, agent = await phone("+15550100"), await phone("alice")
    call, caller_leg = await center.call_in(caller)
    agent_call, agent_leg = await center.dial_answered(agent)
    await center.bridge(caller_leg, agent_leg)
    center.send(HangUpLeg(agent_leg, EndCause.TRANSFERRED))
    ended = await center.get(LegEnded, lambda report: report.leg_id == agent_leg)
    assert ended.cause == EndCause.TRANSFERRED
    await asyncio.wait_for(agent_call.ended.wait(), 2.0)
    center.send(HangUpLeg(caller_leg, EndCause.FLOW_ENDED))
    await asyncio.wait_for(call.ended.wait(), 2.0)
    await center.get(LegEnded, lambda report: report.leg_id == caller_leg)
    await center.done(HangUpLeg(caller_leg, EndCause.FLOW_ENDED))


@pytest.mark.parametrize(
    ("status", "cause"),
    [("486 Busy Here", EndCause.BUSY), ("603 Decline", EndCause.DECLINED), ("480 Away", EndCause.NOT_ANSWERED)],
)
async def test_a_phone_refuses(center: Center, phone: MakePhone, status: str, cause: EndCause) -> None:
    agent = await phone("alice")
    leg_id = center.dial("alice")
    (await agent.ring()).reject(status)
    ended = await center.get(LegEnded, lambda report: report.leg_id == leg_id)
    assert ended.cause == cause


async def test_a_phone_is_not_answered_in_time(center: Center, phone: MakePhone) -> None:
    agent = await phone("alice")
    leg_id = center.dial("alice", answer_timeout_ms=2_000)
    call = await agent.ring()
    assert (await center.get(LegEnded, lambda report: report.leg_id == leg_id)).cause == EndCause.NOT_ANSWERED
    await asyncio.wait_for(call.ended.wait(), 2.0)


async def test_a_ringing_phone_is_called_off(center: Center, phone: MakePhone) -> None:
    agent = await phone("alice")
    leg_id = center.dial("alice")
    call = await agent.ring()
    center.send(HangUpLeg(leg_id, EndCause.CALLER_HUNG_UP))
    assert (await center.get(LegEnded)).cause == EndCause.CALLER_HUNG_UP
    await asyncio.wait_for(call.ended.wait(), 2.0)


async def test_dialling_called_off_at_once_leaves_no_ringing_phone(center: Center, phone: MakePhone) -> None:
    await phone("alice")
    leg_id = center.dial("alice")
    center.send(HangUpLeg(leg_id, EndCause.CALLER_HUNG_UP))
    assert (await center.get(LegEnded)).cause == EndCause.CALLER_HUNG_UP
    await center.phone_is("alice", reachable=True, in_use=False)


@pytest.mark.parametrize("address", ["bob", "nobody", "alice/4000"])
async def test_a_phone_that_is_not_there(center: Center, address: str) -> None:
    center.dial(address)
    assert (await center.get(LegEnded)).cause == EndCause.UNREACHABLE


async def test_a_command_sent_twice_is_done_once(center: Center, phone: MakePhone) -> None:
    caller, agent = await phone("+15550100"), await phone("alice")
    _, caller_leg = await center.call_in(caller)
    command = DialLeg(LegId("leg-twice"), "alice", InteractionId("interaction-7"), 15_000)
    for _ in range(2):
        center.provider.execute(EffectId("dial-twice"), command)
    call = await agent.ring()
    await call.answer()
    await center.get(LegAnswered, lambda report: report.leg_id == "leg-twice")
    center.provider.execute(EffectId("dial-twice"), command)
    assert center.count(LegAnswered, lambda report: report.leg_id == "leg-twice") == 2
    assert agent.arrived.empty()

    music = center.send(PlayMusic(caller_leg, "default"))
    await center.get(CommandDone, lambda report: report.effect_id == music)
    center.provider.execute(music, PlayMusic(caller_leg, "default"))
    assert center.count(CommandDone, lambda report: report.effect_id == music) == 2
