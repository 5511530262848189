"""A leg is gone, whoever ended it: what becomes of the interaction it was part of. Owns that way on."""

from cic.calls.commands import EndTrack, HangUpLeg
from cic.calls.events import BridgeClosed, LegClosed, LegRole
from cic.calls.machines.leg import LegStage
from cic.calls.state import Leg, bridge_of, leg_of
from cic.center.consulting import consulting_agent_gone, customer_gone, end_consult
from cic.center.dialling_out import agent_gives_up, is_calling
from cic.center.legs import tell_routing
from cic.center.monitoring import end_monitoring
from cic.center.outside import outside_gone
from cic.center.round import Round
from cic.center.sessions import finish
from cic.center.state import contact_of
from cic.center.transferring import away_with, leave_away, number_gone
from ivr_flows.session import SessionStatus
from routing.commands import EndInteraction, FailConnection, ReleaseAgent
from routing.machines.interaction import InteractionStage
from routing.vocabulary import EndCause, InteractionId, LegId


def close_leg(work: Round, leg_id: LegId, cause: EndCause) -> None:
    """A leg is gone: take the interaction on from there. A leg that we do not know only loses its effects."""
    leg, cause = work.state.calls.legs.get(leg_id), _why(work, leg_id, cause)
    for effect_id in list(work.state.effects_of.get(leg_id, ())):
        if not isinstance(work.state.effects[effect_id].command, EndTrack):  # the file outlives the leg
            work.settle(effect_id, "leg_closed")
    if leg is None:
        return
    is_current, was_up = leg_of(work.state.calls, leg.interaction_id, leg.role) is leg, leg.stage is LegStage.UP
    work.apply([LegClosed(leg_id, cause)])
    bridge = bridge_of(work.state.calls, leg.interaction_id)
    if bridge is not None and leg_id in bridge.leg_ids:
        work.apply([BridgeClosed(bridge.bridge_id)])
    if leg.role is LegRole.CALLER:
        _caller_gone(work, leg.interaction_id, cause)
    elif not is_current:
        pass  # the leg of a try that failed may end when the next try is under way
    elif leg.interaction_id in work.state.calls.consulting:
        _consulted_gone(work, leg, cause)
    elif leg.interaction_id in work.state.calls.monitorings:
        end_monitoring(work, leg.interaction_id, cause)
    elif leg.role is LegRole.OUTSIDE:
        _outside_gone(work, leg, was_up=was_up)
    else:
        _agent_gone(work, leg, cause)


def _why(work: Round, leg_id: LegId, reported: EndCause) -> EndCause:
    """The cause of a leg's end: a supervisor's act is one, whichever report of it comes first."""
    open_commands = [work.state.effects[effect_id].command for effect_id in work.state.effects_of.get(leg_id, ())]
    is_released = any(
        isinstance(command, HangUpLeg) and command.cause is EndCause.SUPERVISOR for command in open_commands
    )
    return EndCause.SUPERVISOR if is_released else reported


def _caller_gone(work: Round, interaction_id: InteractionId, cause: EndCause) -> None:
    contact_id = work.state.contact_of.get(interaction_id)
    if contact_id is None:
        return  # somebody whom an agent called, who has given that up: the contact is closed already
    contact = work.state.contacts[contact_id]
    consult = work.state.calls.consults.get(interaction_id)
    if consult is not None and cause is EndCause.SUPERVISOR:  # it is over for all of them
        end_consult(work, interaction_id, cause, goes_back=False)
    elif consult is not None:
        customer_gone(work, consult, cause)
    leave_away(work, contact, cause)
    ended_by_flow = contact.session.status is SessionStatus.ENDED
    finish(work, contact, "hung_up")
    if interaction_id in work.state.routing.interactions:
        tell_routing(work, EndInteraction(interaction_id, EndCause.FLOW_ENDED if ended_by_flow else cause))


def _consulted_gone(work: Round, leg: Leg, cause: EndCause) -> None:
    """Whoever was asked has hung up, or was never reached; a queue then asks somebody else."""
    interaction = work.state.routing.interactions.get(leg.interaction_id)
    if interaction is not None and interaction.stage is InteractionStage.CONNECTING:
        tell_routing(work, FailConnection(leg.interaction_id, cause))
    else:
        end_consult(work, work.state.calls.consulting[leg.interaction_id], cause)


def _outside_gone(work: Round, leg: Leg, *, was_up: bool) -> None:
    contact_id = work.state.contact_of.get(leg.interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    away = None if contact is None else away_with(contact, leg)
    if contact is None or away is None:
        outside_gone(work, leg, was_up)
    elif contact.leg_id in work.state.calls.legs:
        number_gone(work, contact, away, was_up=was_up)


def _agent_gone(work: Round, leg: Leg, cause: EndCause) -> None:
    interaction = work.state.routing.interactions.get(leg.interaction_id)
    if interaction is None and leg.interaction_id in work.state.calls.consults:
        end_consult(work, leg.interaction_id, cause)  # the customer had gone before
        return
    if interaction is None or interaction.agent_id != leg.agent_id:
        return
    contact = contact_of(work.state, leg.interaction_id)
    consult = work.state.calls.consults.get(leg.interaction_id)
    if interaction.stage is InteractionStage.CONNECTING:
        if is_calling(contact):
            agent_gives_up(work, contact, cause)
        else:
            tell_routing(work, FailConnection(leg.interaction_id, cause))
    elif interaction.stage is InteractionStage.CONNECTED:
        if consult is not None:
            consulting_agent_gone(work, contact, consult, cause)
        else:
            tell_routing(work, ReleaseAgent(leg.interaction_id, cause))
