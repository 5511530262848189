"""What an interaction asks of an agent, and the line of those who ask the same. Owns the types; decides nothing."""

from dataclasses import dataclass, field

from routing.configuration import QueueConfiguration
from routing.ordered_index import OrderedIndex
from routing.requirements import Requirement
from routing.vocabulary import AgentId, GroupId, InteractionId, Medium, ProviderId, QueueId


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be eligible: as a member of a queue or of a group, or as one particular agent, and with these skills.

    Exactly one of the three is given.
    """

    requires: Requirement
    queue_id: QueueId | None = None
    group: GroupId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What an interaction asks of an agent: room for its medium, a phone at its provider, and one of these ways."""

    medium: Medium
    provider: ProviderId
    ways: tuple[Way, ...]
    prefers: tuple[GroupId, ...]


@dataclass(slots=True, eq=False)
class Line:
    """Interactions of one queue that ask the same, and the agents who could take one of them now. Derived state.

    ``agents`` are all who meet the demand, busy or not; ``idle`` and ``waiting`` are in the order of choice.
    """

    demand: Demand
    queue: QueueConfiguration
    idle_is_plain: bool
    waiting_is_plain: bool
    rate: int
    agents: dict[AgentId, None] = field(default_factory=dict)
    idle: OrderedIndex[AgentId] = field(default_factory=OrderedIndex)
    waiting: OrderedIndex[InteractionId] = field(default_factory=OrderedIndex)
