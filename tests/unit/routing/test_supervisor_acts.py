"""What a supervisor does to interactions and agents, wherever they stand: allowed, without effect, or refused."""

from collections.abc import Callable

import pytest

from routing.asking import Asked
from routing.commands import ConfirmConnected, EndInteraction, RoutingCommand, SetActivity
from routing.configuration import InteractionChoice, InteractionStrategy
from routing.events import (
    ActivityChanged,
    AgentReleased,
    InteractionEnded,
    InteractionLeftQueue,
    OfferDeclined,
    OfferWithdrawn,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.machines.interaction import InteractionStage
from routing.overrides import QueueMode
from routing.rejections import RejectionCode
from routing.supervision_events import MovedToFront
from routing.supervisor_acts import ENDED_BY_SUPERVISOR
from routing.supervisor_commands import (
    EndWrapUps,
    ForceActivity,
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    SetPriority,
    SetQueueMode,
    SetQueueModes,
    TakeOffered,
)
from routing.vocabulary import Activity, AgentId, EndCause, InteractionId, QueueId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

FIRST, J, K = InteractionId("i"), InteractionId("j"), InteractionId("k")
X, Y, Z = AgentId("x"), AgentId("y"), AgentId("z")
Q, R = QueueId("q"), QueueId("r")
NOT_NOW, UNKNOWN = RejectionCode.NOT_ALLOWED_NOW, RejectionCode.UNKNOWN_INTERACTION
BY_SUPERVISOR = EndCause.SUPERVISOR


def a_floor(strategy: InteractionStrategy | None = None) -> Floor:
    """x serves q, y serves r, z serves nothing; i is for q."""
    queues = [queue("q", priority=3), queue("r")]
    agents = [agent("x", "q"), agent("y", "r"), agent("z")]
    return Floor(queues, agents, strategy=strategy or InteractionStrategy(InteractionChoice.FIRST_COME))


def waiting() -> Floor:
    floor = a_floor()
    floor.arrive("i", "q")
    floor.sign_in("y", "z")
    return floor


def offered() -> Floor:
    floor = a_floor()
    floor.sign_in("x", "y", "z")
    floor.arrive("i", "q")
    return floor


def connecting() -> Floor:
    floor = offered()
    assert floor.accept("x") is None
    return floor


def connected() -> Floor:
    floor = connecting()
    floor.give(ConfirmConnected(FIRST))
    return floor


def wrapped_up() -> Floor:
    floor = connected()
    floor.give(EndInteraction(FIRST, EndCause.CALLER_HUNG_UP))
    return floor


STAGES: dict[str, Callable[[], Floor]] = {
    "waiting": waiting,
    "offered": offered,
    "connecting": connecting,
    "connected": connected,
    "over": wrapped_up,
}
ACTS: dict[RoutingCommand, dict[str, RejectionCode | None]] = {
    MoveToFront(FIRST): {"connecting": NOT_NOW, "connected": NOT_NOW, "over": UNKNOWN},
    ReassignToQueue(FIRST, R): {"connecting": NOT_NOW, "over": UNKNOWN},
    ReassignToAgent(FIRST, Z): {"connecting": NOT_NOW, "over": UNKNOWN},
    TakeOffered(Z, FIRST): {"connecting": NOT_NOW, "connected": NOT_NOW, "over": NOT_NOW},
    ForceRelease(FIRST): {"over": UNKNOWN},
    SetPriority(FIRST, 5): {"offered": NOT_NOW, "connecting": NOT_NOW, "connected": NOT_NOW, "over": UNKNOWN},
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_each_act_at_each_stage_is_done_or_refused_with_its_reason(act: RoutingCommand, stage: str) -> None:
    expected = ACTS[act].get(stage)
    if isinstance(act, TakeOffered) and stage == "over":
        expected = UNKNOWN
    floor = STAGES[stage]()
    assert floor.give(act) is expected
    if expected is None:
        assert floor.events or (isinstance(act, MoveToFront) and stage == "waiting"), "nobody is before it"


@pytest.mark.parametrize("stage", ["waiting", "offered", "connected"])
def test_what_is_moved_to_a_queue_keeps_its_place_and_meets_its_agents(stage: str) -> None:
    floor = STAGES[stage]()
    place = floor.interaction("i").place
    assert floor.give(ReassignToQueue(FIRST, R)) is None
    one = floor.interaction("i")
    assert (one.queue_id, one.place, floor.offered_to("i")) == (R, place, "y")
    assert floor.give(ReassignToQueue(FIRST, R)) is None
    assert floor.events == [], "it is there already"


def test_out_of_a_hand_it_is_handed_on_and_the_agent_wraps_up() -> None:
    floor = connected()
    floor.give(ReassignToQueue(FIRST, R))
    assert [event.cause for event in floor.of_type(AgentReleased)] == [BY_SUPERVISOR]  # type: ignore[union-attr]
    assert floor.of_type(WrapUpStarted) and floor.in_hand("x").wrap_up_since_ms == floor.now_ms


def test_an_offer_that_is_moved_is_taken_back_and_not_declined() -> None:
    floor = offered()
    floor.give(ReassignToQueue(FIRST, R))
    assert [event.cause for event in floor.of_type(OfferWithdrawn)] == [BY_SUPERVISOR]  # type: ignore[union-attr]
    assert [event.reason for event in floor.of_type(InteractionLeftQueue)] == ["supervisor"]  # type: ignore[union-attr]
    assert not floor.of_type(OfferDeclined) and floor.agent("x").activity is Activity.AVAILABLE


@pytest.mark.parametrize("mode", [mode for mode in QueueMode if mode is not QueueMode.OPEN])
def test_nothing_is_moved_to_a_closed_queue(mode: QueueMode) -> None:
    floor = waiting()
    floor.give(SetQueueMode(R, mode, 0))
    assert floor.give(ReassignToQueue(FIRST, R)) is RejectionCode(f"queue_{mode.value}")
    assert floor.interaction("i").queue_id == Q


def test_a_full_queue_takes_in_who_is_moved_there() -> None:
    floor = waiting()
    floor.give(EndInteraction(FIRST, EndCause.CALLER_HUNG_UP))
    assert floor.give(ReassignToQueue(FIRST, R)) is UNKNOWN
    assert floor.give(ReassignToQueue(J, QueueId("none"))) is UNKNOWN


def test_for_one_agent_it_is_offered_to_that_agent_without_skills_or_queue() -> None:
    floor = offered()
    assert floor.give(ReassignToAgent(FIRST, Z)) is None
    assert floor.offered_to("i") == "z"
    assert floor.give(ReassignToAgent(FIRST, Z)) is None
    assert floor.events == []
    floor.decline("z")
    assert floor.offered_to("i") == "x", "declined, it is for everybody of its queue"


def test_a_busy_agent_is_waited_for_and_then_everybody_is_asked() -> None:
    floor = a_floor()
    floor.sign_in("x", "y")
    floor.arrive("j", "q")
    floor.talk("x")
    floor.arrive("i", "r")
    assert floor.give(ReassignToAgent(FIRST, X)) is None
    assert floor.stage("i") is InteractionStage.WAITING, "y is free, and it is not for y"
    floor.wait(120_000)
    assert floor.offered_to("i") == "y"


def test_out_of_a_hand_it_goes_to_a_free_agent_only() -> None:
    floor = connected()
    floor.activity("z", Activity.ON_BREAK, "lunch")
    assert floor.give(ReassignToAgent(FIRST, Z)) is RejectionCode.AGENT_NOT_AVAILABLE
    assert floor.stage("i") is InteractionStage.CONNECTED
    assert floor.give(ReassignToAgent(FIRST, X)) is None
    assert floor.events == [], "x has it"
    assert floor.give(ReassignToAgent(FIRST, AgentId("nobody"))) is RejectionCode.UNKNOWN_AGENT


def test_it_is_not_for_an_agent_who_is_not_at_work() -> None:
    floor = waiting()
    floor.activity("z", Activity.SIGNED_OUT)
    assert floor.give(ReassignToAgent(FIRST, Z)) is RejectionCode.AGENT_NOT_AVAILABLE


@pytest.mark.parametrize("choice", InteractionChoice)
def test_the_front_goes_before_every_order_and_leaves_the_wait_as_it_is(choice: InteractionChoice) -> None:
    floor = a_floor(InteractionStrategy(choice))
    for name, priority in (("i", 90), ("j", 50), ("k", 0)):
        floor.arrive(name, "q", Asked(priority=priority))
    place = floor.interaction("k").place
    assert floor.give(MoveToFront(K)) is None
    assert floor.interaction("k").place == place
    assert floor.give(MoveToFront(K)) is None
    assert floor.events == [], "it is there already"
    assert floor.give(MoveToFront(J)) is None
    assert [str(name) for _, name in floor.state.queues[Q].order] == ["j", "k", "i"], "the later one goes first"
    floor.sign_in("x")
    assert floor.offered_to("j") == "x"
    floor.decline("x")
    assert floor.offered_to("k") == "x", "j is not for x for a while"


def test_who_rings_elsewhere_is_at_the_front_if_that_comes_to_nothing() -> None:
    floor = offered()
    floor.arrive("j", "q")
    floor.arrive("k", "q")
    assert floor.give(MoveToFront(FIRST)) is None
    assert floor.of_type(MovedToFront)
    assert floor.give(MoveToFront(K)) is None
    assert floor.give(MoveToFront(FIRST)) is None, "k is before it now"
    assert floor.of_type(MovedToFront)
    floor.decline("x")
    assert floor.state.queues[Q].order[0][1] == FIRST


def test_a_supervisor_takes_what_rings_elsewhere() -> None:
    floor = offered()
    assert floor.give(TakeOffered(Z, FIRST)) is None
    assert [event.cause for event in floor.of_type(OfferWithdrawn)] == [BY_SUPERVISOR]  # type: ignore[union-attr]
    assert floor.in_hand("z").interaction_id == FIRST and not floor.agent("x").offers
    assert floor.agent("x").activity is Activity.AVAILABLE
    assert floor.give(TakeOffered(Z, FIRST)) is None
    assert floor.events == [], "z has it"


def test_who_is_offered_it_accepts_by_taking_it() -> None:
    floor = offered()
    assert floor.give(TakeOffered(X, FIRST)) is None
    assert floor.in_hand("x").offer_id


def test_nobody_takes_more_than_fits_or_without_a_phone() -> None:
    floor = a_floor()
    floor.sign_in("x", "y")
    floor.arrive("i", "q")
    assert floor.give(TakeOffered(Z, FIRST)) is RejectionCode.NOT_SIGNED_IN
    floor.arrive("j", "r")
    floor.talk("y")
    assert floor.give(TakeOffered(Y, FIRST)) is NOT_NOW
    floor.phone("z", is_reachable=False)
    floor.activity("z", Activity.AVAILABLE)
    assert floor.give(TakeOffered(Z, FIRST)) is NOT_NOW


@pytest.mark.parametrize("stage", ["waiting", "offered", "connecting", "connected"])
def test_what_is_released_is_over_and_not_given_up(stage: str) -> None:
    floor = STAGES[stage]()
    assert floor.give(ForceRelease(FIRST)) is None
    assert [event.cause for event in floor.of_type(InteractionEnded)] == [BY_SUPERVISOR]  # type: ignore[union-attr]
    assert not floor.state.missed and not floor.agent("x").offers
    assert bool(floor.agent("x").assignments) is (stage == "connected"), "who had it wraps it up"


# Agents.


def force(floor: Floor, activity: Activity, reason: str = "", name: str = "x") -> RejectionCode | None:
    return floor.give(ForceActivity(AgentId(name), activity, reason))


def test_an_agent_with_nothing_in_hand_is_put_there_at_once_and_offers_are_taken_back() -> None:
    floor = offered()
    assert force(floor, Activity.ON_BREAK, "lunch") is None
    assert floor.of_type(ActivityChanged) == [ActivityChanged(X, Activity.ON_BREAK, "lunch", is_forced=True)]
    assert [event.cause for event in floor.of_type(OfferWithdrawn)] == [BY_SUPERVISOR]  # type: ignore[union-attr]
    assert floor.agent("x").is_forced and force(floor, Activity.ON_BREAK, "lunch") is None
    assert floor.events == []
    assert floor.activity("x", Activity.AVAILABLE) is None
    assert not floor.agent("x").is_forced, "then it is the agent's own wish again"


def test_an_agent_who_missed_an_offer_is_brought_back() -> None:
    floor = offered()
    floor.wait(20_000)
    assert floor.agent("x").activity is Activity.NOT_RESPONDING
    assert force(floor, Activity.AVAILABLE) is None
    assert floor.offered_to("i") == "x"


def test_with_a_contact_in_hand_it_holds_afterwards_whatever_the_agent_wants() -> None:
    floor = connected()
    assert force(floor, Activity.SIGNED_OUT) is None
    assert floor.agent("x").activity is Activity.AVAILABLE
    assert floor.give(SetActivity(X, Activity.AVAILABLE, "")) is NOT_NOW
    assert force(floor, Activity.SIGNED_OUT) is None
    assert floor.events == []
    floor.give(EndInteraction(FIRST, EndCause.CALLER_HUNG_UP))
    assert floor.agent("x").activity is Activity.AVAILABLE, "the wrap-up is in hand too"
    floor.finish("x", FIRST)
    assert ActivityChanged(X, Activity.SIGNED_OUT, "", is_forced=True) in floor.events
    assert floor.activity("x", Activity.AVAILABLE) is None


def test_an_order_may_be_taken_back_by_another() -> None:
    floor = connected()
    force(floor, Activity.SIGNED_OUT)
    assert force(floor, Activity.AVAILABLE) is None
    assert floor.agent("x").next_activity is None and not floor.agent("x").is_next_forced
    assert floor.activity("x", Activity.ON_BREAK, "lunch") is None, "the agent may wish again"


@pytest.mark.parametrize(
    ("activity", "reason", "code"),
    [
        (Activity.NOT_RESPONDING, "", NOT_NOW),
        (Activity.ON_BREAK, "boredom", RejectionCode.UNKNOWN_REASON),
        (Activity.AVAILABLE, "lunch", RejectionCode.UNKNOWN_REASON),
        (Activity.SIGNED_OUT, "", RejectionCode.NOT_SIGNED_IN),
    ],
)
def test_no_agent_is_put_where_none_can_be(activity: Activity, reason: str, code: RejectionCode) -> None:
    floor = a_floor()
    assert force(floor, activity, reason) is code
    assert force(floor, Activity.AVAILABLE, name="nobody") is RejectionCode.UNKNOWN_AGENT


@pytest.mark.parametrize("only", [None, FIRST])
def test_a_wrap_up_is_ended_and_the_agent_is_free(only: InteractionId | None) -> None:
    floor = wrapped_up()
    floor.arrive("j", "q")
    assert floor.give(EndWrapUps(X, only)) is None
    assert floor.of_type(WrapUpEnded) == [WrapUpEnded(FIRST, X, ENDED_BY_SUPERVISOR, None)]
    assert floor.offered_to("j") == "x"
    assert floor.give(EndWrapUps(X, None)) is None
    assert floor.events == []


def test_what_was_ordered_for_afterwards_holds_when_the_wrap_up_is_ended() -> None:
    floor = wrapped_up()
    force(floor, Activity.ON_BREAK, "lunch")
    floor.give(EndWrapUps(X, None))
    assert (floor.agent("x").activity, floor.agent("x").is_forced) == (Activity.ON_BREAK, True)


def test_a_talk_is_no_wrap_up() -> None:
    floor = connected()
    assert floor.give(EndWrapUps(X, FIRST)) is NOT_NOW
    assert floor.give(EndWrapUps(X, None)) is None
    assert floor.events == []
    assert floor.give(EndWrapUps(X, J)) is UNKNOWN
    assert floor.give(EndWrapUps(AgentId("nobody"), None)) is RejectionCode.UNKNOWN_AGENT


# Queues.


def test_several_queues_are_closed_at_once_or_none() -> None:
    floor = a_floor()
    until_ms = floor.now_ms + 60_000
    both = SetQueueModes((Q, R, Q), QueueMode.NIGHT, until_ms)
    assert floor.give(SetQueueModes((Q, QueueId("none")), QueueMode.NIGHT, 0)) is RejectionCode.UNKNOWN_QUEUE
    assert floor.state.queues[Q].mode is QueueMode.OPEN
    assert floor.give(both) is None
    assert floor.call("i", "q") is floor.call("j", "r") is RejectionCode.QUEUE_NIGHT
    assert floor.give(both) is None
    assert floor.events == []
    floor.wait(60_000)
    assert floor.call("k", "q") is None, "the mode has ended"


def test_who_waits_already_stays_at_the_place_through_a_mode() -> None:
    floor = a_floor()
    floor.arrive("i", "q")
    place = floor.interaction("i").place
    floor.give(SetQueueModes((Q,), QueueMode.EMERGENCY, floor.now_ms + 30_000))
    floor.wait(60_000)
    assert (floor.stage("i"), floor.interaction("i").place) == (InteractionStage.WAITING, place)
