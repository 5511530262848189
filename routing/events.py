"""What happened in routing. Owns the event types; holds no behaviour. Published: versioned."""

from dataclasses import dataclass

from routing.asking import Asked
from routing.configuration_events import (
    ConfigurationPartStaged,
    RoundTaken,
    RoutingConfigured,
    StagedActivated,
    StagedDiscarded,
)
from routing.supervision_events import MovedToFront, OverrideEnded, OverrideSet, PrioritySet, QueueModeSet
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    Medium,
    OfferId,
    PartyId,
    PersonalRef,
    ProviderId,
    QueueId,
)


@dataclass(frozen=True, slots=True)
class ActivityChanged:
    """The agent signed in or out, became available, went on a break, or did not respond.

    ``is_forced``: a supervisor wanted it.
    """

    agent_id: AgentId
    activity: Activity
    reason: str
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class NextActivityChosen:
    """The agent, or a supervisor for the agent, chose what to do once the contact in hand is finished."""

    agent_id: AgentId
    activity: Activity
    reason: str
    is_forced: bool = False


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
    """The interaction waits for an agent; (waiting_since_ms, sequence) is its place in line.

    ``asked`` is what it asks for beyond its queue's own rules.
    """

    interaction_id: InteractionId
    queue_id: QueueId
    waiting_since_ms: int
    sequence: int
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class StepReached:
    """The time of a step of relaxation has come; it was left out when its condition did not hold."""

    interaction_id: InteractionId
    step: int
    is_taken: bool


@dataclass(frozen=True, slots=True)
class PreferenceEnded:
    """The interaction waits for one particular agent no more: the time is over, or the agent is not to be had."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class InteractionLeftQueue:
    """The interaction waits no more and goes on by itself: too long, nobody there, a step, or asked for."""

    interaction_id: InteractionId
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceKeptForCallback:
    """The interaction is a callback from now on, at the place that its caller had."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ContactMissed:
    """The caller gave up while waiting. Who calls back in time has the place again; who does not is to be called."""

    contact_id: ContactId
    queue_id: QueueId
    party_id: PartyId
    waiting_since_ms: int
    sequence: int
    resume_until_ms: int


@dataclass(frozen=True, slots=True)
class MissedContactClosed:
    """The caller came back, was seen to, or is not to be expected any more."""

    contact_id: ContactId
    cause: str


@dataclass(frozen=True, slots=True)
class AssignmentParked:
    """The agent lays the interaction aside for one that may interrupt it."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AssignmentTakenUp:
    """The agent goes on with an interaction that was laid aside."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class WrapUpAskedFor:
    """The agent will want time after the contact, or not after all."""

    interaction_id: InteractionId
    agent_id: AgentId
    is_wanted: bool


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
    """The agent did not answer in time; the interaction waits at its old place, and not for this agent until then."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    excluded_until_ms: int = 0


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
    """The agent who accepted could not be reached; the interaction waits at its old place, as after an offer."""

    interaction_id: InteractionId
    agent_id: AgentId
    cause: EndCause
    excluded_until_ms: int = 0


@dataclass(frozen=True, slots=True)
class InteractionConnected:
    """Customer and agent are in contact."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class InteractionTaken:
    """The agent has it in hand without an offer: pulled out of a list, picked up, called, or handed over by another."""

    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class AgentReleased:
    """The agent's part in the interaction is over."""

    interaction_id: InteractionId
    agent_id: AgentId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class WrapUpStarted:
    """The agent finishes the work of the contact, until the given time at most; 0: until it is finished."""

    interaction_id: InteractionId
    agent_id: AgentId
    until_ms: int


@dataclass(frozen=True, slots=True)
class DispositionGiven:
    """The agent has said what became of the contact; the wrap-up goes on to its end, as the queue wants it."""

    interaction_id: InteractionId
    agent_id: AgentId
    disposition: str
    note: PersonalRef | None


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
    | ConfigurationPartStaged
    | StagedDiscarded
    | StagedActivated
    | RoundTaken
    | ActivityChanged
    | NextActivityChosen
    | PhoneStateSet
    | DesktopStateSet
    | InteractionOpened
    | InteractionQueued
    | StepReached
    | PreferenceEnded
    | PrioritySet
    | MovedToFront
    | InteractionLeftQueue
    | PlaceKeptForCallback
    | ContactMissed
    | MissedContactClosed
    | OverrideSet
    | OverrideEnded
    | QueueModeSet
    | AssignmentParked
    | AssignmentTakenUp
    | WrapUpAskedFor
    | DispositionGiven
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
    | InteractionTaken
    | AgentReleased
    | WrapUpStarted
    | WrapUpEnded
    | InteractionEnded
)
