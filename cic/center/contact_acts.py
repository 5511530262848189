"""What a supervisor does to a contact: moved, taken, ended. Owns what that means for a call and its legs;
where work has no call, routing alone decides."""

from typing import assert_never

from cic.calls.events import LegRole
from cic.calls.state import leg_of
from cic.center.dialling_out import agent_gives_up, is_calling
from cic.center.legs import hang_up
from cic.center.round import Round
from routing import decide as routing
from routing.rejections import Rejection, RejectionCode
from routing.supervisor_commands import ContactAct, ForceRelease, ReassignToAgent, ReassignToQueue, TakeOffered
from routing.vocabulary import EndCause


def decide_contact_act(work: Round, given: ContactAct) -> Rejection | None:
    """Carry out a supervisor's act on an interaction, or say why not."""
    calls = work.state.calls
    if given.interaction_id in calls.consulting or given.interaction_id in calls.monitorings:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "it is beside a customer's contact: act on that one")
    match given:
        case ForceRelease():
            return _release(work, given)
        case ReassignToAgent() | ReassignToQueue() | TakeOffered():
            if given.interaction_id in calls.consults:
                return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent consults somebody, which has to end first")
            return work.take(routing.decide(work.state.routing, given, *work.moment))
        case _:
            assert_never(given)


def _release(work: Round, given: ForceRelease) -> Rejection | None:
    """A call ends with its caller's leg, and takes along everybody else; so the cause comes with that leg's end."""
    contact_id = work.state.contact_of.get(given.interaction_id)
    if contact_id is None or given.interaction_id not in work.state.routing.interactions:
        return work.take(routing.decide(work.state.routing, given, *work.moment))
    contact = work.state.contacts[contact_id]
    if is_calling(contact):
        agent_gives_up(work, contact, EndCause.SUPERVISOR)
        return None
    caller_leg = leg_of(work.state.calls, given.interaction_id, LegRole.CALLER)
    assert caller_leg is not None, "a call that is not over has a caller"
    hang_up(work, caller_leg, EndCause.SUPERVISOR)
    return None
