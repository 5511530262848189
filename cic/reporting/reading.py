"""Reads reports from their sums. Owns the questions to the database; writes nothing, and computes no rate."""

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, select

from cic.reporting.agent_time import AgentNow
from cic.reporting.asked import ROWS_MAX, Asked, Interval, RangeWrong, Report, ReportKind, ReportRow
from cic.reporting.facts import Spent
from cic.reporting.quarters import HOUR_MS, Increments, add_time
from cic.reporting.store import AGENT, ReportStore
from cic.reporting.tables import AGENT_SUMS, QUEUE_SUMS, report_agent, report_agent_hour, report_break, report_queue

Key = tuple[str, ...]
Found = dict[tuple[int, Key], dict[str, int]]
"""Sums by the number of the interval and what the row is of."""
_BY_QUARTER = (Interval.QUARTER, Interval.HALF_HOUR, Interval.HOUR)
"""Of these there may be thousands: one question for all, and the quarters are put together here."""


@dataclass(frozen=True, slots=True)
class Summed:
    """Which sums of a table are wanted, and what a row is of."""

    table: Table
    keys: tuple[str, ...]
    sums: tuple[str, ...]


_SUMMED = {
    ReportKind.QUEUES: Summed(report_queue, ("queue_id", "medium"), QUEUE_SUMS),
    ReportKind.INTERVALS: Summed(report_queue, (), QUEUE_SUMS),
    ReportKind.AGENTS: Summed(report_agent, ("agent_id",), AGENT_SUMS),
    ReportKind.STATES: Summed(report_agent, ("agent_id",), AGENT_SUMS),
}
_BREAKS = Summed(report_break, ("agent_id", "reason"), ("break_ms",))


class ReportReading:
    """Reads for one site. Reads on threads, never on the event loop."""

    def __init__(
        self, store: ReportStore, now_ms: Callable[[], int], catch_up: Callable[[], object] = lambda: None
    ) -> None:
        """``catch_up`` lets the tables take what has happened by now; it returns when that is so, or after a bound."""
        self._store = store
        self._now_ms = now_ms
        self._catch_up = catch_up

    async def report(self, asked: Asked) -> Report:
        """Return a report, or raise RangeWrong."""
        return await asyncio.to_thread(self.report_now, asked)

    def report_now(self, asked: Asked) -> Report:
        """As ``report``, on the caller's thread."""
        spans = asked.intervals()
        summed = _summed_for(asked.kind, spans)
        self._catch_up()
        now_ms = self._now_ms()
        breaks: Found = {}
        with self._store.database.reading() as connection:
            found = self._sums(connection, asked, spans, summed)
            if asked.kind is ReportKind.STATES:
                breaks = self._sums(connection, asked, spans, _BREAKS)
            if asked.kind is ReportKind.INTERVALS:  # one in which nothing happened has its row too
                found = {(place, ()): {} for place, (begins_ms, _) in enumerate(spans) if begins_ms < now_ms} | found
            if "agent_id" in summed.keys:
                agents = [agent for _, agent in self._store.open(connection, AGENT)]
                _add_going_on(found, breaks, still_spent(agents, asked, now_ms), spans)
        return Report(
            asked,
            rows := tuple(_rows(asked.kind, spans, found, breaks)),
            _total(asked, rows),
            tuple(sorted({reason for row in rows for reason in row.breaks or {}})),
            min(now_ms, asked.until_ms),
        )

    def _sums(self, connection: Connection, asked: Asked, spans: Sequence[tuple[int, int]], summed: Summed) -> Found:
        found: Found = {}
        begins, keys = [from_ms for from_ms, _ in spans], len(summed.keys)
        for number, row in self._summed(connection, asked, spans, summed):
            place = bisect_right(begins, row[0]) - 1 if number is None else number
            there = found.setdefault((place, tuple(row[1 : 1 + keys])), {})
            if len(found) > ROWS_MAX:
                raise RangeWrong(f"more than {ROWS_MAX} rows; choose longer intervals, or a shorter range")
            for name, value in zip(summed.sums, row[1 + keys :], strict=True):
                there[name] = there.get(name, 0) + value
        return found

    def _summed(
        self, connection: Connection, asked: Asked, spans: Sequence[tuple[int, int]], summed: Summed
    ) -> Iterator[tuple[int | None, Sequence[Any]]]:
        """Sums by quarter and key, or, of long intervals, by interval and key with the interval's number."""
        table = summed.table
        columns = [table.c[name] for name in summed.keys]
        added = [func.sum(table.c[name]) for name in summed.sums]
        if asked.interval in _BY_QUARTER:
            wanted = select(table.c.quarter_ms, *columns, *added).group_by(table.c.quarter_ms, *columns)
            for row in connection.execute(self._within(wanted, asked, table, (asked.from_ms, asked.until_ms))):
                yield None, row
            return
        for number, span in enumerate(spans):
            wanted = select(func.min(table.c.quarter_ms), *columns, *added).group_by(*columns)
            for row in connection.execute(self._within(wanted, asked, table, span)):
                if row[0] is not None:  # without a key there is one row, of nothing
                    yield number, row

    def _within(self, wanted: Select[Any], asked: Asked, table: Table, span: tuple[int, int]) -> Select[Any]:
        from_ms, until_ms = span
        limits: list[ColumnElement[bool]] = [table.c.quarter_ms >= from_ms, table.c.quarter_ms < until_ms]
        for name, chosen in (("queue_id", asked.queue_ids), ("medium", asked.media), ("agent_id", asked.agent_ids)):
            if chosen is not None and name in table.c:
                limits.append(table.c[name].in_(sorted(chosen)))
        return wanted.where(self._store.of_site(table), and_(*limits))


def _summed_for(kind: ReportKind, spans: Sequence[tuple[int, int]]) -> Summed:
    """Sums by the hour where no border is within one: in most zones, of all but the shortest intervals."""
    summed = _SUMMED[kind]
    is_whole = all(begins_ms % HOUR_MS == until_ms % HOUR_MS == 0 for begins_ms, until_ms in spans)
    return replace(summed, table=report_agent_hour) if is_whole and summed.table is report_agent else summed


def still_spent(agents: Sequence[AgentNow], asked: Asked, now_ms: int) -> list[Spent]:
    """The time that goes on, as far as it is within what is asked: sums have it only once it is over."""
    found: list[Spent] = []
    for agent in agents:
        spent = agent.spent(now_ms)
        if spent is None or (asked.agent_ids is not None and agent.agent_id not in asked.agent_ids):
            continue
        cut = replace(spent, from_ms=max(spent.from_ms, asked.from_ms), until_ms=min(spent.until_ms, asked.until_ms))
        if cut.from_ms < cut.until_ms:
            found.append(cut)
    return found


def _add_going_on(found: Found, breaks: Found, spent: Sequence[Spent], spans: Sequence[tuple[int, int]]) -> None:
    begins = [from_ms for from_ms, _ in spans]
    more = Increments()
    add_time(more, spent)
    for (quarter_ms, agent_id), sums in more.agents.items():
        there = found.setdefault((bisect_right(begins, quarter_ms) - 1, (agent_id,)), dict.fromkeys(AGENT_SUMS, 0))
        for name, value in sums.items():
            there[name] += value
    for (quarter_ms, agent_id, reason), length_ms in more.breaks.items():
        key = (bisect_right(begins, quarter_ms) - 1, (agent_id, reason))
        there = breaks.setdefault(key, {"break_ms": 0})
        there["break_ms"] += length_ms


def _rows(kind: ReportKind, spans: Sequence[tuple[int, int]], found: Found, breaks: Found) -> Iterator[ReportRow]:
    by_reason: defaultdict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for (place, (agent_id, reason)), sums in breaks.items():
        by_reason[place, agent_id][reason] = sums["break_ms"]
    for (place, key), sums in sorted(found.items(), key=lambda item: item[0]):
        if key and not any(sums.values()):
            continue
        of = dict(zip(_SUMMED[kind].keys, key, strict=True))
        yield ReportRow(
            *spans[place],
            sums,
            queue_id=of.get("queue_id"),
            medium=of.get("medium"),
            agent_id=of.get("agent_id"),
            breaks=by_reason[place, key[0]] if kind is ReportKind.STATES else None,
        )


def _total(asked: Asked, rows: Sequence[ReportRow]) -> ReportRow:
    total: defaultdict[str, int] = defaultdict(int)
    breaks: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        for name, value in row.sums.items():
            total[name] += value
        for reason, length_ms in (row.breaks or {}).items():
            breaks[reason] += length_ms
    return ReportRow(asked.from_ms, asked.until_ms, dict(total), breaks=dict(breaks))
