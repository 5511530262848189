"""What is told when Asterisk cannot be reached: nothing at first, then its phones, and its calls once it is gone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk import outage as outages
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.outage import Outage
from cic.cti.asterisk.translate import Translator
from cic.cti.port import LegEnded, LegsRead, PhoneChanged, ProviderReport
from routing.vocabulary import EndCause, LegId, ProviderId
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

PROVIDER = ProviderId("asterisk")
CALLER, AGENT = LegId("asterisk-1.1"), LegId("leg-a")


@dataclass(slots=True)
class Connection:
    """In the connection's place."""

    refusals: int = 0


@dataclass(slots=True)
class Rig:
    """An outage and what it told."""

    connection: Connection
    legs: Legs
    outage: Outage
    reports: list[ProviderReport] = field(default_factory=list)
    reachable: list[bool] = field(default_factory=list)


@pytest.fixture
async def rig(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    monkeypatch.setattr(outages, "_TOLD_AFTER_S", 0.02)
    monkeypatch.setattr(outages, "_LOOK_EVERY_S", 0.001)
    connection, legs = Connection(), Legs(PROVIDER)
    legs.add(Leg(CALLER, "1.1", is_caller=True))
    legs.add(Leg(AGENT, AGENT, is_caller=False))
    translator = Translator(legs, frozenset({"alice"}))
    translator.phones.changed("alice", "NOT_INUSE")
    reports: list[ProviderReport] = []
    reachable: list[bool] = []
    outage = Outage(connection, legs, translator, reports.append, reachable.append)  # type: ignore[arg-type]
    yield Rig(connection, legs, outage, reports, reachable)
    outage.stop()


async def test_what_is_back_at_once_is_not_told_of(rig: Rig) -> None:
    rig.outage.begins()
    rig.outage.ends()
    rig.outage.begins()
    await asyncio.sleep(0)
    assert rig.reports == [] and rig.reachable == [True]


async def test_a_cut_takes_the_phones_out_and_leaves_the_calls(rig: Rig) -> None:
    rig.outage.begins()
    rig.outage.begins()
    await until(lambda: bool(rig.reports))
    assert rig.reachable == [False]
    assert rig.reports == [PhoneChanged(PROVIDER, "alice", False, False)]
    rig.connection.refusals = 2
    rig.outage.ends()
    assert rig.reachable == [False, True] and set(rig.legs.by_id) == {CALLER, AGENT}


async def test_where_nobody_listens_the_calls_are_over(rig: Rig) -> None:
    rig.connection.refusals = 100
    rig.outage.begins()
    await until(lambda: len(rig.reports) == 4)
    lost = [LegEnded(CALLER, EndCause.LOST), LegEnded(AGENT, EndCause.LOST)]
    assert rig.reports[1:] == [LegsRead(PROVIDER, ()), *lost]
    assert not rig.legs.by_id and not rig.legs.ended  # a caller who comes back after all is served


async def test_an_open_conversation_shows_that_asterisk_lives(rig: Rig) -> None:
    class Session:
        def close(self) -> None: ...

    rig.legs.by_id[CALLER].session = Session()  # type: ignore[assignment]
    rig.connection.refusals = 100
    rig.outage.begins()
    await until(lambda: bool(rig.reports))
    assert not [report for report in rig.reports if isinstance(report, LegsRead)]
    rig.legs.by_id[CALLER].session = None
    await until(lambda: any(isinstance(report, LegsRead) for report in rig.reports))


@pytest.mark.parametrize(("cause", "is_over"), [("4", True), ("16", False)])
def test_an_asterisk_that_stops_says_so_before_it_hangs_up(cause: str, is_over: bool) -> None:
    legs = Legs(PROVIDER)
    legs.add(Leg(CALLER, "1.1", is_caller=True))
    translator = Translator(legs, frozenset())
    told = translator.translate(AmiMessage(["Event: SoftHangupRequest", "Uniqueid: 1.1", f"Cause: {cause}"]))
    told += translator.translate(AmiMessage(["Event: Hangup", "Uniqueid: 1.1", "Cause: 16"]))
    if is_over:
        assert told == [LegsRead(PROVIDER, ()), LegEnded(CALLER, EndCause.LOST)]
    else:
        assert told == [LegEnded(CALLER, EndCause.CALLER_HUNG_UP)]
