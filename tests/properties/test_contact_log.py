"""Invented calls, many events in one millisecond included: the log's times are those of a clock that only looked on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.calls.commands import DialLeg
from cic.calls.events import InteractionHeld, InteractionResumed
from cic.center.control_inputs import HoldInteraction, ResumeInteraction, SendIntoFlow
from cic.center.events import (
    CenterEvent,
    ContactClosed,
    ContactOpened,
    ContactRated,
    EffectRequested,
    FlowEntered,
    FlowReturned,
    SessionAdvanced,
    WorkOpened,
)
from cic.center.inputs import CenterInput, DeadlinePassed
from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord, SegmentKind
from cic.contact_log.sides import Initiator
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
    Medium,
    OfferId,
    PartyId,
    ProviderId,
    QueueId,
    RecordingId,
)

pytestmark = pytest.mark.property

C, I, O = ContactId("c1"), InteractionId("i1"), OfferId("o1")  # noqa: E741
CALLER = CallerFacts(PartyId("p1"), None, None, False, "standard", "en", "china", False)
OPENED = ContactOpened(C, I, LegId("l1"), ProviderId("p"), "4000", CALLER, FlowId("main"))
HUNG_UP = EndCause.CALLER_HUNG_UP
VERIFY = FlowId("verify")


def message(number: int) -> WorkOpened:
    """The caller's so-many-th message; it stays to be heard."""
    names = ContactId(f"w{number}"), InteractionId(f"iw{number}")
    recording = RecordingId(f"m{number}")
    return WorkOpened(
        *names, C, Medium.VOICEMAIL, QueueId("q"), "", "4000", CALLER, "en", 9_000_000, recording, 4_000, None, {}
    )


@dataclass
class Call:
    """A call as somebody with a clock sees it, and the events that the center makes of it, in its order."""

    kind: SegmentKind | None = SegmentKind.IVR
    is_accepted: bool = False
    is_flow_over: bool = False
    is_in_flow: bool = False
    visits: list[tuple[int, AgentId, str]] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    ratings: list[int] = field(default_factory=list)
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
            else [
                self.walk,
                self.walk,
                self.queue,
                self.queue_at_once,
                self.leave_message,
                self.rate,
                self.hang_up,
                self.end_flow,
            ],
            SegmentKind.QUEUE: [self.offer, self.offer, self.hang_up],
            SegmentKind.RING: [self.connect, self.fail, self.fail_late, self.hang_up]
            if self.is_accepted
            else [self.accept, self.accept, self.decline, self.expire, self.withdraw, self.hang_up],
            SegmentKind.TALK: [
                self.hold,
                self.hold,
                self.send_into_flow,
                self.hand_over,
                self.leave,
                self.leave_silently,
                self.hang_up,
            ],
            SegmentKind.HOLD: [
                self.walk_inside,
                self.flow_returns,
                self.flow_returns,
                self.take_back_from_flow,
                self.leave,
                self.hang_up,
            ]
            if self.is_in_flow
            else [self.resume, self.resume, self.take_back, self.hand_over, self.leave, self.hang_up],
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

    def leave_message(self) -> None:
        self.messages.append(self.now_ms)
        self.tell(message(len(self.messages)), self.walked("message"))

    def rate(self) -> None:
        self.ratings.append(self.now_ms)
        self.tell(ContactRated(C, I, "service", 4, 1, 5, None, None), self.walked("rate"))

    def inside(self, *nodes: str) -> SessionAdvanced:
        """The flow that the agent sent the caller into came to these nodes."""
        path = tuple(PathStep(node, self.now_ms, "") for node in nodes)
        return SessionAdvanced(
            C, Session(VERIFY, "v", SessionStatus.RUNNING, "", 0, "4000", CALLER, "en", path=path), None
        )

    def send_into_flow(self) -> None:
        self.kind, self.is_in_flow = SegmentKind.HOLD, True
        self.visits.append((self.now_ms, self.agent, ""))
        entered = FlowEntered(C, I, self.agent, VERIFY)
        self.tell(InteractionHeld(I), entered, self.inside("pin"), led_by=SendIntoFlow(self.agent, I, VERIFY))

    def walk_inside(self) -> None:
        self.tell(self.inside("pin", "pin_again"))

    def _flow_left(self, result: str) -> tuple[CenterEvent, ...]:
        """The flow is over, if the caller is in one."""
        if not self.is_in_flow:
            return ()
        self.is_in_flow = False
        self.visits[-1] = (*self.visits[-1][:2], result)
        return (FlowReturned(C, I, VERIFY, result),)

    def flow_returns(self) -> None:
        self.kind = SegmentKind.TALK
        self.tell(self.inside("pin", "told"), *self._flow_left("verified"), InteractionResumed(I))

    def take_back_from_flow(self) -> None:
        self.kind = SegmentKind.TALK
        taken_back = ResumeInteraction(self.agent, I)
        self.tell(*self._flow_left("taken_back"), InteractionResumed(I), led_by=taken_back)

    def _released(self, cause: EndCause) -> tuple[CenterEvent, ...]:
        self.wrapping_up.append((self.agent, self.now_ms))
        return AgentReleased(I, self.agent, cause), WrapUpStarted(I, self.agent, 0)

    def hand_over(self) -> None:
        released = self._released(EndCause.TRANSFERRED)
        self.kind, self.handed_over = SegmentKind.QUEUE, self.handed_over + 1
        self.tell(*released, InteractionQueued(I, QueueId("r"), 0, 0), self.walked("to_q"))

    def leave(self) -> None:
        self.kind = SegmentKind.IVR
        released = self._released(EndCause.AGENT_HUNG_UP)
        self.tell(*released, *self._flow_left("agent_left"), self.walked("thanks"))

    def leave_silently(self) -> None:
        """The flow has nothing to say afterwards."""
        self.kind, self.is_flow_over = SegmentKind.IVR, True
        self.tell(*self._released(EndCause.AGENT_HUNG_UP), self.walked())

    def end_flow(self) -> None:
        self.kind = None
        self.tell(InteractionEnded(I, EndCause.FLOW_ENDED, None))

    def hang_up(self) -> None:
        events = self._flow_left("hung_up")
        if self.kind in (SegmentKind.TALK, SegmentKind.HOLD):
            events = (*events, *self._released(HUNG_UP))
        elif self.kind is SegmentKind.RING and not self.is_accepted:
            events = (OfferWithdrawn(O, I, self.agent, HUNG_UP),)
        self.kind = None
        self.tell(*events[:1], self.walked(), *events[1:], InteractionEnded(I, HUNG_UP, None))

    def finish(self) -> None:
        agent_id, since_ms = self.wrapping_up.pop(0)
        self.spent_ms[SegmentKind.WRAP_UP] += self.now_ms - since_ms
        self.tell(WrapUpEnded(I, agent_id, "solved", None))


@st.composite
def calls(draw: st.DrawFn, made: Callable[[], Call] = Call) -> Call:
    """A call from arrival to closing."""
    call = made()
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
    assert all(contact.is_work for contact in ledger.contacts.values())
    return [contact for contact in told if contact.contact_id == C][-1]


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


@settings(max_examples=300, deadline=None)
@given(calls())
def test_what_a_caller_did_besides_stands_where_it_happened(call: Call) -> None:
    contact = logged(call)
    visits = [(visit.started_at_ms, visit.agent_id, visit.result) for visit in contact.flow_visits]
    assert visits == call.visits
    for visit in contact.flow_visits:
        meanwhile = contact.segments[visit.ordinal - 1]
        assert (meanwhile.kind, meanwhile.agent_id) == (SegmentKind.HOLD, visit.agent_id)
        assert (meanwhile.started_at_ms, meanwhile.ended_at_ms) == (visit.started_at_ms, visit.ended_at_ms)
        assert {step.node for step in visit.path} <= {"pin", "pin_again", "told"}
    assert [left.at_ms for left in contact.work_left] == call.messages
    assert [rating.at_ms for rating in contact.ratings] == call.ratings
    for item in (*contact.work_left, *contact.ratings):
        segment = contact.segments[item.ordinal - 1]
        assert segment.ended_at_ms is not None and segment.started_at_ms <= item.at_ms <= segment.ended_at_ms
        assert segment.kind is SegmentKind.IVR
