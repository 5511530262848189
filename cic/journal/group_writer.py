"""Durable rows in groups. Owns the one thread that commits, and the order; knows nothing of what the rows mean.

A group commits as soon as the previous commit has returned: no timer, so a lone row waits for nothing and a crowd
shares one commit. Rows are committed in the order they were added, whatever their tables: a row added earlier is
durable when a later one is.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import OperationalError

from cic.journal.database import Database
from cic.journal.port import JournalError

log = logging.getLogger(__name__)

Deliver = Callable[[Callable[[], None]], object]
"""Runs a function on the event loop's thread: ``loop.call_soon_threadsafe``."""

GROUP_ROWS_MAX = 5_000


@dataclass(frozen=True, slots=True)
class _Row:
    table: Table
    values: dict[str, Any]
    on_committed: Callable[[], None] | None


class GroupWriter:
    """Adds rows from any thread; commits them on its own."""

    def __init__(self, database: Database, deliver: Deliver, on_failure: Callable[[Exception], None]) -> None:
        """``on_failure`` is delivered once, when a commit fails; from then on nothing is committed or called back."""
        self._database = database
        self._deliver = deliver
        self._on_failure = on_failure
        self._open_group: list[_Row] = []
        self._changed = threading.Condition()
        self._is_closing = False
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def add(self, table: Table, values: dict[str, Any], on_committed: Callable[[], None] | None = None) -> None:
        """Add a row to the open group and return at once."""
        with self._changed:
            if self._failed is not None or self._is_closing:
                raise JournalError("the journal takes no rows any more") from self._failed
            self._open_group.append(_Row(table, values, on_committed))
            self._changed.notify()

    def close(self) -> None:
        """Commit what was added, and end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            try:
                self._commit(group)
            except Exception as error:  # noqa: BLE001  the thread's boundary: nothing may be released any more
                with self._changed:
                    self._failed = error
                log.critical("journal commit failed: %s", type(error).__name__)
                self._deliver(partial(self._on_failure, error))
                return
            calls = [row.on_committed for row in group if row.on_committed is not None]
            if calls:
                self._deliver(_Release(calls))

    def _next_group(self) -> Sequence[_Row]:
        with self._changed:
            self._changed.wait_for(lambda: self._open_group or self._is_closing)
            group = self._open_group[:GROUP_ROWS_MAX]
            del self._open_group[:GROUP_ROWS_MAX]
            return group

    def _commit(self, group: Sequence[_Row]) -> None:
        rows: dict[Table, list[dict[str, Any]]] = {}
        for row in group:
            rows.setdefault(row.table, []).append(row.values)
        with ExitStack() as stack:
            connection = self._begin(stack)
            for table, values in rows.items():
                connection.execute(insert(table), values)

    def _begin(self, stack: ExitStack) -> Connection:
        """Begin to write, waiting as long as another process holds the file: nothing is written, so nothing failed."""
        while True:
            try:
                return stack.enter_context(self._database.writing())
            except OperationalError as error:
                if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                    raise
                log.warning("journal: another process holds the file; waiting")


class _Release:
    """Calls back for one committed group, in order."""

    def __init__(self, calls: list[Callable[[], None]]) -> None:
        self._calls = calls

    def __call__(self) -> None:
        for call in self._calls:
            call()
