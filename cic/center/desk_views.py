"""What an agent's desktop shows beside calls: follow-ups, help that is wanted. Opens no personal value."""

from cic.center.desk_events import (
    FollowUpClosed,
    FollowUpMade,
    FollowUpMoved,
    FollowUpPutOff,
    FollowUpReminded,
)
from cic.center.events import CenterEvent
from cic.center.follow_ups import can_be_made
from cic.center.state import CenterState, FollowUp
from cic.center.view_types import FollowUpView
from routing.machines.assignment import AssignmentState
from routing.state import Assignment
from routing.vocabulary import AgentId, InteractionId

ALLOWED_OF_DESK = ("enter_contact", "move_follow_up", "close_follow_up")
"""What an agent may always ask of the desk, whatever is in hand."""
_OF_OWNER = (FollowUpMoved, FollowUpReminded, FollowUpPutOff)


def follow_up_views(state: CenterState, agent_id: AgentId) -> tuple[FollowUpView, ...]:
    """The follow-ups that an agent owns, in the order in which they are due; there is a limit to how many can be."""
    held = state.follow_ups_of.get(agent_id)
    if not held:
        return ()
    owned = [item for contact_id in held if (item := state.follow_ups[contact_id]).made.owner == agent_id]
    owned.sort(key=lambda item: (item.due_at_ms, item.made.contact_id))
    return tuple([_view(item) for item in owned])


def _view(item: FollowUp) -> FollowUpView:
    made = item.made
    return FollowUpView(
        contact_id=made.contact_id,
        origin=made.origin,
        queue_id=made.queue_id,
        due_at_ms=item.due_at_ms,
        remind_at_ms=item.remind_at_ms,
        is_reminded=item.is_reminded,
        text=made.text,
        caller=made.caller,
        refused=item.refused,
    )


def allowed_at_desk(state: CenterState, assignment: Assignment) -> tuple[str, ...]:
    """What the agent may ask of the desk about an interaction in hand, or one that is being wrapped up."""
    if assignment.state is AssignmentState.CONNECTING:
        return ()
    help_too = ("ask_for_help",) if assignment.state is AssignmentState.IN_CONTACT else ()
    return (*help_too, "make_follow_up") if can_be_made(state) else help_too


def help_since_ms(state: CenterState, interaction_id: InteractionId, assignment: Assignment | None) -> int | None:
    """Since when whoever has the interaction in hand wants help with it; None for others, and when nobody does."""
    if assignment is None or assignment.state is not AssignmentState.IN_CONTACT:
        return None
    wanted = state.help.get(interaction_id)
    return None if wanted is None else wanted[1]


def owner_touched(state: CenterState, event: CenterEvent) -> AgentId | None:
    """The owner of the follow-up that an event is about; ``state`` is the one after it."""
    if isinstance(event, FollowUpMade | FollowUpClosed):
        return event.owner
    if isinstance(event, _OF_OWNER):
        item = state.follow_ups.get(event.contact_id)
        return None if item is None else item.made.owner
    return None
