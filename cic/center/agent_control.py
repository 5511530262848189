"""What an agent asks of a call in hand: is it theirs, is it possible now, then the command. Owns the permission."""

from typing import assert_never

from cic.calls.control import Plan, hang_up, hold, mute, resume, send_digits
from cic.center.agent_flows import send_into_flow
from cic.center.inputs import (
    CallControl,
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ResumeInteraction,
    SendInteractionDigits,
    SendIntoFlow,
)
from cic.center.reactions import CONTROL_LIMIT_MS
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, leave_flow
from cic.center.state import contact_of
from routing.agents import find_assignment
from routing.machines.assignment import AssignmentState
from routing.rejections import Rejection, RejectionCode

TAKEN_BACK = "taken_back"


def decide_control(work: Round, given: CallControl) -> Rejection | None:
    """Carry out an agent's wish on a call, or say why not. What is under way already is answered the same."""
    assignment = find_assignment(work.state.routing, given.agent_id, given.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    if given.interaction_id not in work.state.contact_of:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the interaction is no call")
    if assignment.state is AssignmentState.WRAP_UP:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is over")
    contact = contact_of(work.state, given.interaction_id)
    if isinstance(given, SendIntoFlow):
        return send_into_flow(work, contact, given)
    if contact.outer is not None and isinstance(given, ResumeInteraction):
        leave_flow(work, contact, TAKEN_BACK)
        return None
    plan = _plan(work, given)
    if plan is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is not in a state for this")
    # A move that shows in the state at once cannot be asked for twice; off, on and off again are three moves.
    if not plan.events and _is_under_way(work, plan):
        return None
    work.apply(plan.events)
    limit_ms = HANG_UP_LIMIT_MS if isinstance(given, HangUpInteraction) else CONTROL_LIMIT_MS
    work.request(contact.provider, plan.command, limit_ms)
    return None


def _plan(work: Round, given: CallControl) -> Plan | None:
    calls, interaction_id = work.state.calls, given.interaction_id
    match given:
        case HoldInteraction():
            return hold(calls, interaction_id)
        case ResumeInteraction():
            return resume(calls, interaction_id)
        case MuteInteraction():
            return mute(calls, interaction_id, given.muted)
        case SendInteractionDigits():
            return send_digits(calls, interaction_id, given.digits)
        case HangUpInteraction():
            return hang_up(calls, interaction_id)
        case SendIntoFlow():
            raise AssertionError("a flow is no single command")
        case _:
            assert_never(given)


def _is_under_way(work: Round, plan: Plan) -> bool:
    return any(request.command == plan.command for request in work.state.effects.values())
