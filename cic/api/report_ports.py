"""What the routes of reports need of the rest of the house. Owns the contracts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cic.reporting.asked import Asked, Behind, BehindAsked, Report


class ReadsReports(Protocol):
    """Reads reports; see ``cic.reporting.reading``."""

    async def report(self, asked: Asked) -> Report:
        """Return a report, or raise RangeWrong."""
        ...


class ReadsBehind(Protocol):
    """Reads what figures were counted from; see ``cic.reporting.behind``."""

    async def behind(self, asked: BehindAsked) -> Behind:
        """Return a page of it, or raise RangeWrong."""
        ...


@dataclass(frozen=True, slots=True)
class ReportServices:
    """Everything that the routes of reports work with."""

    reading: ReadsReports
    behind: ReadsBehind
    now_ms: Callable[[], int]
    time_zone: Callable[[], str]
