"""Durable rows in groups. Owns the one thread that commits, and the order; knows nothing of what the rows mean.

A group commits as soon as the previous commit has returned: no timer, so a lone row waits for nothing and a crowd
shares one commit. A row that nobody awaits lies in the open group until somebody wants it committed. Rows are committed
in the order they were added, whatever their tables: a row added earlier is durable when a later one is.

While the disk is full or another process holds the file, the same group is tried again for as long as it takes:
nothing of it was written and nothing was released. Every other error ends the writer.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Table

from cic.journal.database import Database
from cic.journal.port import JournalError, Stall, StorageStalled

log = logging.getLogger(__name__)

Deliver = Callable[[Callable[[], None]], object]
"""Runs a function on the event loop's thread: ``loop.call_soon_threadsafe``."""

OnStall = Callable[[Stall | None], None]
"""Is told why nothing can be committed at the moment, and None once commits go through again."""

GROUP_ROWS_MAX = 5_000
RETRY_FIRST_S = 0.1
RETRY_MAX_S = 2.0
SLOW_COMMIT_S = 5.0
GIVE_UP_AFTER_S = 2.0


@dataclass(frozen=True, slots=True)
class _Row:
    table: Table
    values: dict[str, Any]
    on_committed: Callable[[], None] | None


class GroupWriter:
    """Adds rows from any thread; commits them on its own."""

    def __init__(
        self,
        database: Database,
        deliver: Deliver,
        on_failure: Callable[[Exception], None],
        on_stall: OnStall = lambda stall: None,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """``on_failure`` is delivered once, when a commit fails; from then on nothing is committed or called back.

        ``on_stall`` is delivered whenever commits begin to wait for room, for the file or for a slow disk, and with
        None when they go through again.
        """
        self._rows = database.row_writer()
        self._deliver = deliver
        self._on_failure = on_failure
        self._on_stall = on_stall
        self._elapsed_s = elapsed_s
        self._open_group: list[_Row] = []
        self._guard = threading.RLock()
        # A condition would do as well, at twice the switches between the two threads for each commit.
        self._wake: SimpleQueue[None] = SimpleQueue()
        self._is_due = False
        self._is_closing = False
        self._given_up = threading.Event()
        self._failed: Exception | None = None
        self._stall: Stall | None = None
        self._commit_began_s: float | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def add(
        self,
        table: Table,
        values: dict[str, Any],
        on_committed: Callable[[], None] | None = None,
        *,
        is_awaited: bool = True,
    ) -> None:
        """Add a row to the open group and return at once. One that is not awaited commits with the next that is."""
        with self._guard:
            if self._failed is not None or self._is_closing:
                raise JournalError("the journal takes no rows any more") from self._failed
            self._open_group.append(_Row(table, values, on_committed))
            if is_awaited:
                self._be_due()
            # A disk that hangs answers nothing; whoever comes next sees it.
            began_s = self._commit_began_s  # looked at once: the journal's thread may end its commit at any moment
            if began_s is not None and self._elapsed_s() - began_s > SLOW_COMMIT_S:
                self._tell(self._stall or Stall.SLOW)

    def commit_open(self) -> None:
        """Commit what was not awaited without waiting for more."""
        with self._guard:
            if self._open_group:
                self._be_due()

    def close(self, give_up_after_s: float = GIVE_UP_AFTER_S) -> bool:
        """Commit what was added, and end; False when the file took it in no such time, and it is lost.

        Nothing of what is lost had been released, so nobody knows of it.
        """
        with self._guard:
            self._is_closing = True
            self._wake.put(None)
        self._thread.join(give_up_after_s)
        self._given_up.set()
        self._thread.join(give_up_after_s)
        return not self._thread.is_alive() and not self._open_group

    def _be_due(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._wake.put(None)

    def _run(self) -> None:
        with contextlib.closing(self._rows):
            self._commit_groups()

    def _commit_groups(self) -> None:
        while group := self._next_group():
            try:
                is_durable = self._commit_in_the_end(group)
            except Exception as error:  # noqa: BLE001  the thread's boundary: nothing may be released any more
                with self._guard:
                    self._failed = error
                log.critical("journal commit failed: %s", type(error).__name__)
                self._deliver(partial(self._on_failure, error))
                return
            if not is_durable:
                return
            calls = [row.on_committed for row in group if row.on_committed is not None]
            if calls:
                self._deliver(_Release(calls))

    def _next_group(self) -> Sequence[_Row]:
        while not (self._is_due or self._is_closing):
            self._wake.get()
        with self._guard:
            group = self._open_group[:GROUP_ROWS_MAX]
            del self._open_group[:GROUP_ROWS_MAX]
            self._is_due = bool(self._open_group)
            return group

    def _commit_in_the_end(self, group: Sequence[_Row]) -> bool:
        """Commit a group, however often that takes; False when the writer is closed meanwhile."""
        pause_s = RETRY_FIRST_S
        while True:
            stall = self._commit(group)
            with self._guard:
                self._tell(stall)
            if stall is None:
                return True
            if self._given_up.wait(pause_s):
                with self._guard:
                    self._open_group[:0] = group
                return False
            pause_s = min(pause_s * 2, RETRY_MAX_S)

    def _commit(self, group: Sequence[_Row]) -> Stall | None:
        """Write a group whole, or nothing of it and say why."""
        rows: dict[Table, list[dict[str, Any]]] = {}
        for row in group:
            rows.setdefault(row.table, []).append(row.values)
        self._commit_began_s = self._elapsed_s()
        try:
            self._rows.write(rows)
        except StorageStalled as stalled:
            return stalled.stall
        finally:
            self._commit_began_s = None
        return None

    def _tell(self, stall: Stall | None) -> None:
        if stall is not self._stall:
            self._stall = stall
            self._deliver(partial(self._on_stall, stall))


class _Release:
    """Calls back for one committed group, in order."""

    def __init__(self, calls: list[Callable[[], None]]) -> None:
        self._calls = calls

    def __call__(self) -> None:
        for call in self._calls:
            call()
