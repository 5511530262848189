"""What happened to contacts, sessions and effects. Owns the event types; holds no behaviour. Published: versioned."""

from dataclasses import dataclass

from cic.calls.events import CallsEvent
from cic.center.agent_message_events import AgentMessageEvent
from cic.center.desk_events import DeskEvent
from cic.center.effects import Effect
from cic.center.inputs import EntryPoint, OpenHours
from cic.center.recording_events import RecordingEvent
from cic.center.transfer_events import TransferEvent
from ivr_flows.model import Flow
from ivr_flows.session import Session
from routing.events import RoutingEvent
from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EffectId,
    EndCause,
    FlowId,
    InteractionId,
    LegId,
    Medium,
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
)


@dataclass(frozen=True, slots=True)
class FlowsApplied:
    """New calls follow these flows; calls in progress keep the version they began with."""

    version: str
    flows: tuple[Flow, ...]
    entry_points: tuple[EntryPoint, ...]


@dataclass(frozen=True, slots=True)
class HoursApplied:
    """Opening hours as known now."""

    hours: tuple[OpenHours, ...]


@dataclass(frozen=True, slots=True)
class EngineRestarted:
    """A new engine process took over. ``tells_desktops`` as in the input EngineStarted."""

    tells_desktops: bool = True


@dataclass(frozen=True, slots=True)
class ContactOpened:
    """A caller reached us."""

    contact_id: ContactId
    interaction_id: InteractionId
    leg_id: LegId
    provider: ProviderId
    dialled_number: str
    caller: CallerFacts
    flow_id: FlowId


@dataclass(frozen=True, slots=True)
class SessionAdvanced:
    """The caller's flow session is now this; ``awaits`` is the effect whose outcome moves it on."""

    contact_id: ContactId
    session: Session
    awaits: EffectId | None


@dataclass(frozen=True, slots=True)
class FlowEntered:
    """An agent has sent the caller into another flow; the session before waits for its result."""

    contact_id: ContactId
    interaction_id: InteractionId
    agent_id: AgentId
    flow_id: FlowId


@dataclass(frozen=True, slots=True)
class FlowReturned:
    """The flow that an agent sent the caller into is over, with this result."""

    contact_id: ContactId
    interaction_id: InteractionId
    flow_id: FlowId
    result: str


@dataclass(frozen=True, slots=True)
class ContactRated:
    """The caller has rated what ``subject`` names; queue and agent are those who served the caller last."""

    contact_id: ContactId
    interaction_id: InteractionId
    subject: str
    value: int
    lowest: int
    highest: int
    queue_id: QueueId | None
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class WorkOpened:
    """A caller has left work for a queue: a message, a task, the wish to be called back. A contact of its own, that
    follows from the contact ``origin``. ``number`` is where to call back, ``collected`` what the caller had entered."""

    contact_id: ContactId
    interaction_id: InteractionId
    origin: ContactId
    medium: Medium
    queue_id: QueueId
    subject: str
    dialled_number: str
    caller: CallerFacts
    language: str
    due_at_ms: int
    recording: RecordingId | None
    duration_ms: int
    number: PersonalRef | None
    collected: dict[str, str]


@dataclass(frozen=True, slots=True)
class ContactClosed:
    """Nothing of the contact is left to do."""

    contact_id: ContactId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class EffectRequested:
    """The shell is to do this. It stays open until it is settled, over any restart."""

    effect_id: EffectId
    provider: ProviderId
    command: Effect
    deadline_ms: int


@dataclass(frozen=True, slots=True)
class EffectSettled:
    """The outcome of an effect is known, or nobody wants it any more. ``failure`` is empty when it was done."""

    effect_id: EffectId
    failure: str


CenterEvent = (
    FlowsApplied
    | HoursApplied
    | EngineRestarted
    | ContactOpened
    | SessionAdvanced
    | FlowEntered
    | FlowReturned
    | ContactRated
    | WorkOpened
    | ContactClosed
    | TransferEvent
    | DeskEvent
    | AgentMessageEvent
    | RecordingEvent
    | EffectRequested
    | EffectSettled
    | CallsEvent
    | RoutingEvent
)
