"""How facts and sums get into the tables, as statements made once. Owns them; decides nothing about contacts."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, update

from cic.journal.port import text_of
from cic.reporting.quarters import Increments, by_the_hour
from cic.reporting.tables import (
    AGENT_SUMS,
    QUEUE_SUMS,
    report_activity,
    report_agent,
    report_agent_hour,
    report_break,
    report_cursor,
    report_handling,
    report_open,
    report_queue,
    report_rated,
    report_refused,
    report_visit,
)

Row = dict[str, Any]


class ReportWriter:
    """Writes rows of one site within one transaction that another has begun."""

    def __init__(self, connection: sqlite3.Connection, site: Row) -> None:
        self._connection = connection
        self._site = site
        self._of_site: Row = {"of_tenant": site["tenant"], "of_site": site["site"]}

    def replace_facts(self, table: Table, rows: Sequence[Row]) -> None:
        """Put facts in the place of what they were."""
        if rows:
            keys = [name for name in _KEYS[table] if name not in self._site]
            gone = [{**self._of_site, **{f"of_{name}": row[name] for name in keys}} for row in rows]
            self._connection.executemany(_DELETE[table], gone)
            self._connection.executemany(_INSERT[table], [{**self._site, **row} for row in rows])

    def add(self, found: Increments) -> None:
        """Add to the sums."""
        queues = [
            ({"quarter_ms": quarter_ms, "queue_id": queue_id, "medium": medium}, sums)
            for (quarter_ms, queue_id, medium), sums in found.queues.items()
        ]
        agents = [
            ({"quarter_ms": quarter_ms, "agent_id": agent_id}, sums)
            for (quarter_ms, agent_id), sums in found.agents.items()
        ]
        breaks = [
            ({"quarter_ms": quarter_ms, "agent_id": agent_id, "reason": reason}, {"break_ms": length_ms})
            for (quarter_ms, agent_id, reason), length_ms in found.breaks.items()
        ]
        self._add(report_queue, QUEUE_SUMS, queues)
        self._add(report_agent, AGENT_SUMS, agents)
        hours = [
            ({"quarter_ms": hour_ms, "agent_id": agent_id}, sums)
            for (hour_ms, agent_id), sums in by_the_hour(found.agents).items()
        ]
        self._add(report_agent_hour, AGENT_SUMS, hours)
        self._add(report_break, ("break_ms",), breaks)

    def replace_open(self, kind: str, bodies: Iterable[tuple[str, str | None]]) -> None:
        """Keep what goes on; None for what does not any more."""
        bodies = list(bodies)
        gone = [{**self._of_site, "of_kind": kind, "of_name": name} for name, _ in bodies]
        kept = [{**self._site, "kind": kind, "name": name, "body": body} for name, body in bodies if body is not None]
        self._connection.executemany(_DELETE[report_open], gone)
        self._connection.executemany(_INSERT[report_open], kept)

    def move_cursor(self, seq: int, at_ms: int) -> None:
        """Write the number and time of the last record in the tables."""
        self._connection.execute(_DELETE_CURSOR, self._of_site)
        self._connection.execute(_INSERT[report_cursor], {**self._site, "seq": seq, "at_ms": at_ms})

    def _add(self, table: Table, columns: Sequence[str], rows: Iterable[tuple[Row, dict[str, int]]]) -> None:
        """As two statements that every database knows: add to the row, and make it where there is none."""
        blank = dict.fromkeys(columns, 0)
        for key, sums in rows:
            if not any(sums.values()):
                continue
            values = {**self._of_site, **{f"of_{name}": value for name, value in key.items()}}
            more = {f"more_{name}": value for name, value in (blank | sums).items()}
            if not self._connection.execute(_ADD[table], values | more).rowcount:
                self._connection.execute(_INSERT[table], {**self._site, **key, **blank, **sums})


def _of_key(table: Table) -> Any:
    # Names of their own: in an update those of the columns belong to the new values.
    return and_(*[column == bindparam(f"of_{column.name}") for column in table.primary_key.columns])


_FACTS = (report_visit, report_handling, report_refused, report_rated, report_activity)
_KEYS = {table: [column.name for column in table.primary_key.columns] for table in _FACTS}
_SUMS = {report_queue: QUEUE_SUMS, report_agent: AGENT_SUMS, report_agent_hour: AGENT_SUMS, report_break: ("break_ms",)}
_DELETE = {table: text_of(delete(table).where(_of_key(table))) for table in (*_FACTS, report_open)}
_INSERT = {table: text_of(insert(table)) for table in (*_FACTS, *_SUMS, report_open, report_cursor)}
_ADD = {
    table: text_of(
        update(table)
        .where(_of_key(table))
        .values({name: table.c[name] + bindparam(f"more_{name}") for name in columns})
    )
    for table, columns in _SUMS.items()
}
_DELETE_CURSOR = text_of(
    delete(report_cursor).where(
        report_cursor.c.tenant == bindparam("of_tenant"), report_cursor.c.site == bindparam("of_site")
    )
)
