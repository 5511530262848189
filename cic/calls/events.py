"""What happened to legs and bridges. Owns the event types; holds no behaviour. Published: versioned."""

from dataclasses import dataclass
from enum import Enum

from routing.vocabulary import AgentId, BridgeId, EndCause, InteractionId, LegId, ProviderId


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
)
