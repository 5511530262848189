"""Events to segments: single stories told exactly, and lived days whose times add up."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cic.calls.commands import DialLeg
from cic.calls.events import InteractionHeld, InteractionResumed
from cic.center.control_inputs import (
    HoldInteraction,
    ResumeInteraction,
)
from cic.center.events import CenterEvent, ContactClosed, ContactOpened, EffectRequested, SessionAdvanced
from cic.center.inputs import (
    CenterInput,
    DeadlinePassed,
)
from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord, Direction, HandOver, SegmentKind
from cic.contact_log.sides import Initiator, Releaser
from cic.journal.port import Committed
from ivr_flows.session import PathStep, Session, SessionStatus
from routing.events import (
    AgentReleased,
    ConnectionFailed,
    DesktopStateSet,
    InteractionConnected,
    InteractionEnded,
    InteractionQueued,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferShown,
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
    PersonalRef,
    ProviderId,
    QueueId,
)
from tests.unit.runtime.parts import lived_world

pytestmark = pytest.mark.unit

C, I, O = ContactId("c1"), InteractionId("i1"), OfferId("o1")  # noqa: E741
ALICE, BOB = AgentId("alice"), AgentId("bob")
SALES, SUPPORT = QueueId("sales"), QueueId("support")
CALLER = CallerFacts(PartyId("p1"), PersonalRef("n1"), None, False, "standard", "en", "china", False)
OPENED = ContactOpened(C, I, LegId("l1"), ProviderId("p"), "4000", CALLER, FlowId("main"))
HUNG_UP, AGENT_LEFT = EndCause.CALLER_HUNG_UP, EndCause.AGENT_HUNG_UP

HOLD, RESUME = HoldInteraction(ALICE, I), ResumeInteraction(ALICE, I)

Chapter = tuple[int, Sequence[CenterEvent]] | tuple[int, Sequence[CenterEvent], CenterInput]


def told(story: Sequence[Chapter]) -> ContactRecord:
    """The contact at the end of a story of (seconds, events), with the input that led to them where it matters."""
    ledger, last = Ledger(), None
    for seq, (at_s, events, *given) in enumerate(((0, [OPENED]), *story), 1):
        record = Committed(seq, at_s * 1_000, given[0] if given else DeadlinePassed(), tuple(events), None)
        touched = ledger.take(record)
        last = touched[-1] if touched else last
    assert last is not None
    return last


def strip(contact: ContactRecord) -> list[tuple[str, int, str | None, str]]:
    """The caller's side: kind, seconds, agent, cause."""
    return [
        (segment.kind.value, segment.duration_ms // 1_000, segment.agent_id, segment.cause)
        for segment in contact.segments
    ]


def begun_by(contact: ContactRecord) -> list[str]:
    """The caller's side: who let each segment begin, an agent by name."""
    return [segment.initiator_agent_id or segment.initiator.value for segment in contact.segments]


def queued(queue: QueueId = SALES) -> InteractionQueued:
    return InteractionQueued(I, queue, 0, 0)


def offered(agent: AgentId = ALICE) -> OfferMade:
    return OfferMade(O, I, agent, 1, 0)


def dialled(address: str) -> EffectRequested:
    return EffectRequested(EffectId("e1"), ProviderId("p"), DialLeg(LegId("l2"), address, I, 1), 0)


def test_a_served_call_from_arrival_to_the_end_of_wrap_up() -> None:
    contact = told(
        [
            (10, [queued()]),
            (15, [offered()]),
            (17, [OfferAccepted(O, I, ALICE), dialled("101")]),
            (20, [InteractionConnected(I, ALICE)]),
            (50, [InteractionHeld(I)], HOLD),
            (55, [InteractionResumed(I)], RESUME),
            (80, [AgentReleased(I, ALICE, HUNG_UP), WrapUpStarted(I, ALICE, 0), InteractionEnded(I, HUNG_UP, None)]),
            (95, [WrapUpEnded(I, ALICE, "sold", PersonalRef("note")), ContactClosed(C, HUNG_UP)]),
        ]
    )
    assert strip(contact) == [
        ("ivr", 10, None, ""),
        ("queue", 5, None, ""),
        ("ring", 5, "alice", ""),
        ("talk", 30, "alice", ""),
        ("hold", 5, "alice", ""),
        ("talk", 25, "alice", "caller_hung_up"),
    ]
    assert [segment.agent_address for segment in contact.segments[2:]] == ["101"] * 4
    assert [segment.queue_id for segment in contact.segments] == [None, *[SALES] * 5]
    assert begun_by(contact) == ["caller", "flow", "queue", "queue", "alice", "alice"]
    assert contact.wrap_ups[0].predecessor == 6 and contact.wrap_ups[0].released_by is Releaser.AGENT
    assert contact.total_ms == 80_000 and contact.time_ms(SegmentKind.WRAP_UP) == 15_000
    assert (contact.disposition, contact.last_agent, contact.released_by) == ("sold", ALICE, Releaser.CALLER)
    assert contact.wrap_ups[0].queue_id == SALES and contact.wrap_ups[0].note == "note"
    assert contact.is_closed and not contact.is_abandoned and contact.offers_missed == 0


def test_an_offer_that_nobody_could_see_is_a_ring_that_the_machine_ended() -> None:
    contact = told(
        [
            (1, [queued(), offered()]),
            (3, [OfferWithdrawn(O, I, ALICE, EndCause.NOT_SHOWN), offered(BOB)]),
            (4, [OfferShown(O, I, BOB)]),
            (8, [OfferWithdrawn(O, I, BOB, EndCause.DESKTOP_GONE), DesktopStateSet(BOB, False)]),
            (20, [InteractionEnded(I, HUNG_UP, None)]),
        ]
    )
    assert strip(contact) == [
        ("ivr", 1, None, ""),
        ("queue", 0, None, ""),
        ("ring", 2, "alice", "not_shown"),
        ("ring", 5, "bob", "desktop_gone"),
        ("queue", 12, None, "caller_hung_up"),
    ]
    assert [segment.released_by for segment in contact.segments[2:4]] == [Releaser.MACHINE] * 2
    assert contact.offers_missed == 2 and contact.is_abandoned


def test_failed_offers_lead_back_to_the_queue_and_count() -> None:
    contact = told(
        [
            (1, [queued(), offered()]),
            (3, [OfferDeclined(O, I, ALICE, 0), offered(BOB)]),
            (8, [OfferExpired(O, I, BOB)]),
            (9, [offered()]),
            (10, [OfferAccepted(O, I, ALICE)]),
            (12, [ConnectionFailed(I, ALICE, EndCause.NOT_ANSWERED)]),
            (20, [InteractionEnded(I, HUNG_UP, None)]),
        ]
    )
    assert strip(contact) == [
        ("ivr", 1, None, ""),
        ("queue", 0, None, ""),
        ("ring", 2, "alice", "declined"),
        ("ring", 5, "bob", "expired"),
        ("queue", 1, None, ""),
        ("ring", 3, "alice", "not_answered"),
        ("queue", 8, None, "caller_hung_up"),
    ]
    assert contact.offers_missed == 3 and contact.is_abandoned and contact.last_agent is None


def test_a_caller_who_leaves_during_an_offer_abandons_and_the_agent_misses_nothing() -> None:
    contact = told(
        [(1, [queued(), offered()]), (4, [OfferWithdrawn(O, I, ALICE, HUNG_UP), InteractionEnded(I, HUNG_UP, None)])]
    )
    assert strip(contact)[-1] == ("ring", 3, "alice", "caller_hung_up")
    assert contact.is_abandoned and contact.offers_missed == 0


def test_a_caller_who_leaves_while_the_agents_phone_rings_abandons() -> None:
    contact = told(
        [(1, [queued(), offered()]), (2, [OfferAccepted(O, I, ALICE)]), (5, [InteractionEnded(I, HUNG_UP, None)])]
    )
    assert strip(contact)[-1] == ("ring", 4, "alice", "caller_hung_up") and contact.is_abandoned


def test_a_transfer_gives_two_talks_and_two_wrap_ups() -> None:
    transferred = EndCause.TRANSFERRED
    contact = told(
        [
            (1, [queued(), offered()]),
            (2, [InteractionConnected(I, ALICE)]),
            (
                10,
                [AgentReleased(I, ALICE, transferred), WrapUpStarted(I, ALICE, 0), queued(SUPPORT), offered(BOB)],
            ),
            (12, [InteractionConnected(I, BOB)]),
            (14, [WrapUpEnded(I, ALICE, "quote", None)]),
            (20, [AgentReleased(I, BOB, AGENT_LEFT), WrapUpStarted(I, BOB, 0)]),
            (21, [InteractionEnded(I, EndCause.FLOW_ENDED, None)]),
            (25, [WrapUpEnded(I, BOB, "solved", None), ContactClosed(C, EndCause.FLOW_ENDED)]),
        ]
    )
    assert strip(contact) == [
        ("ivr", 1, None, ""),
        ("queue", 0, None, ""),
        ("ring", 1, "alice", ""),
        ("talk", 8, "alice", "transferred"),
        ("queue", 0, None, ""),
        ("ring", 2, "bob", ""),
        ("talk", 8, "bob", "agent_hung_up"),
        ("ivr", 1, None, "flow_ended"),
    ]
    assert [(segment.agent_id, segment.queue_id, segment.disposition) for segment in contact.wrap_ups] == [
        (ALICE, SALES, "quote"),
        (BOB, SUPPORT, "solved"),
    ]
    assert begun_by(contact) == ["caller", "flow", "queue", "queue", "alice", "queue", "queue", "flow"]
    assert [segment.predecessor for segment in contact.all_segments] == [None, 1, 2, 3, 4, 5, 6, 7, 4, 7]
    assert contact.hand_overs == (HandOver(5, 10_000, ALICE, SUPPORT, BOB),)
    assert (contact.disposition, contact.last_agent) == ("solved", BOB)
    assert contact.released_by is Releaser.AGENT, "the flow only hung up after the agent had left"


def test_self_service_is_no_abandonment_and_the_path_is_kept() -> None:
    facts = replace(CALLER, grade="gold", is_known=True)
    path = (PathStep("welcome", 0, "played"), PathStep("menu", 3_000, "hours"))
    session = Session(FlowId("main"), "v", SessionStatus.ENDED, "menu", 0, "4000", facts, "zh", path=path)
    contact = told([(5, [SessionAdvanced(C, session, None)]), (6, [InteractionEnded(I, EndCause.FLOW_ENDED, None)])])
    assert strip(contact) == [("ivr", 6, None, "flow_ended")]
    assert not contact.is_abandoned and contact.released_by is Releaser.MACHINE
    assert (contact.path, contact.language, contact.caller.grade) == (path, "zh", "gold")


def test_a_hand_over_that_nobody_takes_is_one_still_and_the_next_counts_apart() -> None:
    transferred = [AgentReleased(I, ALICE, EndCause.TRANSFERRED), WrapUpStarted(I, ALICE, 0), queued(SUPPORT)]
    talk = [(1, [queued(), offered()]), (2, [InteractionConnected(I, ALICE)]), (10, transferred)]
    gone = told([*talk, (30, [InteractionEnded(I, HUNG_UP, None)])])
    assert gone.hand_overs == (HandOver(5, 10_000, ALICE, SUPPORT, None),) and gone.is_abandoned
    back = [(11, [offered(BOB)]), (12, [InteractionConnected(I, BOB)])]
    to_sales = [AgentReleased(I, BOB, EndCause.TRANSFERRED), WrapUpStarted(I, BOB, 0), queued(SALES)]
    twice = told([*talk, *back, (20, to_sales)])
    assert twice.hand_overs == (HandOver(5, 10_000, ALICE, SUPPORT, BOB), HandOver(8, 20_000, BOB, SALES, None))


def test_what_the_provider_could_not_do_is_taken_back_in_its_name() -> None:
    contact = told(
        [
            (1, [queued(), offered()]),
            (2, [InteractionConnected(I, ALICE)]),
            (10, [InteractionHeld(I)], HOLD),
            (11, [InteractionResumed(I)]),
            (20, [InteractionHeld(I)], HOLD),
            (30, [InteractionResumed(I)], RESUME),
            (31, [InteractionHeld(I)]),
        ]
    )
    assert begun_by(contact)[3:] == ["queue", "alice", "provider", "alice", "alice", "provider"]
    assert [segment.cause for segment in contact.segments[3:]] == ["", "failed", "", "", "failed", ""]
    assert contact.segments[4].released_by is Releaser.MACHINE


@pytest.mark.parametrize(
    ("disposition", "by", "cause"),
    [("sold", Releaser.AGENT, ""), ("timed_out", Releaser.MACHINE, "timed_out"), ("", Releaser.MACHINE, "")],
)
def test_a_wrap_up_ends_by_the_agent_or_by_itself(disposition: str, by: Releaser, cause: str) -> None:
    left = [AgentReleased(I, ALICE, HUNG_UP), WrapUpStarted(I, ALICE, 0), InteractionEnded(I, HUNG_UP, None)]
    contact = told(
        [
            (1, [queued(), offered()]),
            (2, [InteractionConnected(I, ALICE)]),
            (9, left),
            (20, [WrapUpEnded(I, ALICE, disposition, None), ContactClosed(C, HUNG_UP)]),
        ]
    )
    (wrap_up,) = contact.wrap_ups
    assert (wrap_up.released_by, wrap_up.cause, wrap_up.disposition) == (by, cause, disposition)
    assert (wrap_up.duration_ms, wrap_up.predecessor, wrap_up.initiator) == (11_000, 4, Initiator.QUEUE)


def test_events_of_contacts_that_are_closed_or_unknown_change_nothing() -> None:
    ledger = Ledger()
    ledger.take(
        Committed(1, 0, DeadlinePassed(), (OPENED, InteractionEnded(I, HUNG_UP, None), ContactClosed(C, HUNG_UP)), None)
    )
    assert ledger.contacts == {}
    late = (InteractionConnected(I, ALICE), ContactClosed(C, HUNG_UP), InteractionHeld(InteractionId("i9")))
    assert ledger.take(Committed(2, 1, DeadlinePassed(), late, None)) == ()


def assert_times_add_up(contact: ContactRecord) -> None:
    """The caller's side has neither gap nor overlap, and its times are the total."""
    assert contact.ended_at_ms is not None
    at_ms = contact.arrived_at_ms
    for segment in contact.segments:
        assert segment.started_at_ms == at_ms and segment.ended_at_ms is not None
        assert segment.ended_at_ms >= at_ms
        at_ms = segment.ended_at_ms
    assert at_ms == contact.ended_at_ms
    beside = (SegmentKind.WRAP_UP, SegmentKind.CONSULTED)  # agents' time, while the caller is elsewhere or gone
    own = [kind for kind in SegmentKind if kind not in beside]
    assert sum(contact.time_ms(kind) for kind in own) == contact.total_ms
    assert [segment.predecessor for segment in contact.segments] == [None, *range(1, len(contact.segments))]
    assert all(segment.ended_at_ms is not None for segment in contact.wrap_ups)


@pytest.mark.parametrize("seed", range(12))
def test_over_a_lived_day_every_contact_is_there_once_and_its_times_add_up(seed: int) -> None:
    world, ledger = lived_world(seed), Ledger()
    closed: list[ContactRecord] = []
    kinds = set()
    for record in world.records:
        for contact in ledger.take(record):
            kinds |= {segment.kind for segment in contact.segments}
            if contact.is_closed:
                assert_times_add_up(contact)
                closed.append(contact)
    assert ledger.contacts == {} and len(closed) == len({contact.contact_id for contact in closed})
    assert len([contact for contact in closed if contact.direction is Direction.INBOUND]) == 20
    assert {SegmentKind.IVR, SegmentKind.QUEUE, SegmentKind.RING, SegmentKind.TALK} <= kinds
