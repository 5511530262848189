"""The state of a site: routing, calls, contacts with their flow sessions, and open effects. Changed by evolve alone."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from cic.calls.state import CallsState
from cic.calls.state import logical as logical_calls
from cic.center.called_flow import CALLED_FLOW
from cic.center.desk_events import FollowUpMade
from cic.center.events import EffectRequested, WorkOpened
from cic.center.inputs import OpenHours
from cic.center.recording_state import ConversationRecording
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
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
)


class AwayKind(Enum):
    """Where a customer is between agents."""

    PARKED = "parked"
    NUMBER = "number"
    """With a number outside, or while that is being dialled."""


@dataclass(frozen=True, slots=True)
class Away:
    """A customer whom an agent has parked or handed to a number: for how long at most, and that number's leg."""

    kind: AwayKind
    agent_id: AgentId
    queue_id: QueueId
    since_ms: int
    until_ms: int | None
    leg_id: LegId | None


@dataclass(frozen=True, slots=True)
class Handed:
    """A customer whom one agent has handed to another without asking, until that agent has answered."""

    agent_id: AgentId
    to_agent_id: AgentId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class Dialled:
    """Who has called whom: the agent, and the number."""

    agent_id: AgentId
    number: PersonalRef


@dataclass(slots=True)
class Contact:
    """One attempt to be served. ``awaits`` is the effect whose outcome moves the session on.

    A contact is over once its interaction has ended (``end_cause``) and nobody (``wrap_ups``) wraps it up any more.
    While an agent has sent the caller into another flow, ``session`` is that flow's, and ``outer`` the one before.
    ``served_by`` is who served the caller last, from which queue. ``dialled`` is of a contact that began with an agent
    who called somebody.
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
    away: Away | None = None
    handed: Handed | None = None
    dialled: Dialled | None = None
    has_heard_notice: bool = False


@dataclass(slots=True)
class WorkItem:
    """Work that a caller has left for a queue; ``opened`` says all of it that does not change."""

    opened: WorkOpened
    opened_at_ms: int
    wrap_ups: tuple[AgentId, ...] = ()
    end_cause: EndCause | None = None


@dataclass(slots=True)
class FollowUp:
    """Work that is to be done later; ``made`` says all of it that does not change.

    ``again_at_ms`` is set once it has come due and its queue has taken nothing in, for the reason ``refused``: then it
    is handed in again; 0 where only another configuration can help.
    """

    made: FollowUpMade
    due_at_ms: int
    remind_at_ms: int | None
    is_reminded: bool = False
    again_at_ms: int | None = None
    refused: str = ""

    @property
    def wake_at_ms(self) -> int | None:
        """When the next thing is to happen to it: a reminder, or that it becomes a task; None if not by time."""
        if self.remind_at_ms is not None and not self.is_reminded:
            return self.remind_at_ms
        return self.due_at_ms if self.again_at_ms is None else self.again_at_ms or None


@dataclass(slots=True)
class AgentMessage:
    """What somebody who watches over the center has said to agents. ``unread``: who of ``told`` has yet to read it."""

    message_id: str
    sender: str
    text: PersonalRef
    at_ms: int
    told: tuple[AgentId, ...]
    unread: dict[AgentId, None] = field(default_factory=dict)


LAST_AGENTS_MAX = 50_000
"""So many parties are remembered with the agent who served them last."""


@dataclass(slots=True)
class CenterState:
    """Everything the center knows. ``help`` is who wants help with an interaction, and since when.

    The deadline indexes, ``effects_of``, ``follow_ups_of``, ``messages_of`` and ``flows_for_agents`` are derived. A
    follow-up counts for its owner in ``follow_ups_of``; one without an owner for who made it.
    """

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
    follow_ups: dict[ContactId, FollowUp] = field(default_factory=dict)
    follow_ups_of: dict[AgentId, dict[ContactId, None]] = field(default_factory=dict)
    help: dict[InteractionId, tuple[AgentId, int]] = field(default_factory=dict)
    messages: dict[str, AgentMessage] = field(default_factory=dict)
    messages_of: dict[AgentId, dict[str, None]] = field(default_factory=dict)
    recordings: dict[InteractionId, ConversationRecording] = field(default_factory=dict)
    ending_tracks: dict[RecordingId, InteractionId] = field(default_factory=dict)
    effects: dict[EffectId, EffectRequested] = field(default_factory=dict)
    effects_of: dict[LegId, dict[EffectId, None]] = field(default_factory=dict)
    effect_deadlines: OrderedIndex[EffectId] = field(default_factory=OrderedIndex)
    session_deadlines: OrderedIndex[ContactId] = field(default_factory=OrderedIndex)
    away_deadlines: OrderedIndex[ContactId] = field(default_factory=OrderedIndex)
    follow_up_deadlines: OrderedIndex[ContactId] = field(default_factory=OrderedIndex)


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
                contact.away,
                contact.handed,
                contact.dialled,
                contact.has_heard_notice,
            )
            for name, contact in state.contacts.items()
        },
        "work": state.work,
        "follow_ups": state.follow_ups,
        "help": state.help,
        "messages": state.messages,
        "recordings": state.recordings,
        "ending_tracks": state.ending_tracks,
        "effects": state.effects,
    }


def contact_of(state: CenterState, interaction_id: InteractionId) -> Contact:
    """The contact that an open interaction belongs to."""
    return state.contacts[state.contact_of[interaction_id]]


def flow_of(state: CenterState, session: Session) -> Flow:
    """The flow in the version that the session was started with; of somebody whom we called, our own."""
    if session.flow_id == CALLED_FLOW.flow_id:
        return CALLED_FLOW
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
