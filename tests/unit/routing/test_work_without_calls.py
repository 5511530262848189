"""Interactions that come without a call: mails, tasks, chats. Nothing rings, nothing has to be connected."""

import pytest

from routing.commands import CompleteInteraction, TransferToQueue, WithdrawWork
from routing.configuration import MediumConfiguration
from routing.events import InteractionConnected
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, InteractionId, Medium, QueueId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

MEDIA = (MediumConfiguration(Medium.VOICE, 100, 1), MediumConfiguration(Medium.MAIL, 50, 2))
CONNECTED, WAITING = InteractionStage.CONNECTED, InteractionStage.WAITING


@pytest.fixture
def floor() -> Floor:
    floor = Floor([queue("q", 0), queue("r", 0)], [agent("x", "q", "r"), agent("y", "r")], MEDIA)
    floor.desktop("x")
    floor.sign_in("y")
    return floor


def test_work_is_in_hand_as_soon_as_it_is_accepted(floor: Floor) -> None:
    floor.sign_in("x")
    floor.submit("m", "q")
    floor.accept("x")
    assert floor.stage("m") is CONNECTED
    assert len(floor.of_type(InteractionConnected)) == 1


def test_no_phone_is_needed_for_it(floor: Floor) -> None:
    floor.sign_in("x")
    floor.phone("x", is_reachable=False)
    floor.submit("m", "q")
    assert floor.offered_to("m") == "x"
    floor.phone("x", is_in_use=True)
    assert floor.offered_to("m") == "x", "nor does a phone in use take it back"


def test_a_desktop_is_needed_for_it(floor: Floor) -> None:
    floor.sign_in("x")
    floor.submit("m", "q")
    floor.desktop("x", is_open=False)
    assert floor.stage("m") is WAITING
    floor.desktop("x")
    assert floor.offered_to("m") == "x"


def test_the_agent_completes_it_and_it_is_over(floor: Floor) -> None:
    floor.sign_in("x")
    floor.submit("m", "q")
    complete = CompleteInteraction(AgentId("x"), InteractionId("m"))
    assert floor.give(complete) is RejectionCode.NOT_YOURS, "it is offered, not accepted"
    floor.accept("x")
    assert floor.give(CompleteInteraction(AgentId("y"), InteractionId("m"))) is RejectionCode.NOT_YOURS
    assert floor.give(complete) is None
    assert not floor.state.interactions and not floor.agent("x").assignments


def test_a_call_is_hung_up_and_not_completed_or_withdrawn(floor: Floor) -> None:
    floor.sign_in("x")
    call = floor.arrive("i", "q")
    assert floor.give(WithdrawWork(call)) is RejectionCode.NOT_ALLOWED_NOW
    floor.talk("x")
    assert floor.give(CompleteInteraction(AgentId("x"), call)) is RejectionCode.NOT_ALLOWED_NOW


@pytest.mark.parametrize("stage", ["waiting", "offered", "connected"])
def test_the_customer_may_take_it_back_at_any_time(floor: Floor, stage: str) -> None:
    if stage != "waiting":
        floor.sign_in("x")
    floor.submit("m", "q")
    if stage == "connected":
        floor.accept("x")
    assert floor.stage("m").value == stage
    assert floor.give(WithdrawWork(InteractionId("m"))) is None
    assert not floor.state.interactions and not floor.state.offers and not floor.agent("x").assignments


def test_it_may_be_handed_to_another_queue(floor: Floor) -> None:
    floor.sign_in("x")
    floor.submit("m", "q")
    floor.accept("x")
    assert floor.give(TransferToQueue(AgentId("x"), InteractionId("m"), QueueId("r"))) is None
    assert floor.offered_to("m") == "y"


def test_what_cannot_be_taken_in_is_refused_as_a_whole(floor: Floor) -> None:
    assert floor.submit("m", "nowhere") is RejectionCode.UNKNOWN_QUEUE
    assert floor.submit("m", "q", Medium.FAX) is RejectionCode.NOT_SUPPORTED
    assert "m" not in floor.state.interactions
    assert floor.submit("m", "q") is None
    assert floor.submit("m", "q") is RejectionCode.NOT_ALLOWED_NOW
    assert floor.give(WithdrawWork(InteractionId("nobody"))) is RejectionCode.UNKNOWN_INTERACTION
