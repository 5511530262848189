"""Invented work that callers have left, handed from agent to agent: the log's times are those of a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.center.events import CenterEvent, ContactClosed
from cic.center.inputs import DeadlinePassed
from cic.contact_log.fold import Ledger
from cic.contact_log.record import SegmentKind
from cic.contact_log.sides import Releaser
from cic.journal.port import Committed
from routing.events import (
    AgentReleased,
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionQueued,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import AgentId, ContactId, EndCause, InteractionId, QueueId
from tests.properties.test_contact_log import HUNG_UP, O, message

pytestmark = pytest.mark.property


@dataclass
class Work:
    """What a caller has left, as somebody with a clock sees it go from hand to hand."""

    kind: SegmentKind | None = SegmentKind.QUEUE
    now_ms: int = 0
    agents: int = 0
    missed: int = 0
    handed_over: int = 0
    spent_ms: dict[SegmentKind, int] = field(default_factory=lambda: dict.fromkeys(SegmentKind, 0))
    wrapping_up: list[tuple[AgentId, int]] = field(default_factory=list)
    records: list[Committed] = field(default_factory=list)
    is_done: bool = False

    def __post_init__(self) -> None:
        self.tell(message(1), InteractionQueued(self.name, QueueId("q"), 0, 0))

    @property
    def name(self) -> InteractionId:
        return InteractionId("iw1")

    @property
    def agent(self) -> AgentId:
        return AgentId(f"agent{self.agents}")

    def tell(self, *events: CenterEvent) -> None:
        self.records.append(Committed(len(self.records) + 1, self.now_ms, DeadlinePassed(), events, None))

    def let_pass(self, gap_ms: int) -> None:
        self.now_ms += gap_ms
        if self.kind is not None:
            self.spent_ms[self.kind] += gap_ms

    def moves(self) -> list[Callable[[], None]]:
        moves: dict[SegmentKind | None, list[Callable[[], None]]] = {
            SegmentKind.QUEUE: [self.offer, self.offer, self.let_go],
            SegmentKind.RING: [self.accept, self.accept, self.decline],
            SegmentKind.WORK: [self.complete, self.hand_over, self.hand_over_to_who_is_free],
            None: [],
        }
        return moves[self.kind] + ([self.finish] if self.wrapping_up else [])

    def offer(self) -> None:
        self.kind, self.agents = SegmentKind.RING, self.agents + 1
        self.tell(OfferMade(O, self.name, self.agent, 1, 0))

    def hand_over_to_who_is_free(self) -> None:
        """The next agent is offered it in the same moment."""
        self.kind, self.handed_over = SegmentKind.RING, self.handed_over + 1
        released = self._released(EndCause.TRANSFERRED)
        self.agents += 1
        queued = InteractionQueued(self.name, QueueId("r"), 0, 0)
        self.tell(*released, queued, OfferMade(O, self.name, self.agent, 1, 0))

    def accept(self) -> None:
        self.kind = SegmentKind.WORK
        self.tell(OfferAccepted(O, self.name, self.agent), InteractionConnected(self.name, self.agent))

    def decline(self) -> None:
        self.kind, self.missed = SegmentKind.QUEUE, self.missed + 1
        self.tell(OfferDeclined(O, self.name, self.agent, 0))

    def _released(self, cause: EndCause) -> tuple[CenterEvent, ...]:
        self.wrapping_up.append((self.agent, self.now_ms))
        return AgentReleased(self.name, self.agent, cause), WrapUpStarted(self.name, self.agent, 0)

    def hand_over(self) -> None:
        self.kind, self.handed_over = SegmentKind.QUEUE, self.handed_over + 1
        self.tell(*self._released(EndCause.TRANSFERRED), InteractionQueued(self.name, QueueId("r"), 0, 0))

    def complete(self) -> None:
        self.kind, self.is_done = None, True
        self.tell(*self._released(EndCause.COMPLETED), InteractionEnded(self.name, EndCause.COMPLETED, None))

    def let_go(self) -> None:
        self.kind = None
        self.tell(InteractionLeftQueue(self.name, "waited_too_long"), InteractionEnded(self.name, HUNG_UP, None))

    def finish(self) -> None:
        agent_id, since_ms = self.wrapping_up.pop(0)
        self.spent_ms[SegmentKind.WRAP_UP] += self.now_ms - since_ms
        self.tell(WrapUpEnded(self.name, agent_id, "solved", None))


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Work from when it was left to closing."""
    work = Work()
    gaps = st.one_of(st.just(0), st.integers(0, 90_000))
    for gap_ms, choice in draw(st.lists(st.tuples(gaps, st.integers(0, 11)), max_size=30)):
        work.let_pass(gap_ms)
        if moves := work.moves():
            moves[choice % len(moves)]()
    while work.kind is not None:
        {SegmentKind.QUEUE: work.offer, SegmentKind.RING: work.accept, SegmentKind.WORK: work.complete}[work.kind]()
    while work.wrapping_up:
        work.let_pass(draw(gaps))
        work.finish()
    work.tell(ContactClosed(ContactId("w1"), HUNG_UP))
    return work


@settings(max_examples=300, deadline=None)
@given(works())
def test_work_is_told_as_calls_are(work: Work) -> None:
    ledger = Ledger()
    contact = [contact for record in work.records for contact in ledger.take(record)][-1]
    assert ledger.contacts == {} and contact.is_closed and contact.is_work
    assert {kind: contact.time_ms(kind) for kind in SegmentKind} == work.spent_ms
    assert contact.total_ms + contact.time_ms(SegmentKind.WRAP_UP) == sum(work.spent_ms.values())
    assert all(before.ended_at_ms == after.started_at_ms for before, after in pairwise(contact.segments))
    assert [segment.predecessor for segment in contact.segments] == [None, *range(1, len(contact.segments))]
    assert (contact.offers_missed, contact.is_abandoned) == (work.missed, False)
    assert len(contact.hand_overs) == work.handed_over
    assert contact.released_by is (Releaser.AGENT if work.is_done else Releaser.MACHINE)
    assert contact.last_agent is None or contact.last_agent == work.agent or not work.is_done
    for segment in contact.segments:
        assert segment.kind in (SegmentKind.QUEUE, SegmentKind.RING, SegmentKind.WORK)
        assert (segment.agent_id is not None) == segment.is_person
