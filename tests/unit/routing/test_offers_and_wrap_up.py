"""Answering offers, changing activity, and finishing a contact: what is done, and what is refused and why."""

import pytest

from routing.commands import (
    AcceptOffer,
    ConfirmConnected,
    DeclineOffer,
    EndInteraction,
    EnqueueInteraction,
    FailConnection,
    FinishWrapUp,
    OpenInteraction,
    ReleaseAgent,
    SetPhoneState,
    TransferToQueue,
)
from routing.events import OfferAccepted, OfferMade, WrapUpEnded
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, ContactId, EndCause, InteractionId, Medium, OfferId, QueueId
from tests.harness.one_contact import in_hand, offered
from tests.unit.routing.floor import OFFER_TIMEOUT_MS, PROVIDER, WRAP_UP_MS_MAX, Floor, agent, queue

pytestmark = pytest.mark.unit

ALICE, BOB, NOBODY = AgentId("alice"), AgentId("bob"), AgentId("nobody")
HUNG_UP = EndCause.CALLER_HUNG_UP


@pytest.fixture
def floor() -> Floor:
    queues = [queue("sales"), queue("quick", wrap_up_ms_max=0)]
    return Floor(
        queues, [agent("alice", "sales", "quick"), agent("bob", "sales"), agent("robin", "quick", automatic=True)]
    )


def in_contact(floor: Floor, queue_name: str = "sales") -> InteractionId:
    """Alice talks with a customer."""
    floor.sign_in("alice")
    floor.arrive("i1", queue_name)
    return floor.talk("alice")


def test_accepting_twice_is_answered_the_same(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    accept = AcceptOffer(ALICE, floor.offer_of("alice"))
    assert floor.give(accept) is None
    assert [type(event) for event in floor.events] == [OfferAccepted]
    assert floor.give(accept) is None
    assert floor.events == []


def test_a_late_click_finds_the_offer_closed(floor: Floor) -> None:
    floor.sign_in("alice")
    first = floor.arrive("i1", "sales")
    offer_id = floor.offer_of("alice")
    floor.give(EndInteraction(first, HUNG_UP))
    assert floor.give(AcceptOffer(ALICE, offer_id)) is RejectionCode.OFFER_CLOSED
    assert floor.give(DeclineOffer(ALICE, offer_id)) is RejectionCode.OFFER_CLOSED


def test_accepting_after_the_deadline_finds_the_offer_closed(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    offer_id = floor.offer_of("alice")
    floor.wait(OFFER_TIMEOUT_MS)
    assert floor.give(AcceptOffer(ALICE, offer_id)) is RejectionCode.OFFER_CLOSED


def test_an_offer_made_again_is_a_new_offer(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    first = floor.offer_of("alice")
    floor.wait(OFFER_TIMEOUT_MS)
    floor.activity("alice", Activity.AVAILABLE)
    assert floor.offer_of("alice") != first
    assert floor.give(AcceptOffer(ALICE, first)) is RejectionCode.OFFER_CLOSED


def test_somebody_elses_offer_is_not_yours(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    offer_id = floor.offer_of("alice")
    assert floor.give(AcceptOffer(BOB, offer_id)) is RejectionCode.NOT_YOURS
    assert floor.give(DeclineOffer(BOB, offer_id)) is RejectionCode.NOT_YOURS
    assert floor.give(AcceptOffer(NOBODY, offer_id)) is RejectionCode.NOT_YOURS


def test_an_agent_who_accepts_automatically_has_the_contact_at_once(floor: Floor) -> None:
    floor.sign_in("robin")
    floor.arrive("i1", "quick")
    assert [type(event) for event in floor.events][-2:] == [OfferMade, OfferAccepted]
    assert floor.stage("i1") is InteractionStage.CONNECTING
    assert floor.interaction("i1").agent_id == AgentId("robin")


def test_no_second_contact_while_one_is_in_hand(floor: Floor) -> None:
    in_contact(floor)
    floor.arrive("i2", "sales")
    assert floor.stage("i2") is InteractionStage.WAITING


# Activity.


@pytest.mark.parametrize(
    ("activity", "reason", "expected"),
    [
        (Activity.ON_BREAK, "lunch", None),
        (Activity.ON_BREAK, "golf", RejectionCode.UNKNOWN_REASON),
        (Activity.ON_BREAK, "", RejectionCode.UNKNOWN_REASON),
        (Activity.AVAILABLE, "lunch", RejectionCode.UNKNOWN_REASON),
        (Activity.SIGNED_OUT, "", RejectionCode.NOT_SIGNED_IN),
        (Activity.NOT_RESPONDING, "", RejectionCode.NOT_ALLOWED_NOW),
    ],
)
def test_what_an_agent_who_is_away_may_ask_for(
    floor: Floor, activity: Activity, reason: str, expected: RejectionCode | None
) -> None:
    assert floor.activity("alice", activity, reason) is expected


def test_an_unknown_agent_is_told_so(floor: Floor) -> None:
    assert floor.activity("nobody", Activity.AVAILABLE) is RejectionCode.UNKNOWN_AGENT
    assert floor.give(FinishWrapUp(NOBODY, InteractionId("i1"), "solved", None)) is RejectionCode.UNKNOWN_AGENT
    transfer = TransferToQueue(NOBODY, InteractionId("i1"), QueueId("sales"))
    assert floor.give(transfer) is RejectionCode.UNKNOWN_AGENT


def test_going_on_a_break_declines_what_stands_offered(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    assert floor.activity("alice", Activity.ON_BREAK, "lunch") is None
    assert floor.agent("alice").activity is Activity.ON_BREAK
    assert floor.offered_to("i1") == "bob"


def test_asking_for_the_activity_one_has_changes_nothing(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    assert floor.activity("alice", Activity.AVAILABLE) is None
    assert floor.events == []
    floor.arrive("i1", "sales")
    assert floor.offered_to("i1") == "alice", "still the one who has been free longest"


def test_a_break_chosen_during_a_contact_begins_when_the_contact_is_finished(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    assert floor.activity("alice", Activity.ON_BREAK, "lunch") is None
    assert floor.agent("alice").activity is Activity.AVAILABLE
    floor.give(EndInteraction(interaction_id, HUNG_UP))
    assert floor.agent("alice").activity is Activity.AVAILABLE, "wrap-up first"
    floor.finish("alice", interaction_id)
    assert (floor.agent("alice").activity, floor.agent("alice").reason) == (Activity.ON_BREAK, "lunch")


def test_a_choice_for_afterwards_can_be_taken_back(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    floor.activity("alice", Activity.SIGNED_OUT)
    assert floor.agent("alice").next_activity is Activity.SIGNED_OUT
    floor.activity("alice", Activity.AVAILABLE)
    assert floor.agent("alice").next_activity is None
    floor.give(EndInteraction(interaction_id, HUNG_UP))
    floor.finish("alice", interaction_id)
    assert floor.agent("alice").activity is Activity.AVAILABLE


def test_the_choice_for_afterwards_comes_about_when_the_connection_fails(floor: Floor) -> None:
    floor.sign_in("alice")
    interaction_id = floor.arrive("i1", "sales")
    floor.accept("alice")
    floor.activity("alice", Activity.ON_BREAK, "training")
    floor.give(FailConnection(interaction_id, EndCause.BUSY))
    assert (floor.agent("alice").activity, floor.agent("alice").reason) == (Activity.ON_BREAK, "training")


def test_a_leg_that_was_lost_while_nobody_looked_is_not_held_against_the_agent(floor: Floor) -> None:
    floor.sign_in("alice")
    interaction_id = floor.arrive("i1", "sales")
    floor.accept("alice")
    floor.give(FailConnection(interaction_id, EndCause.LOST))
    assert floor.agent("alice").activity is Activity.AVAILABLE
    assert offered(floor.agent("alice")) is not None, "the caller is at the old place and offered again"


def test_the_choice_for_afterwards_comes_about_when_the_caller_gives_up(floor: Floor) -> None:
    floor.sign_in("alice")
    interaction_id = floor.arrive("i1", "sales")
    floor.accept("alice")
    floor.activity("alice", Activity.SIGNED_OUT)
    floor.give(EndInteraction(interaction_id, HUNG_UP))
    assert floor.agent("alice").activity is Activity.SIGNED_OUT
    assert in_hand(floor.agent("alice")) is None


# Wrap-up.


def test_wrap_up_ends_with_a_disposition_of_the_queue(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    assert floor.finish("alice", interaction_id) is RejectionCode.NOT_ALLOWED_NOW
    floor.give(ReleaseAgent(interaction_id, EndCause.AGENT_HUNG_UP))
    assert floor.finish("alice", interaction_id, "sold") is RejectionCode.UNKNOWN_DISPOSITION
    assert floor.finish("bob", interaction_id) is RejectionCode.NOT_YOURS
    assert floor.finish("alice", interaction_id) is None
    assert in_hand(floor.agent("alice")) is None
    assert floor.finish("alice", interaction_id) is RejectionCode.NOT_YOURS


def test_wrap_up_ends_by_itself_when_its_time_is_over(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    floor.give(EndInteraction(interaction_id, HUNG_UP))
    floor.wait(WRAP_UP_MS_MAX - 1)
    held = in_hand(floor.agent("alice"))
    assert held is not None and held.state is AssignmentState.WRAP_UP
    floor.wait(1)
    assert floor.of_type(WrapUpEnded) == [WrapUpEnded(interaction_id, ALICE, "timed_out", None)]
    assert in_hand(floor.agent("alice")) is None


def test_a_queue_without_wrap_up_leaves_the_agent_free_at_once(floor: Floor) -> None:
    interaction_id = in_contact(floor, "quick")
    floor.arrive("i2", "sales")
    floor.give(EndInteraction(interaction_id, HUNG_UP))
    assert floor.of_type(WrapUpEnded) == [WrapUpEnded(interaction_id, ALICE, "", None)]
    assert floor.offered_to("i2") == "alice"


def test_an_agent_back_from_wrap_up_is_at_the_end_of_the_free(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    floor.sign_in("bob")
    floor.give(EndInteraction(interaction_id, HUNG_UP))
    floor.finish("alice", interaction_id)
    floor.arrive("i2", "sales")
    assert floor.offered_to("i2") == "bob"


def test_whoever_loses_an_agent_to_a_vanished_phone_waits_again_at_the_old_place(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    floor.arrive("i2", "sales")
    floor.give(ReleaseAgent(interaction_id, EndCause.MEDIA_LOST))
    held = in_hand(floor.agent("alice"))
    assert held is not None and held.state is AssignmentState.WRAP_UP
    floor.sign_in("bob")
    assert (floor.offered_to("i1"), floor.offered_to("i2")) == ("bob", None)


# What does not fit.


def test_a_transfer_needs_a_contact_of_ones_own_and_a_queue(floor: Floor) -> None:
    interaction_id = in_contact(floor)
    floor.sign_in("bob")
    assert floor.give(TransferToQueue(BOB, interaction_id, QueueId("sales"))) is RejectionCode.NOT_YOURS
    assert floor.give(TransferToQueue(ALICE, interaction_id, QueueId("golf"))) is RejectionCode.UNKNOWN_QUEUE
    strange = TransferToQueue(ALICE, InteractionId("i9"), QueueId("sales"))
    assert floor.give(strange) is RejectionCode.UNKNOWN_INTERACTION
    assert floor.give(TransferToQueue(ALICE, interaction_id, QueueId("sales"))) is None
    assert floor.give(TransferToQueue(ALICE, interaction_id, QueueId("sales"))) is RejectionCode.NOT_ALLOWED_NOW


def test_what_an_interaction_cannot_do_now_is_refused(floor: Floor) -> None:
    waiting = floor.arrive("i1", "sales")
    for command in (
        OpenInteraction(waiting, ContactId("c9"), Medium.VOICE, PROVIDER),
        EnqueueInteraction(waiting, QueueId("sales")),
        ConfirmConnected(waiting),
        FailConnection(waiting, EndCause.BUSY),
        ReleaseAgent(waiting, EndCause.AGENT_HUNG_UP),
    ):
        assert floor.give(command) is RejectionCode.NOT_ALLOWED_NOW, command


def test_an_unknown_queue_is_refused(floor: Floor) -> None:
    floor.give(OpenInteraction(InteractionId("i1"), ContactId("c1"), Medium.VOICE, PROVIDER))
    assert floor.give(EnqueueInteraction(InteractionId("i1"), QueueId("golf"))) is RejectionCode.UNKNOWN_QUEUE


def test_an_interaction_that_is_gone_is_unknown(floor: Floor) -> None:
    waiting = floor.arrive("i1", "sales")
    floor.give(EndInteraction(waiting, HUNG_UP))
    assert floor.give(EndInteraction(waiting, HUNG_UP)) is RejectionCode.UNKNOWN_INTERACTION


def test_a_phone_that_is_nobodys_is_nothing(floor: Floor) -> None:
    assert floor.give(SetPhoneState(PROVIDER, "phone/door", True, False)) is None
    assert floor.events == []


def test_an_offer_of_long_ago_is_closed_for_who_never_had_one(floor: Floor) -> None:
    assert floor.give(AcceptOffer(ALICE, OfferId("i0.1"))) is RejectionCode.OFFER_CLOSED


def test_the_deadline_of_an_offer_goes_with_the_offer(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.activity("alice", Activity.ON_BREAK, "lunch")
    floor.wait(OFFER_TIMEOUT_MS)
    assert (floor.agent("alice").activity, floor.agent("alice").reason) == (Activity.ON_BREAK, "lunch")
