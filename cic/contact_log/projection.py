"""Keeps what is folded from the journal up with it: the contact log, and reports beside it. Owns the thread, the
batches and the catching up; writes no row itself.

The log may fall behind or fail without hurting a call: whatever is missing is read from the journal again. The first
record after a quiet time is written at once; in a busy time a batch is written now and then, or when somebody asks: a
contact that is written once costs a tenth of one that is written at each of its steps.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from cic.journal.port import Committed, JournalReader

log = logging.getLogger(__name__)

BATCH_RECORDS = 2_000
BATCH_EVERY_S = 1.0
CATCH_UP_S_MAX = 1.0
WAITING_MAX = 20_000
RETRY_FIRST_S = 1.0
RETRY_MAX_S = 15.0


L = TypeVar("L")
"""What goes on, as a fold holds it."""


class ProjectedStore(Protocol[L]):
    """Tables that are folded from the journal, the number of their last record among them."""

    def cursor(self) -> int:
        """Return the number of the last record in the tables."""
        ...

    def ledger(self) -> L:
        """Return what goes on as the tables last had it."""
        ...

    def take(self, ledger: L, records: Sequence[Committed]) -> None:
        """Fold records into the ledger and write what they touched, in one transaction with the cursor."""
        ...


class Projection(Generic[L]):
    """An observer of the runtime that folds committed records on a thread of its own."""

    def __init__(
        self,
        store: ProjectedStore[L],
        journal: JournalReader,
        on_behind: Callable[[bool], None] = lambda _: None,
        name: str = "contact log",
    ) -> None:
        """Begin at once: what the journal has and the log has not is caught up with first.

        ``on_behind`` is called on the log's own thread when it cannot be written, and with False when it can again.
        """
        self._store = store
        self._journal = journal
        self._on_behind = on_behind
        self._is_behind = False
        self._retry_after_s = RETRY_FIRST_S
        self._waiting: list[Committed] = []
        self._changed = threading.Condition()
        self._is_closing = False
        self._is_idle = False
        self._is_asked = False
        self._cursor = store.cursor()
        self._newest = max(self._cursor, journal.last()[0])
        self._ledger: L | None = None
        self._name = name
        self._thread = threading.Thread(target=self._run, name=name.replace(" ", "-"), daemon=True)
        self._thread.start()

    @property
    def seq(self) -> int:
        """The number of the last record in the log."""
        return self._cursor

    def settled(self, state: Any, record: Committed) -> None:
        """Nothing is needed of the state: the events say it all."""

    def committed(self, record: Committed, value: object | None) -> None:
        """Take a durable record; the log follows soon."""
        with self._changed:
            self._newest = record.seq
            self._waiting.append(record)
            if len(self._waiting) > WAITING_MAX:
                self._waiting.clear()  # they are in the journal, and will be read from there
            if self._is_idle:  # while a batch is being gathered each wake-up would cost a call some microseconds
                self._changed.notify_all()

    def wait_for(self, seq: int, timeout_s: float) -> bool:
        """Return True once this record is in the log, or False after the time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._cursor >= seq, timeout_s)

    def catch_up(self) -> bool:
        """Write what was taken so far; whether that is done within a bounded time. Not on the event loop."""
        with self._changed:
            wanted = self._newest
            if self._cursor >= wanted or self._is_behind:
                return self._cursor >= wanted
            self._is_asked = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._cursor >= wanted or self._is_behind, CATCH_UP_S_MAX)

    def close(self) -> None:
        """Write what was taken, and end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._is_idle = True
                self._changed.wait_for(lambda: self._newest > self._cursor or self._is_closing)
                self._is_idle = False
                if self._newest <= self._cursor:
                    return
            try:
                self._take(self._next_batch())
                self._behind(is_so=False)
                self._gather()
            except Exception as error:  # noqa: BLE001  the thread's boundary: a log that fails must not end the log
                if not self._is_behind:  # once: the log of a full disk must not fill it further
                    log.error("%s: not written, trying again: %s", self._name, type(error).__name__)
                self._behind(is_so=True)
                self._ledger = None
                with self._changed:
                    # Until it is time or closing, not at the next record: a full disk is not to be asked by each.
                    self._changed.wait_for(lambda: self._is_closing, self._retry_after_s)
                    if self._is_closing:
                        return  # the next start catches up
                    self._retry_after_s = min(self._retry_after_s * 2, RETRY_MAX_S)

    def _gather(self) -> None:
        """Let the next batch come together, unless there is one already."""
        with self._changed:
            if self._newest - self._cursor < BATCH_RECORDS:
                self._changed.wait_for(lambda: self._is_closing or self._is_asked, BATCH_EVERY_S)
            self._is_asked = False

    def _behind(self, *, is_so: bool) -> None:
        if not is_so:
            self._retry_after_s = RETRY_FIRST_S
        if is_so != self._is_behind:
            self._is_behind = is_so
            self._on_behind(is_so)

    def _next_batch(self) -> Sequence[Committed]:
        """The records after the cursor: those that were handed over, or the journal's where some are missing."""
        with self._changed:
            batch = [record for record in self._waiting[:BATCH_RECORDS] if record.seq > self._cursor]
            del self._waiting[:BATCH_RECORDS]
        if batch and batch[0].seq == self._cursor + 1 and batch[-1].seq == self._cursor + len(batch):
            return batch
        return list(islice(self._journal.read(self._cursor + 1), BATCH_RECORDS))

    def _take(self, batch: Sequence[Committed]) -> None:
        if not batch:
            return
        if self._ledger is None:
            self._ledger = self._store.ledger()
        self._store.take(self._ledger, batch)
        with self._changed:
            self._cursor = batch[-1].seq
            self._changed.notify_all()
