"""What an agent asks of a call in hand: is it theirs, is it possible now, then the command. Owns the permission."""

from typing import assert_never

from cic.calls.control import Plan, hang_up, hold, mute, resume, send_digits
from cic.calls.events import LegRole
from cic.calls.machines.consult import ConsultStage
from cic.calls.state import Consult, leg_of
from cic.center.agent_flows import send_into_flow
from cic.center.consulting import decide_consult, pass_on
from cic.center.control_inputs import (
    CallControl,
    ConsultControl,
    DialOut,
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ParkInteraction,
    PickUpInteraction,
    RecordingControl,
    ResumeInteraction,
    SendInteractionDigits,
    SendIntoFlow,
    TransferInteraction,
)
from cic.center.dialling_out import dial_out
from cic.center.legs import CONTROL_LIMIT_MS, carry_out
from cic.center.recording import decide_recording
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, leave_flow
from cic.center.state import Contact, contact_of
from cic.center.transferring import park, pick_up, transfer
from routing.agents import find_assignment
from routing.machines.assignment import AssignmentState
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import InteractionId

TAKEN_BACK = "taken_back"

_Plain = HoldInteraction | ResumeInteraction | MuteInteraction | SendInteractionDigits | HangUpInteraction


def decide_control(work: Round, given: CallControl) -> Rejection | None:
    """Carry out an agent's wish on a call, or say why not. What is under way already is answered the same."""
    if isinstance(given, DialOut):
        return dial_out(work, given)
    if isinstance(given, PickUpInteraction):
        return pick_up(work, given)
    assignment = find_assignment(work.state.routing, given.agent_id, given.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    consulting = work.state.calls.consulting.get(given.interaction_id)
    if given.interaction_id not in work.state.contact_of and consulting is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the interaction is no call")
    if assignment.state is AssignmentState.WRAP_UP and not _is_after_talk(work, given):
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is over")
    if consulting is not None:
        return _as_consulted(work, given, contact_of(work.state, consulting))
    return _in_hand(work, given, contact_of(work.state, given.interaction_id))


def _is_after_talk(work: Round, given: CallControl) -> bool:
    """Whether an agent leaves the talk with a consulted, of whom the customer has hung up meanwhile."""
    if not isinstance(given, HangUpInteraction) or given.interaction_id not in work.state.calls.consults:
        return False
    leg = leg_of(work.state.calls, given.interaction_id, LegRole.AGENT)
    return leg is not None and leg.agent_id == given.agent_id  # others still wrap up what they had of it before


def _as_consulted(work: Round, given: CallControl, contact: Contact) -> Rejection | None:
    """Whoever is asked about a customer has a voice in it, and may leave."""
    if isinstance(given, MuteInteraction | HangUpInteraction):
        return _carry_out(work, given, contact)
    return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the customer is another agent's, who asks")


def _in_hand(work: Round, given: CallControl, contact: Contact) -> Rejection | None:
    match given:
        case SendIntoFlow():
            if given.interaction_id in work.state.calls.consults:
                return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent consults somebody; end that first")
            return send_into_flow(work, contact, given)
        case TransferInteraction():
            return transfer(work, contact, given)
        case ParkInteraction():
            return park(work, contact, given)
        case ResumeInteraction() if contact.outer is not None:
            leave_flow(work, contact, TAKEN_BACK)
            return None
    if isinstance(given, ConsultControl):
        return decide_consult(work, contact, given)
    if isinstance(given, RecordingControl):
        return decide_recording(work, given)
    assert not isinstance(given, DialOut | PickUpInteraction), "these are of no call in hand"
    consult = work.state.calls.consults.get(given.interaction_id)
    if consult is None or contact.end_cause is not None or isinstance(given, MuteInteraction | SendInteractionDigits):
        return _carry_out(work, given, contact)
    return _beside_consult(work, given, contact, consult)


def _beside_consult(work: Round, given: _Plain, contact: Contact, consult: Consult) -> Rejection | None:
    """While somebody is consulted, who hears whom is changed by swapping, joining, and the ends of the consult."""
    if isinstance(given, HangUpInteraction) and consult.stage is ConsultStage.CONFERENCE:
        pass_on(work, contact, consult)
        return None
    return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent consults somebody: swap, join, transfer, or end that")


def _carry_out(work: Round, given: _Plain, contact: Contact) -> Rejection | None:
    plan = _plan(work, given)
    if plan is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the call is not in a state for this")
    # A move that shows in the state at once cannot be asked for twice; off, on and off again are three moves.
    if not plan.events and _is_under_way(work, plan):
        return None
    limit_ms = HANG_UP_LIMIT_MS if isinstance(given, HangUpInteraction) else CONTROL_LIMIT_MS
    carry_out(work, plan, contact.provider, limit_ms)
    return None


def _plan(work: Round, given: _Plain) -> Plan | None:
    calls, interaction_id = work.state.calls, given.interaction_id
    match given:
        case HoldInteraction():
            return hold(calls, interaction_id)
        case ResumeInteraction():
            return resume(calls, interaction_id)
        case MuteInteraction():
            return mute(calls, interaction_id, given.muted)
        case SendInteractionDigits():
            return send_digits(calls, _talking_with(work, interaction_id), given.digits)
        case HangUpInteraction():
            return hang_up(calls, interaction_id)
        case _:
            assert_never(given)


def _talking_with(work: Round, interaction_id: InteractionId) -> InteractionId:
    """Whose leg keys are meant for: the consulted one's while the customer is on hold, such as another hotline's."""
    consult = work.state.calls.consults.get(interaction_id)
    is_consulting = consult is not None and consult.stage is ConsultStage.TALKING
    return consult.asked.consult_id if consult is not None and is_consulting else interaction_id


def _is_under_way(work: Round, plan: Plan) -> bool:
    open_effects = [work.state.effects[effect_id] for effect_id in work.state.effects_of.get(plan.command.leg_id, ())]
    return any(request.command == plan.command for request in open_effects)
