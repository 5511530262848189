"""What came of messages to agents. Owns the event types. Published: versioned."""

from dataclasses import dataclass

from routing.vocabulary import AgentId, PersonalRef


@dataclass(frozen=True, slots=True)
class AgentsTold:
    """These agents are shown a message until they have read it."""

    message_id: str
    agent_ids: tuple[AgentId, ...]
    sender: str
    text: PersonalRef


@dataclass(frozen=True, slots=True)
class AgentMessageRead:
    """The agent has read it."""

    message_id: str
    agent_id: AgentId


AgentMessageEvent = AgentsTold | AgentMessageRead
