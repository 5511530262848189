"""What happened to a caller between agents, and to one whom an agent has called. Owns the event types. Published:
versioned."""

from dataclasses import dataclass

from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EndCause,
    InteractionId,
    LegId,
    PersonalRef,
    ProviderId,
    QueueId,
)


@dataclass(frozen=True, slots=True)
class ContactDialled:
    """An agent calls somebody: ``leg_id`` will be that party's, once the agent's own phone is answered."""

    contact_id: ContactId
    interaction_id: InteractionId
    leg_id: LegId
    provider: ProviderId
    queue_id: QueueId
    agent_id: AgentId
    number: PersonalRef
    caller: CallerFacts


@dataclass(frozen=True, slots=True)
class InteractionParked:
    """An agent has left the customer with music, for any agent to pick up before ``until_ms``."""

    contact_id: ContactId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    until_ms: int


@dataclass(frozen=True, slots=True)
class SentToAgent:
    """An agent has handed the customer to another agent, who is being asked; unanswered, the customer returns."""

    contact_id: ContactId
    interaction_id: InteractionId
    agent_id: AgentId
    to_agent_id: AgentId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class SentToNumber:
    """An agent has handed the customer to a number outside; ``leg_id`` is that number's."""

    contact_id: ContactId
    interaction_id: InteractionId
    agent_id: AgentId
    queue_id: QueueId
    leg_id: LegId


@dataclass(frozen=True, slots=True)
class AwayEnded:
    """The customer is parked, or with a number outside, no more."""

    contact_id: ContactId
    interaction_id: InteractionId
    cause: EndCause


TransferEvent = ContactDialled | InteractionParked | SentToAgent | SentToNumber | AwayEnded
