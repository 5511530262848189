"""The tone of a phone that rings far away, over a real Asterisk: heard until the next command, and no longer."""

import pytest

from cic.cti.port import RINGING, HoldLeg, MenuAnswered, PlayMusic
from routing.vocabulary import BridgeId
from tests.e2e.asterisk.center import Center
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.parties import (
    AGENT_HZ,
    Party,
    agent_answers,
    customer_calls,
    hear_each_other,
    hears_music,
    hears_no_ringing,
    hears_ringing,
)

pytestmark = pytest.mark.e2e

TALK = BridgeId("bridge-of-customer")


@pytest.fixture
async def customer(center: Center, phone: MakePhone) -> Party:
    return await customer_calls(center, phone)


@pytest.fixture
async def agent(center: Center, phone: MakePhone) -> Party:
    return await agent_answers(center, await phone("alice", AGENT_HZ))


async def test_it_ends_for_both_when_they_hear_each_other(center: Center, customer: Party, agent: Party) -> None:
    for party in (agent, customer):
        await center.done(PlayMusic(party.leg, RINGING))
        await hears_ringing(party)
        await hears_ringing(party)
    await center.done_bridge(TALK, customer.leg, agent.leg)
    await hear_each_other(customer, agent)
    for party in (agent, customer):
        await hears_no_ringing(party)
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    await hears_no_ringing(agent)


async def test_music_takes_its_place(center: Center, customer: Party, agent: Party) -> None:
    for party in (agent, customer):
        await center.done(PlayMusic(party.leg, RINGING))
        await hears_ringing(party)
        await center.done(PlayMusic(party.leg, "default"))
        await hears_music(party)
        await hears_no_ringing(party)


async def test_a_caller_who_hears_it_may_press_a_key(center: Center, customer: Party) -> None:
    effect_id = center.send(PlayMusic(customer.leg, RINGING, keys="0"))
    await hears_ringing(customer)
    customer.call.audio.press("0")
    answered = await center.get(MenuAnswered)
    assert (answered.effect_id, answered.key) == (effect_id, "0")
    await hears_ringing(customer)
