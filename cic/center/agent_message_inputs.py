"""What is said to agents by whoever watches over them, and that it was read. Owns the input types.

A text is sealed by the shell before it is handed in.
"""

from dataclasses import dataclass

from routing.vocabulary import AgentId, PersonalRef


@dataclass(frozen=True, slots=True)
class TellAgents:
    """A message for these agents. ``sender`` is the user who says it; the same id again is the same message."""

    message_id: str
    agent_ids: tuple[AgentId, ...]
    sender: str
    text: PersonalRef


@dataclass(frozen=True, slots=True)
class ReadAgentMessage:
    """The agent has seen a message, and need not be shown it any more."""

    agent_id: AgentId
    message_id: str


AgentMessageInput = TellAgents | ReadAgentMessage
