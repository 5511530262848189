"""What follows from an event in another core: routing, calls and sessions kept in step, a function per event."""

from cic.calls.commands import BridgeLegs, DialLeg, HangUpLeg
from cic.calls.control import resume
from cic.calls.events import BridgeBecameUp, BridgeClosed, BridgeRequested, LegBecameUp, LegClosed, LegOpened, LegRole
from cic.calls.machines.leg import LegStage
from cic.calls.state import Leg, bridge_of, leg_of
from cic.center.events import CenterEvent, ContactClosed, FlowReturned, SessionAdvanced
from cic.center.outside import BRIDGE_LIMIT_MS, bridge_outside, outside_gone
from cic.center.round import Round
from cic.center.sessions import HANG_UP_LIMIT_MS, advance, finish, hand_to_agent, leave_flow
from cic.center.state import contact_of
from cic.center.work import react_to_work
from ivr_flows.inputs import AgentAccepted, AgentLeft, QueuedAgain, QueueRefused
from ivr_flows.session import SessionStatus, WaitingFor
from routing import decide as routing
from routing.agents import phone_address
from routing.commands import CenterCommand, ConfirmConnected, EndInteraction, FailConnection, ReleaseAgent
from routing.events import (
    AgentReleased,
    ConnectionFailed,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionQueued,
    OfferAccepted,
    RoutingEvent,
    WrapUpEnded,
)
from routing.machines.interaction import InteractionStage
from routing.reactions import react as react_in_routing
from routing.vocabulary import BridgeId, ContactId, EndCause, InteractionId, LegId

ANSWER_TIMEOUT_MS = 20_000
CONTROL_LIMIT_MS = 10_000
AGENT_LEFT = "agent_left"
IN_QUEUE = (WaitingFor.QUEUE_PROMPTS, WaitingFor.QUEUE_MUSIC)
DIAL_LIMIT_MS = ANSWER_TIMEOUT_MS + 10_000


def react(work: Round, event: CenterEvent) -> None:
    """Carry on what an event leads to in routing and in the other cores; without a call there is nothing in those."""
    if isinstance(event, RoutingEvent):
        work.apply(react_in_routing(work.state.routing, event))
        interaction_id = getattr(event, "interaction_id", None)
        if interaction_id not in work.state.contact_of:
            contact_id = None if interaction_id is None else work.state.work_of.get(interaction_id)
            if contact_id is not None:
                react_to_work(work, work.state.work[contact_id], event)
            return
    match event:
        case OfferAccepted():
            _dial_agent(work, event)
        case LegBecameUp():
            _bridge_agent(work, event.leg_id)
        case BridgeBecameUp():
            bridge = work.state.calls.bridges[event.bridge_id]
            agent_leg = leg_of(work.state.calls, bridge.interaction_id, LegRole.AGENT)
            if agent_leg is not None and agent_leg.leg_id in bridge.leg_ids:  # not one that only has yet to end
                tell_routing(work, ConfirmConnected(bridge.interaction_id))
        case ConnectionFailed():
            _hang_up_agent(work, event.interaction_id)
            _go_on_waiting(work, event.interaction_id)
        case AgentReleased():
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
            _hang_up_agent(work, event.interaction_id)
            _close_contact(work, event.interaction_id)
        case WrapUpEnded():
            _close_contact(work, event.interaction_id)
        case _:
            pass


def close_leg(work: Round, leg_id: LegId, cause: EndCause) -> None:
    """A leg is gone: take the interaction on from there. A leg that we do not know only loses its effects."""
    leg = work.state.calls.legs.get(leg_id)
    for effect_id in list(work.state.effects_of.get(leg_id, ())):
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
    elif leg.role is LegRole.OUTSIDE:
        outside_gone(work, leg, was_up)
    else:
        _agent_gone(work, leg, cause)


def _let_go(work: Round, event: InteractionLeftQueue) -> None:
    """The queue lets a caller go; one who has chosen another way, or waits in another queue already, knows."""
    contact = contact_of(work.state, event.interaction_id)
    stage = work.state.routing.interactions[event.interaction_id].stage
    is_waiting = contact.session.waiting_for in (*IN_QUEUE, WaitingFor.AGENT_PROMPTS)
    if stage is InteractionStage.SELF_SERVICE and is_waiting:
        advance(work, contact, QueueRefused(event.reason))


def _dial_agent(work: Round, event: OfferAccepted) -> None:
    contact = contact_of(work.state, event.interaction_id)
    address = phone_address(work.state.routing, event.agent_id, contact.provider)
    leg_id = work.new_leg_id(contact.provider)
    work.apply([LegOpened(leg_id, contact.provider, event.interaction_id, LegRole.AGENT, event.agent_id)])
    command = DialLeg(leg_id, address, event.interaction_id, ANSWER_TIMEOUT_MS)
    work.request(contact.provider, command, DIAL_LIMIT_MS)
    advance(work, contact, AgentAccepted())


def _bridge_announced(work: Round, contact_id: ContactId) -> None:
    """Who serves the caller was said: an agent who is there already waits no longer."""
    contact = work.state.contacts.get(contact_id)
    leg = None if contact is None else leg_of(work.state.calls, contact.interaction_id, LegRole.AGENT)
    if contact is None or leg is None or leg.stage is not LegStage.UP:
        return
    if contact.session.status is SessionStatus.RUNNING and contact.session.waiting_for in IN_QUEUE:
        _bridge_agent(work, leg.leg_id)


def _take_back_from_flow(work: Round, event: FlowReturned) -> None:
    """Caller and agent hear each other again, if both are still there."""
    plan = resume(work.state.calls, event.interaction_id)
    caller = leg_of(work.state.calls, event.interaction_id, LegRole.CALLER)
    interaction = work.state.routing.interactions.get(event.interaction_id)
    if plan is None or caller is None or interaction is None or interaction.stage is not InteractionStage.CONNECTED:
        return
    work.apply(plan.events)
    work.request(caller.provider, plan.command, CONTROL_LIMIT_MS)


def _bridge_agent(work: Round, leg_id: LegId) -> None:
    leg = work.state.calls.legs[leg_id]
    if leg.role is LegRole.CALLER:
        return
    if leg.role is LegRole.OUTSIDE:
        bridge_outside(work, leg)
        return
    for effect_id in list(work.state.effects_of.get(leg_id, ())):
        if isinstance(work.state.effects[effect_id].command, DialLeg):
            work.settle(effect_id)
    interaction = work.state.routing.interactions.get(leg.interaction_id)
    if interaction is None or interaction.stage is not InteractionStage.CONNECTING:
        return
    contact = contact_of(work.state, leg.interaction_id)
    if contact.session.waiting_for is WaitingFor.AGENT_PROMPTS:
        return  # the caller still hears who will answer; a few seconds, and what follows brings us here again
    hand_to_agent(work, contact)
    bridge_id, leg_ids = BridgeId(work.new_id("b")), (contact.leg_id, leg_id)
    work.apply([BridgeRequested(bridge_id, leg.interaction_id, leg_ids)])
    work.request(contact.provider, BridgeLegs(bridge_id, leg_ids), BRIDGE_LIMIT_MS)


def _caller_gone(work: Round, interaction_id: InteractionId, cause: EndCause) -> None:
    contact = contact_of(work.state, interaction_id)
    ended_by_flow = contact.session.status is SessionStatus.ENDED
    finish(work, contact, "hung_up")
    if interaction_id in work.state.routing.interactions:
        tell_routing(work, EndInteraction(interaction_id, EndCause.FLOW_ENDED if ended_by_flow else cause))


def _agent_gone(work: Round, leg: Leg, cause: EndCause) -> None:
    interaction = work.state.routing.interactions.get(leg.interaction_id)
    if interaction is None or interaction.agent_id != leg.agent_id:
        return
    if interaction.stage is InteractionStage.CONNECTING:
        tell_routing(work, FailConnection(leg.interaction_id, cause))
    elif interaction.stage is InteractionStage.CONNECTED:
        tell_routing(work, ReleaseAgent(leg.interaction_id, cause))


def _after_agent(work: Round, event: AgentReleased) -> None:
    """The agent is out: the agent's leg goes, and a caller who is still there goes on in the flow."""
    _hang_up_agent(work, event.interaction_id)
    contact = contact_of(work.state, event.interaction_id)
    leave_flow(work, contact, AGENT_LEFT)
    interaction = work.state.routing.interactions.get(event.interaction_id)
    goes_on = interaction is not None and interaction.stage is InteractionStage.SELF_SERVICE  # and waits for nobody
    if goes_on and leg_of(work.state.calls, event.interaction_id, LegRole.CALLER):
        advance(work, contact, AgentLeft())


def _go_on_waiting(work: Round, interaction_id: InteractionId) -> None:
    """A caller whom the flow has handed over waits again, and hears what the flow plays to those who wait."""
    contact = contact_of(work.state, interaction_id)
    if contact.session.status is SessionStatus.WITH_AGENT:
        advance(work, contact, QueuedAgain())


def _hang_up_agent(work: Round, interaction_id: InteractionId) -> None:
    bridge = bridge_of(work.state.calls, interaction_id)
    if bridge is not None:
        work.apply([BridgeClosed(bridge.bridge_id)])
    for role in (LegRole.AGENT, LegRole.OUTSIDE):
        leg = leg_of(work.state.calls, interaction_id, role)
        if leg is not None:
            hang_up(work, leg, EndCause.CALLER_HUNG_UP)


def hang_up(work: Round, leg: Leg, cause: EndCause) -> None:
    """End a leg, unless that is under way."""
    open_effects = [work.state.effects[effect_id] for effect_id in work.state.effects_of.get(leg.leg_id, ())]
    if not any(isinstance(effect.command, HangUpLeg) for effect in open_effects):
        work.request(leg.provider, HangUpLeg(leg.leg_id, cause), HANG_UP_LIMIT_MS)


def _close_contact(work: Round, interaction_id: InteractionId) -> None:
    """Close the contact once the interaction is over and nobody wraps it up any more.

    Where a queue has no wrap-up, both come to their end in one input: then the contact is closed by the first.
    """
    contact_id = work.state.contact_of.get(interaction_id)
    contact = None if contact_id is None else work.state.contacts[contact_id]
    if contact is not None and contact.end_cause is not None and not contact.wrap_ups:
        work.apply([ContactClosed(contact.contact_id, contact.end_cause)])


def tell_routing(work: Round, command: CenterCommand) -> None:
    """Hand over to routing what the calls say happened; the callers have checked that it fits."""
    refusal = work.take(routing.decide(work.state.routing, command, work.now_ms, work.seq))
    assert refusal is None, f"routing refused what the calls say happened: {refusal}"
