"""The queues, agents and media of a center as routing needs them. Owns the compiled form; knows no files.

What people read (labels, agents' names) stays in the shell. Scores are whole points, rates are thousandths of a point.
"""

from dataclasses import dataclass
from enum import Enum

from routing.relaxation import RelaxationStep
from routing.requirements import ANYONE, Requirement
from routing.vocabulary import AgentId, GroupId, Medium, PhoneAddress, QueueId

CAPACITY = 100
"""What an agent carries at once unless the configuration says otherwise; an interaction takes its medium's share."""


@dataclass(frozen=True, slots=True)
class MediumConfiguration:
    """What an interaction of this medium costs an agent, how many at once, and which media may interrupt it."""

    medium: Medium
    share: int
    at_most: int
    interrupted_by: tuple[Medium, ...] = ()


SHORT_ABANDON_MS = 5_000

ONE_CALL_AT_A_TIME = (MediumConfiguration(Medium.VOICE, CAPACITY, 1),)


class WrapUpMode(Enum):
    """Whether an agent wraps up after a contact, and who decides when that is over."""

    NONE = "none"
    OPTIONAL = "optional"
    """Only if the agent asked for it during the contact; then up to the limit."""
    REQUIRED = "required"
    """Until the agent gives a disposition, however long that takes."""
    TIMED = "timed"
    """Until the agent gives a disposition, or the limit comes."""
    TIMED_WHOLE = "timed_whole"
    """The whole time up to the limit: the disposition is taken at once, the agent is free at the limit."""


@dataclass(frozen=True, slots=True)
class WrapUpRule:
    """A queue's wrap-up; the limit counts for the modes that have one."""

    mode: WrapUpMode
    limit_ms: int = 0


@dataclass(frozen=True, slots=True)
class OfferAgain:
    """How long an agent is not offered the same interaction again, by what went wrong; 0: at once."""

    declined_ms: int = 30_000
    busy_ms: int = 10_000
    no_answer_ms: int = 60_000


class AgentChoice(Enum):
    """Named strategies for choosing the agent. Among equals it is the agent who has been free longest."""

    LONGEST_IDLE = "longest_idle"
    MOST_SKILLED = "most_skilled"
    LEAST_SKILLED = "least_skilled"
    LEAST_OCCUPIED = "least_occupied"
    FEWEST_CONTACTS = "fewest_contacts"
    ROUND_ROBIN = "round_robin"
    WEIGHTED_RANDOM = "weighted_random"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class AgentWeights:
    """What counts how much when the strategy is ``weighted``: points for each unit of a term.

    Units: a level of a required skill, a unit of cost, a second of being free, a per mille of occupancy, a contact
    served since signing in, a unit of a custom attribute.
    """

    skill_fit: int = 0
    cost: int = 0
    idle_s: int = 0
    occupancy: int = 0
    contacts: int = 0
    attributes: tuple[tuple[str, int], ...] = ()


NO_WEIGHTS = AgentWeights()


@dataclass(frozen=True, slots=True)
class AgentStrategy:
    """How a queue chooses among the agents who are free. ``seed`` is for weighted_random alone."""

    choice: AgentChoice = AgentChoice.LONGEST_IDLE
    weights: AgentWeights = NO_WEIGHTS
    fills: bool = False
    """Fill an agent up before the next one gets something; otherwise contacts are spread, least loaded first."""
    seed: int = 0


class InteractionChoice(Enum):
    """Named strategies for choosing the interaction that a freed agent gets. Among equals it is the longest waiting."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    LONGEST_QUEUE = "longest_queue"
    AGENT_ORDER = "agent_order"
    AGEING = "ageing"
    SERVICE_LEVEL = "service_level"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class InteractionStrategy:
    """How a freed agent's next interaction is chosen over all that wait for the agent.

    ``weighted`` adds up: priority, ageing of the queue, the points of the caller's grade, ``urgency`` points for each
    service level target waited, and ``preference`` points for each rank of the queue in the agent's own order.
    """

    choice: InteractionChoice = InteractionChoice.FIRST_COME
    priority: int = 1
    urgency: int = 0
    preference: int = 0
    grades: tuple[tuple[str, int], ...] = ()


FIRST_COME = InteractionStrategy()


@dataclass(frozen=True, slots=True)
class Ageing:
    """What waiting is worth in a queue: points to begin with, and thousandths of a point for each second."""

    initial: int = 0
    per_s_milli: int = 0


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom a queue takes in, and for how long; 0 means no limit.

    ``resume_within_ms``: a caller who gave up and calls back within this time has the old place again.
    ``leave_when_empty``: while no agent of the queue is signed in, nobody waits in it but for one particular agent.
    """

    waiting_max: int = 0
    wait_ms_max: int = 0
    leave_when_empty: bool = False
    resume_within_ms: int = 0


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """Which share of a queue's talks is recorded, and the recording that tells callers so before the first of them.

    Without a ``notice`` none is played: the agent says it.
    """

    share_percent: int
    notice: str


LONGEST_IDLE = AgentStrategy()
NO_AGEING = Ageing()
NO_LIMITS = Admission()
USUAL_DELAYS = OfferAgain()


@dataclass(frozen=True, slots=True)
class QueueConfiguration:
    """A queue: whom it asks for, how it chooses, how offers and wrap-up go, what may be said of a contact."""

    queue_id: QueueId
    service_level_target_ms: int
    offer_timeout_ms: int
    wrap_up: WrapUpRule
    dispositions: tuple[str, ...]
    requires: Requirement = ANYONE
    prefers: tuple[GroupId, ...] = ()
    steps: tuple[RelaxationStep, ...] = ()
    priority: int = 0
    ageing: Ageing = NO_AGEING
    strategy: AgentStrategy = LONGEST_IDLE
    admission: Admission = NO_LIMITS
    offer_again: OfferAgain = USUAL_DELAYS
    record: RecordingRule | None = None
    short_abandon_ms: int = SHORT_ABANDON_MS
    """Who gives up sooner is not counted as abandoned: a wrong number, or somebody who thought better of it."""


@dataclass(frozen=True, slots=True)
class AgentConfiguration:
    """An agent: which queues, in the agent's own order; which phones; and whether offers are accepted without a click.

    ``at_most`` narrows what the center says of a medium, for this agent; 0 takes the medium away. ``number`` is what
    callers are told of who serves them.
    """

    agent_id: AgentId
    queues: tuple[QueueId, ...]
    phones: tuple[PhoneAddress, ...]
    accepts_automatically: bool
    groups: tuple[GroupId, ...] = ()
    skills: tuple[tuple[str, int], ...] = ()
    cost: int = 0
    attributes: tuple[tuple[str, int], ...] = ()
    capacity: int = CAPACITY
    at_most: tuple[tuple[Medium, int], ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class RoutingConfiguration:
    """All queues and agents of a site, its media, and the break reasons an agent may give."""

    queues: tuple[QueueConfiguration, ...]
    agents: tuple[AgentConfiguration, ...]
    break_reasons: tuple[str, ...]
    media: tuple[MediumConfiguration, ...] = ONE_CALL_AT_A_TIME
    strategy: InteractionStrategy = FIRST_COME


@dataclass(frozen=True, slots=True)
class ConfigurationPart:
    """A part of what a new configuration changes: queues and agents that are new or others, and those that go."""

    queues: tuple[QueueConfiguration, ...] = ()
    agents: tuple[AgentConfiguration, ...] = ()
    gone_queues: tuple[QueueId, ...] = ()
    gone_agents: tuple[AgentId, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfigurationFrame:
    """What a new configuration says of the center as a whole."""

    break_reasons: tuple[str, ...]
    media: tuple[MediumConfiguration, ...]
    strategy: InteractionStrategy
