"""What an agent asks of calls: the input types, as they are journalled. Owns the types; holds no behaviour.

A number that an agent dials is sealed by the shell before it is handed in.
"""

from dataclasses import dataclass

from routing.vocabulary import AgentId, CallerFacts, FlowId, InteractionId, PersonalRef, ProviderId, QueueId


@dataclass(frozen=True, slots=True)
class ToAgent:
    """One agent, whoever else is free."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ToQueue:
    """Whoever the queue finds."""

    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class ToNumber:
    """A number of the world outside."""

    number: PersonalRef


Target = ToAgent | ToQueue | ToNumber
"""Whom an agent consults, or hands a caller to."""


@dataclass(frozen=True, slots=True)
class HoldInteraction:
    """The agent puts the other party on hold."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ResumeInteraction:
    """The agent takes the other party back from hold."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class MuteInteraction:
    """The agent's own microphone, off or on, where every party's provider can do so."""

    agent_id: AgentId
    interaction_id: InteractionId
    muted: bool


@dataclass(frozen=True, slots=True)
class SendInteractionDigits:
    """The agent sends keys to the other party; the digits are sealed."""

    agent_id: AgentId
    interaction_id: InteractionId
    digits: PersonalRef


@dataclass(frozen=True, slots=True)
class HangUpInteraction:
    """The agent ends the call; of a conference, or of somebody else's consult, the agent's own part in it."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class SendIntoFlow:
    """The agent sends the caller into a flow, to enter what no agent is to hear, and waits for its result."""

    agent_id: AgentId
    interaction_id: InteractionId
    flow_id: FlowId


@dataclass(frozen=True, slots=True)
class StartConsult:
    """The agent asks somebody else, while the customer is on hold."""

    agent_id: AgentId
    interaction_id: InteractionId
    target: Target


@dataclass(frozen=True, slots=True)
class SwapConsult:
    """The agent goes on with the other of the two, customer or consulted; the one left is on hold."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class JoinConference:
    """Customer, agent and consulted all hear each other."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class CompleteTransfer:
    """The consulted takes the customer over; the agent is out of it."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class EndConsult:
    """The consulted is let go, out of a conference too; agent and customer hear each other again."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class TransferInteraction:
    """The agent hands the customer to an agent or a number without asking them; unanswered, the customer returns."""

    agent_id: AgentId
    interaction_id: InteractionId
    target: Target


@dataclass(frozen=True, slots=True)
class ParkInteraction:
    """The customer waits with music, for any agent to pick up."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class PickUpInteraction:
    """The agent takes a parked customer."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class DialOut:
    """The agent calls a number, under the rules of a queue; the agent's own phone rings first."""

    agent_id: AgentId
    queue_id: QueueId
    provider: ProviderId
    caller: CallerFacts
    number: PersonalRef


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """Nothing of what is said or pressed now is to be recorded."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ContinueRecording:
    """What is said from now on is recorded again."""

    agent_id: AgentId
    interaction_id: InteractionId


ConsultControl = StartConsult | SwapConsult | JoinConference | CompleteTransfer | EndConsult
RecordingControl = PauseRecording | ContinueRecording
CallControl = (
    HoldInteraction
    | ResumeInteraction
    | MuteInteraction
    | SendInteractionDigits
    | HangUpInteraction
    | SendIntoFlow
    | ConsultControl
    | TransferInteraction
    | ParkInteraction
    | PickUpInteraction
    | DialOut
    | RecordingControl
)
