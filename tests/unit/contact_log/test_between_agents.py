"""Consults, conferences, parked and handed-on customers, and those whom agents call, as the log has them: every second
of the customer is in exactly one segment, and every agent's time adds up."""

import pytest

from cic.calls.commands import DialLeg, DialSealed, HoldLeg, ResumeLeg
from cic.calls.reports import LegAnswered, PhoneChanged
from cic.center.control_inputs import (
    CompleteTransfer,
    DialOut,
    EndConsult,
    HangUpInteraction,
    JoinConference,
    ParkInteraction,
    PickUpInteraction,
    StartConsult,
    SwapConsult,
    ToAgent,
    ToNumber,
    TransferInteraction,
)
from cic.center.transferring import LAST_WAIT_MS, RETURN_WAIT_MS
from cic.contact_log.record import ContactRecord, Direction, SegmentKind
from cic.contact_log.sides import Initiator
from routing.admission import QUEUE_EMPTY
from routing.commands import AcceptOffer, DeclineOffer
from routing.vocabulary import EndCause, InteractionId, LegId, PersonalRef
from tests.harness.one_contact import offered
from tests.unit.center.hotline import ALICE, BOB, CALLER, EMPTY, PROVIDER, SALES, Hotline, with_an_empty_queue
from tests.unit.contact_log.test_left_behind import Recorded

pytestmark = pytest.mark.unit

NUMBER = PersonalRef("number-outside")


class Story:
    """Alice talks to a caller; Bob is free; what is asked for is done at once, and each act takes its time."""

    def __init__(self) -> None:
        self.recorded = Recorded()
        self.hotline: Hotline = self.recorded.hotline
        self.hotline.sign_in(ALICE)
        self.interaction_id = self.hotline.caller_in_queue()
        self.alice_leg = self.hotline.talk()
        self.hotline.sign_in(BOB)
        self.bob_leg = LegId("")

    def wait(self, seconds: int) -> None:
        self.hotline.wait(seconds * 1_000)

    def bob_is_consulted(self, ringing_s: int = 4) -> None:
        assert self.hotline.give(StartConsult(ALICE, self.interaction_id, ToAgent(BOB))) is None
        self.hotline.done(HoldLeg)
        self.wait(ringing_s)
        offer_id = offered(self.hotline.agent(BOB))
        assert offer_id is not None
        self.hotline.give(AcceptOffer(BOB, offer_id))
        self.bob_answers()

    def bob_answers(self) -> None:
        dial = self.hotline.latest(DialLeg).command
        assert isinstance(dial, DialLeg)
        self.bob_leg = dial.leg_id
        self.hotline.give(LegAnswered(self.bob_leg))
        self.hotline.bridged()

    def over(self) -> ContactRecord:
        """The caller hangs up, everybody wraps up: the contact as the log has it."""
        self.hotline.hang_up()
        return self.closed()

    def closed(self) -> ContactRecord:
        self.hotline.carry_out_hang_ups()
        for name in (ALICE, BOB):
            for interaction_id in list(self.hotline.agent(name).assignments):
                self.hotline.finish(interaction_id, name)
        (contact,) = self.recorded.contacts().values()
        check(contact)
        return contact


def check(contact: ContactRecord) -> None:
    """No gap, no overlap, and the parts are the whole."""
    at_ms = contact.arrived_at_ms
    for segment in contact.segments:
        assert segment.started_at_ms == at_ms and segment.ended_at_ms is not None
        at_ms = segment.ended_at_ms
    assert at_ms == contact.ended_at_ms and contact.is_closed
    of_caller = [kind for kind in SegmentKind if kind not in (SegmentKind.WRAP_UP, SegmentKind.CONSULTED)]
    assert sum(contact.time_ms(kind) for kind in of_caller) == contact.total_ms


def kinds(contact: ContactRecord) -> list[str]:
    return [segment.kind.value for segment in contact.segments]


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_consult_that_comes_to_a_transfer(story: Story) -> None:
    story.bob_is_consulted()
    story.wait(30)
    story.hotline.give(CompleteTransfer(ALICE, story.interaction_id))
    story.hotline.bridged()
    story.wait(60)
    contact = story.over()
    assert kinds(contact)[-4:] == ["talk", "hold", "consult", "talk"]
    first, hold, consult, talk = contact.segments[-4:]
    assert (first.agent_id, consult.agent_id, talk.agent_id) == (ALICE, ALICE, BOB)
    assert (talk.initiator, talk.initiator_agent_id) == (Initiator.AGENT, ALICE)
    assert consult.cause == EndCause.TRANSFERRED.value
    assert hold.duration_ms > 4_000 and consult.duration_ms > 30_000 and talk.duration_ms > 60_000
    (noted,) = contact.consults
    assert (noted.asked_by, noted.asked_agent, noted.agent_id, noted.outcome) == (ALICE, BOB, BOB, "transferred")
    (consulted,) = contact.consulted
    assert (consulted.agent_id, consulted.duration_ms) == (BOB, consult.duration_ms)
    (hand_over,) = contact.hand_overs
    assert (hand_over.from_agent, hand_over.to_agent) == (ALICE, BOB)
    assert contact.last_agent == BOB


def test_a_conference_is_talk_and_ends_where_alice_leaves(story: Story) -> None:
    story.bob_is_consulted()
    story.wait(10)
    story.hotline.give(JoinConference(ALICE, story.interaction_id))
    story.hotline.bridged()
    story.wait(20)
    story.hotline.give(HangUpInteraction(ALICE, story.interaction_id))
    story.hotline.bridged()
    story.wait(5)
    contact = story.over()
    assert kinds(contact)[-5:] == ["talk", "hold", "consult", "talk", "talk"]
    assert [segment.agent_id for segment in contact.segments[-2:]] == [ALICE, BOB]
    (consulted,) = contact.consulted
    assert consulted.duration_ms > 30_000, "the conference is part of it"


def test_swaps_are_talks_and_consults_in_turn(story: Story) -> None:
    story.bob_is_consulted()
    for _ in range(2):
        story.wait(5)
        story.hotline.give(SwapConsult(ALICE, story.interaction_id))
        story.hotline.done(HoldLeg)
        story.hotline.done(ResumeLeg)
    story.wait(5)
    story.hotline.give(EndConsult(ALICE, story.interaction_id))
    story.wait(5)
    contact = story.over()
    assert kinds(contact)[-6:] == ["talk", "hold", "consult", "talk", "consult", "talk"]
    assert all(segment.agent_id == ALICE for segment in contact.segments[-6:])
    assert contact.segments[-1].initiator is Initiator.AGENT


def test_a_consult_that_nobody_answers_is_hold(story: Story) -> None:
    story.hotline.give(StartConsult(ALICE, story.interaction_id, ToAgent(BOB)))
    story.wait(3)
    offer_id = offered(story.hotline.agent(BOB))
    assert offer_id is not None
    story.hotline.give(DeclineOffer(BOB, offer_id))
    story.wait(5)
    contact = story.over()
    assert kinds(contact)[-3:] == ["talk", "hold", "talk"]
    assert contact.segments[-1].initiator is Initiator.CONSULTED
    assert contact.consulted == () and contact.consults[0].outcome == "not_answered"


def test_a_parked_customer(story: Story) -> None:
    story.wait(10)
    story.hotline.give(ParkInteraction(ALICE, story.interaction_id))
    story.hotline.carry_out_hang_ups()
    story.hotline.finish(story.interaction_id)
    story.wait(20)
    story.hotline.give(PickUpInteraction(BOB, story.interaction_id))
    story.bob_answers()
    story.wait(10)
    contact = story.over()
    assert kinds(contact)[-4:] == ["talk", "parked", "ring", "talk"]
    parked, ring, talk = contact.segments[-3:]
    assert parked.duration_ms > 20_000 and (parked.initiator_agent_id, parked.agent_id) == (ALICE, None)
    assert (ring.initiator, ring.agent_id, talk.agent_id) == (Initiator.AGENT, BOB, BOB)
    assert contact.segments[-4].cause == EndCause.PARKED.value


def test_a_parked_customer_whom_nobody_picks_up(story: Story) -> None:
    story.hotline.give(ParkInteraction(ALICE, story.interaction_id))
    story.hotline.carry_out_hang_ups()
    story.hotline.finish(story.interaction_id)
    story.wait(121)
    contact = story.over()
    assert kinds(contact)[-4:] == ["talk", "parked", "queue", "ring"]
    assert contact.segments[-2].initiator is Initiator.QUEUE


@pytest.mark.parametrize("answers", [True, False])
def test_a_number_outside(story: Story, answers: bool) -> None:
    story.hotline.give(TransferInteraction(ALICE, story.interaction_id, ToNumber(NUMBER)))
    dial = story.hotline.latest(DialSealed).command
    assert isinstance(dial, DialSealed)
    story.wait(8)
    if answers:
        story.hotline.give(LegAnswered(dial.leg_id))
        story.hotline.bridged()
        story.wait(30)
    story.hotline.hang_up(dial.leg_id, EndCause.AGENT_HUNG_UP if answers else EndCause.NOT_ANSWERED)
    contact = story.over()
    assert kinds(contact)[-3:] == (["talk", "outside", "ivr"] if answers else ["talk", "outside", "queue"])
    assert contact.segments[-3].cause == EndCause.TRANSFERRED.value


def test_an_agent_who_gets_the_caller_unasked(story: Story) -> None:
    story.hotline.give(TransferInteraction(ALICE, story.interaction_id, ToAgent(BOB)))
    story.wait(3)
    story.hotline.talk(BOB)
    story.wait(5)
    contact = story.over()
    assert kinds(contact)[-4:] == ["talk", "queue", "ring", "talk"]
    assert contact.last_agent == BOB


def test_who_was_called(story: Story) -> None:
    hotline = Recorded()
    hotline.hotline.sign_in(ALICE)
    assert hotline.hotline.give(DialOut(ALICE, SALES, PROVIDER, CALLER, NUMBER)) is None
    dial = hotline.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    hotline.hotline.give(LegAnswered(dial.leg_id))
    customer = hotline.hotline.latest(DialSealed).command
    assert isinstance(customer, DialSealed)
    hotline.hotline.wait(6_000)
    hotline.hotline.give(LegAnswered(customer.leg_id))
    hotline.hotline.bridged()
    hotline.hotline.wait(20_000)
    hotline.hotline.hang_up(customer.leg_id)
    hotline.hotline.carry_out_hang_ups()
    interaction_id: InteractionId = next(iter(hotline.hotline.agent(ALICE).assignments))
    hotline.hotline.finish(interaction_id)
    (contact,) = hotline.contacts().values()
    check(contact)
    assert kinds(contact) == ["ring", "talk"]
    assert (contact.direction, contact.initiator) == (Direction.OUTBOUND, Initiator.AGENT)
    assert contact.time_ms(SegmentKind.TALK) > 20_000 and not contact.is_abandoned


def test_who_was_called_and_did_not_answer_is_no_abandoned_call(story: Story) -> None:
    hotline = Recorded()
    hotline.hotline.sign_in(ALICE)
    hotline.hotline.give(DialOut(ALICE, SALES, PROVIDER, CALLER, NUMBER))
    dial = hotline.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    hotline.hotline.give(LegAnswered(dial.leg_id))
    customer = hotline.hotline.latest(DialSealed).command
    assert isinstance(customer, DialSealed)
    hotline.hotline.hang_up(customer.leg_id, EndCause.BUSY)
    (contact,) = hotline.contacts().values()
    check(contact)
    assert kinds(contact) == ["ring"] and not contact.is_abandoned
    assert contact.end_cause is EndCause.BUSY


def test_whom_we_called_and_nobody_can_have_is_told_of_with_the_queues_reason() -> None:
    recorded = Recorded()
    hotline = recorded.hotline
    hotline.give(with_an_empty_queue("empty"))
    hotline.sign_in(ALICE, BOB)
    hotline.give(DialOut(ALICE, EMPTY, PROVIDER, CALLER, NUMBER))
    dial = hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    hotline.give(LegAnswered(dial.leg_id))
    customer = hotline.latest(DialSealed).command
    assert isinstance(customer, DialSealed)
    hotline.give(LegAnswered(customer.leg_id))
    hotline.bridged()
    (contact,) = hotline.state.contacts.values()
    interaction_id = contact.interaction_id
    assert hotline.give(TransferInteraction(ALICE, interaction_id, ToAgent(BOB))) is None
    hotline.hang_up(dial.leg_id, EndCause.TRANSFERRED)
    offer_id = offered(hotline.agent(BOB))
    assert offer_id is not None
    hotline.give(DeclineOffer(BOB, offer_id))
    hotline.give(PhoneChanged(PROVIDER, "phone/alice", True, True))
    hotline.wait(RETURN_WAIT_MS + LAST_WAIT_MS)
    hotline.carry_out_hang_ups()
    (record,) = recorded.contacts().values()
    check(record)
    waited = [segment for segment in record.segments if segment.kind is SegmentKind.QUEUE]
    assert [(segment.cause, segment.initiator) for segment in waited[1:]] == [
        (QUEUE_EMPTY, Initiator.QUEUE), (QUEUE_EMPTY, Initiator.QUEUE)
    ]  # fmt: skip
    assert record.end_cause is EndCause.FLOW_ENDED and not record.is_abandoned
