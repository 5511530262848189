"""What holds for a while instead of the configuration: an agent's skills and queues today, a queue's mode.

Owns the values and how an override is laid over a configuration; decides nothing.
"""

from dataclasses import dataclass
from enum import Enum

from routing.vocabulary import QueueId


class QueueMode(Enum):
    """Whether a queue takes interactions in, and if not, why: callers hear another notice for each."""

    OPEN = "open"
    CLOSED = "closed"
    NIGHT = "night"
    HOLIDAY = "holiday"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class AgentOverride:
    """An agent's skills and queues for a while. A level of 0 takes a skill away.

    ``until_ms`` is when it ends; nothing in it means that there is no override.
    """

    until_ms: int = 0
    skills: tuple[tuple[str, int], ...] = ()
    more_queues: tuple[QueueId, ...] = ()
    without_queues: tuple[QueueId, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.skills or self.more_queues or self.without_queues)


NO_OVERRIDE = AgentOverride()


def skills_now(configured: tuple[tuple[str, int], ...], override: AgentOverride) -> dict[str, int]:
    """The skills that an agent has while the override holds."""
    levels = dict(configured) | dict(override.skills)
    return {skill: level for skill, level in levels.items() if level > 0}


def queues_now(configured: tuple[QueueId, ...], override: AgentOverride) -> tuple[QueueId, ...]:
    """The queues that an agent serves while the override holds, in the agent's own order; added ones come last."""
    added = [queue_id for queue_id in override.more_queues if queue_id not in configured]
    return tuple(queue_id for queue_id in (*configured, *added) if queue_id not in override.without_queues)
