"""What breaks between the engine and a real Asterisk, and what callers notice of it: nothing but music."""

import dataclasses
from collections.abc import AsyncIterator

import pytest

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import (
    CallArrivedOpen,
    CommandDone,
    ExpectedLeg,
    LegEnded,
    LegReturned,
    LegsRead,
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    PromptFinished,
    PromptMenu,
)
from routing.vocabulary import EndCause, LegId, Prompt, ProviderId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.proxy import Relay
from tests.harness.centers import free_port

pytestmark = pytest.mark.e2e

SHORT = Prompt("test/short", "en")
MUSIC_HZ = 311.0
CALLER_HZ, AGENT_HZ = 453.0, 678.0


@dataclasses.dataclass(slots=True)
class Wires:
    """An engine whose connections to Asterisk can be cut."""

    center: Center
    settings: AsteriskSettings
    agi: Relay
    ami: Relay

    async def next_engine(self, *expected: ExpectedLeg) -> LegsRead:
        """Let the engine go and start another that expects these legs."""
        await self.center.provider.stop()
        self.center = Center(AsteriskProvider(self.settings, ProviderId("asterisk")))
        return await self.center.start(expected)


@pytest.fixture
async def wires(lab_settings: AsteriskSettings) -> AsyncIterator[Wires]:
    engine_port = free_port()
    agi = await Relay(lab_settings.agi_port, engine_port).open()
    ami = await Relay(0, lab_settings.ami_port).open()
    settings = dataclasses.replace(lab_settings, agi_port=engine_port, ami_port=ami.port)
    wires = Wires(Center(AsteriskProvider(settings, ProviderId("asterisk"))), settings, agi, ami)
    await wires.center.start()
    try:
        yield wires
        await wires.center.end()
    finally:
        await agi.close()
        await ami.close()


async def test_a_cut_agi_connection_lets_the_caller_go_on_where_it_was(wires: Wires, phone: MakePhone) -> None:
    center = wires.center
    call, leg = await center.call_in(await phone("+15550100"))
    effect_id = center.send(PromptMenu(leg, (SHORT,), "1", 20_000))
    await until(lambda: call.audio.share(622.0) > 0.9)
    before = wires.agi.connections
    await wires.agi.cut()
    await until(lambda: wires.agi.connections > before)
    call.audio.press("1")
    assert (await center.get(MenuAnswered)).effect_id == effect_id
    assert center.count(CallArrivedOpen) == 1
    assert center.count(LegEnded) == 0


async def test_a_cut_manager_connection_is_mended_and_everything_read_again(wires: Wires, phone: MakePhone) -> None:
    center = wires.center
    _, leg = await center.call_in(await phone("+15550100"))
    await center.done(PlayMusic(leg, "default"))
    gone, gone_leg = await center.call_in(await phone("+15550101"))
    await wires.ami.cut()
    await gone.hang_up()
    await until(lambda: center.count(LegsRead) == 2)
    read = [report for report in center.reports if isinstance(report, LegsRead)][-1]
    assert [seen.leg_id for seen in read.legs if seen.leg_id != gone_leg] == [leg]
    center.send(PlayPrompts(leg, (SHORT,)))
    await center.get(PromptFinished)
    if gone_leg in {seen.leg_id for seen in read.legs}:  # it was read before it went
        await center.get(LegEnded, lambda report: report.leg_id == gone_leg)
    center.reports = [report for report in center.reports if getattr(report, "leg_id", "") != gone_leg]


async def test_the_next_engine_finds_waiting_and_talking_callers(wires: Wires, phone: MakePhone) -> None:
    agent = await phone("alice", AGENT_HZ)
    call, leg = await wires.center.call_in(await phone("+15550100", CALLER_HZ))
    agent_call, agent_leg = await wires.center.dial_answered(agent)
    await wires.center.bridge(leg, agent_leg)
    waiting, waiting_leg = await wires.center.call_in(await phone("+15550101"))
    await wires.center.done(PlayMusic(waiting_leg, "default"))

    read = await wires.next_engine(
        ExpectedLeg(leg, True, (agent_leg,)),
        ExpectedLeg(agent_leg, False, (leg,)),
        ExpectedLeg(waiting_leg, True, ()),
        ExpectedLeg(LegId("asterisk-1.1"), True, ()),
    )
    found = {seen.leg_id: seen for seen in read.legs}
    assert set(found) == {leg, agent_leg, waiting_leg}
    assert found[leg].bridged_with == (agent_leg,)
    assert found[waiting_leg].is_answered and found[waiting_leg].bridged_with == ()
    await until(lambda: call.audio.share(AGENT_HZ) > 0.9)
    center = wires.center
    await center.get(LegReturned, lambda report: report.leg_id == waiting_leg, timeout_s=2.0)
    center.send(PlayPrompts(waiting_leg, (SHORT,)))
    await center.get(PromptFinished)

    await agent_call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == leg)
    await call.hang_up()
    await waiting.hang_up()
    await until(lambda: center.count(LegEnded) == 3)


async def test_the_next_engine_learns_of_a_talk_that_ended_while_there_was_none(wires: Wires, phone: MakePhone) -> None:
    """Only Asterisk knows of it: the first engine may have been killed before it wrote down that the talk began."""
    center = wires.center
    call, leg = await center.call_in(await phone("+15550100", CALLER_HZ))
    first_call, first_leg = await center.dial_answered(await phone("alice", AGENT_HZ))
    last_call, last_leg = await center.dial_answered(await phone("bob", AGENT_HZ))
    await center.bridge(leg, first_leg)
    await first_call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == leg)
    await center.bridge(leg, last_leg)
    await center.provider.stop()
    await last_call.hang_up()
    call.audio.forget()  # on a busy machine there was music before the second talk too
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
    expected = [ExpectedLeg(leg, True, (last_leg,)), ExpectedLeg(last_leg, False, (leg,))]
    read = await wires.next_engine(*expected)
    assert [(seen.leg_id, seen.last_bridged_with) for seen in read.legs] == [(leg, last_leg)]


@pytest.mark.parametrize("is_port_closed", [True, False])
async def test_callers_hear_music_without_an_engine_and_arrive_at_the_next(
    wires: Wires, phone: MakePhone, is_port_closed: bool
) -> None:
    await wires.center.provider.stop()
    if is_port_closed:
        await wires.agi.close()
    call = await (await phone("+15550100")).dial("4000")
    await until(lambda: call.audio.share(MUSIC_HZ) > 0.9)
    if is_port_closed:
        await wires.agi.open()
    await wires.next_engine()
    arrived = await wires.center.get(CallArrivedOpen, timeout_s=2.0)
    effect_id = wires.center.send(PlayMusic(arrived.leg_id, "default"))
    await wires.center.get(CommandDone, lambda report: report.effect_id == effect_id)
    await call.hang_up()
    await wires.center.get(LegEnded)


async def test_a_dialled_leg_that_nobody_expects_is_ended(wires: Wires, phone: MakePhone) -> None:
    call, _ = await wires.center.dial_answered(await phone("alice"))
    await wires.next_engine()
    await until(call.ended.is_set)


async def test_a_phone_that_was_switched_off_is_rung_for_seconds_only(center: Center, phone: MakePhone) -> None:
    agent = await phone("alice")
    await center.phone_is("alice", reachable=True, in_use=False)
    agent.switch_off()
    leg = center.dial("alice", answer_timeout_ms=20_000)
    ended = await center.get(LegEnded, lambda report: report.leg_id == leg, timeout_s=8.0)
    assert ended.cause is EndCause.UNREACHABLE
    await center.phone_is("alice", reachable=False, in_use=False)
