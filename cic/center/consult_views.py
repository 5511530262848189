"""A consult as the two agents' desktops show it, and what each may do. Opens no personal value."""

from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.machines.leg import LegStage
from cic.calls.state import Consult, leg_of, talk_of
from cic.center.state import CenterState
from cic.center.view_types import ConsultView, InteractionView
from routing.copying import replace
from routing.machines.assignment import AssignmentState
from routing.state import Assignment
from routing.vocabulary import InteractionId

_WHILE_TALKING = ("send_digits", "swap", "conference", "complete_transfer", "end_consult")
_ALLOWED = {
    ConsultStage.ASKED: ("end_consult",),
    ConsultStage.TALKING: _WHILE_TALKING,
    ConsultStage.SWAPPED: _WHILE_TALKING,
    ConsultStage.CONFERENCE: ("send_digits", "complete_transfer", "end_consult", "hang_up"),
}


def allowed_in_consult(consult: Consult, mute: str) -> tuple[str, ...]:
    """What the agent who asks may do with the call; ``mute`` is the way that the microphone can be turned now."""
    return (mute, *_ALLOWED[consult.stage])


def is_asking(state: CenterState, assignment: Assignment) -> bool:
    """Whether the agent of this assignment consults somebody; the customer may have hung up meanwhile."""
    leg = leg_of(state.calls, assignment.interaction_id, LegRole.AGENT)
    agent = None if leg is None or leg.agent_id is None else state.routing.agents.get(leg.agent_id)
    is_own = agent is not None and agent.assignments.get(assignment.interaction_id) is assignment
    return is_own and assignment.interaction_id in state.calls.consults


def consult_view(state: CenterState, assignment: Assignment | None) -> ConsultView | None:
    """Whom the agent of an interaction consults; None while that is nobody."""
    if assignment is None or not is_asking(state, assignment):
        return None
    consult = state.calls.consults[assignment.interaction_id]
    asked, routed = consult.asked, state.routing.interactions.get(consult.asked.consult_id)
    answered_by = None if routed is None else routed.agent_id
    return ConsultView(
        stage=consult.stage.value,
        since_ms=consult.since_ms,
        asked_at_ms=consult.asked_at_ms,
        agent_id=answered_by or asked.asked_agent,
        queue_id=asked.asked_queue,
        number=asked.number,
    )


def as_consulted(state: CenterState, shown: InteractionView, consult_id: InteractionId) -> InteractionView:
    """A customer's card as whoever is asked about the customer sees it: the call is another agent's."""
    customers = state.calls.consulting[consult_id]
    asking = state.routing.interactions.get(customers)
    leg = leg_of(state.calls, consult_id, LegRole.AGENT)
    bridge = talk_of(state.calls, consult_id)
    held_since_ms = bridge.held_since_ms if bridge is not None and bridge.stage is BridgeStage.HELD else None
    return replace(
        shown,
        interaction_id=consult_id,
        consulted_by=None if asking is None else asking.agent_id,
        is_held=held_since_ms is not None,
        held_since_ms=held_since_ms,
        is_muted=leg is not None and leg.is_muted,
        consult=None,
        help_since_ms=None,
        help_answered_by=None,
        supervised=None,
    )


def allowed_of_consulted(state: CenterState, assignment: Assignment) -> tuple[str, ...]:
    """What an agent who is asked may do: speak or not, and leave."""
    leg = leg_of(state.calls, assignment.interaction_id, LegRole.AGENT)
    if leg is None:
        return ()
    if assignment.state is AssignmentState.CONNECTING or leg.stage is not LegStage.UP:
        return ("hang_up",)
    return ("unmute" if leg.is_muted else "mute", "hang_up")
