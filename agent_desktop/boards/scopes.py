"""What a board may see. Owns the form of it: two boards with the same scope are told the same texts."""

from dataclasses import dataclass

from agent_desktop.boards.board_session import AGENTS, ALARMS, MIRROR, QUEUES, WAITING
from cic.center.board_figures import AgentFigures
from routing.vocabulary import AgentId, QueueId


@dataclass(frozen=True, slots=True)
class BoardScope:
    """Which queues and agents; None stands for all of them. ``mirrored`` are those whose desktop may be looked at.

    A wall, which everybody in the room reads, sees no callers, no lines and no desktop, and nothing of the center.
    """

    queues: frozenset[QueueId] | None = None
    agents: frozenset[AgentId] | None = None
    mirrored: frozenset[AgentId] | None = None
    sees_callers: bool = False
    is_wall: bool = False

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that such a board may listen to."""
        if not self.is_wall:
            return (QUEUES, AGENTS, WAITING, ALARMS, MIRROR)
        return (QUEUES, ALARMS) if self.agents == frozenset() else (QUEUES, ALARMS, AGENTS)

    def has_queue(self, queue_id: QueueId) -> bool:
        """Whether the board sees a queue."""
        return self.queues is None or queue_id in self.queues

    def sees(self, agent: AgentFigures) -> bool:
        """Whether the board sees an agent; a wall sees those who serve its queues."""
        if self.agents is not None and agent.agent_id not in self.agents:
            return False
        return not self.is_wall or self.queues is None or not self.queues.isdisjoint(agent.queues)

    def may_mirror(self, agent_id: AgentId) -> bool:
        """Whether the board may look at an agent's desktop."""
        return self.mirrored is None or agent_id in self.mirrored
