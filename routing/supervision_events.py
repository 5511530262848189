"""What came of the orders of whoever watches over the center. Owns the event types; holds no behaviour. Published:
versioned.
"""

from dataclasses import dataclass

from routing.overrides import AgentOverride, QueueMode
from routing.vocabulary import AgentId, InteractionId, QueueId


@dataclass(frozen=True, slots=True)
class PrioritySet:
    """The interaction is worth this many points from now on."""

    interaction_id: InteractionId
    priority: int


@dataclass(frozen=True, slots=True)
class MovedToFront:
    """The interaction comes before all others of its queue but those that are moved there later: the larger ``front``.

    Its wait stays what it is.
    """

    interaction_id: InteractionId
    front: int


@dataclass(frozen=True, slots=True)
class OverrideSet:
    """The agent's skills and queues are others for a while."""

    agent_id: AgentId
    override: AgentOverride


@dataclass(frozen=True, slots=True)
class OverrideEnded:
    """The agent's skills and queues are those of the configuration again."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class QueueModeSet:
    """The queue takes nobody in until the mode ends, or is open again."""

    queue_id: QueueId
    mode: QueueMode
    until_ms: int
