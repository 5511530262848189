"""The runtime while its journal is stalled, and while people set the machine's clock: no limit passes wrongly."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, PlayPrompts
from cic.calls.reports import (
    BridgeFormed,
    CommandDone,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsRead,
    PhoneChanged,
    PromptFinished,
)
from cic.center.events import EffectRequested
from cic.center.inputs import CallArrived, ReconcileEnded
from cic.diagnostics.alarms import Alarms
from cic.journal.port import Stall
from cic.main.alarms import CLOCK_STEPPED, CenterAlarms
from cic.main.parts import CORE
from cic.runtime.clock import ManualClock, SystemClock, Timer
from cic.runtime.port import Folded
from cic.runtime.recovery import fold, start_up, verify
from cic.runtime.runtime import STALL_GRACE_MS, Runtime
from routing.commands import AcceptOffer, SetActivity
from routing.events import OfferExpired, OfferMade, WrapUpEnded, WrapUpStarted
from routing.vocabulary import Activity, EndCause, LegId
from tests.unit.center.hotline import ALICE, CALLER, NUMBER, PROVIDER, configuration
from tests.unit.runtime.parts import SMALL_CORE, HandJournal, Notes, wants_waking

pytestmark = pytest.mark.unit

HOUR_MS = 3_600_000
OFFER_MS = 15_000
NOON_MS = 1_700_000_000_000


async def test_no_deadline_passes_while_the_journal_is_stalled_nor_at_once_afterwards() -> None:
    journal, clock, state = HandJournal(commits_at_once=True), ManualClock(), Notes()
    runtime = Runtime(
        SMALL_CORE, Folded(state, 0, 0), journal, clock, run_effect=lambda effect: None, on_failure=lambda error: None
    )
    await runtime.open_effects(ReconcileEnded())
    runtime.submit_nowait(wants_waking(5_000))
    runtime.stalled(is_so=True)
    runtime.submit_nowait(wants_waking(5_000))
    clock.advance_ms(60_000)
    assert state.reasons == ["wake 5000", "wake 5000"] and clock.next_timer_ms() is None
    runtime.stalled(is_so=False)
    clock.advance_ms(STALL_GRACE_MS - 1)
    assert state.reasons[2:] == []
    clock.advance_ms(1)
    assert state.reasons[2:] == [f"woken {clock.now_ms()}"]


@dataclass
class Called:
    """A call to come of a machine's event loop."""

    call: Callable[[], None] | None

    def cancel(self) -> None:
        self.call = None


@dataclass
class Machine:
    """A machine's wall clock, its monotonic one, and its event loop's timers; it may be started again."""

    wall_ms: int = NOON_MS
    elapsed_ms: int = 0
    timers: list[tuple[int, int, Called]] = field(default_factory=list)
    made: int = 0

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        called = Called(callback)
        self.made += 1
        heapq.heappush(self.timers, (self.elapsed_ms + round(delay * 1_000), self.made, called))
        return called

    def pass_ms(self, by_ms: int) -> None:
        """Let time go by, both clocks alike."""
        until_ms = self.elapsed_ms + by_ms
        while self.timers and self.timers[0][0] <= until_ms:
            due_ms, _, called = heapq.heappop(self.timers)
            self.go_to(max(due_ms, self.elapsed_ms))
            if called.call is not None:
                called.call()
        self.go_to(until_ms)

    def go_to(self, elapsed_ms: int) -> None:
        self.wall_ms += elapsed_ms - self.elapsed_ms
        self.elapsed_ms = elapsed_ms

    def start(self, journal: HandJournal) -> SystemClock:
        """The clock of a center that starts now."""
        self.timers.clear()
        return SystemClock(
            self,
            not_before_ms=journal.last()[1],
            wall_ms=lambda: self.wall_ms,
            elapsed_ms=lambda: self.elapsed_ms,
        )


class Center:
    """The whole core on a runtime, with one agent whose phone can be reached and a provider that does all at once."""

    def __init__(self, machine: Machine, journal: HandJournal) -> None:
        self.journal = journal
        self.clock = machine.start(journal)
        folded = fold(journal, CORE)
        self.state = folded.state
        self.runtime = Runtime(CORE, folded, journal, self.clock, run_effect=self._done, on_failure=self._failed)

    async def start(self, *legs: str) -> None:
        async def reconcile() -> None:
            self.runtime.submit_nowait(configuration())
            self.runtime.submit_nowait(LegsRead(PROVIDER, tuple(LegSeen(LegId(leg), True, ()) for leg in legs)))
            self.runtime.submit_nowait(PhoneChanged(PROVIDER, "phone/alice", True, False))

        await start_up(self.runtime, reconcile)

    def call(self, leg: str) -> None:
        self.runtime.submit_nowait(CallArrived(LegId(leg), PROVIDER, NUMBER, CALLER))

    def alice(self, activity: Activity) -> None:
        self.runtime.submit_nowait(SetActivity(ALICE, activity, "lunch" if activity is Activity.ON_BREAK else ""))

    def happened(self, kind: type) -> list[object]:
        return [event for record in self.journal.records for event in record.events if isinstance(event, kind)]

    def _done(self, effect: EffectRequested) -> None:
        match effect.command:
            case PlayPrompts(leg_id=leg_id):
                self.runtime.submit_nowait(PromptFinished(effect.effect_id, leg_id))
            case DialLeg(leg_id=leg_id):
                self.runtime.submit_nowait(LegAnswered(leg_id))
            case BridgeLegs(bridge_id=bridge_id):
                self.runtime.submit_nowait(BridgeFormed(effect.effect_id, bridge_id))
            case _:
                self.runtime.submit_nowait(CommandDone(effect.effect_id))

    def _failed(self, error: Exception) -> None:
        raise AssertionError("the runtime failed") from error


def check(journal: HandJournal) -> None:
    times_ms = [record.at_ms for record in journal.records]
    assert times_ms == sorted(times_ms), "time goes back in the journal"
    assert verify(journal, CORE).is_equal


@pytest.mark.parametrize("step_ms", [HOUR_MS, -HOUR_MS])
async def test_a_clock_that_is_set_while_the_center_runs_moves_no_limit(step_ms: int) -> None:
    machine, journal = Machine(), HandJournal(commits_at_once=True)
    center = Center(machine, journal)
    await center.start()
    alarms = CenterAlarms(Alarms(center.clock.now_ms), center.clock, lambda call: call())
    center.alice(Activity.AVAILABLE)
    center.call("first")
    assert len(center.happened(OfferMade)) == 1
    alarms.look_at_clock()
    assert alarms.alarms.standing == ()
    machine.wall_ms += step_ms
    machine.pass_ms(OFFER_MS - 1)
    assert center.happened(OfferExpired) == []
    machine.pass_ms(1)
    assert len(center.happened(OfferExpired)) == 1
    alarms.look_at_clock()
    assert [alarm.code for alarm in alarms.alarms.standing] == [CLOCK_STEPPED]
    machine.wall_ms -= step_ms
    alarms.look_at_clock()
    assert alarms.alarms.standing == ()
    check(journal)


async def test_after_a_restart_with_the_clock_set_back_limits_hold_and_the_line_stays() -> None:
    machine, journal = Machine(), HandJournal(commits_at_once=True)
    before = Center(machine, journal)
    await before.start()
    for leg in ("first", "second"):
        before.call(leg)
        machine.pass_ms(1_000)
    last_ms = journal.last()[1]

    machine.wall_ms -= HOUR_MS
    center = Center(machine, journal)
    assert center.clock.now_ms() == last_ms, "it goes on from what is journalled"
    await center.start("first", "second")
    center.call("third")
    center.alice(Activity.AVAILABLE)
    (offer,) = center.happened(OfferMade)
    assert isinstance(offer, OfferMade)
    contacts = {contact.leg_id: contact for contact in center.state.contacts.values()}
    assert offer.interaction_id == contacts[LegId("first")].interaction_id
    machine.pass_ms(OFFER_MS - 1)
    assert center.happened(OfferExpired) == []
    machine.pass_ms(1)
    assert len(center.happened(OfferExpired)) == 1, "time does not stand until the clock has caught up"
    check(journal)


async def test_after_a_restart_with_the_clock_set_forward_what_is_overdue_expires() -> None:
    machine, journal = Machine(), HandJournal(commits_at_once=True)
    before = Center(machine, journal)
    await before.start()
    before.alice(Activity.AVAILABLE)
    before.call("first")
    (offer,) = before.happened(OfferMade)
    assert isinstance(offer, OfferMade)
    before.runtime.submit_nowait(AcceptOffer(ALICE, offer.offer_id))
    before.runtime.submit_nowait(LegEnded(LegId("first"), EndCause.CALLER_HUNG_UP))
    assert len(before.happened(WrapUpStarted)) == 1
    machine.wall_ms += HOUR_MS
    center = Center(machine, journal)
    await center.start()
    assert len(center.happened(WrapUpEnded)) == 1
    check(journal)


def test_alarms_of_the_journal_change_with_the_cause_and_rest_the_runtimes_limits() -> None:
    machine = Machine()
    clock = machine.start(HandJournal())
    alarms = CenterAlarms(Alarms(clock.now_ms), clock, lambda call: call())
    runtime = Runtime(
        SMALL_CORE,
        Folded(Notes(), 0, 0),
        HandJournal(),
        clock,
        run_effect=lambda effect: None,
        on_failure=lambda error: None,
    )
    alarms.runtime = runtime
    seen = []
    for stall in (Stall.LOCKED, Stall.DISK_FULL, None):
        alarms.journal_stalled(stall)
        seen.append(([alarm.code for alarm in alarms.alarms.standing], runtime.is_stalled))
    assert seen == [(["journal_locked"], True), (["journal_disk_full"], True), ([], False)]
