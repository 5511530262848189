"""What happened to legs and bridges. Owns the event types; holds no behaviour. Published: versioned."""

from dataclasses import dataclass
from enum import Enum

from cic.calls.machines.consult import ConsultStage
from cic.calls.monitoring_events import MonitoringEvent
from routing.vocabulary import AgentId, BridgeId, EndCause, InteractionId, LegId, PersonalRef, ProviderId, QueueId


class LegRole(Enum):
    """Whose leg it is."""

    CALLER = "caller"
    AGENT = "agent"
    OUTSIDE = "outside"
    """A number of the world outside that the caller was put through to."""


@dataclass(frozen=True, slots=True)
class LegOpened:
    """A caller's leg arrived, or an agent's leg is about to be dialled."""

    leg_id: LegId
    provider: ProviderId
    interaction_id: InteractionId
    role: LegRole
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class LegRang:
    """The far phone rings."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegBecameUp:
    """The leg was answered."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegClosed:
    """The leg is gone."""

    leg_id: LegId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class BridgeRequested:
    """These legs are to hear each other."""

    bridge_id: BridgeId
    interaction_id: InteractionId
    leg_ids: tuple[LegId, ...]


@dataclass(frozen=True, slots=True)
class BridgeBecameUp:
    """The legs of the bridge hear each other."""

    bridge_id: BridgeId


@dataclass(frozen=True, slots=True)
class BridgeClosed:
    """The bridge is no more: a party left it, or it never came up."""

    bridge_id: BridgeId


@dataclass(frozen=True, slots=True)
class InteractionHeld:
    """The agent put the caller on hold."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class InteractionResumed:
    """The agent took the caller back from hold."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class LegMuted:
    """What this leg's party says is let through or not."""

    leg_id: LegId
    muted: bool


@dataclass(frozen=True, slots=True)
class ConsultAsked:
    """The agent of ``interaction_id`` asks somebody, by an interaction of its own: ``consult_id``.

    One of ``asked_agent``, ``asked_queue`` and ``number`` says whom.
    """

    interaction_id: InteractionId
    consult_id: InteractionId
    asked_agent: AgentId | None
    asked_queue: QueueId | None
    number: PersonalRef | None


@dataclass(frozen=True, slots=True)
class CustomerDialled:
    """A customer whom an agent calls is about to be dialled."""

    leg_id: LegId
    provider: ProviderId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ConsultMoved:
    """Agent, customer and consulted hear each other as this stage says, as soon as the provider has done so."""

    interaction_id: InteractionId
    stage: ConsultStage


@dataclass(frozen=True, slots=True)
class ConsultClosed:
    """The consult is no more; the consulted has the customer (``transferred``), or has gone."""

    interaction_id: InteractionId
    consult_id: InteractionId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class LegMoved:
    """A leg takes part in another interaction from now on."""

    leg_id: LegId
    interaction_id: InteractionId
    role: LegRole


CallsEvent = (
    LegOpened
    | LegRang
    | LegBecameUp
    | LegClosed
    | BridgeRequested
    | BridgeBecameUp
    | BridgeClosed
    | InteractionHeld
    | InteractionResumed
    | LegMuted
    | CustomerDialled
    | ConsultAsked
    | ConsultMoved
    | ConsultClosed
    | LegMoved
    | MonitoringEvent
)
