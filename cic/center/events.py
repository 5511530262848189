"""What happened to contacts, sessions and effects. Owns the event types; holds no behaviour. Published: versioned."""

from dataclasses import dataclass

from cic.calls.events import CallsEvent
from cic.center.effects import Effect
from cic.center.inputs import EntryPoint, OpenHours
from ivr_flows.model import Flow
from ivr_flows.session import Session
from routing.events import RoutingEvent
from routing.vocabulary import CallerFacts, ContactId, EffectId, EndCause, FlowId, InteractionId, LegId, ProviderId


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
    | ContactClosed
    | EffectRequested
    | EffectSettled
    | CallsEvent
    | RoutingEvent
)
