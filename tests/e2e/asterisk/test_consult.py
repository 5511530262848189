"""An agent asks another one while the customer waits, over a real Asterisk: who hears whom after each step."""

from dataclasses import dataclass

import pytest

from cic.cti.port import (
    RINGING,
    BridgeFormed,
    BridgeLegs,
    CallArrivedOpen,
    CommandDone,
    CommandFailed,
    HangUpLeg,
    HoldLeg,
    LegEnded,
    LegReturned,
    PlayMusic,
    ResumeLeg,
)
from routing.vocabulary import BridgeId, EndCause
from tests.e2e.asterisk.center import Center
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.parties import (
    AGENT_HZ,
    OTHER_HZ,
    Party,
    agent_answers,
    customer_calls,
    goes_on_hearing,
    hear_each_other,
    hears_music,
    hears_ringing,
    hears_silence,
)

pytestmark = pytest.mark.e2e

TALK, CONSULT = BridgeId("bridge-of-customer"), BridgeId("bridge-of-consult")


@dataclass(frozen=True, slots=True)
class Consult:
    """A customer on hold, an agent, and another whom the agent asks: these two hear each other."""

    center: Center
    customer: Party
    agent: Party
    other: Party

    async def swap_to_customer(self) -> None:
        """As the center does: both commands at once."""
        agent, other, customer = self.agent.leg, self.other.leg, self.customer.leg
        held = self.center.send(HoldLeg(CONSULT, other, (agent,), "default"))
        back = self.center.send(ResumeLeg(TALK, customer, (agent,)))
        for effect_id in (held, back):
            await self.center.get(CommandDone, lambda report, effect_id=effect_id: report.effect_id == effect_id)

    async def swap_to_other(self) -> None:
        agent, other, customer = self.agent.leg, self.other.leg, self.customer.leg
        held = self.center.send(HoldLeg(TALK, customer, (agent,), "default"))
        back = self.center.send(ResumeLeg(CONSULT, other, (agent,)))
        for effect_id in (held, back):
            await self.center.get(CommandDone, lambda report, effect_id=effect_id: report.effect_id == effect_id)

    async def end_it(self) -> None:
        """The other is let go, the customer taken back: both commands at once."""
        self.center.send(HangUpLeg(self.other.leg, EndCause.COMPLETED))
        back = self.center.send(ResumeLeg(TALK, self.customer.leg, (self.agent.leg,)))
        await self.center.get(CommandDone, lambda report: report.effect_id == back)

    async def complete(self) -> None:
        """The other has the customer, the agent is out: both commands at once."""
        formed = self.center.send(BridgeLegs(BridgeId("bridge-after"), (self.customer.leg, self.other.leg)))
        self.center.send(HangUpLeg(self.agent.leg, EndCause.TRANSFERRED))
        await self.center.get(BridgeFormed, lambda report: report.effect_id == formed)

    async def nobody_was_lost(self) -> None:
        assert self.center.count(LegEnded) == 0
        assert self.center.count(CommandFailed) == 0
        assert self.center.count(CallArrivedOpen) == 1


@pytest.fixture
async def consult(center: Center, phone: MakePhone) -> Consult:
    customer = await customer_calls(center, phone)
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done_bridge(TALK, customer.leg, agent.leg)
    await hear_each_other(customer, agent)
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    await hears_music(customer)
    await hears_silence(agent)
    await center.done(PlayMusic(agent.leg, RINGING))
    await hears_ringing(agent)
    other = await agent_answers(center, await phone("bob", OTHER_HZ))
    await center.done_bridge(CONSULT, agent.leg, other.leg)
    await hear_each_other(agent, other)
    await hears_music(customer)
    return Consult(center, customer, agent, other)


async def test_a_consult_ends_and_agent_and_customer_go_on(consult: Consult) -> None:
    await consult.end_it()
    await goes_on_hearing(consult.customer, consult.agent)
    assert [report.leg_id for report in consult.center.reports if isinstance(report, LegEnded)] == [consult.other.leg]


async def test_a_swap_takes_effect_in_its_order_however_often(consult: Consult) -> None:
    for _ in range(3):
        await consult.swap_to_customer()
        await hear_each_other(consult.customer, consult.agent)
        await hears_music(consult.other)
        await consult.swap_to_other()
        await hear_each_other(consult.agent, consult.other)
        await hears_music(consult.customer)
    await consult.nobody_was_lost()


@pytest.mark.parametrize("is_swapped", [False, True])
async def test_the_other_takes_the_customer_over(consult: Consult, is_swapped: bool) -> None:
    if is_swapped:
        await consult.swap_to_customer()
        await hear_each_other(consult.customer, consult.agent)
    await consult.complete()
    await goes_on_hearing(consult.customer, consult.other)
    ended = await consult.center.get(LegEnded)
    assert (ended.leg_id, ended.cause) == (consult.agent.leg, EndCause.TRANSFERRED)
    assert consult.center.count(LegEnded) == 1


async def test_the_customer_hangs_up_and_the_two_go_on_until_they_are_let_go(consult: Consult) -> None:
    await consult.customer.call.hang_up()
    assert (await consult.center.get(LegEnded)).leg_id == consult.customer.leg
    await goes_on_hearing(consult.agent, consult.other)
    consult.center.send(HangUpLeg(consult.other.leg, EndCause.CALLER_HUNG_UP))
    await consult.center.get(LegEnded, lambda report: report.leg_id == consult.other.leg)
    await hears_silence(consult.agent)


@pytest.mark.parametrize("is_swapped", [False, True])
async def test_the_other_hangs_up_and_the_agent_takes_the_customer_back(consult: Consult, is_swapped: bool) -> None:
    if is_swapped:
        await consult.swap_to_customer()
    await consult.other.call.hang_up()
    await consult.center.get(LegEnded, lambda report: report.leg_id == consult.other.leg)
    if not is_swapped:
        await hears_silence(consult.agent)
        await consult.center.done(ResumeLeg(TALK, consult.customer.leg, (consult.agent.leg,)))
    await goes_on_hearing(consult.customer, consult.agent)


async def test_the_agent_is_lost_and_the_other_has_the_customer(consult: Consult) -> None:
    await consult.agent.call.hang_up()
    await consult.center.get(LegEnded, lambda report: report.leg_id == consult.agent.leg)
    await consult.center.get(LegReturned, lambda report: report.leg_id == consult.other.leg)
    await hears_music(consult.customer)
    await consult.center.done_bridge(BridgeId("bridge-after"), consult.customer.leg, consult.other.leg)
    await goes_on_hearing(consult.customer, consult.other)


async def test_who_was_asked_declines_while_the_agent_hears_it_ring(center: Center, phone: MakePhone) -> None:
    customer = await customer_calls(center, phone)
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done_bridge(TALK, customer.leg, agent.leg)
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    await center.done(PlayMusic(agent.leg, RINGING))
    bob = await phone("bob", OTHER_HZ)
    asked = center.dial("bob")
    (await bob.ring()).reject("603 Decline")
    assert (await center.get(LegEnded, lambda report: report.leg_id == asked)).cause is EndCause.DECLINED
    await hears_ringing(agent)
    await center.done(ResumeLeg(TALK, customer.leg, (agent.leg,)))
    await goes_on_hearing(customer, agent)
