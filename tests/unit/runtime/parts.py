"""Parts for tests of the runtime: a small core whose answers are known, a journal that commits by hand, worlds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cic.calls.commands import HangUpLeg
from cic.center.control_inputs import (
    HangUpInteraction,
    HoldInteraction,
)
from cic.center.events import CenterEvent, EffectRequested
from cic.center.inputs import (
    CenterInput,
    DeadlinePassed,
    EngineStarted,
    ReconcileEnded,
)
from cic.center.settle import Settled, settle
from cic.journal.port import Committed, WrittenInput
from cic.journal.records import RecordCodec
from cic.runtime.port import Core
from routing.commands import AcceptOffer, DeclineOffer, SetActivity
from routing.events import ActivityChanged
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import Activity, AgentId, EffectId, EndCause, InteractionId, LegId, OfferId, ProviderId
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.world import Faults, World

ALICE = AgentId("alice")
REFUSED = Rejection(RejectionCode.OFFER_CLOSED, "the offer no longer stands")
QUIET = "quiet"
"""A reason that asks nobody for anything."""


def reason(text: str) -> SetActivity:
    """An input that changes the state: the reason is remembered."""
    return SetActivity(ALICE, Activity.ON_BREAK, text)


def refused() -> AcceptOffer:
    """An input that is refused and changes nothing."""
    return AcceptOffer(ALICE, OfferId("o1"))


def fatal() -> DeclineOffer:
    """An input that the core has a fault with."""
    return DeclineOffer(ALICE, OfferId("o1"))


def wants_effect(name: str) -> HangUpInteraction:
    """An input that leads to an effect."""
    return HangUpInteraction(ALICE, InteractionId(name))


def wants_waking(at_ms: int) -> HoldInteraction:
    """An input after which the core wants to be woken."""
    return HoldInteraction(ALICE, InteractionId(str(at_ms)))


@dataclass
class Notes:
    """The state of the small core."""

    reasons: list[str] = field(default_factory=list)
    effects: list[EffectRequested] = field(default_factory=list)
    wake_at_ms: int | None = None
    never_content: bool = False


def _decide(
    state: Notes, given: CenterInput, now_ms: int, seq: int
) -> tuple[tuple[CenterEvent, ...], Rejection | None]:
    match given:
        case SetActivity():
            return (ActivityChanged(ALICE, given.activity, given.reason),), None
        case AcceptOffer():
            return (), REFUSED
        case DeclineOffer():
            state.reasons.append("half done")
            raise AssertionError("a fault of the core")
        case HangUpInteraction():
            command = HangUpLeg(LegId(given.interaction_id), EndCause.AGENT_HUNG_UP)
            return (EffectRequested(EffectId(f"e{seq}"), ProviderId("p"), command, 0),), None
        case HoldInteraction():
            return (ActivityChanged(ALICE, Activity.AVAILABLE, f"wake {given.interaction_id}"),), None
        case DeadlinePassed():
            is_due = state.wake_at_ms is not None and state.wake_at_ms <= now_ms and not state.never_content
            return ((ActivityChanged(ALICE, Activity.AVAILABLE, f"woken {now_ms}"),), None) if is_due else ((), None)
        case EngineStarted() | ReconcileEnded():
            return (), None
        case _:
            raise AssertionError("not an input of the small core")


def _evolve(state: Notes, event: CenterEvent, at_ms: int, seq: int) -> None:
    if isinstance(event, EffectRequested):
        state.effects.append(event)
    if isinstance(event, ActivityChanged):
        state.reasons.append(event.reason)
        if event.reason.startswith("wake "):
            state.wake_at_ms = int(event.reason.removeprefix("wake "))
        elif event.reason.startswith("woken "):
            state.wake_at_ms = None


def _settle(state: Notes, given: CenterInput, now_ms: int, seq: int) -> Settled:
    events, rejection = _decide(state, given, now_ms, seq)
    for event in events:
        _evolve(state, event, now_ms, seq)
    return Settled(events, rejection)


SMALL_CORE = Core(
    new_state=Notes,
    settle=_settle,
    evolve=_evolve,
    cannot_wait=lambda events: (
        not all(isinstance(event, ActivityChanged) and event.reason == QUIET for event in events)
    ),
    next_deadline_ms=lambda state: state.wake_at_ms,
    wanted_effects=lambda state: tuple(state.effects),
    logical_state=lambda state: (state.reasons, state.effects, state.wake_at_ms),
    broken=lambda state: [],
)


@dataclass
class HandJournal:
    """A journal in memory whose commits come when the test says so."""

    records: list[Committed] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)
    codec: RecordCodec = field(default_factory=RecordCodec)
    commits_at_once: bool = False
    awaited: list[bool] = field(default_factory=list)
    commits_wanted: int = 0
    """How often somebody wanted committed what was not awaited."""

    def prepare(self, given: CenterInput) -> WrittenInput:
        return self.codec.write_given(given)

    def append(
        self, record: Committed, written: WrittenInput, on_committed: Callable[[], None], *, is_awaited: bool = True
    ) -> None:
        self.codec.write(record, written)
        self.records.append(record)
        self.waiting.append(on_committed)
        self.awaited.append(is_awaited)
        if self.commits_at_once:
            self.commit()

    def commit_open(self) -> None:
        self.commits_wanted += 1

    def commit(self, count: int | None = None) -> None:
        """Let the oldest waiting records be durable."""
        ready = self.waiting[:count]
        del self.waiting[:count]
        for call in ready:
            call()

    def read(self, from_seq: int = 1) -> Iterator[Committed]:
        return iter(self.records[from_seq - 1 :])

    def last(self) -> tuple[int, int]:
        return (self.records[-1].seq, self.records[-1].at_ms) if self.records else (0, 0)

    def close(self) -> None:
        self.commit()


class JournalledWorld(World):
    """A seeded world whose records are numbered as the runtime numbers them: what changed nothing has no number."""

    def settle(self, given: CenterInput) -> Committed:
        seq = len(self.records) + 1
        settled = settle(self.state, given, self.now_ms, seq)
        record = Committed(seq, self.now_ms, given, settled.events, settled.rejection)
        if settled.events:
            self.records.append(record)
            for event in settled.events:
                self._carry_on(event)
        return record


def lived_world(seed: int, callers: int = 20) -> JournalledWorld:
    """A world with a misbehaving provider, lived to its end."""
    faults = Faults(lost=20, doubled=40, late=40, failed=30, unshown=40, closed=60)
    world = JournalledWorld(seed, (shipped_flow("main"), shipped_flow("direct")), ("sales", "support"), faults=faults)
    for number in range(callers):
        world.arrive(number, world.chance.randrange(0, 200_000), patience_ms=world.chance.randrange(1_000, 300_000))
    world.run()
    return world
