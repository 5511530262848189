"""Each invariant notices the state that it is there for: states no event leads to, made by hand."""

from collections.abc import Callable

import pytest

from routing.demand import Line
from routing.indexing import reindex
from routing.invariants import broken
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.overrides import AgentOverride
from routing.state import Assignment, RoutingState
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, Medium, OfferId, QueueId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

ALICE, BOB = AgentId("alice"), AgentId("bob")
CONNECTED, OFFERED, WAITING = InteractionId("connected"), InteractionId("offered"), InteractionId("waiting")
SALES = QueueId("sales")


@pytest.fixture
def state() -> RoutingState:
    """Alice talks, Bob has an offer, one more waits, and all is well."""
    floor = Floor([queue("sales")], [agent("alice", "sales"), agent("bob", "sales")])
    floor.sign_in("alice", "bob")
    floor.arrive("connected", "sales")
    floor.talk("alice")
    floor.arrive("offered", "sales")
    floor.arrive("waiting", "sales")
    assert floor.offered_to("offered") == "bob" and broken(floor.state) == []
    return floor.state


def line_of(state: RoutingState) -> Line:
    """The one line of the queue."""
    (line,) = state.queues[SALES].lines.values()
    return line


def held_by(state: RoutingState, agent_id: AgentId, interaction_id: InteractionId) -> None:
    """An agent has an interaction in hand, whoever else has it."""
    state.agents[agent_id].assignments[interaction_id] = Assignment(
        interaction_id, ContactId("c"), SALES, Medium.VOICE, OfferId("o"), AssignmentState.IN_CONTACT, 0
    )


def two_owners(state: RoutingState) -> None:
    held_by(state, BOB, CONNECTED)


def no_owner(state: RoutingState) -> None:
    state.agents[ALICE].assignments.clear()


def owner_of_one_who_waits(state: RoutingState) -> None:
    held_by(state, ALICE, WAITING)


def owner_of_one_who_is_gone(state: RoutingState) -> None:
    del state.interactions[CONNECTED]


def offer_unknown_to_the_agent(state: RoutingState) -> None:
    state.agents[BOB].offers.clear()


def offer_unknown_to_the_interaction(state: RoutingState) -> None:
    state.interactions[OFFERED].offer_id = OfferId("other")


def offer_beside_a_contact_in_hand(state: RoutingState) -> None:
    bob, alice = state.agents[BOB], state.agents[ALICE]
    bob.assignments, alice.assignments = alice.assignments, {}


def two_calls_at_once(state: RoutingState) -> None:
    held_by(state, ALICE, WAITING)


def offer_without_a_deadline(state: RoutingState) -> None:
    offer_id = state.interactions[OFFERED].offer_id
    state.deadlines.discard(f"offer/{offer_id}")


def busy_agent_among_the_free(state: RoutingState) -> None:
    line_of(state).idle.add(ALICE, (0, 0))


def free_agent_not_among_the_free(state: RoutingState) -> None:
    state.agents[ALICE].assignments.clear()


def skilled_without_a_reason(state: RoutingState) -> None:
    state.agents[ALICE].skills["spanish"] = 60


def member_without_a_reason(state: RoutingState) -> None:
    del state.queues[SALES].members[BOB]


def waiting_in_no_line(state: RoutingState) -> None:
    line_of(state).waiting.discard(WAITING)


def waiting_at_no_place(state: RoutingState) -> None:
    state.queues[SALES].order.clear()


def served_and_in_line(state: RoutingState) -> None:
    line_of(state).waiting.add(CONNECTED, (0, 0))


def ahead_of_its_place(state: RoutingState) -> None:
    line_of(state).waiting.add(WAITING, (0, 0))


def override_without_an_end(state: RoutingState) -> None:
    state.agents[BOB].override = AgentOverride(until_ms=5, more_queues=(SALES,))


def free_beside_waiting(state: RoutingState) -> None:
    state.agents[ALICE].assignments.clear()
    state.interactions[CONNECTED].stage = InteractionStage.SELF_SERVICE
    reindex(state)


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (two_owners, "connected is connected and has 2 owners"),
        (no_owner, "connected is connected and has 0 owners"),
        (owner_of_one_who_waits, "waiting is waiting and has 1 owners"),
        (offer_unknown_to_the_agent, "offer offered.1 is not known to both sides"),
        (offer_unknown_to_the_interaction, "offer offered.1 is not known to both sides"),
        (owner_of_one_who_is_gone, "connected is over and still in hand"),
        (offer_beside_a_contact_in_hand, "offered is offered to agent bob, who has no room for it"),
        (two_calls_at_once, "agent alice carries 200 of 100"),
        (two_calls_at_once, "agent alice has 2 of voice in hand"),
        (offer_without_a_deadline, "offer offered.1 has no deadline"),
        (busy_agent_among_the_free, "a line of sales has 1 idle agents, 0 could take from it"),
        (free_agent_not_among_the_free, "a line of sales has 0 idle agents, 1 could take from it"),
        (skilled_without_a_reason, "agent alice has other skills than the configuration and the override say"),
        (member_without_a_reason, "queue sales counts 1 members and 2 signed in"),
        (waiting_at_no_place, "queue sales has 1 waiting and 0 in its order"),
        (ahead_of_its_place, "waiting stands in a line or at a place that is not its own"),
        (override_without_an_end, "the override of bob has a wrong deadline"),
        (waiting_in_no_line, "waiting is waiting and stands in 0 lines"),
        (served_and_in_line, "connected is connected and stands in 1 lines"),
        (free_beside_waiting, "waiting waits beside alice, who is free and eligible"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_broken_state_is_noticed(
    state: RoutingState, break_it: Callable[[RoutingState], None], complaint: str
) -> None:
    break_it(state)
    assert complaint in broken(state)


def test_who_declined_may_stay_free_beside_who_waits(state: RoutingState) -> None:
    free_beside_waiting(state)
    state.interactions[WAITING].excluded[ALICE] = 0
    assert broken(state) == []
    assert state.agents[ALICE].activity is Activity.AVAILABLE
