"""Somebody listens in on a talk over a real Asterisk, by tones: who hears whom in each mode, switched on one leg."""

import asyncio
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
    MonitorLeg,
    MonitorMode,
    PlayMusic,
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
    hears,
    hears_music,
    hears_silence,
)

pytestmark = pytest.mark.e2e

TALK, CONSULT = BridgeId("bridge-of-customer"), BridgeId("bridge-of-consult")
LISTEN, WHISPER, BARGE = MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE
SWITCH_S_MAX = 3.0
"""It takes some 0.1 s; a crowded machine has more."""


@dataclass(frozen=True, slots=True)
class Supervised:
    """A customer and an agent who talk, and a supervisor whose phone was answered."""

    center: Center
    customer: Party
    agent: Party
    supervisor: Party

    async def monitor(self, mode: MonitorMode) -> None:
        """Listen in so; done within a second."""
        async with asyncio.timeout(SWITCH_S_MAX):
            await self.center.done(MonitorLeg(self.supervisor.leg, self.agent.leg, mode))

    async def listens(self) -> None:
        await hears(self.supervisor, self.customer, self.agent)
        await hears(self.agent, self.customer)
        await hears(self.customer, self.agent)

    async def whispers(self) -> None:
        await hears(self.supervisor, self.customer, self.agent)
        await hears(self.agent, self.customer, self.supervisor)
        await hears(self.customer, self.agent)

    async def barges_in(self) -> None:
        await hear_each_other(self.customer, self.agent, self.supervisor)

    async def hold(self) -> None:
        await self.center.done(HoldLeg(TALK, self.customer.leg, (self.agent.leg,), "default"))

    async def resume(self) -> None:
        await self.center.done(ResumeLeg(TALK, self.customer.leg, (self.agent.leg,)))

    def nobody_was_lost(self) -> None:
        """One SIP call for the supervisor, and nothing that failed."""
        assert self.center.count(LegEnded) == self.center.count(CommandFailed) == 0
        assert self.supervisor.call.phone.arrived.empty(), "no second call was made"


@pytest.fixture
async def talk(center: Center, phone: MakePhone) -> Supervised:
    customer = await customer_calls(center, phone)
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done_bridge(TALK, customer.leg, agent.leg)
    supervisor = await agent_answers(center, await phone("bob", OTHER_HZ))
    return Supervised(center, customer, agent, supervisor)


async def test_each_mode_is_heard_by_whom_it_says_and_switched_on_one_leg(talk: Supervised) -> None:
    await talk.monitor(LISTEN)
    await talk.listens()
    await talk.monitor(WHISPER)
    await talk.whispers()
    await talk.monitor(BARGE)
    await talk.barges_in()
    await talk.monitor(LISTEN)
    await talk.listens()
    talk.nobody_was_lost()
    await talk.supervisor.call.hang_up()
    await talk.center.get(LegEnded, lambda report: report.leg_id == talk.supervisor.leg)
    await goes_on_hearing(talk.customer, talk.agent)


async def test_on_hold_the_customer_hears_music_whoever_speaks_to_the_agent(talk: Supervised) -> None:
    await talk.monitor(BARGE)
    await talk.barges_in()
    await talk.hold()
    await hears_music(talk.customer)
    await hear_each_other(talk.agent, talk.supervisor)
    await talk.monitor(WHISPER)
    await hear_each_other(talk.agent, talk.supervisor)
    await talk.monitor(LISTEN)
    await hears_silence(talk.agent)
    await hears(talk.supervisor, talk.agent)
    await talk.monitor(BARGE)
    await talk.resume()
    await talk.barges_in()
    talk.nobody_was_lost()


async def test_it_follows_the_agent_into_consult_and_conference(talk: Supervised, phone: MakePhone) -> None:
    center, agent, supervisor = talk.center, talk.agent, talk.supervisor
    await talk.monitor(LISTEN)
    await talk.hold()
    other = await agent_answers(center, await phone("carol", 1312.0))
    await center.done_bridge(CONSULT, agent.leg, other.leg)
    await hears(supervisor, agent, other)
    await talk.monitor(BARGE)
    await hear_each_other(agent, other, supervisor)
    await hears_music(talk.customer)
    await center.done_bridge(TALK, talk.customer.leg, agent.leg, other.leg)
    await hears(talk.customer, agent, other, supervisor)
    await hears(supervisor, talk.customer, agent, other)
    await talk.monitor(WHISPER)
    await hears(agent, talk.customer, other, supervisor)
    await hears(talk.customer, agent, other)
    talk.nobody_was_lost()


async def test_two_listen_and_only_who_barges_in_is_heard_by_the_other(talk: Supervised, phone: MakePhone) -> None:
    second = await agent_answers(talk.center, await phone("carol", 1312.0))
    await talk.monitor(LISTEN)
    await talk.center.done(MonitorLeg(second.leg, talk.agent.leg, WHISPER))
    await hears(talk.agent, talk.customer, second)
    await hears(talk.supervisor, talk.customer, talk.agent)
    await talk.center.done(MonitorLeg(second.leg, talk.agent.leg, BARGE))
    await hears(talk.supervisor, talk.customer, talk.agent, second)
    await hears(talk.customer, talk.agent, second)
    await talk.monitor(BARGE)
    await hears(talk.customer, talk.agent, second, talk.supervisor)
    talk.nobody_was_lost()


@pytest.mark.parametrize("mode", [LISTEN, BARGE])
async def test_the_supervisor_takes_the_customer_over(talk: Supervised, mode: MonitorMode) -> None:
    await talk.monitor(mode)
    formed = talk.center.send(BridgeLegs(BridgeId("bridge-after"), (talk.customer.leg, talk.supervisor.leg)))
    talk.center.send(HangUpLeg(talk.agent.leg, EndCause.TRANSFERRED))
    await talk.center.get(BridgeFormed, lambda report: report.effect_id == formed)
    await goes_on_hearing(talk.customer, talk.supervisor)
    ended = await talk.center.get(LegEnded)
    assert (ended.leg_id, ended.cause) == (talk.agent.leg, EndCause.TRANSFERRED)
    assert talk.center.count(LegEnded) == 1


@pytest.mark.parametrize("mode", [LISTEN, BARGE])
async def test_it_ends_with_the_leg_that_is_listened_to(talk: Supervised, mode: MonitorMode) -> None:
    await talk.monitor(mode)
    await talk.agent.call.hang_up()
    await talk.center.get(LegEnded, lambda report: report.leg_id == talk.agent.leg)
    if mode is LISTEN:
        await talk.center.get(LegReturned, lambda report: report.leg_id == talk.supervisor.leg)
        await hears_silence(talk.supervisor)
    failed = talk.center.send(MonitorLeg(talk.supervisor.leg, talk.agent.leg, WHISPER))
    refused = await talk.center.get(CommandFailed)
    assert (refused.effect_id, refused.reason) == (failed, "leg_gone")


async def test_music_ends_it(talk: Supervised) -> None:
    await talk.monitor(BARGE)
    await talk.center.done(PlayMusic(talk.supervisor.leg, "default"))
    await hears_music(talk.supervisor)
    await goes_on_hearing(talk.customer, talk.agent)


async def test_keys_of_a_listener_reach_nobody(talk: Supervised) -> None:
    await talk.monitor(LISTEN)
    talk.supervisor.call.audio.press("456")
    await until(lambda: talk.supervisor.call.audio.packets_since_key > 20)
    await talk.listens()
    assert talk.agent.call.audio.keys_heard == talk.customer.call.audio.keys_heard == ""
