"""The longest free agent gets the contact; the longest waiting contact goes first, and keeps its place."""

import pytest

from routing.commands import EndInteraction, FailConnection, TransferToQueue
from routing.machines.interaction import InteractionStage
from routing.vocabulary import Activity, AgentId, EndCause, QueueId
from tests.harness.one_contact import in_hand
from tests.unit.routing.floor import OFFER_TIMEOUT_MS, Floor, agent, queue

pytestmark = pytest.mark.unit

WAITING, OFFERED = InteractionStage.WAITING, InteractionStage.OFFERED


@pytest.fixture
def floor() -> Floor:
    queues = [queue("sales"), queue("support"), queue("quick", wrap_up_ms_max=0)]
    agents = [agent("alice", "sales", "quick"), agent("bob", "sales", "support", "quick"), agent("carol", "support")]
    return Floor(queues, agents)


def test_the_agent_who_has_been_free_longest_gets_the_contact(floor: Floor) -> None:
    floor.sign_in("bob", "alice")
    floor.arrive("i1", "sales")
    floor.arrive("i2", "sales")
    assert (floor.offered_to("i1"), floor.offered_to("i2")) == ("bob", "alice")


def test_an_agent_who_comes_free_gets_who_has_waited_longest_over_all_queues(floor: Floor) -> None:
    floor.arrive("i1", "support")
    floor.arrive("i2", "sales")
    floor.sign_in("bob")
    assert floor.offered_to("i1") == "bob"
    assert floor.stage("i2") is WAITING


def test_nobody_is_offered_a_contact_of_a_queue_that_is_not_theirs(floor: Floor) -> None:
    floor.sign_in("carol")
    floor.arrive("i1", "sales")
    assert floor.stage("i1") is WAITING


def test_nobody_is_offered_a_contact_without_a_phone_to_take_it(floor: Floor) -> None:
    floor.desktop("alice")
    floor.activity("alice", Activity.AVAILABLE)
    floor.arrive("i1", "sales")
    assert floor.stage("i1") is WAITING
    floor.phone("alice", is_in_use=True)
    assert floor.stage("i1") is WAITING
    floor.phone("alice")
    assert floor.offered_to("i1") == "alice"


def test_a_declined_contact_keeps_its_place_and_goes_to_the_next_agent(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    place = floor.interaction("i1").place
    assert floor.decline("alice") is None
    assert floor.offered_to("i1") == "bob"
    floor.decline("bob")
    assert floor.stage("i1") is WAITING
    assert floor.interaction("i1").place == place


def test_who_declined_is_not_asked_again_for_thirty_seconds_and_then_is(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.decline("alice")
    floor.wait(29_999)
    assert floor.stage("i1") is WAITING
    floor.wait(1)
    assert floor.offered_to("i1") == "alice"


def test_who_declined_one_contact_is_offered_another(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.arrive("i2", "sales")
    floor.decline("alice")
    assert floor.offered_to("i2") == "alice"
    assert floor.stage("i1") is WAITING


def test_an_offer_nobody_answers_expires_and_the_agent_is_set_aside(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    place = floor.interaction("i1").place
    floor.wait(OFFER_TIMEOUT_MS)
    assert floor.agent("alice").activity is Activity.NOT_RESPONDING
    assert floor.agent("alice").reason == "missed_offer"
    assert floor.offered_to("i1") == "bob"
    assert floor.interaction("i1").place == place


def test_an_agent_set_aside_comes_back_by_an_act_of_their_own_only(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.wait(OFFER_TIMEOUT_MS + 600_000)
    assert floor.stage("i1") is WAITING
    floor.activity("alice", Activity.AVAILABLE)
    assert floor.offered_to("i1") == "alice"


def test_a_contact_whose_agent_cannot_be_reached_is_first_again(floor: Floor) -> None:
    floor.sign_in("alice")
    first = floor.arrive("i1", "sales")
    floor.accept("alice")
    floor.arrive("i2", "sales")
    floor.give(FailConnection(first, EndCause.UNREACHABLE))
    assert floor.agent("alice").activity is Activity.NOT_RESPONDING
    assert floor.agent("alice").reason == "connection_failed"
    floor.sign_in("bob")
    assert floor.offered_to("i1") == "bob"
    assert floor.stage("i2") is WAITING


def test_a_phone_that_goes_away_while_an_offer_stands_takes_the_offer_back(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    floor.phone("alice", is_reachable=False)
    assert floor.offered_to("i1") == "bob"
    floor.phone("bob", is_in_use=True)
    assert floor.stage("i1") is WAITING
    assert floor.agent("bob").activity is Activity.AVAILABLE


def test_an_agent_whose_caller_gave_up_keeps_the_place_among_the_free(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    first = floor.arrive("i1", "sales")
    floor.give(EndInteraction(first, EndCause.CALLER_HUNG_UP))
    floor.arrive("i2", "sales")
    assert floor.offered_to("i2") == "alice"


def test_an_agent_who_declined_goes_to_the_end_of_the_free(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    floor.decline("alice")
    floor.decline("bob")
    floor.arrive("i2", "sales")
    assert floor.offered_to("i2") == "alice"


def test_a_transfer_goes_behind_those_who_wait_and_to_who_has_been_free_longest(floor: Floor) -> None:
    floor.sign_in("bob", "alice")
    floor.arrive("i1", "quick")
    talking = floor.talk("bob")
    floor.give(TransferToQueue(AgentId("bob"), talking, QueueId("sales")))
    assert in_hand(floor.agent("bob")) is None, "a queue without wrap-up leaves nothing to finish"
    assert floor.offered_to("i1") == "alice", "bob is free only now, alice has been all along"


def test_a_transferred_contact_may_come_back_when_nobody_else_is_free(floor: Floor) -> None:
    floor.sign_in("bob")
    floor.arrive("i1", "quick")
    floor.arrive("i2", "sales")
    talking = floor.talk("bob")
    floor.give(TransferToQueue(AgentId("bob"), talking, QueueId("sales")))
    assert floor.offered_to("i2") == "bob"
    assert floor.stage("i1") is WAITING
    assert floor.interaction("i1").place > floor.interaction("i2").place


def test_waiting_again_forgets_who_declined(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    floor.decline("alice")
    talking = floor.talk("bob")
    floor.give(TransferToQueue(AgentId("bob"), talking, QueueId("sales")))
    assert floor.offered_to("i1") == "alice"
