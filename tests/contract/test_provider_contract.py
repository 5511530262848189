"""The contract of every telephony provider, put to each through a bench: its provider and the far side of its wire.

To put another provider to it, write a Bench for it (see provider_bench) and add it to ``BENCHES``.
"""

from collections.abc import AsyncIterator
from typing import TypeVar

import pytest

from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    BridgeLegs,
    CallArrivedOpen,
    CollectEnd,
    CommandDone,
    CommandFailed,
    DialLeg,
    DigitsCollectedOpen,
    ExpectedLeg,
    HangUpLeg,
    HoldLeg,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
    LegSeen,
    LegsRead,
    MenuAnswered,
    MuteLeg,
    PhoneChanged,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    ProviderCommand,
    ProviderReport,
    ResumeLeg,
    SendDigitsOpen,
)
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId, Prompt
from tests.contract.provider_bench import Bench, simulated

pytestmark = pytest.mark.contract

PROMPTS = (Prompt("main/menu", "en"),)
R = TypeVar("R")


BENCHES = {"simulated": simulated}


@pytest.fixture(params=list(BENCHES.values()), ids=list(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with request.param() as made:
        yield made


def one(bench: Bench, kind: type[R]) -> R:
    """The one report of this kind so far."""
    (found,) = [report for report in bench.reports if isinstance(report, kind)]
    return found


def last(bench: Bench) -> ProviderReport:
    return bench.reports[-1]


async def order(bench: Bench, effect_id: str, command: ProviderCommand) -> EffectId:
    """Execute a command and wait until its outcome, if it has one at once, was reported."""
    bench.provider.execute(EffectId(effect_id), command)
    await bench.advance(0)
    return EffectId(effect_id)


async def answered_caller(bench: Bench) -> LegId:
    await bench.start([])
    await bench.caller_dials("4000")
    leg_id = one(bench, CallArrivedOpen).leg_id
    await order(bench, "answer", AnswerLeg(leg_id))
    bench.reports.clear()
    return leg_id


async def answered_agent(bench: Bench, address: str) -> LegId:
    leg_id = LegId(f"{bench.provider.provider_id}-dialled-{address}")
    await bench.agent_phone_comes(address)
    await order(bench, f"dial-{address}", DialLeg(leg_id, address, InteractionId("i1"), 15_000))
    await bench.agent_picks_up(address)
    bench.reports.clear()
    return leg_id


async def talking(bench: Bench) -> tuple[LegId, LegId, BridgeId]:
    caller = await answered_caller(bench)
    agent = await answered_agent(bench, "101")
    await order(bench, "bridge", BridgeLegs(BridgeId("b1"), (caller, agent)))
    bench.reports.clear()
    return caller, agent, BridgeId("b1")


async def test_a_start_without_legs_is_read_at_once(bench: Bench) -> None:
    await bench.start([])
    await bench.advance(0)
    assert one(bench, LegsRead) == LegsRead(bench.provider.provider_id, ())


async def test_a_caller_arrives_with_numbers_in_the_open_and_is_answered(bench: Bench) -> None:
    await bench.start([])
    await bench.caller_dials("4000")
    arrived = one(bench, CallArrivedOpen)
    assert arrived == CallArrivedOpen(arrived.leg_id, "4000", "+15550100", "Ann")
    assert arrived.leg_id.startswith(bench.provider.provider_id)
    effect_id = await order(bench, "e1", AnswerLeg(arrived.leg_id))
    assert CommandDone(effect_id) in bench.reports


async def test_prompts_are_finished_when_the_caller_has_heard_them(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "e1", PlayPrompts(leg_id, PROMPTS))
    assert bench.reports == []
    await bench.caller_hears_prompts_to_their_end()
    assert bench.reports == [PromptFinished(effect_id, leg_id)]


async def test_a_menu_is_answered_by_any_single_key_while_it_plays(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "e1", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    await bench.caller_presses("9")
    assert bench.reports == [MenuAnswered(effect_id, leg_id, "9")]


async def test_a_menu_that_nobody_answers_ends_after_its_time(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "e1", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    await bench.caller_hears_prompts_to_their_end()
    await bench.advance(5_000)
    assert bench.reports == [MenuAnswered(effect_id, leg_id, None)]


@pytest.mark.parametrize(
    ("keys", "digits", "ended_by"),
    [
        ("12#", "12", CollectEnd.TERMINATOR),
        ("1234", "1234", CollectEnd.MAXIMUM),
        ("1", "1", CollectEnd.TIMEOUT),
        ("", "", CollectEnd.TIMEOUT),
    ],
)
async def test_digits_are_collected(bench: Bench, keys: str, digits: str, ended_by: CollectEnd) -> None:
    leg_id = await answered_caller(bench)
    effect_id = await order(bench, "e1", PromptCollect(leg_id, PROMPTS, 1, 4, "#", 5_000, 3_000))
    if keys:
        await bench.caller_presses(keys)
    else:
        await bench.caller_hears_prompts_to_their_end()
    if ended_by is CollectEnd.TIMEOUT:
        await bench.advance(5_000)
    assert bench.reports == [DigitsCollectedOpen(effect_id, leg_id, digits, ended_by)]


async def test_a_key_ends_a_prompt_and_answers_the_menu_after_it(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    welcome = await order(bench, "e1", PlayPrompts(leg_id, PROMPTS))
    await bench.caller_presses("2")
    assert bench.reports == [PromptFinished(welcome, leg_id)]
    notice = await order(bench, "e2", PlayPrompts(leg_id, PROMPTS))
    assert last(bench) == PromptFinished(notice, leg_id)
    menu = await order(bench, "e3", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert last(bench) == MenuAnswered(menu, leg_id, "2")
    bench.reports.clear()
    await order(bench, "e4", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert bench.reports == []


async def test_keys_between_commands_are_kept_and_taken_in_their_order(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await bench.caller_presses("1234")
    menu = await order(bench, "e1", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert last(bench) == MenuAnswered(menu, leg_id, "1")
    bench.reports.clear()
    collect = await order(bench, "e2", PromptCollect(leg_id, PROMPTS, 1, 4, "#", 5_000, 3_000))
    assert bench.reports == []
    await bench.caller_presses("#")
    assert bench.reports == [DigitsCollectedOpen(collect, leg_id, "234", CollectEnd.TERMINATOR)]


async def test_a_collection_leaves_kept_keys_that_do_not_fit_but_not_its_terminator(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await bench.caller_presses("123456#")
    commands = [PromptCollect(leg_id, PROMPTS, 1, digits_max, "#", 5_000, 3_000) for digits_max in (4, 2)]
    for number, command in enumerate(commands):
        await order(bench, f"e{number}", command)
    assert bench.reports == [
        DigitsCollectedOpen(EffectId("e0"), leg_id, "1234", CollectEnd.MAXIMUM),
        DigitsCollectedOpen(EffectId("e1"), leg_id, "56", CollectEnd.MAXIMUM),
    ]
    bench.reports.clear()
    await order(bench, "e2", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert bench.reports == []


async def test_twenty_keys_are_kept_at_most(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await bench.caller_presses("1" * 20 + "2" * 5)
    await order(bench, "e1", PromptCollect(leg_id, PROMPTS, 1, 20, "#", 5_000, 3_000))
    assert last(bench) == DigitsCollectedOpen(EffectId("e1"), leg_id, "1" * 20, CollectEnd.MAXIMUM)
    bench.reports.clear()
    await order(bench, "e2", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert bench.reports == []


async def test_kept_keys_are_dropped_when_music_starts_and_music_keeps_none(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await bench.caller_presses("1")
    await order(bench, "e1", PlayMusic(leg_id, "default"))
    await bench.caller_presses("2")
    bench.reports.clear()
    await order(bench, "e2", PromptMenu(leg_id, PROMPTS, "12", 5_000))
    assert bench.reports == []


async def test_kept_keys_are_dropped_by_a_bridge_and_a_bridge_keeps_none(bench: Bench) -> None:
    caller = await answered_caller(bench)
    agent = await answered_agent(bench, "101")
    await bench.caller_presses("1")
    await order(bench, "e1", BridgeLegs(BridgeId("b1"), (caller, agent)))
    await bench.caller_presses("2")
    await bench.agent_hangs_up("101")
    bench.reports.clear()
    await order(bench, "e2", PromptMenu(caller, PROMPTS, "12", 5_000))
    assert bench.reports == []


async def test_music_is_done_when_it_has_begun_and_ends_what_played(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await order(bench, "e1", PlayPrompts(leg_id, PROMPTS))
    effect_id = await order(bench, "e2", PlayMusic(leg_id, "default"))
    assert last(bench) == CommandDone(effect_id)
    assert not [report for report in bench.reports if isinstance(report, PromptFinished)]


async def test_an_agents_phone_rings_and_is_answered(bench: Bench) -> None:
    await bench.start([])
    await bench.agent_phone_comes("101")
    assert one(bench, PhoneChanged) == PhoneChanged(bench.provider.provider_id, "101", True, False)
    await order(bench, "e1", DialLeg(LegId("d1"), "101", InteractionId("i1"), 15_000))
    assert one(bench, LegRinging) == LegRinging(LegId("d1"))
    await bench.agent_picks_up("101")
    assert one(bench, LegAnswered) == LegAnswered(LegId("d1"))
    in_use = [report for report in bench.reports if isinstance(report, PhoneChanged)][-1]
    assert in_use == PhoneChanged(bench.provider.provider_id, "101", True, True)


async def test_a_phone_that_cannot_take_a_call_ends_its_leg(bench: Bench) -> None:
    await bench.start([])
    await order(bench, "e1", DialLeg(LegId("d1"), "101", InteractionId("i1"), 5_000))
    await bench.agent_phone_comes("101")
    await order(bench, "e2", DialLeg(LegId("d2"), "101", InteractionId("i1"), 5_000))
    await order(bench, "e3", DialLeg(LegId("d3"), "101", InteractionId("i1"), 5_000))
    await bench.advance(5_000)
    await order(bench, "e4", DialLeg(LegId("d4"), "101", InteractionId("i1"), 5_000))
    await bench.agent_rejects("101")
    ended = {report.leg_id: report.cause for report in bench.reports if isinstance(report, LegEnded)}
    assert ended == {
        LegId("d1"): EndCause.UNREACHABLE,
        LegId("d3"): EndCause.BUSY,
        LegId("d2"): EndCause.NOT_ANSWERED,
        LegId("d4"): EndCause.DECLINED,
    }


async def test_a_phone_that_goes_is_reported(bench: Bench) -> None:
    await bench.start([])
    await bench.agent_phone_comes("101")
    await bench.agent_phone_goes("101")
    assert last(bench) == PhoneChanged(bench.provider.provider_id, "101", False, False)


async def test_legs_are_bridged_whatever_they_were_hearing(bench: Bench) -> None:
    caller = await answered_caller(bench)
    agent = await answered_agent(bench, "101")
    await order(bench, "e1", PlayPrompts(caller, PROMPTS))
    effect_id = await order(bench, "e2", BridgeLegs(BridgeId("b1"), (caller, agent)))
    assert last(bench) == BridgeFormed(effect_id, BridgeId("b1"))


async def test_whoever_is_left_alone_in_a_bridge_returns(bench: Bench) -> None:
    caller, agent, _ = await talking(bench)
    await bench.agent_hangs_up("101")
    assert one(bench, LegEnded) == LegEnded(agent, EndCause.AGENT_HUNG_UP)
    assert one(bench, LegReturned) == LegReturned(caller)
    await order(bench, "e1", PlayMusic(caller, "default"))
    await bench.caller_hangs_up()
    assert LegEnded(caller, EndCause.CALLER_HUNG_UP) in bench.reports


async def test_hold_resume_mute_and_digits_are_done_where_the_provider_can(bench: Bench) -> None:
    caller, agent, bridge_id = await talking(bench)
    able = bench.provider.capabilities
    commands: list[tuple[bool, ProviderCommand]] = [
        (able.hold, HoldLeg(bridge_id, caller, (agent,), "hold")),
        (able.hold, ResumeLeg(bridge_id, caller, (agent,))),
        (able.mute, MuteLeg(agent, True)),
        (able.digits, SendDigitsOpen(caller, "12")),
    ]
    for number, (is_able, command) in enumerate(commands):
        effect_id = await order(bench, f"e{number}", command)
        assert not is_able or bench.reports == [CommandDone(effect_id)]
        bench.reports.clear()


async def test_a_third_leg_joins_a_bridge_where_the_provider_can(bench: Bench) -> None:
    caller, agent, bridge_id = await talking(bench)
    if bench.provider.capabilities.legs_per_bridge_max < 3:
        pytest.skip("two legs per bridge")
    third = await answered_agent(bench, "102")
    effect_id = await order(bench, "e1", BridgeLegs(bridge_id, (caller, agent, third)))
    assert last(bench) == BridgeFormed(effect_id, bridge_id)
    bench.reports.clear()
    await bench.agent_hangs_up("101")
    assert not [report for report in bench.reports if isinstance(report, LegReturned)]


async def test_the_same_effect_is_carried_out_once_and_told_again(bench: Bench) -> None:
    caller, agent, bridge_id = await talking(bench)
    commands: list[ProviderCommand] = [
        BridgeLegs(bridge_id, (caller, agent)),
        MuteLeg(agent, True),
        PlayMusic(caller, "default"),
        HangUpLeg(agent, EndCause.FLOW_ENDED),
        PlayPrompts(LegId("unknown"), PROMPTS),
    ]
    for number, command in enumerate(commands):
        effect_id = await order(bench, f"e{number}", command)
        first = [report for report in bench.reports if not isinstance(report, PhoneChanged | LegReturned)]
        bench.reports.clear()
        assert await order(bench, f"e{number}", command) == effect_id
        assert bench.reports == first
        bench.reports.clear()


async def test_hanging_up_ends_a_leg_and_is_done_when_it_is_gone(bench: Bench) -> None:
    leg_id = await answered_caller(bench)
    await order(bench, "e1", HangUpLeg(leg_id, EndCause.FLOW_ENDED))
    assert one(bench, LegEnded) == LegEnded(leg_id, EndCause.FLOW_ENDED)
    effect_id = await order(bench, "e2", HangUpLeg(leg_id, EndCause.FLOW_ENDED))
    assert last(bench) == CommandDone(effect_id)


async def test_a_command_for_an_unknown_leg_fails_and_does_not_raise(bench: Bench) -> None:
    await bench.start([])
    effect_id = await order(bench, "e1", PlayMusic(LegId("unknown"), "default"))
    failed = one(bench, CommandFailed)
    assert failed.effect_id == effect_id
    assert " " not in failed.reason


async def test_a_conversation_survives_a_restart_of_the_engine(bench: Bench) -> None:
    caller, agent, bridge_id = await talking(bench)
    await bench.engine_restarts([ExpectedLeg(caller, True, (agent,)), ExpectedLeg(agent, False, (caller,))])
    seen = {leg.leg_id: leg for leg in one(bench, LegsRead).legs}
    assert seen == {caller: LegSeen(caller, True, (agent,)), agent: LegSeen(agent, True, (caller,))}
    effect_id = await order(bench, "after", HoldLeg(bridge_id, caller, (agent,), "hold"))
    assert last(bench) == CommandDone(effect_id)
    await bench.agent_hangs_up("101")
    assert one(bench, LegReturned) == LegReturned(caller)


async def test_a_leg_that_is_not_there_after_a_restart_is_not_among_those_read(bench: Bench) -> None:
    await bench.start([ExpectedLeg(LegId("gone"), True, ())])
    await bench.advance(15_000)
    assert one(bench, LegsRead).legs == ()
