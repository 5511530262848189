"""Invented calls, many events in one millisecond included: the log's times are those of a clock that only looked on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.calls.commands import DialLeg
from cic.calls.events import InteractionHeld, InteractionResumed
from cic.center.events import CenterEvent, ContactClosed, ContactOpened, EffectRequested, SessionAdvanced
from cic.center.inputs import CenterInput, DeadlinePassed, HoldInteraction, ResumeInteraction
from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord, Initiator, SegmentKind
from cic.contact_log.steps import steps
from cic.journal.port import Committed
from ivr_flows.session import PathStep, Session, SessionStatus
from routing.events import (
    AgentReleased,
    ConnectionFailed,
    InteractionConnected,
    InteractionEnded,
    InteractionQueued,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EffectId,
    EndCause,
    FlowId,
    InteractionId,
    LegId,
    OfferId,
    PartyId,
    ProviderId,
    QueueId,
)

pytestmark = pytest.mark.property

C, I, O = ContactId("c1"), InteractionId("i1"), OfferId("o1")  # noqa: E741
CALLER = CallerFacts(PartyId("p1"), None, None, False, "standard", "en", "china", False)
OPENED = ContactOpened(C, I, LegId("l1"), ProviderId("p"), "4000", CALLER, FlowId("main"))
HUNG_UP = EndCause.CALLER_HUNG_UP


@dataclass
class Call:
    """A call as somebody with a clock sees it, and the events that the center makes of it, in its order."""

    kind: SegmentKind | None = SegmentKind.IVR
    is_accepted: bool = False
    is_flow_over: bool = False
    now_ms: int = 0
    spent_ms: dict[SegmentKind, int] = field(default_factory=lambda: dict.fromkeys(SegmentKind, 0))
    path: tuple[PathStep, ...] = ()
    agents: int = 0
    missed: int = 0
    handed_over: int = 0
    wrapping_up: list[tuple[AgentId, int]] = field(default_factory=list)
    records: list[Committed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tell(OPENED)

    @property
    def agent(self) -> AgentId:
        return AgentId(f"agent{self.agents}")

    def tell(self, *events: CenterEvent, led_by: CenterInput | None = None) -> None:
        seq = len(self.records) + 1
        self.records.append(Committed(seq, self.now_ms, led_by or DeadlinePassed(), events, None))

    def let_pass(self, gap_ms: int) -> None:
        self.now_ms += gap_ms
        if self.kind is not None:
            self.spent_ms[self.kind] += gap_ms

    def walked(self, *nodes: str) -> SessionAdvanced:
        """The flow came to these nodes at once."""
        if self.path:
            self.path = (*self.path[:-1], replace(self.path[-1], result="done"))
        self.path += tuple(PathStep(node, self.now_ms, "") for node in nodes)
        return SessionAdvanced(
            C, Session(FlowId("main"), "v", SessionStatus.RUNNING, "", 0, "4000", CALLER, "en", path=self.path), None
        )

    def moves(self) -> list[Callable[[], None]]:
        """What may happen now."""
        moves: dict[SegmentKind | None, list[Callable[[], None]]] = {
            SegmentKind.IVR: [self.hang_up, self.end_flow]
            if self.is_flow_over
            else [self.walk, self.walk, self.queue, self.queue_at_once, self.hang_up, self.end_flow],
            SegmentKind.QUEUE: [self.offer, self.offer, self.hang_up],
            SegmentKind.RING: [self.connect, self.fail, self.fail_late, self.hang_up]
            if self.is_accepted
            else [self.accept, self.accept, self.decline, self.expire, self.withdraw, self.hang_up],
            SegmentKind.TALK: [self.hold, self.hold, self.hand_over, self.leave, self.leave_silently, self.hang_up],
            SegmentKind.HOLD: [self.resume, self.resume, self.take_back, self.hand_over, self.leave, self.hang_up],
            None: [],
        }
        return moves[self.kind] + ([self.finish] if self.wrapping_up else [])

    def walk(self) -> None:
        self.tell(self.walked("say", "menu"))

    def queue(self) -> None:
        self.kind = SegmentKind.QUEUE
        self.tell(InteractionQueued(I, QueueId("q"), 0, 0), self.walked("to_q"))

    def queue_at_once(self) -> None:
        self.kind = SegmentKind.RING
        queued, self.agents = InteractionQueued(I, QueueId("q"), 0, 0), self.agents + 1
        self.tell(queued, self.walked("branch", "to_q"), OfferMade(O, I, self.agent, 1, 0))

    def offer(self) -> None:
        self.kind, self.agents = SegmentKind.RING, self.agents + 1
        self.tell(OfferMade(O, I, self.agent, 1, 0))

    def accept(self) -> None:
        self.is_accepted = True
        dial = EffectRequested(EffectId("e1"), ProviderId("p"), DialLeg(LegId("l2"), "101", I, 1), 0)
        self.tell(OfferAccepted(O, I, self.agent), dial)

    def _missed(self, *events: CenterEvent) -> None:
        self.kind, self.is_accepted, self.missed = SegmentKind.QUEUE, False, self.missed + 1
        self.tell(*events)

    def decline(self) -> None:
        self._missed(OfferDeclined(O, I, self.agent, 0))

    def expire(self) -> None:
        self._missed(OfferExpired(O, I, self.agent))

    def withdraw(self) -> None:
        self._missed(OfferWithdrawn(O, I, self.agent, EndCause.UNREACHABLE))

    def fail(self) -> None:
        self._missed(ConnectionFailed(I, self.agent, EndCause.NOT_ANSWERED))

    def fail_late(self) -> None:
        """The phone was answered already, so the flow begins to play again."""
        self._missed(ConnectionFailed(I, self.agent, EndCause.FAILED), self.walked("to_q"))

    def connect(self) -> None:
        self.kind, self.is_accepted = SegmentKind.TALK, False
        self.tell(self.walked(), InteractionConnected(I, self.agent))

    def hold(self) -> None:
        self.kind = SegmentKind.HOLD
        self.tell(InteractionHeld(I), led_by=HoldInteraction(self.agent, I))

    def resume(self) -> None:
        self.kind = SegmentKind.TALK
        self.tell(InteractionResumed(I), led_by=ResumeInteraction(self.agent, I))

    def take_back(self) -> None:
        """The provider could not hold."""
        self.kind = SegmentKind.TALK
        self.tell(InteractionResumed(I))

    def _released(self, cause: EndCause) -> tuple[CenterEvent, ...]:
        self.wrapping_up.append((self.agent, self.now_ms))
        return AgentReleased(I, self.agent, cause), WrapUpStarted(I, self.agent, 0)

    def hand_over(self) -> None:
        released = self._released(EndCause.TRANSFERRED)
        self.kind, self.handed_over = SegmentKind.QUEUE, self.handed_over + 1
        self.tell(*released, InteractionQueued(I, QueueId("r"), 0, 0), self.walked("to_q"))

    def leave(self) -> None:
        self.kind = SegmentKind.IVR
        self.tell(*self._released(EndCause.AGENT_HUNG_UP), self.walked("thanks"))

    def leave_silently(self) -> None:
        """The flow has nothing to say afterwards."""
        self.kind, self.is_flow_over = SegmentKind.IVR, True
        self.tell(*self._released(EndCause.AGENT_HUNG_UP), self.walked())

    def end_flow(self) -> None:
        self.kind = None
        self.tell(InteractionEnded(I, EndCause.FLOW_ENDED, None))

    def hang_up(self) -> None:
        events: tuple[CenterEvent, ...] = ()
        if self.kind in (SegmentKind.TALK, SegmentKind.HOLD):
            events = self._released(HUNG_UP)
        elif self.kind is SegmentKind.RING and not self.is_accepted:
            events = (OfferWithdrawn(O, I, self.agent, HUNG_UP),)
        self.kind = None
        self.tell(self.walked(), *events, InteractionEnded(I, HUNG_UP, None))

    def finish(self) -> None:
        agent_id, since_ms = self.wrapping_up.pop(0)
        self.spent_ms[SegmentKind.WRAP_UP] += self.now_ms - since_ms
        self.tell(WrapUpEnded(I, agent_id, "solved", None))


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call from arrival to closing."""
    call = Call()
    gaps = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 90_000))
    for gap_ms, choice in draw(st.lists(st.tuples(gaps, st.integers(0, 59)), max_size=40)):
        call.let_pass(gap_ms)
        if moves := call.moves():
            moves[choice % len(moves)]()
    if call.kind is not None:
        call.hang_up()
    while call.wrapping_up:
        call.let_pass(draw(gaps))
        call.finish()
    call.tell(ContactClosed(C, HUNG_UP))
    return call


def logged(call: Call) -> ContactRecord:
    """The contact as the log has it in the end."""
    ledger = Ledger()
    told = [contact for record in call.records for contact in ledger.take(record)]
    assert ledger.contacts == {}
    return told[-1]


@settings(max_examples=300, deadline=None)
@given(calls())
def test_the_times_are_those_of_the_clock(call: Call) -> None:
    contact = logged(call)
    assert {kind: contact.time_ms(kind) for kind in SegmentKind} == call.spent_ms
    assert contact.total_ms + contact.time_ms(SegmentKind.WRAP_UP) == sum(call.spent_ms.values())
    assert contact.segments[0].started_at_ms == contact.arrived_at_ms
    assert contact.segments[-1].ended_at_ms == contact.ended_at_ms
    assert all(before.ended_at_ms == after.started_at_ms for before, after in pairwise(contact.segments))
    assert all(segment.duration_ms >= 0 for segment in contact.all_segments)


@settings(max_examples=300, deadline=None)
@given(calls())
def test_every_segment_follows_from_one_that_was_and_every_count_is_right(call: Call) -> None:
    contact = logged(call)
    assert [segment.predecessor for segment in contact.segments] == [None, *range(1, len(contact.segments))]
    for wrap_up in contact.wrap_ups:
        assert wrap_up.predecessor is not None
        served = contact.segments[wrap_up.predecessor - 1]
        assert (served.agent_id, served.queue_id, served.ended_at_ms) == (
            wrap_up.agent_id, wrap_up.queue_id, wrap_up.started_at_ms,
        )  # fmt: skip
    assert (contact.offers_missed, len(contact.hand_overs)) == (call.missed, call.handed_over)
    for item in contact.hand_overs:
        assert contact.segments[item.ordinal - 2].agent_id == item.from_agent
    for segment in contact.segments:
        assert (segment.initiator is Initiator.AGENT) == (segment.initiator_agent_id is not None)
        assert (segment.agent_id is not None) == segment.is_person


@settings(max_examples=300, deadline=None)
@given(calls())
def test_the_steps_fill_the_segments_of_the_flow(call: Call) -> None:
    contact = logged(call)
    taken = steps(contact)
    assert [(step.node, step.started_at_ms) for step in taken] == [(step.node, step.at_ms) for step in call.path]
    assert [step.ordinal for step in taken] == sorted(step.ordinal for step in taken)
    for step in taken:
        kind = contact.segments[step.ordinal - 1].kind
        assert kind is (SegmentKind.QUEUE if step.node == "to_q" else SegmentKind.IVR)
    for ordinal, segment in enumerate(contact.segments, 1):
        own = [step for step in taken if step.ordinal == ordinal]
        if segment.kind is SegmentKind.IVR and own:
            assert own[-1].ended_at_ms == segment.ended_at_ms
            assert all(before.ended_at_ms == after.started_at_ms for before, after in pairwise(own))
            assert ordinal == 1 or own[0].started_at_ms == segment.started_at_ms
