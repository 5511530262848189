"""What may be asked of reports, and the form of the answer. Owns the types and their bounds; reads nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from zoneinfo import ZoneInfo, available_timezones

from cic.reporting.definitions import HANDLED, METRICS, OF_AGENTS, RATED, STATES, VISITS, Metric
from cic.reporting.intervals import Interval, RangeWrong, day_of, intervals, midnight_ms, moment_ms
from routing.vocabulary import AgentId, QueueId

__all__ = [
    "METRICS_OF",
    "PAGE_MAX",
    "Asked",
    "Behind",
    "BehindAsked",
    "Interval",
    "RangeWrong",
    "Report",
    "ReportKind",
    "ReportRow",
    "default_range",
    "moment_ms",
    "zone_of",
]

DAY_MS = 86_400_000
RANGE_MS_MAX = 400 * DAY_MS
INTERVALS_MAX = 3_000
"""A month of quarters of an hour."""
ROWS_MAX = 50_000
PAGE_MAX = 500


class ReportKind(Enum):
    """What a report has a row for, in each interval."""

    QUEUES = "queues"
    """A queue and a medium: callers and work of one queue are not to be waited for in the same time."""
    AGENTS = "agents"
    STATES = "states"
    """An agent, by what the time went into."""
    INTERVALS = "intervals"
    """All queues together."""


_TIME_OF_AGENTS = tuple(METRICS[name] for name in ("signed_in_ms", "in_hand_ms", "occupancy", "average_at_once"))
METRICS_OF: Mapping[ReportKind, tuple[Metric, ...]] = {
    ReportKind.QUEUES: (*VISITS, *HANDLED, *RATED),
    ReportKind.INTERVALS: (*VISITS, *HANDLED, *RATED),
    ReportKind.AGENTS: (*HANDLED, *OF_AGENTS, *RATED, *_TIME_OF_AGENTS),
    ReportKind.STATES: STATES,
}
"""The figures of each report, in their order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody wants. None of queues, agents and media means all of them."""

    kind: ReportKind
    from_ms: int
    until_ms: int
    zone: str
    interval: Interval = Interval.NONE
    queue_ids: frozenset[QueueId] | None = None
    agent_ids: frozenset[AgentId] | None = None
    media: frozenset[str] | None = None

    def intervals(self) -> list[tuple[int, int]]:
        """The intervals of the report, or RangeWrong."""
        if self.from_ms >= self.until_ms:
            raise RangeWrong("the report begins before it ends; put the earlier time first")
        if self.until_ms - self.from_ms > RANGE_MS_MAX:
            raise RangeWrong(f"a report is of {RANGE_MS_MAX // DAY_MS} days at most; choose a shorter range")
        found: list[tuple[int, int]] = []
        for one in intervals(self.from_ms, self.until_ms, self.interval, zone_of(self.zone)):
            if len(found) == INTERVALS_MAX:
                raise RangeWrong(f"more than {INTERVALS_MAX} intervals; choose longer ones, or a shorter range")
            found.append(one)
        return found


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Figures of one queue, agent or center within one interval: counts and sums, from which rates are computed."""

    from_ms: int
    until_ms: int
    sums: Mapping[str, int]
    queue_id: str | None = None
    medium: str | None = None
    agent_id: str | None = None
    breaks: Mapping[str, int] | None = None
    """Time on breaks by reason."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report. ``total`` has the sums of all rows; ``counted_until_ms`` is up to when things are in it."""

    asked: Asked
    rows: tuple[ReportRow, ...]
    total: ReportRow
    break_reasons: tuple[str, ...]
    counted_until_ms: int


@dataclass(frozen=True, slots=True)
class BehindAsked:
    """What stands behind a figure. ``agent_ids`` are those whose rows may be seen, None for everybody's."""

    metric_id: str
    from_ms: int
    until_ms: int
    queue_id: QueueId | None = None
    medium: str | None = None
    agent_id: AgentId | None = None
    agent_ids: frozenset[AgentId] | None = None
    after: str = ""
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a figure: how much there is, a page of it, and from where the next page goes on."""

    count: int
    rows: tuple[Mapping[str, object], ...]
    next_after: str | None


def default_range(now_ms: int, zone: ZoneInfo) -> tuple[int, int]:
    """Today, by the wall clock of the zone."""
    today = day_of(now_ms, zone)
    return midnight_ms(today, zone), midnight_ms(today + timedelta(days=1), zone)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, or RangeWrong."""
    if name not in available_timezones():  # ZoneInfo would look for a file of that name
        raise RangeWrong("no time zone of this name; write one such as Europe/Vienna or Asia/Shanghai")
    return ZoneInfo(name)
