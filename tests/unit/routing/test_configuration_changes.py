"""A new configuration takes effect without disturbing what is in hand."""

import pytest

from routing.commands import AcceptOffer, EndInteraction
from routing.events import OfferWithdrawn
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, EndCause, QueueId
from tests.unit.routing.floor import WRAP_UP_MS_MAX, Floor, agent, queue

pytestmark = pytest.mark.unit

ALICE = AgentId("alice")


@pytest.fixture
def floor() -> Floor:
    made = Floor([queue("sales"), queue("support")], [agent("alice", "sales"), agent("bob", "support")])
    made.sign_in("alice", "bob")
    return made


def test_the_same_again_changes_nothing(floor: Floor) -> None:
    floor.arrive("i1", "sales")
    floor.configure([queue("sales"), queue("support")], [agent("alice", "sales"), agent("bob", "support")])
    assert floor.offered_to("i1") == "alice"
    assert floor.agent("bob").activity is Activity.AVAILABLE


def test_an_agent_who_is_given_a_queue_gets_who_waits_there(floor: Floor) -> None:
    floor.arrive("i1", "sales")
    floor.arrive("i2", "sales")
    floor.configure([queue("sales"), queue("support")], [agent("alice", "sales"), agent("bob", "support", "sales")])
    assert floor.offered_to("i2") == "bob"


def test_an_agent_who_is_gone_keeps_the_contact_in_hand_and_gets_nothing_new(floor: Floor) -> None:
    floor.arrive("i1", "sales")
    talking = floor.talk("alice")
    floor.configure([queue("sales"), queue("support")], [agent("bob", "support")])
    assert floor.stage("i1") is InteractionStage.CONNECTED
    floor.give(EndInteraction(talking, EndCause.CALLER_HUNG_UP))
    assert floor.finish("alice", talking) is None
    floor.arrive("i2", "sales")
    assert floor.stage("i2") is InteractionStage.WAITING


def test_an_agent_who_is_gone_with_nothing_in_hand_is_unknown(floor: Floor) -> None:
    floor.configure([queue("sales"), queue("support")], [agent("bob", "support")])
    assert floor.activity("alice", Activity.AVAILABLE) is RejectionCode.UNKNOWN_AGENT


def test_a_queue_that_is_gone_serves_those_who_wait_in_it_to_the_end(floor: Floor) -> None:
    floor.arrive("i1", "sales")
    talking = floor.talk("alice")
    floor.arrive("i2", "sales")
    floor.configure([queue("support")], [agent("alice", "sales"), agent("bob", "support")])
    floor.give(EndInteraction(talking, EndCause.CALLER_HUNG_UP))
    floor.wait(WRAP_UP_MS_MAX)
    assert floor.offered_to("i2") == "alice"
    floor.talk("alice")
    assert floor.interaction("i2").queue_id == QueueId("sales")


def test_a_new_phone_has_to_be_seen_first(floor: Floor) -> None:
    floor.configure([queue("sales")], [agent("alice", "sales", phone="desk/7")])
    floor.arrive("i1", "sales")
    assert floor.stage("i1") is InteractionStage.WAITING


def test_an_offer_whose_phone_is_taken_away_is_taken_back(floor: Floor) -> None:
    floor.arrive("i1", "sales")
    offer_id = floor.offer_of("alice")
    floor.configure([queue("sales")], [agent("alice", "sales", phone="desk/7")])
    withdrawn = OfferWithdrawn(offer_id, floor.interaction("i1").interaction_id, ALICE, EndCause.UNREACHABLE)
    assert floor.of_type(OfferWithdrawn) == [withdrawn]
    assert floor.stage("i1") is InteractionStage.WAITING
    assert floor.give(AcceptOffer(ALICE, offer_id)) is RejectionCode.OFFER_CLOSED
