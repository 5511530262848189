"""What is measured, in numbers and names. Owns the choices; starts nothing."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

LOOPBACK = "127.0.0.1"
HOTLINE = "4000"
QUEUE_NUMBER = "5000"
"""Dialled for app_queue; the number of agents is appended, for each number of agents has a queue of its own there."""
TALK_MS = 3000
ASK_S = 2.0
KEY_AFTER_MS = 500
TALKS_PER_AGENT_S = 3
CALLERS_MORE = 50
FULL_RATES_CPS = (10, 30)
FULL_SECONDS = 60
FULL_AGENTS = 300
SIPP_FOLDER = Path(__file__).parent / "sipp"


class Run(Enum):
    """What there is too much of."""

    AGENTS_FREE = "agents_free"
    CALLERS_WAITING = "callers_waiting"


class Side(Enum):
    """Who distributes the calls."""

    OURS = "ours"
    APP_QUEUE = "app_queue"


@dataclass(frozen=True, slots=True)
class Plan:
    """One whole measurement, as asked for on the command line."""

    seconds: int
    warm_up_s: int
    rates_cps: tuple[int, ...]
    runs: tuple[Run, ...]
    sides: tuple[Side, ...]
    agents_max: int
    is_profiled: bool

    @property
    def is_full(self) -> bool:
        """Whether this is the measurement that may be written down."""
        return (
            self.seconds >= FULL_SECONDS
            and self.rates_cps == FULL_RATES_CPS
            and self.runs == tuple(Run)
            and self.sides == tuple(Side)
            and self.agents_max == FULL_AGENTS
            and not self.is_profiled
        )

    def agent_counts(self) -> tuple[int, ...]:
        """Every number of agents that some load needs."""
        return tuple(sorted({load.agents for load in self.loads()}))

    def loads(self) -> tuple["Load", ...]:
        """The loads in their order: both sides of one rate follow each other."""
        return tuple(Load(self, run, rate, side) for run in self.runs for rate in self.rates_cps for side in self.sides)


@dataclass(frozen=True, slots=True)
class Load:
    """One stretch of calls through one side."""

    plan: Plan
    run: Run
    rate_cps: int
    side: Side

    @property
    def agents(self) -> int:
        """How many agents take calls."""
        match self.run:
            case Run.AGENTS_FREE:
                return self.plan.agents_max
            case Run.CALLERS_WAITING:
                return TALKS_PER_AGENT_S * self.rate_cps

    @property
    def callers_max(self) -> int | None:
        """How many callers there are at once, each replaced as it ends; without it, callers come at the rate."""
        return None if self.run is Run.AGENTS_FREE else self.agents + CALLERS_MORE

    @property
    def dialled(self) -> str:
        """The number that leads to this side."""
        return HOTLINE if self.side is Side.OURS else f"{QUEUE_NUMBER}{self.agents}"

    @property
    def name(self) -> str:
        """For people and for folders."""
        return f"{self.run.value}-{self.rate_cps}-{self.side.value}"


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port of loopback that the bench takes. Those of RTP lie below the ones that tests are given."""

    sip: int
    websocket: int
    ami: int
    agi: int
    center: int
    agents_sip: int
    callers_sip: int
    rtp_first: int = 10000
    rtp_last: int = 18999
    agents_rtp: int = 19998
    callers_rtp: int = 20600


def agent_name(number: int) -> str:
    """The agent's id, phone and endpoint; they count from 1."""
    return f"agent{number:03}"
