"""An agent calls somebody outside over a real Asterisk: who is reached is a caller from then on, as if called in.

The world outside is one phone, to which Asterisk sends every number that it is told to dial.
"""

import dataclasses
import itertools
from collections.abc import AsyncIterator, Callable

import pytest

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import (
    RINGING,
    CallArrivedOpen,
    CollectEnd,
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
    MenuAnswered,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    ResumeLeg,
)
from routing.vocabulary import BridgeId, EndCause, InteractionId, LegId, ProviderId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.parties import (
    AGENT_HZ,
    CUSTOMER_HZ,
    OTHER_HZ,
    Party,
    agent_answers,
    goes_on_hearing,
    hear_each_other,
    hears_music,
    hears_ringing,
    hears_silence,
)
from tests.e2e.asterisk.sip_phone import SipPhone
from tests.e2e.asterisk.test_calls import LONG, LONG_HZ, SHORT

pytestmark = pytest.mark.e2e

TALK = BridgeId("bridge-of-customer")
_legs = itertools.count(1)


@pytest.fixture
async def outside(lab_settings: AsteriskSettings) -> AsyncIterator[SipPhone]:
    """Whoever is called in the world outside."""
    phone = await SipPhone("outside", lab_settings.sip_port, CUSTOMER_HZ).open()
    yield phone
    await phone.close()


MakeProvider = Callable[[], AsteriskProvider]


@pytest.fixture
def make_provider(lab_settings: AsteriskSettings, outside: SipPhone) -> MakeProvider:
    """An engine whose way to the world outside leads to that phone."""
    outbound = f"PJSIP/caller/sip:{{number}}@127.0.0.1:{outside.port}"
    settings = dataclasses.replace(lab_settings, outbound=outbound)
    return lambda: AsteriskProvider(settings, ProviderId("asterisk"))


@pytest.fixture
async def center(make_provider: MakeProvider) -> AsyncIterator[Center]:
    center = Center(make_provider())
    await center.start()
    yield center
    await center.end()


def dial_out(center: Center, number: str = "+8613800000000", answer_timeout_ms: int = 15_000) -> LegId:
    leg = LegId(f"customer-{next(_legs)}-{id(center)}")
    center.send(DialNumber(leg, number, InteractionId("interaction-7"), answer_timeout_ms))
    return leg


async def reached(center: Center, outside: SipPhone) -> Party:
    """The customer is called and picks up."""
    leg = dial_out(center)
    call = await outside.ring()
    await center.get(LegRinging, lambda report: report.leg_id == leg)
    await call.answer()
    await center.get(LegAnswered, lambda report: report.leg_id == leg)
    return Party(call, leg, CUSTOMER_HZ)


@pytest.fixture
async def talk(center: Center, phone: MakePhone, outside: SipPhone) -> tuple[Party, Party]:
    """As the center does: the agent's phone first, then the customer, and then both hear each other."""
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done(PlayMusic(agent.leg, RINGING))
    leg = dial_out(center)
    call = await outside.ring()
    await hears_ringing(agent)
    await call.answer()
    await center.get(LegAnswered, lambda report: report.leg_id == leg)
    customer = Party(call, leg, CUSTOMER_HZ)
    await center.done_bridge(TALK, customer.leg, agent.leg)
    await hear_each_other(customer, agent)
    return customer, agent


async def test_the_number_is_rung_and_nothing_of_ours_goes_out(center: Center, outside: SipPhone) -> None:
    leg = dial_out(center, "+8613812345678")
    call = await outside.ring()
    assert "+8613812345678" in call.header["to"]
    assert "x-interaction-id" not in call.header and "interaction" not in str(call.invite)
    center.send(HangUpLeg(leg, EndCause.COMPLETED))
    ended = await center.get(LegEnded, lambda report: report.leg_id == leg)
    assert ended.cause is EndCause.COMPLETED
    await until(call.ended.is_set)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("486 Busy Here", EndCause.BUSY),
        ("603 Decline", EndCause.DECLINED),
        ("480 Temporarily Unavailable", EndCause.NOT_ANSWERED),
        ("404 Not Found", EndCause.UNREACHABLE),
        ("484 Address Incomplete", EndCause.UNREACHABLE),
        ("410 Gone", EndCause.UNREACHABLE),
    ],
)
async def test_why_nobody_was_reached(center: Center, outside: SipPhone, status: str, cause: EndCause) -> None:
    leg = dial_out(center)
    (await outside.ring()).reject(status)
    assert (await center.get(LegEnded, lambda report: report.leg_id == leg)).cause is cause


async def test_nobody_picks_up_in_time(center: Center, outside: SipPhone) -> None:
    leg = dial_out(center, answer_timeout_ms=1_000)
    call = await outside.ring()
    assert (await center.get(LegEnded, lambda report: report.leg_id == leg)).cause is EndCause.NOT_ANSWERED
    await until(call.ended.is_set)


async def test_one_who_still_rings_hears_nothing_of_ours(center: Center, outside: SipPhone) -> None:
    leg = dial_out(center)
    call = await outside.ring()
    refused = center.send(PlayPrompts(leg, (SHORT,)))
    failed = await center.get(CommandFailed)
    assert (failed.effect_id, failed.reason) == (refused, "leg_not_answered")
    await call.answer()
    await center.get(LegAnswered, lambda report: report.leg_id == leg)


async def test_who_was_reached_hears_and_answers_as_a_caller_does(center: Center, outside: SipPhone) -> None:
    customer = await reached(center, outside)
    await hears_silence(customer)

    menu = center.send(PromptMenu(customer.leg, (LONG,), "12", 3_000))
    await until(lambda: customer.call.audio.share(LONG_HZ) > 0.9)
    customer.call.audio.press("2")
    answered = await center.get(MenuAnswered)
    assert (answered.effect_id, answered.leg_id, answered.key) == (menu, customer.leg, "2")

    center.send(PromptCollect(customer.leg, (SHORT,), 1, 6, "#", 3_000, 3_000))
    customer.call.audio.press("4711#")
    collected = await center.get(DigitsCollectedOpen)
    assert (collected.digits, collected.ended_by) == ("4711", CollectEnd.TERMINATOR)

    queue = center.send(PlayMusic(customer.leg, "default", keys="9"))
    await hears_music(customer)
    customer.call.audio.press("9")
    await center.get(MenuAnswered, lambda report: report.effect_id == queue and report.key == "9")
    await hears_music(customer)

    finished = center.send(PlayPrompts(customer.leg, (SHORT,)))
    await center.get(PromptFinished, lambda report: report.effect_id == finished)
    assert center.count(CallArrivedOpen) == 0, "nobody has called in"


async def test_the_agent_leaves_and_the_customer_hears_what_comes_next(
    center: Center, talk: tuple[Party, Party]
) -> None:
    customer, agent = talk
    await agent.call.hang_up()
    await center.get(LegEnded, lambda report: report.leg_id == agent.leg)
    await center.get(LegReturned, lambda report: report.leg_id == customer.leg)
    center.send(PlayPrompts(customer.leg, (LONG,)))
    await until(lambda: customer.call.audio.share(LONG_HZ) > 0.9)
    await customer.call.hang_up()
    ended = await center.get(LegEnded, lambda report: report.leg_id == customer.leg)
    assert ended.cause is EndCause.CALLER_HUNG_UP


async def test_transferred_to_a_queue_and_then_to_another_agent(
    center: Center, phone: MakePhone, talk: tuple[Party, Party]
) -> None:
    customer, agent = talk
    center.send(HangUpLeg(agent.leg, EndCause.TRANSFERRED))
    await center.done(PlayMusic(customer.leg, "default"))
    await hears_music(customer)
    other = await agent_answers(center, await phone("bob", OTHER_HZ))
    await center.done_bridge(BridgeId("bridge-of-other"), customer.leg, other.leg)
    await goes_on_hearing(customer, other)
    await other.call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == customer.leg)
    menu = center.send(PromptMenu(customer.leg, (LONG,), "12", 3_000))
    await until(lambda: customer.call.audio.share(LONG_HZ) > 0.9)
    customer.call.audio.press("1")
    assert (await center.get(MenuAnswered)).effect_id == menu
    assert center.count(CallArrivedOpen) == 0


@pytest.mark.parametrize("times", [1, 2])
async def test_a_customer_who_was_called_is_held_and_resumed(
    center: Center, talk: tuple[Party, Party], times: int
) -> None:
    customer, agent = talk
    for _ in range(times):
        await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
        await hears_music(customer)
        await hears_silence(agent)
        await center.done(ResumeLeg(TALK, customer.leg, (agent.leg,)))
        await hear_each_other(customer, agent)


async def test_a_conference_with_a_customer_who_was_called(
    center: Center, phone: MakePhone, talk: tuple[Party, Party]
) -> None:
    customer, agent = talk
    await center.done(HoldLeg(TALK, customer.leg, (agent.leg,), "default"))
    other = await agent_answers(center, await phone("bob", OTHER_HZ))
    await center.done_bridge(BridgeId("bridge-of-consult"), agent.leg, other.leg)
    await hear_each_other(agent, other)
    await hears_music(customer)
    await center.done_bridge(TALK, customer.leg, agent.leg, other.leg)
    await hear_each_other(customer, agent, other)
    center.send(HangUpLeg(agent.leg, EndCause.AGENT_HUNG_UP))
    await goes_on_hearing(customer, other)


async def test_an_agent_asks_somebody_outside_and_hands_the_caller_over(
    center: Center, phone: MakePhone, outside: SipPhone
) -> None:
    call, leg = await center.call_in(await phone("+15550100", 523.0))
    caller = Party(call, leg, 523.0)
    agent = await agent_answers(center, await phone("alice", AGENT_HZ))
    await center.done_bridge(TALK, caller.leg, agent.leg)
    await center.done(HoldLeg(TALK, caller.leg, (agent.leg,), "default"))
    await center.done(PlayMusic(agent.leg, RINGING))
    other = await reached(center, outside)
    await center.done_bridge(BridgeId("bridge-of-consult"), agent.leg, other.leg)
    await hear_each_other(agent, other)
    await hears_music(caller)
    center.send(HoldLeg(BridgeId("bridge-of-consult"), other.leg, (agent.leg,), "default"))
    await center.done(ResumeLeg(TALK, caller.leg, (agent.leg,)))
    await hear_each_other(caller, agent)
    await hears_music(other)
    await center.done_bridge(TALK, caller.leg, agent.leg, other.leg)
    await hear_each_other(caller, agent, other)
    center.send(HangUpLeg(agent.leg, EndCause.TRANSFERRED))
    await goes_on_hearing(caller, other)
    await other.call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == caller.leg)


async def restarted(center: Center, make_provider: MakeProvider, *expected: ExpectedLeg) -> None:
    """Another engine takes up what this one has left."""
    await center.provider.stop()
    center.reports.clear()
    center.provider = make_provider()
    await center.start(expected)


async def test_the_next_engine_finds_the_talk_and_the_customer_comes_back_to_it(
    center: Center, make_provider: MakeProvider, talk: tuple[Party, Party]
) -> None:
    customer, agent = talk
    await restarted(
        center,
        make_provider,
        ExpectedLeg(customer.leg, True, (agent.leg,), is_dialled=True),
        ExpectedLeg(agent.leg, False, (customer.leg,)),
    )
    await hear_each_other(customer, agent)
    await agent.call.hang_up()
    await center.get(LegReturned, lambda report: report.leg_id == customer.leg)
    center.send(PlayPrompts(customer.leg, (LONG,)))
    await until(lambda: customer.call.audio.share(LONG_HZ) > 0.9)
    assert center.count(CallArrivedOpen) == 0


async def test_the_next_engine_finds_a_customer_who_waits_in_a_queue(
    center: Center, make_provider: MakeProvider, outside: SipPhone
) -> None:
    customer = await reached(center, outside)
    await center.done(PlayMusic(customer.leg, "default"))
    await hears_music(customer)
    await restarted(center, make_provider, ExpectedLeg(customer.leg, True, (), is_dialled=True))
    await center.get(LegReturned, lambda report: report.leg_id == customer.leg, timeout_s=5.0)
    center.send(PlayPrompts(customer.leg, (LONG,)))
    await until(lambda: customer.call.audio.share(LONG_HZ) > 0.9)
    await customer.call.hang_up()
    ended = await center.get(LegEnded)
    assert (ended.leg_id, ended.cause) == (customer.leg, EndCause.CALLER_HUNG_UP)
    assert center.count(CallArrivedOpen) == 0


async def test_a_customer_whom_the_next_engine_does_not_know_is_let_go(
    center: Center, make_provider: MakeProvider, outside: SipPhone
) -> None:
    customer = await reached(center, outside)
    await center.done(PlayMusic(customer.leg, "default"))
    await hears_music(customer)
    await restarted(center, make_provider)
    await until(customer.call.ended.is_set)
    assert center.count(CallArrivedOpen) == 0


async def test_the_next_engine_finds_one_who_still_rings(
    center: Center, make_provider: MakeProvider, outside: SipPhone
) -> None:
    leg = dial_out(center)
    call = await outside.ring()
    await center.get(LegRinging, lambda report: report.leg_id == leg)
    await restarted(center, make_provider, ExpectedLeg(leg, True, (), is_dialled=True))
    await center.get(LegRinging, lambda report: report.leg_id == leg)
    await call.answer()
    await center.get(LegAnswered, lambda report: report.leg_id == leg)
    center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
