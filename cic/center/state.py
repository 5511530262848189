"""The state of a site: routing, calls, contacts with their flow sessions, and open effects. Changed by evolve alone."""

from collections import Counter
from dataclasses import dataclass, field

from cic.calls.state import CallsState
from cic.calls.state import logical as logical_calls
from cic.center.events import EffectRequested, WorkOpened
from cic.center.inputs import OpenHours
from ivr_flows.model import Flow
from ivr_flows.session import Session
from routing.ordered_index import OrderedIndex
from routing.state import RoutingState
from routing.state import logical as logical_routing
from routing.vocabulary import (
    AgentId,
    ContactId,
    EffectId,
    EndCause,
    FlowId,
    InteractionId,
    LegId,
    PartyId,
    ProviderId,
    QueueId,
)


@dataclass(slots=True)
class Contact:
    """One attempt to be served. ``awaits`` is the effect whose outcome moves the session on.

    A contact is over once its interaction has ended (``end_cause``) and nobody (``wrap_ups``) wraps it up any more.
    While an agent has sent the caller into another flow, ``session`` is that flow's, and ``outer`` the one before.
    ``served_by`` is who served the caller last, from which queue.
    """

    contact_id: ContactId
    interaction_id: InteractionId
    leg_id: LegId
    provider: ProviderId
    dialled_number: str
    opened_at_ms: int
    session: Session
    awaits: EffectId | None = None
    queued_at_ms: int | None = None
    wrap_ups: tuple[AgentId, ...] = ()
    end_cause: EndCause | None = None
    outer: Session | None = None
    flow_results: tuple[tuple[FlowId, str], ...] = ()
    served_by: tuple[QueueId, AgentId] | None = None


@dataclass(slots=True)
class WorkItem:
    """Work that a caller has left for a queue; ``opened`` says all of it that does not change."""

    opened: WorkOpened
    opened_at_ms: int
    wrap_ups: tuple[AgentId, ...] = ()
    end_cause: EndCause | None = None


LAST_AGENTS_MAX = 50_000
"""So many parties are remembered with the agent who served them last."""


@dataclass(slots=True)
class CenterState:
    """Everything the center knows. The two deadline indexes, ``effects_of`` and ``flows_for_agents`` are derived."""

    routing: RoutingState = field(default_factory=RoutingState)
    calls: CallsState = field(default_factory=CallsState)
    configuration_version: str = ""
    flows: dict[FlowId, dict[str, Flow]] = field(default_factory=dict)
    current_flows: dict[FlowId, str] = field(default_factory=dict)
    flows_for_agents: tuple[FlowId, ...] = ()
    entry_points: dict[str, FlowId] = field(default_factory=dict)
    hours: dict[str, OpenHours] = field(default_factory=dict)
    last_agents: dict[PartyId, AgentId] = field(default_factory=dict)
    contacts: dict[ContactId, Contact] = field(default_factory=dict)
    contact_of: dict[InteractionId, ContactId] = field(default_factory=dict)
    work: dict[ContactId, WorkItem] = field(default_factory=dict)
    work_of: dict[InteractionId, ContactId] = field(default_factory=dict)
    effects: dict[EffectId, EffectRequested] = field(default_factory=dict)
    effects_of: dict[LegId, dict[EffectId, None]] = field(default_factory=dict)
    effect_deadlines: OrderedIndex[EffectId] = field(default_factory=OrderedIndex)
    session_deadlines: OrderedIndex[ContactId] = field(default_factory=OrderedIndex)


def logical_state(state: CenterState) -> object:
    """The state without its indexes, as plain values that compare equal when two states mean the same."""
    return {
        "routing": logical_routing(state.routing),
        "calls": logical_calls(state.calls),
        "configuration_version": state.configuration_version,
        "flows": state.flows,
        "current_flows": state.current_flows,
        "entry_points": state.entry_points,
        "hours": state.hours,
        "last_agents": state.last_agents,
        "contacts": {
            name: (
                contact.interaction_id,
                contact.leg_id,
                contact.provider,
                contact.dialled_number,
                contact.opened_at_ms,
                contact.session,
                contact.awaits,
                contact.queued_at_ms,
                contact.wrap_ups,
                contact.end_cause,
                contact.outer,
                contact.flow_results,
                contact.served_by,
            )
            for name, contact in state.contacts.items()
        },
        "work": state.work,
        "effects": state.effects,
    }


def contact_of(state: CenterState, interaction_id: InteractionId) -> Contact:
    """The contact that an open interaction belongs to."""
    return state.contacts[state.contact_of[interaction_id]]


def flow_of(state: CenterState, session: Session) -> Flow:
    """The flow in the version that the session was started with."""
    return state.flows[session.flow_id][session.flow_version]


def followed_flows(state: CenterState) -> Counter[tuple[FlowId, str]]:
    """How many contacts follow each version of a flow: what is counted here is kept until nobody follows it."""
    sessions = [contact.session for contact in state.contacts.values()]
    sessions += [contact.outer for contact in state.contacts.values() if contact.outer is not None]
    return Counter((session.flow_id, session.flow_version) for session in sessions)


def is_open(state: CenterState, calendar: str, now_ms: int) -> bool:
    """Whether a calendar is open. Beyond what is known the center counts as open: better a call too many."""
    hours = state.hours.get(calendar)
    if hours is None or now_ms >= hours.known_until_ms:
        return True
    return any(from_ms <= now_ms < until_ms for from_ms, until_ms in hours.intervals)
