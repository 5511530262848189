"""What follows from an event in another core: routing, calls and sessions kept in step, a function per event."""

from cic.calls.control import resume
from cic.calls.events import BridgeBecameUp, BridgeClosed, LegBecameUp, LegRang, LegRole
from cic.calls.machines.leg import LegStage
from cic.calls.state import Leg, bridge_of, leg_of
from cic.center.consulting import bridge_consulted, consult_talks, end_consult, end_with_wrap_up, react_to_consult
from cic.center.dialling_out import call_customer, customer_answers, is_calling
from cic.center.events import CenterEvent, ContactClosed, FlowReturned, SessionAdvanced
from cic.center.legs import (
    bridge_legs,
    carry_out,
    close_bridge,
    dial_agent,
    hang_up,
    settle_dialling,
    tell_routing,
)
from cic.center.monitoring import end_with_talk, react_to_monitoring, supervisor_answers, supervisor_rings
from cic.center.outside import bridge_outside
from cic.center.recording import notice_for
from cic.center.round import Round
from cic.center.sessions import advance, hand_to_agent, leave_flow
from cic.center.state import Contact, contact_of
from cic.center.transferring import (
    away_with,
    leave_away,
    not_taken,
    number_answers,
    wait_for_last_agent,
    wait_with_music,
)
from cic.center.work import react_to_work
from ivr_flows.inputs import AgentAccepted, AgentLeft, QueuedAgain, QueueRefused
from ivr_flows.session import SessionStatus, WaitingFor
from routing.commands import ConfirmConnected
from routing.events import (
    AgentReleased,
    ConnectionFailed,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionQueued,
    InteractionTaken,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferWithdrawn,
    PreferenceEnded,
    RoutingEvent,
    WrapUpEnded,
)
from routing.machines.interaction import InteractionStage
from routing.reactions import react as react_in_routing
from routing.vocabulary import AgentId, BridgeId, ContactId, EndCause, InteractionId, LegId

AGENT_LEFT = "agent_left"
IN_QUEUE = (WaitingFor.QUEUE_PROMPTS, WaitingFor.QUEUE_MUSIC)
_NOT_TAKEN = (ConnectionFailed, OfferDeclined, OfferExpired, OfferWithdrawn, PreferenceEnded)


def react(work: Round, event: CenterEvent) -> None:
    """Carry on what an event leads to in routing and in the other cores; without a call there is nothing in those."""
    if isinstance(event, RoutingEvent):
        if isinstance(event, _NOT_TAKEN):  # first: whoever goes back to an agent does not leave a queue without any
            not_taken(work, event.interaction_id)
        work.apply(react_in_routing(work.state.routing, event))
        interaction_id = getattr(event, "interaction_id", None)
        if interaction_id not in work.state.contact_of:
            contact_id = None if interaction_id is None else work.state.work_of.get(interaction_id)
            if contact_id is not None:
                react_to_work(work, work.state.work[contact_id], event)
            elif interaction_id in work.state.calls.consulting:
                react_to_consult(work, event, interaction_id)
            elif interaction_id in work.state.calls.monitorings:
                react_to_monitoring(work, event, interaction_id)
            return
    match event:
        case OfferAccepted():
            _dial_agent(work, event)
        case InteractionTaken():
            _ring_taker(work, event)
        case LegRang():
            supervisor_rings(work, work.state.calls.legs[event.leg_id])
        case LegBecameUp():
            _bridge_answered(work, event.leg_id)
        case BridgeBecameUp():
            _talk_began(work, event.bridge_id)
        case ConnectionFailed():
            _hang_up_agent(work, event.interaction_id, event.agent_id)
            _go_on_waiting(work, event.interaction_id)
        case AgentReleased():
            end_with_talk(work, event)
            _after_agent(work, event)
        case InteractionLeftQueue():
            _let_go(work, event)
        case SessionAdvanced():
            _bridge_announced(work, event.contact_id)
        case FlowReturned():
            _take_back_from_flow(work, event)
        case InteractionQueued():
            _go_on_waiting(work, event.interaction_id)
        case InteractionEnded():
            _hang_up_all(work, event.interaction_id)
            _close_contact(work, event.interaction_id)
        case WrapUpEnded():
            end_with_wrap_up(work, event.interaction_id, event.agent_id)
            _close_contact(work, event.interaction_id)
        case _:
            pass


def _let_go(work: Round, event: InteractionLeftQueue) -> None:
    """The queue lets a caller go; one who has chosen another way, or waits in another queue already, knows.

    Whom we have called has no flow to go on in, and is first brought back to an agent.
    """
    contact = contact_of(work.state, event.interaction_id)
    stage = work.state.routing.interactions[event.interaction_id].stage
    is_waiting = contact.session.waiting_for in (*IN_QUEUE, WaitingFor.AGENT_PROMPTS)
    if stage is InteractionStage.SELF_SERVICE and is_waiting and not wait_for_last_agent(work, contact):
        advance(work, contact, QueueRefused(event.reason))


def _dial_agent(work: Round, event: OfferAccepted) -> None:
    contact = contact_of(work.state, event.interaction_id)
    dial_agent(work, event.interaction_id, event.agent_id, contact.provider)
    queue_id = work.state.routing.interactions[event.interaction_id].queue_id
    advance(work, contact, AgentAccepted(notice_for(work.state, contact, queue_id)))


def _ring_taker(work: Round, event: InteractionTaken) -> None:
    """The agent has taken a call by an act of the agent's own: the agent's phone rings. Who has it already, has it."""
    contact = contact_of(work.state, event.interaction_id)
    interaction = work.state.routing.interactions.get(event.interaction_id)
    if interaction is not None and interaction.stage is InteractionStage.CONNECTING:
        leave_away(work, contact, EndCause.COMPLETED)
        dial_agent(work, event.interaction_id, event.agent_id, contact.provider)
        if contact.session.status is SessionStatus.RUNNING:  # taken out of the queue, where the flow goes on meanwhile
            advance(work, contact, AgentAccepted(notice_for(work.state, contact, event.queue_id)))


def _bridge_announced(work: Round, contact_id: ContactId) -> None:
    """Who serves the caller was said: an agent who is there already waits no longer."""
    contact = work.state.contacts.get(contact_id)
    leg = None if contact is None else leg_of(work.state.calls, contact.interaction_id, LegRole.AGENT)
    if contact is None or leg is None or leg.stage is not LegStage.UP:
        return
    if contact.session.status is SessionStatus.RUNNING and contact.session.waiting_for in IN_QUEUE:
        _bridge_agent(work, contact, leg)


def _take_back_from_flow(work: Round, event: FlowReturned) -> None:
    """Caller and agent hear each other again, if both are still there."""
    plan = resume(work.state.calls, event.interaction_id)
    caller = leg_of(work.state.calls, event.interaction_id, LegRole.CALLER)
    interaction = work.state.routing.interactions.get(event.interaction_id)
    if plan is None or caller is None or interaction is None or interaction.stage is not InteractionStage.CONNECTED:
        return
    carry_out(work, plan, caller.provider)


def _bridge_answered(work: Round, leg_id: LegId) -> None:
    """Somebody has answered: whoever is to hear them does."""
    leg = work.state.calls.legs[leg_id]
    contact_id = work.state.contact_of.get(leg.interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    if leg.role is LegRole.CALLER:
        if contact is not None and is_calling(contact):
            customer_answers(work, contact)
    elif leg.interaction_id in work.state.calls.monitorings:
        supervisor_answers(work, leg)
    elif contact is None:
        bridge_consulted(work, leg)
    elif leg.role is LegRole.OUTSIDE:
        if away_with(contact, leg) is not None:
            number_answers(work, contact, leg)
        else:
            bridge_outside(work, leg)
    else:
        _bridge_agent(work, contact, leg)


def _bridge_agent(work: Round, contact: Contact, leg: Leg) -> None:
    settle_dialling(work, leg.leg_id)
    interaction = work.state.routing.interactions.get(leg.interaction_id)
    if interaction is None or interaction.stage is not InteractionStage.CONNECTING:
        return
    if is_calling(contact):
        call_customer(work, contact, leg)
        return
    if contact.session.waiting_for is WaitingFor.AGENT_PROMPTS:
        return  # the caller still hears who will answer; a few seconds, and what follows brings us here again
    hand_to_agent(work, contact)
    bridge_legs(work, leg.interaction_id, (contact.leg_id, leg.leg_id), contact.provider)


def _talk_began(work: Round, bridge_id: BridgeId) -> None:
    """Those in the bridge hear each other; an agent among them has the interaction now, if that is new."""
    bridge = work.state.calls.bridges[bridge_id]
    if bridge.interaction_id in work.state.calls.consulting:
        consult_talks(work, bridge)
        return
    agent_leg = leg_of(work.state.calls, bridge.interaction_id, LegRole.AGENT)
    if agent_leg is None or agent_leg.leg_id not in bridge.leg_ids:  # one that only has yet to end
        return
    interaction = work.state.routing.interactions.get(bridge.interaction_id)
    if interaction is not None and interaction.stage is InteractionStage.CONNECTED:
        return  # another bridge of the same talk: a conference, a transfer that was completed
    tell_routing(work, ConfirmConnected(bridge.interaction_id))


def _after_agent(work: Round, event: AgentReleased) -> None:
    """The agent is out: the agent's leg goes, and a caller who is still there goes on in the flow, or elsewhere."""
    is_over = event.interaction_id not in work.state.routing.interactions
    if is_over and event.interaction_id in work.state.calls.consults:
        return  # the customer has gone, and the agent talks to whoever was asked
    _hang_up_agent(work, event.interaction_id, event.agent_id)
    contact = contact_of(work.state, event.interaction_id)
    leave_flow(work, contact, AGENT_LEFT)
    if event.interaction_id in work.state.calls.consults:
        end_consult(work, event.interaction_id, event.cause, goes_back=False)
    interaction = work.state.routing.interactions.get(event.interaction_id)
    goes_on = interaction is not None and interaction.stage is InteractionStage.SELF_SERVICE  # and waits for nobody
    if not goes_on or leg_of(work.state.calls, event.interaction_id, LegRole.CALLER) is None:
        return
    if contact.away is not None:
        wait_with_music(work, contact)
    else:
        advance(work, contact, AgentLeft())


def _go_on_waiting(work: Round, interaction_id: InteractionId) -> None:
    """A caller whom the flow has handed over waits again, and hears what the flow plays to those who wait."""
    contact = contact_of(work.state, interaction_id)
    if contact.session.status is SessionStatus.WITH_AGENT:
        advance(work, contact, QueuedAgain())


def _hang_up_agent(work: Round, interaction_id: InteractionId, agent_id: AgentId) -> None:
    """End the leg of an agent who is out of it, and the bridge with it; not of one who has it since."""
    leg, bridge = leg_of(work.state.calls, interaction_id, LegRole.AGENT), bridge_of(work.state.calls, interaction_id)
    if leg is None or leg.agent_id != agent_id:
        return
    if bridge is not None and leg.leg_id in bridge.leg_ids:
        work.apply([BridgeClosed(bridge.bridge_id)])
    hang_up(work, leg, EndCause.CALLER_HUNG_UP)


def _hang_up_all(work: Round, interaction_id: InteractionId) -> None:
    """The caller has gone: whoever was connected with the caller goes too, but for an agent who talks to another."""
    close_bridge(work, interaction_id)
    is_consulting = interaction_id in work.state.calls.consults
    for role in (LegRole.AGENT, LegRole.OUTSIDE):
        leg = leg_of(work.state.calls, interaction_id, role)
        if leg is not None and not (is_consulting and role is LegRole.AGENT):
            hang_up(work, leg, EndCause.CALLER_HUNG_UP)


def _close_contact(work: Round, interaction_id: InteractionId) -> None:
    """Close the contact once the interaction is over and nobody wraps it up any more.

    Where a queue has no wrap-up, both come to their end in one input: then the contact is closed by the first.
    """
    contact_id = work.state.contact_of.get(interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    if contact is not None and contact.end_cause is not None and not contact.wrap_ups:
        work.apply([ContactClosed(contact.contact_id, contact.end_cause)])
