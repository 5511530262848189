"""What happened in routing. Owns the event types; holds no behaviour. Published: versioned."""

from dataclasses import dataclass

from routing.configuration import RoutingConfiguration
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    Medium,
    OfferId,
    PersonalRef,
    ProviderId,
    QueueId,
)


@dataclass(frozen=True, slots=True)
class RoutingConfigured:
    """These queues and agents hold from now on."""

    configuration: RoutingConfiguration


@dataclass(frozen=True, slots=True)
class ActivityChanged:
    """The agent signed in or out, became available, went on a break, or did not respond."""

    agent_id: AgentId
    activity: Activity
    reason: str


@dataclass(frozen=True, slots=True)
class NextActivityChosen:
    """The agent chose what to do once the contact in hand is finished."""

    agent_id: AgentId
    activity: Activity
    reason: str


@dataclass(frozen=True, slots=True)
class PhoneStateSet:
    """The agent's phone at a provider can be reached or not, is in use or idle."""

    agent_id: AgentId
    provider: ProviderId
    is_reachable: bool
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class DesktopStateSet:
    """The agent's desktop was opened, or is gone."""

    agent_id: AgentId
    is_open: bool


@dataclass(frozen=True, slots=True)
class InteractionOpened:
    """An interaction began in self-service."""

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    provider: ProviderId


@dataclass(frozen=True, slots=True)
class InteractionQueued:
    """The interaction waits for an agent; (waiting_since_ms, sequence) is its place in line."""

    interaction_id: InteractionId
    queue_id: QueueId
    waiting_since_ms: int
    sequence: int


@dataclass(frozen=True, slots=True)
class OfferMade:
    """The interaction is presented to the agent until the deadline."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    attempt: int
    deadline_ms: int


@dataclass(frozen=True, slots=True)
class OfferShown:
    """The agent's desktop shows the offer."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ShowLimitExtended:
    """The center itself was late: the agent's desktop may take until then to show the offer."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    until_ms: int


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """The agent owns the interaction; connecting the legs begins."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    """The agent said no; the interaction waits at its old place, and not for this agent until ``excluded_until_ms``."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    excluded_until_ms: int


@dataclass(frozen=True, slots=True)
class OfferExpired:
    """The agent did not answer in time; the interaction waits at its old place."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """The offer was taken back: the customer has gone, or the agent's phone or desktop cannot be reached any more."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class ExclusionEnded:
    """The agent who declined may be offered the interaction again."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ConnectionFailed:
    """The agent who accepted could not be reached; the interaction waits at its old place."""

    interaction_id: InteractionId
    agent_id: AgentId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class InteractionConnected:
    """Customer and agent are in contact."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentReleased:
    """The agent's part in the interaction is over."""

    interaction_id: InteractionId
    agent_id: AgentId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class WrapUpStarted:
    """The agent finishes the work of the contact, until the given time at most."""

    interaction_id: InteractionId
    agent_id: AgentId
    until_ms: int


@dataclass(frozen=True, slots=True)
class WrapUpEnded:
    """The agent's work on the contact is finished; ``disposition`` is ``timed_out`` when none was given in time."""

    interaction_id: InteractionId
    agent_id: AgentId
    disposition: str
    note: PersonalRef | None


@dataclass(frozen=True, slots=True)
class InteractionEnded:
    """The interaction is over. It was abandoned when it ended before an agent was in contact with the customer.

    ``agent_id`` is the agent who was being connected at that moment.
    """

    interaction_id: InteractionId
    cause: EndCause
    agent_id: AgentId | None


RoutingEvent = (
    RoutingConfigured
    | ActivityChanged
    | NextActivityChosen
    | PhoneStateSet
    | DesktopStateSet
    | InteractionOpened
    | InteractionQueued
    | OfferMade
    | OfferShown
    | ShowLimitExtended
    | OfferAccepted
    | OfferDeclined
    | OfferExpired
    | OfferWithdrawn
    | ExclusionEnded
    | ConnectionFailed
    | InteractionConnected
    | AgentReleased
    | WrapUpStarted
    | WrapUpEnded
    | InteractionEnded
)
