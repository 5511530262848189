"""A customer waits where no agent is, over a real Asterisk: on hold for long; parked, and picked up by another."""

import os

import pytest

from cic.cti.port import CallArrivedOpen, CommandFailed, HangUpLeg, HoldLeg, LegEnded, PlayMusic, ResumeLeg
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
from tests.e2e.asterisk.rtp import RATE_HZ

pytestmark = pytest.mark.e2e

TALK = BridgeId("bridge-of-customer")
LONG_S = 600 if os.environ.get("CIC_PROVE") else 12
"""Longer than two pieces of music; the long proof waits as long as people do."""


@pytest.fixture
async def talk(center: Center, phone: MakePhone) -> tuple[Party, Party]:
    customer = await customer_calls(center, phone)
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done_bridge(TALK, customer.leg, agent.leg)
    await hear_each_other(customer, agent)
    return customer, agent


async def hears_music_for(party: Party, seconds: int) -> None:
    """Music all the time, but for the moment between two pieces."""
    began = party.call.audio.samples_sent
    await until(lambda: party.call.audio.samples_sent >= began + seconds * RATE_HZ, 2.0 * seconds)
    await hears_music(party)


async def test_a_long_hold_goes_on_and_ends_as_a_short_one(center: Center, talk: tuple[Party, Party]) -> None:
    customer, agent = talk
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    await hears_music(customer)
    await hears_music_for(customer, LONG_S)
    await hears_silence(agent)
    assert center.count(LegEnded) == 0
    await center.done(ResumeLeg(TALK, customer.leg, (agent.leg,)))
    await goes_on_hearing(customer, agent)


async def test_a_parked_customer_is_picked_up_by_somebody_else(
    center: Center, phone: MakePhone, talk: tuple[Party, Party]
) -> None:
    customer, agent = talk
    center.send(HangUpLeg(agent.leg, EndCause.TRANSFERRED))  # both at once, as the center does
    await center.done(PlayMusic(customer.leg, "default"))
    await center.get(LegEnded, lambda report: report.leg_id == agent.leg)
    await hears_music_for(customer, 12)
    other = await agent_answers(center, await phone("bob", OTHER_HZ))
    await hears_music(customer)
    await center.done_bridge(BridgeId("bridge-of-picking-up"), customer.leg, other.leg)
    await goes_on_hearing(customer, other)
    assert center.count(LegEnded) == 1
    assert center.count(CallArrivedOpen) == 1
    assert center.count(CommandFailed) == 0


async def test_the_same_agent_picks_up_again_at_once(
    center: Center, phone: MakePhone, talk: tuple[Party, Party]
) -> None:
    customer, agent = talk
    center.send(HangUpLeg(agent.leg, EndCause.TRANSFERRED))
    await center.done(PlayMusic(customer.leg, "default"))
    again = await agent_answers(center, agent.call.phone)
    await center.done_bridge(BridgeId("bridge-of-picking-up"), customer.leg, again.leg)
    await goes_on_hearing(customer, again)


async def test_a_parked_customer_hangs_up(center: Center, talk: tuple[Party, Party]) -> None:
    customer, agent = talk
    center.send(HangUpLeg(agent.leg, EndCause.TRANSFERRED))
    await center.done(PlayMusic(customer.leg, "default"))
    await hears_music(customer)
    await customer.call.hang_up()
    ended = await center.get(LegEnded, lambda report: report.leg_id == customer.leg)
    assert ended.cause is EndCause.CALLER_HUNG_UP
