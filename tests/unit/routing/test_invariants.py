"""Each invariant notices the state that it is there for: states no event leads to, made by hand."""

from collections.abc import Callable

import pytest

from routing.indexing import reindex
from routing.invariants import broken
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.state import Assignment, RoutingState
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, OfferId, QueueId
from tests.unit.routing.floor import PROVIDER, Floor, agent, queue

pytestmark = pytest.mark.unit

ALICE, BOB = AgentId("alice"), AgentId("bob")
CONNECTED, OFFERED, WAITING = InteractionId("connected"), InteractionId("offered"), InteractionId("waiting")
SIGNATURE = (QueueId("sales"), PROVIDER)


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


def held_by(state: RoutingState, agent_id: AgentId, interaction_id: InteractionId) -> None:
    """An agent has an interaction in hand, whoever else has it."""
    state.agents[agent_id].assignment = Assignment(
        interaction_id, ContactId("c"), QueueId("sales"), OfferId("o"), AssignmentState.IN_CONTACT, 0
    )


def two_owners(state: RoutingState) -> None:
    held_by(state, BOB, CONNECTED)


def no_owner(state: RoutingState) -> None:
    state.agents[ALICE].assignment = None


def owner_of_one_who_waits(state: RoutingState) -> None:
    held_by(state, ALICE, WAITING)


def offer_unknown_to_the_agent(state: RoutingState) -> None:
    state.agents[BOB].offer_id = None


def offer_unknown_to_the_interaction(state: RoutingState) -> None:
    state.interactions[OFFERED].offer_id = OfferId("other")


def offer_beside_a_contact_in_hand(state: RoutingState) -> None:
    state.agents[BOB].assignment, state.agents[ALICE].assignment = state.agents[ALICE].assignment, None


def offer_without_a_deadline(state: RoutingState) -> None:
    offer_id = state.interactions[OFFERED].offer_id
    state.deadlines.discard(f"offer/{offer_id}")


def busy_agent_among_the_free(state: RoutingState) -> None:
    state.idle[SIGNATURE].add(ALICE, (0, 0))


def free_agent_not_among_the_free(state: RoutingState) -> None:
    state.agents[ALICE].assignment = None
    state.interactions[CONNECTED].stage = InteractionStage.SELF_SERVICE


def waiting_in_no_line(state: RoutingState) -> None:
    state.waiting[SIGNATURE].discard(WAITING)


def served_and_in_line(state: RoutingState) -> None:
    state.waiting[SIGNATURE].add(CONNECTED, (0, 0))


def free_beside_waiting(state: RoutingState) -> None:
    state.agents[ALICE].assignment = None
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
        (offer_beside_a_contact_in_hand, "offer offered.1 stands for an agent who has a contact in hand"),
        (offer_without_a_deadline, "offer offered.1 has no deadline"),
        (busy_agent_among_the_free, "agent alice is indexed under 1 signatures, serves others"),
        (free_agent_not_among_the_free, "agent alice is indexed under 0 signatures, serves others"),
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
