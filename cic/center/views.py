"""What an agent's desktop shows, computed from the state. Owns which agents and interactions are shown and the list of
allowed actions; opens no personal value: it holds references for the shell to open."""

from cic.calls.events import BridgeBecameUp, LegBecameUp, LegMuted
from cic.calls.monitoring_events import MonitoringEvent
from cic.calls.state import monitorings_of
from cic.center.agent_message_events import AgentsTold
from cic.center.agent_messages import message_views
from cic.center.call_views import allowed_of_call, call_view
from cic.center.consult_views import allowed_of_consulted, as_consulted, is_asking
from cic.center.desk_views import ALLOWED_OF_DESK, allowed_at_desk, follow_up_views, owner_touched
from cic.center.events import (
    CenterEvent,
    ContactRated,
    EffectRequested,
    EffectSettled,
    FlowEntered,
    FlowReturned,
    FlowsApplied,
    SessionAdvanced,
)
from cic.center.monitoring_views import monitoring_view
from cic.center.recording_views import recording_actions
from cic.center.state import CenterState
from cic.center.view_types import AgentView, InteractionView, OfferView, PhoneView
from cic.center.work_views import ALLOWED_OF_WORK, work_view
from routing.configuration import WrapUpMode
from routing.configuration_events import RoundTaken, RoutingConfigured, StagedActivated
from routing.eligibility import is_free
from routing.events import ExclusionEnded, OfferShown, ShowLimitExtended
from routing.machines.assignment import AssignmentState
from routing.state import Agent, Assignment, Offer
from routing.vocabulary import Activity, AgentId, InteractionId, QueueId, RecordingId

__all__ = [
    "AgentView", "InteractionView", "OfferView", "PhoneView", "agent_view", "has_message", "touched_agents",
]  # fmt: skip

_STATES = {
    AssignmentState.CONNECTING: "connecting",
    AssignmentState.IN_CONTACT: "connected",
    AssignmentState.WRAP_UP: "wrap_up",
}
_UNSEEN = (EffectRequested, EffectSettled, OfferShown, ShowLimitExtended, ExclusionEnded, ContactRated)
"""Of these no desktop shows anything."""


def agent_view(state: CenterState, agent_id: AgentId) -> AgentView | None:
    """What this agent's desktop shows now; None when no such agent is configured."""
    agent = state.routing.agents.get(agent_id)
    if agent is None:
        return None
    return AgentView(
        agent_id=agent_id,
        activity=agent.activity,
        reason=agent.reason,
        since_ms=agent.since_ms,
        next_activity=agent.next_activity,
        is_free=is_free(agent),
        is_desktop_open=agent.is_desktop_open,
        phones=tuple(
            [PhoneView(provider, phone.is_reachable, phone.is_in_use) for provider, phone in agent.phones.items()]
        ),
        interactions=_interactions(state, agent),
        flows=state.flows_for_agents,
        follow_ups=follow_up_views(state, agent_id),
        allowed_actions=(*_own_acts(agent), *ALLOWED_OF_DESK),
        monitoring=monitoring_view(state, agent_id),
        is_forced=agent.is_forced,
        is_next_forced=agent.is_next_forced,
        messages=message_views(state, agent_id),
    )


def _own_acts(agent: Agent) -> tuple[str, ...]:
    """What the agent may begin without being offered anything."""
    if agent.activity is Activity.SIGNED_OUT:
        return ()
    return ("dial_out", "pick_up", "pull") if agent.phones else ("pull",)


def has_message(state: CenterState, agent_id: AgentId, recording: RecordingId) -> bool:
    """Whether a caller's message is offered to this agent, in hand, or being wrapped up."""
    agent = state.routing.agents.get(agent_id)
    if agent is None:
        return False
    shown = [state.work_of.get(interaction_id) for interaction_id in (*agent.offers, *agent.assignments)]
    return any(contact_id is not None and state.work[contact_id].opened.recording == recording for contact_id in shown)


def touched_agents(state: CenterState, events: tuple[CenterEvent, ...]) -> frozenset[AgentId]:
    """The agents whose desktops these events may have changed; ``state`` is the one after them."""
    named: set[AgentId] = set()
    for event in events:
        if isinstance(event, _UNSEEN):
            continue
        agent_id = getattr(event, "agent_id", None)
        if agent_id is not None:
            named.add(agent_id)
        if (owner := owner_touched(state, event)) is not None:
            named.add(owner)
        if isinstance(event, MonitoringEvent):
            named.add(event.supervisor_id)
        if isinstance(event, FlowEntered | FlowReturned):
            named.update(_listening_to(state, event.interaction_id))
        if isinstance(event, AgentsTold):
            named.update(event.agent_ids)
        if isinstance(event, RoundTaken):
            named.update(event.agent_ids)
            if event.queue_id is not None:
                named.update(_agents_with(state, event.queue_id))
        if isinstance(event, RoutingConfigured | StagedActivated | FlowsApplied):
            named.update(state.routing.agents)
        interaction_id = _interaction_of(state, event)
        if interaction_id is not None:
            named.update(_agents_of(state, interaction_id))
    return frozenset(named)


def _listening_to(state: CenterState, interaction_id: InteractionId) -> list[AgentId]:
    """The supervisors who listen in on a talk: whether they may take it over stands on their desktops."""
    return [monitoring.asked.supervisor_id for monitoring in monitorings_of(state.calls, interaction_id)]


def _agents_with(state: CenterState, queue_id: QueueId) -> list[AgentId]:
    """Who is offered something out of a queue, or has it in hand: the queue's rules stand on their desktops."""
    routing = state.routing
    return [
        agent_id
        for agent_id, agent in routing.agents.items()
        if any([held.queue_id == queue_id for held in agent.assignments.values()])
        or any([routing.interactions[interaction_id].queue_id == queue_id for interaction_id in agent.offers])
    ]


def _agents_of(state: CenterState, interaction_id: InteractionId) -> tuple[AgentId, ...]:
    """Who is offered an interaction, serves it, wraps it up, or is asked about it."""
    consult, customers = state.calls.consults.get(interaction_id), state.calls.consulting.get(interaction_id)
    other = customers if consult is None else consult.asked.consult_id
    return (*_agents_at(state, interaction_id), *(() if other is None else _agents_at(state, other)))


def _agents_at(state: CenterState, interaction_id: InteractionId) -> tuple[AgentId, ...]:
    agent_ids: tuple[AgentId, ...] = ()
    if (contact_id := state.contact_of.get(interaction_id)) is not None:
        agent_ids = state.contacts[contact_id].wrap_ups
    elif (contact_id := state.work_of.get(interaction_id)) is not None:
        agent_ids = state.work[contact_id].wrap_ups
    interaction = state.routing.interactions.get(interaction_id)
    if interaction is None:
        return agent_ids
    if interaction.agent_id is not None:
        agent_ids = (*agent_ids, interaction.agent_id)
    if interaction.offer_id is not None:
        agent_ids = (*agent_ids, state.routing.offers[interaction.offer_id].agent_id)
    return agent_ids


def _interaction_of(state: CenterState, event: CenterEvent) -> InteractionId | None:
    match event:
        case SessionAdvanced(contact_id=contact_id):
            contact = state.contacts.get(contact_id)
            return None if contact is None else contact.interaction_id
        case LegBecameUp(leg_id=leg_id) | LegMuted(leg_id=leg_id):
            leg = state.calls.legs.get(leg_id)
            return None if leg is None else leg.interaction_id
        case BridgeBecameUp(bridge_id=bridge_id):
            bridge = state.calls.bridges.get(bridge_id)
            return None if bridge is None else bridge.interaction_id
        case _:
            return getattr(event, "interaction_id", None)


def _interactions(state: CenterState, agent: Agent) -> tuple[InteractionView, ...]:
    """What stands offered and what is in hand; work that did not come from a caller has no desk yet.

    Whoever listens in has that in hand too, and is shown it apart: the customer is another agent's.
    """
    offered = [_offered(state, state.routing.offers[offer_id]) for offer_id in agent.offers.values()]
    monitorings = state.calls.monitorings
    own = [assignment for name, assignment in agent.assignments.items() if name not in monitorings]
    in_hand = [_assigned(state, assignment) for assignment in own]
    return tuple([shown for shown in (*offered, *in_hand) if shown is not None])


def _offered(state: CenterState, offer: Offer) -> InteractionView | None:
    interaction = state.routing.interactions[offer.interaction_id]
    assert interaction.queue_id is not None, "an offered interaction has a queue"
    shown, allowed = OfferView(offer.offer_id, offer.offered_at_ms, offer.deadline_ms), ("accept", "decline")
    contact, item = state.contacts.get(interaction.contact_id), state.work.get(interaction.contact_id)
    if contact is not None:
        view = call_view(state, contact, interaction.queue_id, name="offered", offer=shown, allowed_actions=allowed)
        is_asked = offer.interaction_id in state.calls.consulting
        return as_consulted(state, view, offer.interaction_id) if is_asked else view
    if item is not None:
        return work_view(state, item, interaction.queue_id, name="offered", offer=shown, allowed_actions=allowed)
    return None


def _assigned(state: CenterState, assignment: Assignment) -> InteractionView | None:
    name, queue_id = _STATES[assignment.state], assignment.queue_id
    contact, item = state.contacts.get(assignment.contact_id), state.work.get(assignment.contact_id)
    if contact is not None and assignment.interaction_id in state.calls.consulting:
        allowed = allowed_of_consulted(state, assignment)
        view = call_view(state, contact, queue_id, name=name, assignment=assignment, allowed_actions=allowed)
        return as_consulted(state, view, assignment.interaction_id)
    if contact is not None:
        in_hand = (*allowed_of_call(state, contact, assignment), *recording_actions(state, assignment))
        allowed = _allowed(state, assignment, in_hand)
        return call_view(state, contact, queue_id, name=name, assignment=assignment, allowed_actions=allowed)
    if item is not None:
        allowed = _allowed(state, assignment, ALLOWED_OF_WORK)
        return work_view(state, item, queue_id, name=name, assignment=assignment, allowed_actions=allowed)
    return None


def _allowed(state: CenterState, assignment: Assignment, in_hand: tuple[str, ...]) -> tuple[str, ...]:
    if assignment.state is AssignmentState.WRAP_UP:
        still_talking = ("hang_up",) if is_asking(state, assignment) else ()
        return ("finish_wrap_up", *still_talking, *allowed_at_desk(state, assignment))
    rule = state.routing.queues[assignment.queue_id].configuration.wrap_up
    allowed = (*in_hand, *allowed_at_desk(state, assignment))
    return (*allowed, "ask_for_wrap_up") if rule.mode is WrapUpMode.OPTIONAL else allowed
