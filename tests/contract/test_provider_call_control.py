"""What agents do with calls, as every telephony provider must do it: consult, swap, confer, hand over, park, dial out.

After each step it is checked who hears whom. The same is proven by tones over a real Asterisk, in tests/e2e/asterisk.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from cic.cti.port import (
    RINGING,
    BridgeFormed,
    BridgeLegs,
    CallArrivedOpen,
    CollectEnd,
    CommandDone,
    CommandFailed,
    DialNumber,
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
    ResumeLeg,
)
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId
from tests.contract.provider_bench import Bench
from tests.contract.test_provider_contract import BENCHES, PROMPTS, answered_agent, answered_caller, last, one, order

pytestmark = pytest.mark.contract

TALK, CONSULT, AFTER = BridgeId("b-talk"), BridgeId("b-consult"), BridgeId("b-after")
NUMBER = "+8613800000000"
CUSTOMER_DIALLED = LegId("simulated-customer")


@pytest.fixture(params=list(BENCHES.values()), ids=list(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with request.param() as made:
        yield made


@dataclass(frozen=True, slots=True)
class Consult:
    """A customer on hold; an agent and another, who talk."""

    bench: Bench
    customer: LegId
    agent: LegId
    other: LegId

    def hear_each_other(self, *legs: LegId) -> bool:
        return all(self.bench.hears(leg) == frozenset(legs) - {leg} for leg in legs)

    def hears_music(self, leg: LegId) -> bool:
        (heard,) = self.bench.hears(leg)
        return "default" in heard

    def nothing_failed(self) -> bool:
        return not [report for report in self.bench.reports if isinstance(report, CommandFailed)]

    async def swap_to_customer(self) -> None:
        self.bench.provider.execute(EffectId("s1"), HoldLeg(CONSULT, self.other, (self.agent,), "default"))
        self.bench.provider.execute(EffectId("s2"), ResumeLeg(TALK, self.customer, (self.agent,)))
        await self.bench.advance(0)


@pytest.fixture
async def consult(bench: Bench) -> Consult:
    able = bench.provider.capabilities
    assert able.hold and able.consult_transfer and able.legs_per_bridge_max >= 3
    customer = await answered_caller(bench)
    agent = await answered_agent(bench, "101")
    await order(bench, "talk", BridgeLegs(TALK, (customer, agent)))
    await order(bench, "hold", HoldLeg(TALK, customer, (agent,), "default"))
    assert bench.hears(agent) == frozenset()
    await order(bench, "ringing", PlayMusic(agent, RINGING))
    assert bench.hears(agent) == frozenset({"ringing"})
    other = await answered_agent(bench, "102")
    await order(bench, "consult", BridgeLegs(CONSULT, (agent, other)))
    made = Consult(bench, customer, agent, other)
    assert made.hear_each_other(agent, other) and made.hears_music(customer)
    bench.reports.clear()
    return made


async def test_a_consult_ends_and_the_customer_is_taken_back(consult: Consult) -> None:
    bench = consult.bench
    await order(bench, "e1", HangUpLeg(consult.other, EndCause.COMPLETED))
    back = await order(bench, "e2", ResumeLeg(TALK, consult.customer, (consult.agent,)))
    assert LegEnded(consult.other, EndCause.COMPLETED) in bench.reports
    assert CommandDone(back) in bench.reports
    assert consult.hear_each_other(consult.customer, consult.agent)


async def test_a_swap_and_one_back(consult: Consult) -> None:
    bench = consult.bench
    await consult.swap_to_customer()
    assert consult.hear_each_other(consult.customer, consult.agent) and consult.hears_music(consult.other)
    await order(bench, "s3", HoldLeg(TALK, consult.customer, (consult.agent,), "default"))
    await order(bench, "s4", ResumeLeg(CONSULT, consult.other, (consult.agent,)))
    assert consult.hear_each_other(consult.agent, consult.other) and consult.hears_music(consult.customer)
    assert consult.nothing_failed()
    assert not [report for report in bench.reports if isinstance(report, LegEnded)]


@pytest.mark.parametrize("is_swapped", [False, True])
async def test_the_other_takes_the_customer_over(consult: Consult, is_swapped: bool) -> None:
    bench = consult.bench
    if is_swapped:
        await consult.swap_to_customer()
    bench.provider.execute(EffectId("e1"), BridgeLegs(AFTER, (consult.customer, consult.other)))
    bench.provider.execute(EffectId("e2"), HangUpLeg(consult.agent, EndCause.TRANSFERRED))
    await bench.advance(0)
    assert BridgeFormed(EffectId("e1"), AFTER) in bench.reports
    assert one(bench, LegEnded) == LegEnded(consult.agent, EndCause.TRANSFERRED)
    assert consult.hear_each_other(consult.customer, consult.other) and consult.nothing_failed()


@pytest.mark.parametrize("is_swapped", [False, True])
async def test_a_conference_and_each_may_leave_it(consult: Consult, is_swapped: bool) -> None:
    bench = consult.bench
    if is_swapped:
        await consult.swap_to_customer()
    formed = await order(bench, "e1", BridgeLegs(TALK, (consult.customer, consult.agent, consult.other)))
    assert BridgeFormed(formed, TALK) in bench.reports
    assert consult.hear_each_other(consult.customer, consult.agent, consult.other)
    bench.reports.clear()
    await order(bench, "e2", MuteLeg(consult.agent, True))
    await order(bench, "e3", HangUpLeg(consult.agent, EndCause.AGENT_HUNG_UP))
    assert consult.hear_each_other(consult.customer, consult.other)
    assert not [report for report in bench.reports if isinstance(report, LegReturned)]
    await bench.agent_hangs_up("102")
    assert last(bench) == LegReturned(consult.customer) or LegReturned(consult.customer) in bench.reports


async def test_the_other_is_dropped_and_a_held_customer_comes_back_to_both(consult: Consult) -> None:
    bench = consult.bench
    three = (consult.customer, consult.agent, consult.other)
    await order(bench, "e1", BridgeLegs(TALK, three))
    await order(bench, "e2", HoldLeg(TALK, consult.customer, (consult.agent, consult.other), "default"))
    assert consult.hear_each_other(consult.agent, consult.other) and consult.hears_music(consult.customer)
    await order(bench, "e3", ResumeLeg(TALK, consult.customer, (consult.agent, consult.other)))
    assert consult.hear_each_other(*three)
    await order(bench, "e4", HangUpLeg(consult.other, EndCause.COMPLETED))
    assert consult.hear_each_other(consult.customer, consult.agent)
    await order(bench, "e5", HoldLeg(TALK, consult.customer, (consult.agent,), "default"))
    assert consult.hears_music(consult.customer) and bench.hears(consult.agent) == frozenset()
    assert consult.nothing_failed()


async def test_the_customer_hangs_up_and_the_two_go_on(consult: Consult) -> None:
    await consult.bench.caller_hangs_up()
    assert one(consult.bench, LegEnded) == LegEnded(consult.customer, EndCause.CALLER_HUNG_UP)
    assert consult.hear_each_other(consult.agent, consult.other)


async def test_a_parked_customer_is_picked_up_by_somebody_else(consult: Consult) -> None:
    bench = consult.bench
    await order(bench, "e1", HangUpLeg(consult.other, EndCause.COMPLETED))
    await order(bench, "e2", ResumeLeg(TALK, consult.customer, (consult.agent,)))
    bench.provider.execute(EffectId("e3"), HangUpLeg(consult.agent, EndCause.TRANSFERRED))
    bench.provider.execute(EffectId("e4"), PlayMusic(consult.customer, "default"))
    await bench.advance(200_000)
    assert consult.hears_music(consult.customer)
    picker = await answered_agent(bench, "103")
    await order(bench, "e5", BridgeLegs(AFTER, (consult.customer, picker)))
    assert consult.hear_each_other(consult.customer, picker) and consult.nothing_failed()


async def dial_out(bench: Bench) -> LegId:
    await order(bench, "dial-out", DialNumber(CUSTOMER_DIALLED, NUMBER, InteractionId("i1"), 15_000))
    return CUSTOMER_DIALLED


@pytest.fixture
async def called(bench: Bench) -> LegId:
    """A customer whom an agent has called, and who has picked up."""
    await bench.start([])
    await bench.outside_phone_comes(NUMBER)
    leg = await dial_out(bench)
    assert one(bench, LegRinging) == LegRinging(leg)
    await bench.outside_picks_up(NUMBER)
    assert one(bench, LegAnswered) == LegAnswered(leg)
    assert not [report for report in bench.reports if isinstance(report, PhoneChanged | CallArrivedOpen)]
    bench.reports.clear()
    return leg


async def test_a_number_may_be_nobodys_or_not_want_us(bench: Bench) -> None:
    await bench.start([])
    await dial_out(bench)
    assert one(bench, LegEnded) == LegEnded(CUSTOMER_DIALLED, EndCause.UNREACHABLE)
    bench.reports.clear()
    await bench.outside_phone_comes(NUMBER)
    for leg, cause in ((LegId("d1"), EndCause.NOT_ANSWERED), (LegId("d2"), EndCause.DECLINED)):
        await order(bench, f"dial-{leg}", DialNumber(leg, NUMBER, InteractionId("i1"), 5_000))
        refused = await order(bench, f"early-{leg}", PlayPrompts(leg, PROMPTS))
        assert CommandFailed(refused, "leg_not_answered") in bench.reports
        if cause is EndCause.DECLINED:
            await bench.outside_rejects(NUMBER)
        else:
            await bench.advance(5_000)
        assert LegEnded(leg, cause) in bench.reports


async def test_who_was_called_hears_and_answers_as_a_caller_does(bench: Bench, called: LegId) -> None:
    menu = await order(bench, "e1", PromptMenu(called, PROMPTS, "12", 5_000))
    await bench.outside_presses(NUMBER, "2")
    assert last(bench) == MenuAnswered(menu, called, "2")
    collect = await order(bench, "e2", PromptCollect(called, PROMPTS, 1, 4, "#", 5_000, 3_000))
    await bench.outside_presses(NUMBER, "47#")
    assert last(bench) == DigitsCollectedOpen(collect, called, "47", CollectEnd.TERMINATOR)
    queue = await order(bench, "e3", PlayMusic(called, "default", keys="9"))
    await bench.outside_presses(NUMBER, "9")
    assert last(bench) == MenuAnswered(queue, called, "9")
    prompts = await order(bench, "e4", PlayPrompts(called, PROMPTS))
    await bench.outside_hears_prompts_to_their_end(NUMBER)
    assert last(bench) == PromptFinished(prompts, called)
    await bench.outside_hangs_up(NUMBER)
    assert one(bench, LegEnded) == LegEnded(called, EndCause.CALLER_HUNG_UP)


async def test_who_was_called_is_held_and_goes_on_when_the_agent_leaves(bench: Bench, called: LegId) -> None:
    agent = await answered_agent(bench, "101")
    await order(bench, "e1", BridgeLegs(TALK, (called, agent)))
    assert bench.hears(called) == {agent} and bench.hears(agent) == {called}
    await order(bench, "e2", HoldLeg(TALK, called, (agent,), "default"))
    assert "default" in next(iter(bench.hears(called))) and bench.hears(agent) == frozenset()
    await order(bench, "e3", ResumeLeg(TALK, called, (agent,)))
    assert bench.hears(called) == {agent}
    await bench.agent_hangs_up("101")
    assert one(bench, LegReturned) == LegReturned(called)
    await order(bench, "e4", PromptMenu(called, PROMPTS, "12", 5_000))
    await bench.outside_presses(NUMBER, "1")
    assert last(bench) == MenuAnswered(EffectId("e4"), called, "1")


async def test_who_was_called_is_found_by_the_next_engine(bench: Bench, called: LegId) -> None:
    agent = await answered_agent(bench, "101")
    await order(bench, "e1", BridgeLegs(TALK, (called, agent)))
    await bench.engine_restarts(
        [ExpectedLeg(called, True, (agent,), is_dialled=True), ExpectedLeg(agent, False, (called,))]
    )
    seen = {leg.leg_id: leg for leg in one(bench, LegsRead).legs}
    assert seen == {called: LegSeen(called, True, (agent,)), agent: LegSeen(agent, True, (called,))}
    await bench.agent_hangs_up("101")
    assert one(bench, LegReturned) == LegReturned(called)
    await order(bench, "e2", PromptMenu(called, PROMPTS, "12", 5_000))
    await bench.outside_presses(NUMBER, "1")
    assert last(bench) == MenuAnswered(EffectId("e2"), called, "1")
