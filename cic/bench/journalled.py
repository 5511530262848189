"""A journal behind the core, as the runtime of a center uses it. Owns the pace; opens no file.

Each record is wanted durable at once, so that a group is committed as soon as the commit before it has returned. The
core does not wait for that, only when too many records are on their way to the disk.
"""

import queue
from collections.abc import Callable
from functools import partial

from cic.bench.load import Given
from cic.bench.world import World
from cic.journal.port import Committed, Journal
from routing.events import RoutingEvent

UNCOMMITTED_MAX = 20_000


class Journalled:
    """Numbers and keeps records; ``deliver`` is what the journal is to call back by."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._journal: Journal | None = None
        self._seq = self._committed = 0
        self.deliver = self._calls.put

    def open(self, journal: Journal) -> None:
        """Keep records there from now on."""
        self._journal = journal

    def fail(self, error: Exception) -> None:
        """What the journal calls when a commit has failed."""
        raise error

    def taking(self, world: World) -> Callable[[Given], list[RoutingEvent]]:
        """As ``world.take``, with every input made durable."""
        return partial(self._take, world)

    def wait(self, open_max: int = 0) -> None:
        """Wait until no more than so many records are on their way."""
        while self._seq - self._committed > open_max:
            self._calls.get()()

    def _take(self, world: World, given: Given) -> list[RoutingEvent]:
        journal = self._journal
        assert journal is not None, "the journal is opened before anything is kept"
        command = given[-1]  # an arrival is one record: that of the command that lets it wait
        written = journal.prepare(command)  # type: ignore[arg-type]  # the codec is for routing's commands here
        events = world.take(given)
        self._seq += 1
        record = Committed(self._seq, world.now_ms, command, tuple(events), None)  # type: ignore[arg-type]
        journal.append(record, written, self._durable)
        while not self._calls.empty():
            self._calls.get()()
        if self._seq - self._committed > UNCOMMITTED_MAX:
            self.wait(UNCOMMITTED_MAX // 2)
        return events

    def _durable(self) -> None:
        self._committed += 1
