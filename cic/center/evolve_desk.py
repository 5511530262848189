"""What events change of follow-ups and help. Part of evolve: the only code that changes them."""

from cic.center.desk_events import (
    ContactEntered,
    DeskEvent,
    FollowUpClosed,
    FollowUpMade,
    FollowUpMoved,
    FollowUpPutOff,
    FollowUpReminded,
    HelpAsked,
)
from cic.center.state import CenterState, FollowUp
from routing.vocabulary import AgentId, ContactId


def evolve_desk(state: CenterState, event: DeskEvent, at_ms: int) -> None:
    """Let the event have happened at this time."""
    match event:
        case FollowUpMade():
            state.follow_ups[event.contact_id] = FollowUp(event, event.due_at_ms, event.remind_at_ms)
            state.follow_ups_of.setdefault(holder(event), {})[event.contact_id] = None
            _wake(state, event.contact_id)
        case FollowUpMoved():
            moved = state.follow_ups[event.contact_id]
            moved.due_at_ms, moved.remind_at_ms = event.due_at_ms, event.remind_at_ms
            moved.is_reminded, moved.again_at_ms, moved.refused = False, None, ""
            _wake(state, event.contact_id)
        case FollowUpReminded():
            state.follow_ups[event.contact_id].is_reminded = True
            _wake(state, event.contact_id)
        case FollowUpPutOff():
            put_off = state.follow_ups[event.contact_id]
            put_off.again_at_ms, put_off.refused = event.again_at_ms, event.reason
            _wake(state, event.contact_id)
        case FollowUpClosed():
            _close(state, event.contact_id)
        case HelpAsked():
            state.help.pop(event.interaction_id, None)
            if event.is_wanted:
                state.help[event.interaction_id] = (event.agent_id, at_ms)
        case ContactEntered():
            pass  # the contact log's alone


def holder(made: FollowUpMade) -> AgentId:
    """For whom a follow-up counts: its owner, or who made it."""
    return made.agent_id if made.owner is None else made.owner


def try_all_again(state: CenterState, at_ms: int) -> None:
    """Another configuration holds: it may have the queues that those follow-ups wait for which nothing else wakes."""
    for contact_id, item in state.follow_ups.items():
        if item.wake_at_ms is None:
            item.again_at_ms = at_ms
            _wake(state, contact_id)


def _wake(state: CenterState, contact_id: ContactId) -> None:
    wake_at_ms = state.follow_ups[contact_id].wake_at_ms
    if wake_at_ms is None:
        state.follow_up_deadlines.discard(contact_id)
    else:
        state.follow_up_deadlines.add(contact_id, (wake_at_ms, 0))


def _close(state: CenterState, contact_id: ContactId) -> None:
    closed = state.follow_ups.pop(contact_id)
    held = state.follow_ups_of[holder(closed.made)]
    del held[contact_id]
    if not held:
        del state.follow_ups_of[holder(closed.made)]
    state.follow_up_deadlines.discard(contact_id)
