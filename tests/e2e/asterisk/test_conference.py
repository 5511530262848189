"""Three parties over a real Asterisk: how a conference comes about, and who goes on when one leaves it."""

from dataclasses import dataclass

import pytest

from cic.cti.port import (
    BridgeFormed,
    BridgeLegs,
    CommandFailed,
    HangUpLeg,
    HoldLeg,
    LegEnded,
    LegReturned,
    MuteLeg,
    ResumeLeg,
)
from routing.vocabulary import BridgeId, EndCause
from tests.e2e.asterisk.center import Center, until
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
    hears_silence,
)

pytestmark = pytest.mark.e2e

TALK, CONSULT = BridgeId("bridge-of-customer"), BridgeId("bridge-of-consult")


@dataclass(frozen=True, slots=True)
class Three:
    """A customer, an agent, and another whom the agent has asked."""

    center: Center
    customer: Party
    agent: Party
    other: Party

    async def confer(self) -> None:
        await self.center.done_bridge(TALK, self.customer.leg, self.agent.leg, self.other.leg)

    async def only_one_ended(self, party: Party) -> None:
        await self.center.get(LegEnded, lambda report: report.leg_id == party.leg)
        assert self.center.count(LegEnded) == 1
        assert self.center.count(CommandFailed) == 0


@pytest.fixture
async def talking(center: Center, phone: MakePhone) -> Three:
    """The agent talks to the other, and the customer hears music."""
    customer = await customer_calls(center, phone)
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done_bridge(TALK, customer.leg, agent.leg)
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    other = await agent_answers(center, await phone("bob", OTHER_HZ))
    await center.done_bridge(CONSULT, agent.leg, other.leg)
    await hear_each_other(agent, other)
    await hears_music(customer)
    return Three(center, customer, agent, other)


@pytest.fixture
async def conference(talking: Three) -> Three:
    await talking.confer()
    await hear_each_other(talking.customer, talking.agent, talking.other)
    return talking


async def test_it_comes_about_while_the_customer_talks_and_the_other_is_on_hold(talking: Three) -> None:
    center, agent = talking.center, talking.agent.leg
    center.send(HoldLeg(CONSULT, talking.other.leg, (agent,), "default"))
    center.send(ResumeLeg(TALK, talking.customer.leg, (agent,)))
    await talking.confer()
    await goes_on_hearing(talking.customer, talking.agent, talking.other)
    assert center.count(LegEnded) == center.count(CommandFailed) == 0


@pytest.mark.parametrize("how", ["hangs up", "is let go"])
@pytest.mark.parametrize("who", ["customer", "agent", "other"])
async def test_one_leaves_and_the_other_two_go_on(conference: Three, who: str, how: str) -> None:
    leaver: Party = getattr(conference, who)
    staying = [party for party in (conference.customer, conference.agent, conference.other) if party is not leaver]
    if how == "hangs up":
        await leaver.call.hang_up()
    else:
        conference.center.send(HangUpLeg(leaver.leg, EndCause.COMPLETED))
    await conference.only_one_ended(leaver)
    await goes_on_hearing(*staying)
    assert conference.center.count(LegReturned, lambda report: report.leg_id == conference.customer.leg) == 0
    await staying[1].call.hang_up()
    await conference.center.get(LegReturned, lambda report: report.leg_id == staying[0].leg)


async def test_the_agent_drops_the_other_and_both_are_what_they_were(conference: Three) -> None:
    center, customer, agent = conference.center, conference.customer, conference.agent
    center.send(HangUpLeg(conference.other.leg, EndCause.COMPLETED))
    await conference.only_one_ended(conference.other)
    await hear_each_other(customer, agent)
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    await hears_music(customer)
    await hears_silence(agent)
    await center.done(ResumeLeg(TALK, customer.leg, (agent.leg,)))
    await hear_each_other(customer, agent)
    await agent.call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == customer.leg)


async def test_one_is_muted_and_heard_by_neither(conference: Three) -> None:
    center, customer, agent, other = conference.center, conference.customer, conference.agent, conference.other
    await center.done(MuteLeg(agent.leg, muted=True))
    await until(lambda: customer.call.audio.share(OTHER_HZ) > 0.9 and other.call.audio.share(453.0) > 0.9)
    assert agent.call.audio.share(453.0) > 0.3, "who is muted hears as before"
    await center.done(MuteLeg(agent.leg, muted=False))
    await hear_each_other(customer, agent, other)


async def test_the_customer_is_held_while_the_two_confer_and_brought_back(conference: Three) -> None:
    center, customer, agent, other = conference.center, conference.customer, conference.agent, conference.other
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg, other.leg), "default"))
    await hears_music(customer)
    await hear_each_other(agent, other)
    await center.done(ResumeLeg(TALK, customer.leg, (agent.leg, other.leg)))
    await goes_on_hearing(customer, agent, other)


async def test_who_is_not_named_is_not_in_it_any_more(conference: Three) -> None:
    """A bridge has the legs that its command names: the agent is out before the hang-up behind it."""
    center = conference.center
    formed = center.send(BridgeLegs(BridgeId("bridge-after"), (conference.customer.leg, conference.other.leg)))
    await center.get(BridgeFormed, lambda report: report.effect_id == formed)
    await hear_each_other(conference.customer, conference.other)
    await hears_silence(conference.agent)
    center.send(HangUpLeg(conference.agent.leg, EndCause.TRANSFERRED))
    await conference.only_one_ended(conference.agent)
    await goes_on_hearing(conference.customer, conference.other)


async def test_four_are_too_many(conference: Three, phone: MakePhone) -> None:
    center = conference.center
    fourth = await agent_answers(center, await phone("carol", 1312.0))
    legs = (conference.customer.leg, conference.agent.leg, conference.other.leg, fourth.leg)
    refused = center.send(BridgeLegs(TALK, legs))
    failed = await center.get(CommandFailed)
    assert (failed.effect_id, failed.reason) == (refused, "too_many_legs")
    await goes_on_hearing(conference.customer, conference.agent, conference.other)
