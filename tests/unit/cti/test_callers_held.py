"""Callers who cannot be looked up because the disk is full: held, then taken in the order in which they came."""

import asyncio
from pathlib import Path

import pytest

from cic.calls.reports import DigitsCollected, LegEnded
from cic.center.inputs import CallArrived, CenterInput
from cic.cti.port import CallArrivedOpen, CollectEnd, DigitsCollectedOpen
from cic.cti.switchboard import UNKNOWN_CALLER, Switchboard
from cic.journal.port import Stall, StorageStalled
from routing.vocabulary import CallerFacts, EffectId, EndCause, LegId, PartyId, PersonalRef
from tests.unit.cti.test_switchboard import FAR, QuietProvider

pytestmark = pytest.mark.unit

STEP_S = 5.0


class StalledCustomers:
    """Knows everybody as soon as there is room; nothing can be sealed before."""

    def __init__(self) -> None:
        self.stall: Stall | None = Stall.DISK_FULL
        self.asked: list[str] = []
        self.has_room_for = ""

    def identify(self, number: str, name: str = "") -> CallerFacts:
        self.asked.append(number)
        if number not in self.has_room_for:
            self._fail()
        return CallerFacts(PartyId(number), None, None, False, "standard", "en", "unknown", False)

    def find_by_customer_number(self, digits: str, calling_from: PersonalRef | None = None) -> CallerFacts | None:
        return None

    def seal(self, party_id: PartyId, kind: str, value: str) -> PersonalRef:
        self._fail()
        return PersonalRef("sealed")

    def open(self, ref: PersonalRef) -> str | None:
        return None

    def _fail(self) -> None:
        if self.stall is not None:
            raise StorageStalled(self.stall, Path("keys.db"))


class Bench:
    """A switchboard with one provider; what is submitted is waited for."""

    def __init__(self) -> None:
        self.far, self.customers = QuietProvider(FAR), StalledCustomers()
        self.submitted: list[CenterInput] = []
        self.held: list[bool] = []
        self.board = Switchboard(
            {FAR: self.far}, self.customers, self.customers, self.submitted.append,
            on_held=self.held.append,
        )  # fmt: skip

    async def until_submitted(self, count: int) -> None:
        async with asyncio.timeout(STEP_S):
            while len(self.submitted) < count:
                await asyncio.to_thread(lambda: None)

    async def until_asked(self, number: str, times: int = 1) -> None:
        async with asyncio.timeout(STEP_S):
            while self.customers.asked.count(number) < times:
                await asyncio.to_thread(lambda: None)


def arrival(name: str) -> CallArrivedOpen:
    return CallArrivedOpen(LegId(name), "4000", name, "")


async def test_callers_of_a_full_disk_are_taken_in_their_order_with_what_happened_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cic.cti.switchboard.board.RETRY_FIRST_S", 0.01)
    bench = Bench()
    await bench.board.start({}, {}, read_limit_s=0.0)
    bench.far.report(arrival("a"))
    await bench.until_asked("a")
    while not bench.held:
        await asyncio.to_thread(lambda: None)
    for name in ("b", "c", "d"):
        bench.far.report(arrival(name))
    bench.far.report(LegEnded(LegId("c"), EndCause.CALLER_HUNG_UP))
    bench.customers.has_room_for = "bcd"
    await bench.until_asked("a", times=5)
    assert bench.submitted == [], "whoever came first is taken first"
    bench.customers.stall = None
    await bench.until_submitted(5)
    legs = [getattr(given, "leg_id", None) for given in bench.submitted]
    assert legs == ["a", "b", "c", "c", "d"]
    assert isinstance(bench.submitted[3], LegEnded)
    await bench.board.stop()
    assert set(bench.held[:-1]) == {True} and bench.held[-1] is False


async def test_a_file_that_is_only_locked_does_not_hold_a_caller() -> None:
    bench = Bench()
    bench.customers.stall = Stall.LOCKED
    await bench.board.start({}, {}, read_limit_s=0.0)
    bench.far.report(arrival("a"))
    await bench.until_submitted(1)
    (given,) = bench.submitted
    assert isinstance(given, CallArrived) and given.caller == UNKNOWN_CALLER and bench.held == []


async def test_digits_that_cannot_be_sealed_do_not_stop_the_call() -> None:
    bench = Bench()
    await bench.board.start({}, {LegId("a"): PartyId("p")}, read_limit_s=0.0)
    bench.far.report(DigitsCollectedOpen(EffectId("e"), LegId("a"), "123", CollectEnd.MAXIMUM))
    (given,) = bench.submitted
    assert isinstance(given, DigitsCollected) and given.digits is None and given.length == 0
