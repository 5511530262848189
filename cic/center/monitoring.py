"""A supervisor listens in on an agent's talk. Owns a monitoring from the wish to its end, a take-over among its ends.

It is an interaction of its own in the supervisor's hand: so the supervisor's phone and capacity are taken, and nothing
else is offered meanwhile. It follows the customer's interaction as long as that is with the agent.
"""

from cic.calls.commands import DialLeg, MonitorLeg, MonitorMode
from cic.calls.events import LegMoved, LegRole
from cic.calls.machines.leg import LegStage
from cic.calls.machines.monitoring import TRANSITIONS, MonitoringInput, MonitoringStage
from cic.calls.monitoring_events import MonitoringAsked, MonitoringEnded, MonitoringMoved, MonitoringSwitched
from cic.calls.state import Leg, Monitoring, leg_of, monitoring_by, monitorings_of
from cic.center.consulting import end_consult
from cic.center.desk_events import HelpAsked
from cic.center.legs import (
    CONTROL_LIMIT_MS,
    bridge_legs,
    close_bridge,
    dial_agent,
    hang_up,
    settle_dialling,
    tell_routing,
)
from cic.center.monitoring_inputs import (
    EndMonitoring,
    StartMonitoring,
    SwitchMonitoring,
    TakeOver,
)
from cic.center.monitoring_inputs import MonitoringInput as Given
from cic.center.round import Round
from cic.center.sessions import drop_media
from cic.center.state import CenterState, Contact, contact_of
from routing.agents import find_agent, queue_in_hand
from routing.commands import (
    ConfirmConnected,
    EndConsultation,
    GiveInteraction,
    HandOver,
    OpenInteraction,
)
from routing.events import AgentReleased, InteractionTaken, RoutingEvent
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.rejections import Rejection, RejectionCode
from routing.taking import refuse_giving
from routing.vocabulary import AgentId, EndCause, InteractionId, Medium, ProviderId

_NOT_LISTENING = Rejection(RejectionCode.NOT_ALLOWED_NOW, "the supervisor does not listen in on this agent")


def decide_monitoring(work: Round, given: Given) -> Rejection | None:
    """Carry out a supervisor's wish, or say why not. What is so already is answered the same."""
    if isinstance(given, StartMonitoring):
        return _start(work, given)
    monitoring = monitoring_by(work.state.calls, given.agent_id)
    if monitoring is None or monitoring.asked.agent_id != given.watched_agent_id:
        return _NOT_LISTENING
    match given:
        case SwitchMonitoring():
            _switch(work, monitoring, given.mode)
            return None
        case EndMonitoring():
            end_monitoring(work, monitoring.asked.monitoring_id, EndCause.COMPLETED)
            return None
        case TakeOver():
            return _take_over(work, monitoring)


def _start(work: Round, given: StartMonitoring) -> Rejection | None:
    supervisor = find_agent(work.state.routing, given.agent_id)
    if isinstance(supervisor, Rejection):
        return supervisor
    interaction_id = _talk_of(work.state, given)
    if isinstance(interaction_id, Rejection):
        return interaction_id
    current = monitoring_by(work.state.calls, given.agent_id)
    if current is not None:
        if current.asked.interaction_id != interaction_id:
            return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the supervisor listens in elsewhere; end that first")
        _switch(work, current, given.mode)
        return None
    contact = contact_of(work.state, interaction_id)
    refusal = refuse_giving(work.state.routing, supervisor, Medium.VOICE, contact.provider)
    if refusal is not None:
        return refusal
    monitoring_id = InteractionId(work.new_id("i"))
    work.apply(
        [MonitoringAsked(monitoring_id, interaction_id, given.watched_agent_id, given.agent_id, given.mode)],
    )
    queue_id = queue_in_hand(work.state.routing, given.watched_agent_id, interaction_id)
    tell_routing(work, OpenInteraction(monitoring_id, contact.contact_id, Medium.VOICE, contact.provider))
    tell_routing(work, GiveInteraction(given.agent_id, monitoring_id, queue_id))
    return None


def _talk_of(state: CenterState, given: StartMonitoring) -> InteractionId | Rejection:
    """The talk of the watched agent that is meant, if there is such a one."""
    watched = find_agent(state.routing, given.watched_agent_id)
    if isinstance(watched, Rejection):
        return watched
    if given.watched_agent_id == given.agent_id:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected another agent than the supervisor")
    talks = [
        held
        for held, assignment in watched.assignments.items()
        if assignment.state is AssignmentState.IN_CONTACT and watched_leg(state, held, given.watched_agent_id)
    ]
    meant = [held for held in talks if given.interaction_id in (None, held)]
    if not meant:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent is in no such talk: over by now, perhaps")
    return meant[0]


def watched_leg(state: CenterState, interaction_id: InteractionId, agent_id: AgentId) -> Leg | None:
    """The leg of the agent who serves a customer by phone; None for whoever is only asked, or does other work."""
    leg = leg_of(state.calls, interaction_id, LegRole.AGENT)
    is_agents = leg is not None and leg.agent_id == agent_id and leg.stage is LegStage.UP
    return leg if is_agents and interaction_id in state.contact_of else None


def _switch(work: Round, monitoring: Monitoring, mode: MonitorMode) -> None:
    if monitoring.mode is mode:
        return
    asked = monitoring.asked
    switched = MonitoringSwitched(asked.monitoring_id, asked.interaction_id, asked.agent_id, asked.supervisor_id, mode)
    work.apply([switched])
    leg = leg_of(work.state.calls, asked.monitoring_id, LegRole.AGENT)
    if leg is not None and leg.stage is LegStage.UP:
        listen(work, monitoring, leg)
    if monitoring.stage is MonitoringStage.LISTENING and mode is not MonitorMode.LISTEN:
        _help_is_there(work, monitoring)


def listen(work: Round, monitoring: Monitoring, leg: Leg) -> None:
    """Let the supervisor's leg hear the talk in its mode; what was asked of it before is wanted no more."""
    watched = watched_leg(work.state, monitoring.asked.interaction_id, monitoring.asked.agent_id)
    if watched is None:
        return  # it has just gone, and the monitoring ends in this same input
    _drop_asked(work, leg)
    work.request(leg.provider, MonitorLeg(leg.leg_id, watched.leg_id, monitoring.mode), CONTROL_LIMIT_MS)


def _drop_asked(work: Round, leg: Leg) -> None:
    for effect_id in tuple(work.state.effects_of.get(leg.leg_id, ())):
        if isinstance(work.state.effects[effect_id].command, MonitorLeg | DialLeg):
            work.settle(effect_id, "replaced")


def react_to_monitoring(work: Round, event: RoutingEvent, monitoring_id: InteractionId) -> None:
    """Carry on what routing says of the interaction by which somebody listens in."""
    if isinstance(event, InteractionTaken):
        provider = work.state.routing.interactions[monitoring_id].provider
        dial_agent(work, monitoring_id, event.agent_id, provider)


def supervisor_rings(work: Round, leg: Leg) -> None:
    """The supervisor's phone rings."""
    monitoring = work.state.calls.monitorings.get(leg.interaction_id)
    if monitoring is not None and (monitoring.stage, MonitoringInput.RING) in TRANSITIONS:
        _move(work, monitoring, MonitoringStage.RINGING)


def supervisor_answers(work: Round, leg: Leg) -> None:
    """The supervisor has picked up: the talk is to be heard."""
    settle_dialling(work, leg.leg_id)
    monitoring = work.state.calls.monitorings.get(leg.interaction_id)
    if monitoring is not None:
        listen(work, monitoring, leg)


def monitoring_done(work: Round, command: MonitorLeg) -> None:
    """The supervisor hears the talk."""
    monitoring = _monitoring_with(work.state, command)
    if monitoring is None or (monitoring.stage, MonitoringInput.BEGIN) not in TRANSITIONS:
        return
    _move(work, monitoring, MonitoringStage.LISTENING)
    tell_routing(work, ConfirmConnected(monitoring.asked.monitoring_id))
    _help_is_there(work, monitoring)


def monitoring_failed(work: Round, command: MonitorLeg) -> None:
    """Nobody knows who hears the supervisor now: nobody is to."""
    monitoring = _monitoring_with(work.state, command)
    if monitoring is not None:
        end_monitoring(work, monitoring.asked.monitoring_id, EndCause.FAILED)


def _monitoring_with(state: CenterState, command: MonitorLeg) -> Monitoring | None:
    leg = state.calls.legs.get(command.leg_id)
    return None if leg is None else state.calls.monitorings.get(leg.interaction_id)


def _move(work: Round, monitoring: Monitoring, stage: MonitoringStage) -> None:
    asked = monitoring.asked
    moved = MonitoringMoved(asked.monitoring_id, asked.interaction_id, asked.agent_id, asked.supervisor_id, stage)
    work.apply([moved])


def _help_is_there(work: Round, monitoring: Monitoring) -> None:
    """Whoever has asked for help with this talk has it."""
    asked = monitoring.asked
    if asked.interaction_id in work.state.help:
        work.apply([HelpAsked(asked.interaction_id, asked.agent_id, is_wanted=False)])


def end_monitoring(work: Round, monitoring_id: InteractionId, cause: EndCause) -> None:
    """The supervisor hears no more, and is hung up."""
    asked = work.state.calls.monitorings[monitoring_id].asked
    leg = leg_of(work.state.calls, monitoring_id, LegRole.AGENT)
    work.apply([_ended(asked, cause)])
    if monitoring_id in work.state.routing.interactions:
        tell_routing(work, EndConsultation(monitoring_id, cause))
    if leg is not None:
        _drop_asked(work, leg)
        hang_up(work, leg, EndCause.COMPLETED)


def _ended(asked: MonitoringAsked, cause: EndCause, *, is_taken_over: bool = False) -> MonitoringEnded:
    return MonitoringEnded(
        asked.monitoring_id, asked.interaction_id, asked.agent_id, asked.supervisor_id, cause, is_taken_over
    )


def end_with_talk(work: Round, event: AgentReleased) -> None:
    """The agent has the customer no more: whoever listened in has nothing to hear."""
    for monitoring in monitorings_of(work.state.calls, event.interaction_id):
        if monitoring.asked.agent_id == event.agent_id:
            end_monitoring(work, monitoring.asked.monitoring_id, event.cause)


def take_up_again(work: Round, provider: ProviderId) -> None:
    """What a provider did before a restart or a cut may be lost: whoever listens in is to hear the talk as before."""
    for monitoring in tuple(work.state.calls.monitorings.values()):
        leg = leg_of(work.state.calls, monitoring.asked.monitoring_id, LegRole.AGENT)
        if leg is not None and leg.provider == provider and leg.stage is LegStage.UP:
            listen(work, monitoring, leg)


def refuse_take_over(state: CenterState, monitoring: Monitoring) -> Rejection | None:
    """Why the supervisor cannot take the customer over now, if so."""
    if monitoring.stage is not MonitoringStage.LISTENING:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the supervisor is not there yet")
    if contact_of(state, monitoring.asked.interaction_id).outer is not None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the caller is in a flow; wait until the caller is back")
    return None


def _take_over(work: Round, monitoring: Monitoring) -> Rejection | None:
    refusal = refuse_take_over(work.state, monitoring)
    if refusal is not None:
        return refusal
    interaction_id = monitoring.asked.interaction_id
    if interaction_id in work.state.calls.consults:
        end_consult(work, interaction_id, EndCause.TRANSFERRED, goes_back=False)
    _hand_to_supervisor(work, contact_of(work.state, interaction_id), monitoring)
    return None


def _hand_to_supervisor(work: Round, contact: Contact, monitoring: Monitoring) -> None:
    """As a consult transfer does it: one owner before, one after, in one input."""
    asked, interaction_id = monitoring.asked, monitoring.asked.interaction_id
    agent_leg = leg_of(work.state.calls, interaction_id, LegRole.AGENT)
    leg = leg_of(work.state.calls, asked.monitoring_id, LegRole.AGENT)
    assert leg is not None and agent_leg is not None, "who listens has a leg, and so has who is listened to"
    assert work.state.routing.interactions[interaction_id].stage is InteractionStage.CONNECTED, "an agent has it"
    close_bridge(work, interaction_id)
    moved = LegMoved(leg.leg_id, interaction_id, LegRole.AGENT)
    work.apply([moved, _ended(asked, EndCause.TRANSFERRED, is_taken_over=True)])
    tell_routing(work, HandOver(interaction_id, asked.monitoring_id))
    _drop_asked(work, leg)
    bridge_legs(work, interaction_id, (contact.leg_id, leg.leg_id), contact.provider)
    drop_media(work, agent_leg.leg_id)
    hang_up(work, agent_leg, EndCause.TRANSFERRED)
