"""What routing may be asked to do. Owns the command types; holds no behaviour."""

from dataclasses import dataclass

from routing.asking import Asked
from routing.configuration import ConfigurationFrame, ConfigurationPart, RoutingConfiguration
from routing.supervisor_commands import SupervisorCommand
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
class StageConfiguration:
    """Lay a part of a new configuration ready. The first part discards what lay ready for other versions."""

    version: str
    number: int
    part: ConfigurationPart


@dataclass(frozen=True, slots=True)
class ActivateStaged:
    """Let the parts that lie ready hold, if all of them are there."""

    version: str
    parts: int
    frame: ConfigurationFrame


@dataclass(frozen=True, slots=True)
class TakeRound:
    """Let some more of the center take in what was activated."""


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
class AskForWrapUp:
    """The agent will want time after the contact in hand, where the queue leaves that to the agent; or not."""

    agent_id: AgentId
    interaction_id: InteractionId
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class CompleteInteraction:
    """The agent has finished an interaction that has no call to hang up: a mail, a task, a chat."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class TransferToQueue:
    """The agent hands the interaction to a queue without consultation."""

    agent_id: AgentId
    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class TakeInteraction:
    """The agent pulls work without a call out of a queue of the agent's, while it waits there."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class GiveInteraction:
    """An interaction in self-service is in this agent's hand from now on, under the rules of this queue."""

    agent_id: AgentId
    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class HandOver:
    """The interaction goes to the agent who was asked about it by the interaction ``consult_id``, which is over."""

    interaction_id: InteractionId
    consult_id: InteractionId


@dataclass(frozen=True, slots=True)
class AskAgent:
    """Offer an interaction in self-service to one agent and to nobody else, under the rules of this queue."""

    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class TransferToAgent:
    """The agent hands the interaction to another agent without consultation."""

    agent_id: AgentId
    interaction_id: InteractionId
    to_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ReturnToAgent:
    """What an agent had handed on was taken by nobody: it waits again, for so long for this agent alone."""

    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    wait_ms: int


@dataclass(frozen=True, slots=True)
class EndConsultation:
    """An interaction that was only to ask somebody is over."""

    interaction_id: InteractionId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class OpenInteraction:
    """An interaction begins in self-service."""

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    provider: ProviderId


@dataclass(frozen=True, slots=True)
class EnqueueInteraction:
    """Let the interaction wait for an agent; ``asked`` is what it asks for beyond its queue's own rules."""

    interaction_id: InteractionId
    queue_id: QueueId
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class SubmitWork:
    """An interaction that comes without a call, for a queue: a mail, a task, a chat. It may be refused as a whole.

    Where ``instead_of`` waits in that queue, it leaves, and this one has its place in line: a caller who will be called
    back.
    """

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    queue_id: QueueId
    asked: Asked | None = None
    instead_of: InteractionId | None = None


@dataclass(frozen=True, slots=True)
class WithdrawWork:
    """The customer takes back an interaction that came without a call, or does not wait for it any longer."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """The interaction waits no more and goes on by itself; ``reason`` is the way its flow goes on."""

    interaction_id: InteractionId
    reason: str


@dataclass(frozen=True, slots=True)
class KeepPlaceForCallback:
    """The caller will be called back instead of holding the line; the place stays."""

    interaction_id: InteractionId


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
    """Let what is due at this time expire: offers, wrap-ups, steps of relaxation, overrides, modes."""


AgentCommand = (
    SetActivity
    | AcceptOffer
    | DeclineOffer
    | ConfirmOfferShown
    | FinishWrapUp
    | AskForWrapUp
    | CompleteInteraction
    | TakeInteraction
    | TransferToQueue
)
"""What an agent may ask of routing from outside; the other commands are the center's."""

WorkCommand = SubmitWork | WithdrawWork
"""What a channel without calls tells of its customers."""

CenterCommand = (
    ConfigureRouting
    | StageConfiguration
    | ActivateStaged
    | TakeRound
    | OpenInteraction
    | EnqueueInteraction
    | LeaveQueue
    | GiveInteraction
    | HandOver
    | AskAgent
    | TransferToAgent
    | ReturnToAgent
    | EndConsultation
    | KeepPlaceForCallback
    | ConfirmConnected
    | FailConnection
    | ReleaseAgent
    | EndInteraction
    | SetPhoneState
    | SetDesktopState
    | ExpireDue
)
RoutingCommand = AgentCommand | SupervisorCommand | WorkCommand | CenterCommand
