"""A scenario in typed form: what comes in, who is there, by which rules. Owns the form; reads no text, draws nothing.

Times are in seconds and rates in contacts an hour, as people write them.
"""

from dataclasses import dataclass

from routing.configuration import Ageing, AgentChoice, InteractionChoice
from routing.requirements import ANYONE, Requirement
from routing.vocabulary import Medium

NO_AGEING = Ageing()


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same length."""

    length_s: float


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponentially distributed: what is still to come does not depend on what has passed."""

    mean_s: float


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Log-normally distributed, with the mean and standard deviation of the time itself, not of its logarithm."""

    mean_s: float
    sd_s: float


@dataclass(frozen=True, slots=True)
class Empirical:
    """One of these lengths, each as likely as the others."""

    lengths_s: tuple[float, ...]


Time = Fixed | Exponential | Lognormal | Empirical


@dataclass(frozen=True, slots=True)
class QueueScenario:
    """A queue. ``waiting_max`` None is no limit; 0 lets nobody wait."""

    name: str
    medium: Medium = Medium.VOICE
    requires: Requirement = ANYONE
    within_s: float = 20.0
    target: float = 0.8
    waiting_max: int | None = None
    priority: int = 0
    ageing: Ageing = NO_AGEING


@dataclass(frozen=True, slots=True)
class ArrivalScenario:
    """A stream of contacts (a Poisson process) for one queue. Without ``patience`` nobody gives up."""

    queue: str
    per_hour: float
    handle: Time
    patience: Time | None = None
    wrap_up: Time | None = None
    requires: Requirement = ANYONE
    priority: int = 0
    prefers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgentScenario:
    """Agents who are alike. ``queues`` stand in the order in which a freed agent takes them."""

    group: str
    count: int
    queues: tuple[str, ...]
    skills: tuple[tuple[str, int], ...] = ()
    handle: Time | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario. Figures count from ``warm_up_h`` on, for ``run_h``."""

    queues: tuple[QueueScenario, ...]
    arrivals: tuple[ArrivalScenario, ...]
    agents: tuple[AgentScenario, ...]
    run_h: float
    agent_choice: AgentChoice = AgentChoice.LONGEST_IDLE
    interaction_choice: InteractionChoice = InteractionChoice.FIRST_COME
    in_center_max: int | None = None
    warm_up_h: float = 0.0
    replications: int = 10
