"""What an agent's desktop shows, computed from the state. Owns the view and the list of allowed actions; opens no
personal value: it holds references for the shell to open."""

from dataclasses import dataclass

from cic.calls.events import BridgeBecameUp, LegBecameUp, LegMuted, LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.leg import LegStage
from cic.calls.state import bridge_of, leg_of
from cic.center.events import CenterEvent, EffectRequested, EffectSettled, SessionAdvanced
from cic.center.state import CenterState, Contact, flow_of
from ivr_flows.model import CollectNode, LookupNode, MenuNode, QueueNode
from ivr_flows.session import PathStep
from routing.configuration import WrapUpMode
from routing.configuration_events import RoundTaken, RoutingConfigured
from routing.eligibility import is_free
from routing.events import ExclusionEnded, OfferShown, ShowLimitExtended
from routing.machines.assignment import AssignmentState
from routing.state import Agent, Assignment, Offer
from routing.vocabulary import (
    Activity,
    AgentId,
    CallerFacts,
    ContactId,
    InteractionId,
    Medium,
    OfferId,
    PersonalRef,
    ProviderId,
    QueueId,
)

_TELLING = (MenuNode, CollectNode, LookupNode, QueueNode)
_STATES = {
    AssignmentState.CONNECTING: "connecting",
    AssignmentState.IN_CONTACT: "connected",
    AssignmentState.WRAP_UP: "wrap_up",
}
_UNSEEN = (EffectRequested, EffectSettled, OfferShown, ShowLimitExtended, ExclusionEnded)
"""Of these no desktop shows anything."""


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One of the agent's phones."""

    provider: ProviderId
    is_reachable: bool
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer that stands."""

    offer_id: OfferId
    offered_at_ms: int
    deadline_ms: int


@dataclass(frozen=True, slots=True)
class InteractionView:
    """What an agent sees of an interaction, from the offer to the end of wrap-up.

    ``wrap_up_until_ms`` is None for a wrap-up that does not end by itself. ``given_disposition`` is what the agent has
    given already where the queue wants the whole time of the wrap-up; until then it may be given anew.
    """

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    state: str
    offer: OfferView | None
    provider: ProviderId
    queue_id: QueueId
    service_level_target_ms: int
    caller: CallerFacts
    dialled_number: str
    arrived_at_ms: int
    queued_at_ms: int | None
    accepted_at_ms: int | None
    connected_at_ms: int | None
    is_held: bool
    is_muted: bool
    held_since_ms: int | None
    wrap_up_since_ms: int | None
    wrap_up_until_ms: int | None
    wants_wrap_up: bool
    given_disposition: str | None
    path: tuple[PathStep, ...]
    collected: tuple[tuple[str, PersonalRef], ...]
    dispositions: tuple[str, ...]
    allowed_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgentView:
    """All that one agent's desktop shows."""

    agent_id: AgentId
    activity: Activity
    reason: str
    since_ms: int
    next_activity: Activity | None
    is_free: bool
    is_desktop_open: bool
    phones: tuple[PhoneView, ...]
    interactions: tuple[InteractionView, ...]


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
    )


def touched_agents(state: CenterState, events: tuple[CenterEvent, ...]) -> frozenset[AgentId]:
    """The agents whose desktops these events may have changed; ``state`` is the one after them."""
    named: set[AgentId] = set()
    for event in events:
        if isinstance(event, _UNSEEN):
            continue
        agent_id = getattr(event, "agent_id", None)
        if agent_id is not None:
            named.add(agent_id)
        if isinstance(event, RoundTaken):
            named.update(event.agent_ids)
        if isinstance(event, RoutingConfigured):
            named.update(state.routing.agents)
        interaction_id = _interaction_of(state, event)
        if interaction_id is not None:
            named.update(_agents_of(state, interaction_id))
    return frozenset(named)


def _agents_of(state: CenterState, interaction_id: InteractionId) -> tuple[AgentId, ...]:
    """Who is offered an interaction, serves it, or wraps it up."""
    contact_id = state.contact_of.get(interaction_id)
    agent_ids = () if contact_id is None else state.contacts[contact_id].wrap_ups
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
    """What stands offered and what is in hand; work without a call is shown once there is a desk for it."""
    offered = [state.routing.offers[offer_id] for offer_id in agent.offers.values()]
    shown = [_offered(state, offer) for offer in offered if offer.interaction_id in state.contact_of]
    in_hand = [found for found in agent.assignments.values() if found.contact_id in state.contacts]
    return (*shown, *[_assigned(state, assignment) for assignment in in_hand])


def _offered(state: CenterState, offer: Offer) -> InteractionView:
    interaction = state.routing.interactions[offer.interaction_id]
    assert interaction.queue_id is not None, "an offered interaction has a queue"
    return _view(
        state,
        state.contacts[interaction.contact_id],
        interaction.queue_id,
        name="offered",
        offer=OfferView(offer.offer_id, offer.offered_at_ms, offer.deadline_ms),
        allowed_actions=("accept", "decline"),
    )


def _assigned(state: CenterState, assignment: Assignment) -> InteractionView:
    return _view(
        state,
        state.contacts[assignment.contact_id],
        assignment.queue_id,
        name=_STATES[assignment.state],
        assignment=assignment,
        allowed_actions=_allowed(state, assignment),
    )


def _allowed(state: CenterState, assignment: Assignment) -> tuple[str, ...]:
    if assignment.state is AssignmentState.WRAP_UP:
        return ("finish_wrap_up",)
    rule = state.routing.queues[assignment.queue_id].configuration.wrap_up
    asking = ("ask_for_wrap_up",) if rule.mode is WrapUpMode.OPTIONAL else ()
    return (*_allowed_of_call(state, assignment), *asking)


def _allowed_of_call(state: CenterState, assignment: Assignment) -> tuple[str, ...]:
    leg = leg_of(state.calls, assignment.interaction_id, LegRole.AGENT)
    bridge = bridge_of(state.calls, assignment.interaction_id)
    if leg is None:
        return ()
    if assignment.state is AssignmentState.CONNECTING or bridge is None or leg.stage is not LegStage.UP:
        return ("hang_up",)
    mute = "unmute" if leg.is_muted else "mute"
    if bridge.stage is BridgeStage.HELD:
        return ("resume", mute, "transfer_to_queue", "hang_up")
    return ("hold", mute, "send_digits", "transfer_to_queue", "hang_up")


def _view(
    state: CenterState,
    contact: Contact,
    queue_id: QueueId,
    *,
    name: str,
    allowed_actions: tuple[str, ...],
    offer: OfferView | None = None,
    assignment: Assignment | None = None,
) -> InteractionView:
    queue = state.routing.queues[queue_id].configuration
    is_current = assignment is not None and assignment.state is not AssignmentState.WRAP_UP
    leg = leg_of(state.calls, contact.interaction_id, LegRole.AGENT) if is_current else None
    bridge = bridge_of(state.calls, contact.interaction_id) if is_current else None
    held_since_ms = None if bridge is None else bridge.held_since_ms
    return InteractionView(
        interaction_id=contact.interaction_id,
        contact_id=contact.contact_id,
        medium=Medium.VOICE,
        state=name,
        offer=offer,
        provider=contact.provider,
        queue_id=queue_id,
        service_level_target_ms=queue.service_level_target_ms,
        caller=contact.session.caller,
        dialled_number=contact.dialled_number,
        arrived_at_ms=contact.opened_at_ms,
        queued_at_ms=contact.queued_at_ms,
        accepted_at_ms=None if assignment is None else assignment.accepted_at_ms,
        connected_at_ms=None if assignment is None else assignment.connected_at_ms,
        is_held=held_since_ms is not None,
        is_muted=leg is not None and leg.is_muted,
        held_since_ms=held_since_ms,
        wrap_up_since_ms=None if assignment is None else assignment.wrap_up_since_ms,
        wrap_up_until_ms=None if assignment is None else assignment.wrap_up_until_ms or None,
        wants_wrap_up=assignment is not None and assignment.wants_wrap_up,
        given_disposition=None if assignment is None else assignment.disposition or None,
        path=_told_path(state, contact),
        collected=tuple([(key, PersonalRef(ref)) for key, ref in contact.session.collected.items()]),
        dispositions=queue.dispositions,
        allowed_actions=allowed_actions,
    )


def _told_path(state: CenterState, contact: Contact) -> tuple[PathStep, ...]:
    """The steps in which the caller chose, entered or was found; announcements and branches tell an agent nothing."""
    telling = {node.node_id for node in flow_of(state, contact.session).nodes if isinstance(node, _TELLING)}
    return tuple([step for step in contact.session.path if step.node in telling])
