"""Somebody listens in on a talk, as every telephony provider must let them: who hears whom in each mode.

The same is proven by tones over a real Asterisk, in tests/e2e/asterisk/test_monitoring.py.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from cic.cti.port import (
    BridgeLegs,
    CommandDone,
    CommandFailed,
    ExpectedLeg,
    HangUpLeg,
    HoldLeg,
    LegEnded,
    LegReturned,
    LegsRead,
    MonitorLeg,
    MonitorMode,
    PlayMusic,
    ResumeLeg,
)
from routing.vocabulary import BridgeId, EndCause, LegId
from tests.contract.provider_bench import Bench
from tests.contract.test_provider_contract import BENCHES, answered_agent, answered_caller, order

pytestmark = pytest.mark.contract

TALK, CONSULT, AFTER = BridgeId("b-talk"), BridgeId("b-consult"), BridgeId("b-after")
LISTEN, WHISPER, BARGE = MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE


@dataclass(slots=True)
class Talk:
    """A customer and an agent who talk, and a supervisor whose phone was answered."""

    bench: Bench
    customer: LegId
    agent: LegId
    supervisor: LegId
    orders: int = 0

    async def monitor(self, mode: MonitorMode, leg: LegId | None = None) -> None:
        done = await self.order(MonitorLeg(leg or self.supervisor, self.agent, mode))
        assert CommandDone(done) in self.bench.reports

    async def order(self, command: MonitorLeg | BridgeLegs | HoldLeg | ResumeLeg | HangUpLeg | PlayMusic) -> str:
        self.orders += 1
        return await order(self.bench, f"o{self.orders}", command)

    def hear(self, *, customer: str = "", agent: str = "", supervisor: str = "") -> bool:
        """Whether each hears exactly these: c, a and s for the three."""
        names = {"c": self.customer, "a": self.agent, "s": self.supervisor}
        wanted = {self.customer: customer, self.agent: agent, self.supervisor: supervisor}
        return all(self.bench.hears(leg) == frozenset(names[one] for one in heard) for leg, heard in wanted.items())


@pytest.fixture(params=list(BENCHES.values()), ids=list(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with request.param() as made:
        yield made


@pytest.fixture
async def talk(bench: Bench) -> Talk:
    assert bench.provider.capabilities.monitoring
    customer, agent = await answered_caller(bench), await answered_agent(bench, "101")
    await order(bench, "talk", BridgeLegs(TALK, (customer, agent)))
    supervisor = await answered_agent(bench, "102")
    bench.reports.clear()
    return Talk(bench, customer, agent, supervisor)


async def test_each_mode_is_heard_by_whom_it_says(talk: Talk) -> None:
    await talk.monitor(LISTEN)
    assert talk.hear(customer="a", agent="c", supervisor="ca")
    await talk.monitor(WHISPER)
    assert talk.hear(customer="a", agent="cs", supervisor="ca")
    await talk.monitor(BARGE)
    assert talk.hear(customer="as", agent="cs", supervisor="ca")
    await talk.monitor(LISTEN)
    assert talk.hear(customer="a", agent="c", supervisor="ca")
    assert not [report for report in talk.bench.reports if isinstance(report, LegEnded | CommandFailed)]


async def test_the_same_again_is_done_at_once(talk: Talk) -> None:
    await talk.monitor(WHISPER)
    await talk.monitor(WHISPER)
    assert talk.hear(customer="a", agent="cs", supervisor="ca")


async def test_a_customer_on_hold_is_not_spoken_to(talk: Talk) -> None:
    await talk.monitor(BARGE)
    await talk.order(HoldLeg(TALK, talk.customer, (talk.agent,), "default"))
    assert talk.bench.hears(talk.agent) == {talk.supervisor} and talk.bench.hears(talk.supervisor) == {talk.agent}
    (heard,) = talk.bench.hears(talk.customer)
    assert "default" in heard
    await talk.monitor(LISTEN)
    assert talk.bench.hears(talk.agent) == frozenset()
    await talk.monitor(BARGE)
    await talk.order(ResumeLeg(TALK, talk.customer, (talk.agent,)))
    assert talk.hear(customer="as", agent="cs", supervisor="ca")


async def test_it_follows_the_agent_to_another(talk: Talk) -> None:
    await talk.monitor(LISTEN)
    await talk.order(HoldLeg(TALK, talk.customer, (talk.agent,), "default"))
    other = await answered_agent(talk.bench, "103")
    await talk.order(BridgeLegs(CONSULT, (talk.agent, other)))
    assert talk.bench.hears(talk.supervisor) == {talk.agent, other}
    await talk.order(BridgeLegs(TALK, (talk.customer, talk.agent, other)))
    assert talk.bench.hears(talk.supervisor) == {talk.customer, talk.agent, other}
    await talk.monitor(BARGE)
    assert talk.bench.hears(other) == {talk.customer, talk.agent, talk.supervisor}


async def test_two_who_listen_hear_each_other_only_barging_in(talk: Talk) -> None:
    second = await answered_agent(talk.bench, "103")
    await talk.monitor(LISTEN)
    await talk.monitor(WHISPER, second)
    assert talk.bench.hears(talk.agent) == {talk.customer, second}
    assert talk.bench.hears(talk.supervisor) == {talk.customer, talk.agent}
    await talk.monitor(BARGE, second)
    assert talk.bench.hears(talk.supervisor) == {talk.customer, talk.agent, second}
    assert talk.bench.hears(second) == {talk.customer, talk.agent}


@pytest.mark.parametrize("mode", [LISTEN, WHISPER, BARGE])
async def test_the_customer_is_taken_over(talk: Talk, mode: MonitorMode) -> None:
    await talk.monitor(mode)
    await talk.order(BridgeLegs(AFTER, (talk.customer, talk.supervisor)))
    await talk.order(HangUpLeg(talk.agent, EndCause.TRANSFERRED))
    assert talk.bench.hears(talk.customer) == {talk.supervisor} and talk.bench.hears(talk.supervisor) == {talk.customer}
    assert [report for report in talk.bench.reports if isinstance(report, LegEnded)] == [
        LegEnded(talk.agent, EndCause.TRANSFERRED)
    ]


async def test_it_ends_with_the_leg_that_is_listened_to(talk: Talk) -> None:
    await talk.monitor(LISTEN)
    await talk.bench.agent_hangs_up("101")
    assert LegReturned(talk.supervisor) in talk.bench.reports
    assert talk.bench.hears(talk.supervisor) == frozenset()
    failed = await talk.order(MonitorLeg(talk.supervisor, talk.agent, WHISPER))
    assert [report.effect_id for report in talk.bench.reports if isinstance(report, CommandFailed)] == [failed]


@pytest.mark.parametrize("mode", [LISTEN, BARGE])
async def test_who_listened_hangs_up_and_the_talk_goes_on(talk: Talk, mode: MonitorMode) -> None:
    await talk.monitor(mode)
    await talk.bench.agent_hangs_up("102")
    assert talk.bench.hears(talk.customer) == {talk.agent} and talk.bench.hears(talk.agent) == {talk.customer}
    assert not [report for report in talk.bench.reports if isinstance(report, LegReturned)]


async def test_another_command_for_the_leg_ends_it(talk: Talk) -> None:
    await talk.monitor(BARGE)
    await talk.order(PlayMusic(talk.supervisor, "default"))
    assert talk.bench.hears(talk.customer) == {talk.agent} and talk.bench.hears(talk.agent) == {talk.customer}


async def test_nobody_listens_to_a_leg_that_is_not_there(talk: Talk) -> None:
    for command in (
        MonitorLeg(talk.supervisor, LegId("nobody"), LISTEN),
        MonitorLeg(LegId("nobody"), talk.agent, LISTEN),
        MonitorLeg(talk.supervisor, talk.supervisor, LISTEN),
    ):
        failed = await talk.order(command)
        assert [report.effect_id for report in talk.bench.reports if isinstance(report, CommandFailed)][-1] == failed
    assert talk.hear(customer="a", agent="c")


@pytest.mark.parametrize("mode", [LISTEN, WHISPER, BARGE])
async def test_after_a_restart_it_is_asked_for_again(talk: Talk, mode: MonitorMode) -> None:
    await talk.monitor(mode)
    await talk.bench.engine_restarts(
        [
            ExpectedLeg(talk.customer, True, (talk.agent,)),
            ExpectedLeg(talk.agent, False, (talk.customer,)),
            ExpectedLeg(talk.supervisor, False, ()),
        ]
    )
    assert [report for report in talk.bench.reports if isinstance(report, LegsRead)]
    await talk.monitor(mode)
    speaks = {LISTEN: ("a", "c"), WHISPER: ("a", "cs"), BARGE: ("as", "cs")}[mode]
    assert talk.hear(customer=speaks[0], agent=speaks[1], supervisor="ca")
