"""Ringing a phone while the manager connection is cut, or while the phone dies: once, and never for nobody."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk import sight as sights
from cic.cti.asterisk.dialling import Dialling
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.sight import Sight
from cic.cti.port import DialLeg, LegEnded, LegRinging, ProviderReport
from routing.vocabulary import EndCause, InteractionId, LegId, ProviderId
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

LEG = LegId("leg-a")
DIAL = DialLeg(LEG, "alice", InteractionId("interaction-7"), 20_000)


@dataclass(slots=True)
class Control:
    """In the place of AMI actions: remembers what was asked, and fails as told."""

    fault: Exception | None = None
    meanwhile: Callable[[], None] = lambda: None
    dialled: list[LegId] = field(default_factory=list)
    hung_up: list[LegId] = field(default_factory=list)

    async def dial(self, command: DialLeg, place: str) -> None:
        assert place == "PJSIP/alice"
        self.dialled.append(command.leg_id)
        self.meanwhile()
        if self.fault is not None:
            raise self.fault

    async def hang_up(self, leg: Leg) -> None:
        self.hung_up.append(leg.leg_id)


@dataclass(slots=True)
class Rig:
    """Dialling with everything around it in the test's hands."""

    control: Control
    sight: Sight
    legs: Legs
    dialling: Dialling
    reports: list[ProviderReport]
    tasks: list["asyncio.Task[None]"]

    async def settled(self) -> list[ProviderReport]:
        await asyncio.gather(*self.tasks)
        return self.reports


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setattr(sights, "_WAIT_S_MAX", 0.05)
    control, sight, legs = Control(), Sight(), Legs(ProviderId("asterisk"))
    reports: list[ProviderReport] = []
    tasks: list[asyncio.Task[None]] = []

    def run(doing: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        tasks.append(asyncio.ensure_future(doing))  # type: ignore[arg-type]
        return tasks[-1]

    dialling = Dialling(legs, control, sight, reports.append, run)  # type: ignore[arg-type]
    return Rig(control, sight, legs, dialling, reports, tasks)


async def test_a_dialling_waits_for_a_connection_that_comes_back(rig: Rig) -> None:
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    assert rig.legs.by_id[LEG].is_to_be_dialled and not rig.control.dialled
    rig.sight.clears()
    assert await rig.settled() == []
    assert rig.control.dialled == [LEG] and LEG in rig.legs.by_id


async def test_without_a_connection_in_time_it_has_failed(rig: Rig) -> None:
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    assert await rig.settled() == [LegEnded(LEG, EndCause.FAILED)]
    assert not rig.control.dialled


@pytest.mark.parametrize("loss", ["hung up", "forgotten"])
async def test_what_nobody_wants_any_more_is_not_dialled(rig: Rig, loss: str) -> None:
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    if loss == "hung up":
        rig.legs.by_id[LEG].end_cause = EndCause.CALLER_HUNG_UP
    else:
        rig.legs.forget()
    rig.sight.clears()
    assert await rig.settled() == ([LegEnded(LEG, EndCause.CALLER_HUNG_UP)] if loss == "hung up" else [])
    assert not rig.control.dialled


async def test_a_phone_that_may_ring_is_left_to_the_next_reading(rig: Rig) -> None:
    rig.sight.clears()
    rig.control.fault, rig.control.meanwhile = AmiGone(), rig.sight.fails
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    await until(lambda: bool(rig.control.dialled))
    rig.sight.clears()
    assert await rig.settled() == []
    assert LEG in rig.legs.by_id and rig.control.dialled == [LEG]


async def test_a_phone_that_may_ring_counts_as_failed_without_a_reading(rig: Rig) -> None:
    rig.sight.clears()
    rig.control.fault, rig.control.meanwhile = AmiGone(), rig.sight.fails
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    assert await rig.settled() == [LegEnded(LEG, EndCause.FAILED)]
    assert rig.control.dialled == [LEG]
    assert LEG in rig.legs.ended  # so that it is ended once it is seen


async def test_a_late_answer_does_not_end_a_phone_that_rings(rig: Rig) -> None:
    rig.sight.clears()
    rig.control.fault = AmiGone()
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    rig.legs.channel(LEG).is_ringing = True
    assert await rig.settled() == []
    assert LEG in rig.legs.by_id


async def test_a_refused_dialling_has_failed_at_once(rig: Rig) -> None:
    rig.sight.clears()
    rig.control.fault = AmiRefused()
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    assert await rig.settled() == [LegEnded(LEG, EndCause.FAILED)]


@pytest.mark.parametrize(
    ("address", "is_answered", "hung_up"), [("alice", False, 1), ("alice", True, 0), ("bob", False, 0)]
)
async def test_a_phone_that_dies_is_rung_no_more(rig: Rig, address: str, is_answered: bool, hung_up: int) -> None:
    rig.sight.clears()
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    await rig.settled()
    rig.legs.by_id[LEG].is_known_answered = is_answered
    rig.dialling.phone_gone(address)
    rig.dialling.phone_gone(address)
    await rig.settled()
    assert rig.control.hung_up == [LEG] * hung_up
    assert rig.legs.by_id[LEG].end_cause is (EndCause.UNREACHABLE if hung_up else None)


async def test_dialling_again_tells_again_and_rings_once(rig: Rig) -> None:
    rig.sight.clears()
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    await rig.settled()
    rig.legs.by_id[LEG].is_known_ringing = True
    rig.dialling.dial(DIAL, "PJSIP/alice", "alice")
    assert await rig.settled() == [LegRinging(LEG)]
    assert rig.control.dialled == [LEG]
