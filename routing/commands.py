"""What routing may be asked to do. Owns the command types; holds no behaviour."""

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
class ConfigureRouting:
    """Take over a new set of queues and agents."""

    configuration: RoutingConfiguration


@dataclass(frozen=True, slots=True)
class SetActivity:
    """The agent signs in (available or on a break), changes activity, or signs out.

    While a contact is in hand the change takes effect when that contact is finished.
    """

    agent_id: AgentId
    activity: Activity
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """The agent takes the interaction. The same accept again is answered the same."""

    agent_id: AgentId
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """The agent does not take the interaction; it is matched again at its old place."""

    agent_id: AgentId
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class ConfirmOfferShown:
    """The agent's desktop shows the offer to whoever sits before it. Said once or often, it means the same."""

    agent_id: AgentId
    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class FinishWrapUp:
    """The agent closes the interaction with a disposition; the note is sealed."""

    agent_id: AgentId
    interaction_id: InteractionId
    disposition: str
    note: PersonalRef | None


@dataclass(frozen=True, slots=True)
class TransferToQueue:
    """The agent hands the interaction to a queue without consultation."""

    agent_id: AgentId
    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class OpenInteraction:
    """An interaction begins in self-service."""

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    provider: ProviderId


@dataclass(frozen=True, slots=True)
class EnqueueInteraction:
    """Let the interaction wait for an agent."""

    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class ConfirmConnected:
    """Caller and agent hear each other."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class FailConnection:
    """The accepted agent could not be reached: the interaction waits again at its old place."""

    interaction_id: InteractionId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class ReleaseAgent:
    """The agent's part in the interaction is over: wrap-up begins."""

    interaction_id: InteractionId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class EndInteraction:
    """The customer is gone, or was served by the flow alone."""

    interaction_id: InteractionId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class SetPhoneState:
    """An agent's phone at one provider: can it be reached, is it in use."""

    provider: ProviderId
    address: str
    is_reachable: bool
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class SetDesktopState:
    """Whether the agent has a desktop open that is connected with us."""

    agent_id: AgentId
    is_open: bool


@dataclass(frozen=True, slots=True)
class ExpireDue:
    """Let what is due at this time expire: offers, offers that no desktop shows, wrap-ups, exclusions."""


AgentCommand = SetActivity | AcceptOffer | DeclineOffer | ConfirmOfferShown | FinishWrapUp | TransferToQueue
"""What an agent may ask of routing from outside; the other commands are the center's."""

CenterCommand = (
    ConfigureRouting
    | OpenInteraction
    | EnqueueInteraction
    | ConfirmConnected
    | FailConnection
    | ReleaseAgent
    | EndInteraction
    | SetPhoneState
    | SetDesktopState
    | ExpireDue
)
RoutingCommand = AgentCommand | CenterCommand
