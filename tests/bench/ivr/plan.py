"""What is measured, in numbers and names. Owns the choices; starts nothing."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

HOTLINE = "4000"
PROBE_QUEUE = "probe"
LAPS = 10
LAP_NODES = 9
"""So a call ends by the flow's own counting, before the interpreter thinks that the caller goes round in circles."""
DIGITS = 5
FIRST_CUSTOMER, CUSTOMERS = 10_001, 1_000
FULL_SIMULATED, FULL_ASTERISK = 500, 100
FULL_SECONDS = 60
QUICK_CALLERS, QUICK_SECONDS, QUICK_WARM_UP_S = 20, 15, 3
WARM_UP_S = 8
REST_S = 8
CALLS_BEGUN_PER_S = {"simulated": 25, "asterisk": 5}
"""Everybody at once is no load of a center but of a stampede: they come one after the other."""
PROBES_PER_S = 10
SIPP_FOLDER = Path(__file__).parent / "sipp"


class Side(Enum):
    """By what way the callers come."""

    SIMULATED = "simulated"
    ASTERISK = "asterisk"


@dataclass(frozen=True, slots=True)
class Plan:
    """One whole measurement, as asked for on the command line."""

    callers: dict[Side, int]
    seconds: int
    pace: float
    """How many times as fast as spoken a simulated caller's recordings pass, and as pressed its keys."""
    is_profiled: bool
    warm_up_s: float = WARM_UP_S
    rest_s: float = REST_S
    """So long the writer is asked while nobody calls: what asking costs by itself."""

    @property
    def is_full(self) -> bool:
        """Whether this is the measurement that may be written down."""
        full = {Side.SIMULATED: FULL_SIMULATED, Side.ASTERISK: FULL_ASTERISK}
        return self.callers == full and self.seconds >= FULL_SECONDS and self.pace == 1 and not self.is_profiled

    def loads(self) -> tuple["Load", ...]:
        """The loads in their order; a way without callers is left out."""
        return tuple(Load(self, side, callers) for side, callers in self.callers.items() if callers)


@dataclass(frozen=True, slots=True)
class Load:
    """So many callers at once by one way."""

    plan: Plan
    side: Side
    callers: int

    @property
    def begun_per_s(self) -> int:
        """How many of them begin in a second."""
        return CALLS_BEGUN_PER_S[self.side.value]

    @property
    def ramp_s(self) -> float:
        """How long it takes until all are there."""
        return self.callers / self.begun_per_s


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port of loopback that the bench takes. Those of RTP lie below the ones that tests are given."""

    sip: int
    websocket: int
    ami: int
    agi: int
    callers_sip: int
    rtp_first: int = 10000
    rtp_last: int = 18999
    callers_rtp: int = 20600
