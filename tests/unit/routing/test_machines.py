"""Every pair of state and input of routing's machines: where it leads, or that it leads nowhere."""

from enum import Enum

import pytest

from routing.agents import pending_offer
from routing.interactions import find_interaction
from routing.machines import agent, assignment, interaction, offer
from routing.machines.agent import ActivityInput
from routing.machines.assignment import AssignmentInput, AssignmentState
from routing.machines.interaction import InteractionInput, InteractionStage
from routing.machines.offer import OfferInput, OfferState
from routing.rejections import Rejection, RejectionCode
from routing.state import Interaction, RoutingState
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, Medium, OfferId, ProviderId
from tests.unit.routing.grid import reachable, read_grid

pytestmark = pytest.mark.unit

INTERACTION = """
              queue    leave         offer    return   accept      take        connect    fail     release       end
self_service  waiting  -             -        -        -           connecting  -          -        -             ended
waiting       -        self_service  offered  -        -           connecting  -          -        -             ended
offered       -        -             -        waiting  connecting  -           -          -        -             ended
connecting    -        -             -        -        -           -           connected  waiting  -             ended
connected     -        -             -        -        -           -           -          -        self_service  ended
ended         -        -             -        -        -           -           -          -        -             -
"""
OFFER = """
            show      accept    decline   deadline  withdraw
pending     shown     accepted  declined  expired   withdrawn
shown       -         accepted  declined  expired   withdrawn
accepted    -         -         -         -         -
declined    -         -         -         -         -
expired     -         -         -         -         -
withdrawn   -         -         -         -         -
"""
ASSIGNMENT = """
            connect     fail    release  finish
connecting  in_contact  closed  -        -
in_contact  -           -       wrap_up  -
wrap_up     -           -       -        closed
closed      -           -       -        -
"""
AGENT = """
                go_available  go_on_break  sign_out    miss
signed_out      available     on_break     -           -
available       available     on_break     signed_out  not_responding
on_break        available     on_break     signed_out  -
not_responding  available     on_break     signed_out  -
"""
GRIDS = [
    pytest.param(INTERACTION, InteractionStage, InteractionInput, interaction.TRANSITIONS, id="interaction"),
    pytest.param(OFFER, OfferState, OfferInput, offer.TRANSITIONS, id="offer"),
    pytest.param(ASSIGNMENT, AssignmentState, AssignmentInput, assignment.TRANSITIONS, id="assignment"),
    pytest.param(AGENT, Activity, ActivityInput, agent.TRANSITIONS, id="agent"),
]


@pytest.mark.parametrize(("grid", "states", "inputs", "table"), GRIDS)
def test_every_pair_is_as_listed(
    grid: str, states: type[Enum], inputs: type[Enum], table: dict[tuple[Enum, Enum], Enum]
) -> None:
    assert table == read_grid(grid, states, inputs)


@pytest.mark.parametrize(
    ("table", "begin", "final"),
    [
        (interaction.TRANSITIONS, InteractionStage.SELF_SERVICE, {InteractionStage.ENDED}),
        (offer.TRANSITIONS, OfferState.PENDING, set(OfferState) - {OfferState.PENDING, OfferState.SHOWN}),
        (assignment.TRANSITIONS, AssignmentState.CONNECTING, {AssignmentState.CLOSED}),
        (agent.TRANSITIONS, Activity.SIGNED_OUT, set()),
    ],
    ids=["interaction", "offer", "assignment", "agent"],
)
def test_every_state_is_reached_and_only_the_final_ones_have_no_way_out(
    table: dict[tuple[Enum, Enum], Enum], begin: Enum, final: set[Enum]
) -> None:
    states = set(type(begin))
    assert reachable(table, (begin,)) == states
    assert states - {state for state, _ in table} == final


@pytest.mark.parametrize("given", InteractionInput)
@pytest.mark.parametrize("stage", InteractionStage)
def test_what_an_interaction_cannot_do_now_is_refused(stage: InteractionStage, given: InteractionInput) -> None:
    state = RoutingState()
    interaction_id = InteractionId("i1")
    known = Interaction(interaction_id, ContactId("c1"), Medium.VOICE, ProviderId("sip"), 0, stage)
    state.interactions[interaction_id] = known
    found = find_interaction(state, interaction_id, given)
    if (stage, given) in interaction.TRANSITIONS:
        assert found is known
    else:
        assert found == Rejection(RejectionCode.NOT_ALLOWED_NOW, f"the interaction is {stage.value}")


def test_an_offer_that_is_over_is_closed_to_everyone() -> None:
    found = pending_offer(RoutingState(), AgentId("alice"), OfferId("i1.1"))
    assert isinstance(found, Rejection) and found.code is RejectionCode.OFFER_CLOSED


@pytest.mark.parametrize(
    "grid",
    [
        ASSIGNMENT.replace("finish", "end"),
        ASSIGNMENT.replace("wrap_up     -           -       -        closed\n", ""),
        ASSIGNMENT.replace("closed      -           -       -        -", "closed      -           -       -"),
    ],
    ids=["an unknown input", "a state left out", "a cell left out"],
)
def test_a_grid_that_does_not_cover_the_machine_is_noticed(grid: str) -> None:
    with pytest.raises(AssertionError):
        read_grid(grid, AssignmentState, AssignmentInput)
