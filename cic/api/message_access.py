"""Which agent has which message, read from the state of the center. Owns nothing of where messages lie."""

from collections.abc import Callable
from pathlib import Path

from cic.api.ports import ReadState
from cic.center.views import has_message
from routing.vocabulary import AgentId, RecordingId


class StateMessages:
    """Messages of those who have them in hand at this moment."""

    def __init__(self, read: ReadState, find: Callable[[RecordingId], Path | None]) -> None:
        """``find`` says where a message lies, None for one that is not there; it may do I/O."""
        self._read = read
        self._find = find

    def has(self, agent_id: AgentId, recording: RecordingId) -> bool:
        """Whether the message is offered to the agent, in hand, or being wrapped up."""
        # What is seen stays in the house: the agent learns no more than what the desktop shows once it is durable.
        found: list[bool] = []
        self._read(lambda state: found.append(has_message(state, agent_id, recording)), lambda _reading: None)
        return found[0]

    def file(self, recording: RecordingId) -> Path | None:
        """Where a message lies."""
        return self._find(recording)
