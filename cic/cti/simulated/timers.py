"""Deadlines by key. Owns which come next; must not read a clock or wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from heapq import heapify, heappop, heappush

from routing.vocabulary import LegId


class TimerKind(Enum):
    """What a deadline is for."""

    ANSWER = "answer"
    REJOIN = "rejoin"
    GATHER = "gather"
    PLAYBACK = "playback"
    MESSAGE = "message"
    PHONE = "phone"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class TimerKey:
    """One deadline: of a leg, or of a phone by its connection's number, or of the switch (0)."""

    kind: TimerKind
    owner: LegId | int


class Timers:
    """At most one deadline per key; setting it again moves it. Equal deadlines come in the order they were set."""

    def __init__(self) -> None:
        self._due: dict[TimerKey, tuple[int, int]] = {}
        self._heap: list[tuple[int, int, TimerKey]] = []
        self._set_count = 0

    def set(self, key: TimerKey, due_ms: int) -> None:
        """Wake for this key at ``due_ms`` instead of whenever it was."""
        self._set_count += 1
        self._due[key] = (due_ms, self._set_count)
        # What was moved or cleared leaves stale entries; they are dropped before they outnumber the live ones.
        if len(self._heap) > 64 and len(self._heap) > 4 * len(self._due):
            self._heap = [(due, number, live) for live, (due, number) in self._due.items()]
            heapify(self._heap)
        else:
            heappush(self._heap, (due_ms, self._set_count, key))

    def clear(self, key: TimerKey) -> None:
        """Do not wake for this key."""
        self._due.pop(key, None)

    @property
    def next_ms(self) -> int | None:
        """The earliest deadline."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def due(self, now_ms: int) -> Iterator[TimerKey]:
        """Take what is due, earliest first; what is cleared or set meanwhile is heeded."""
        while (next_ms := self.next_ms) is not None and next_ms <= now_ms:
            _, _, key = heappop(self._heap)
            del self._due[key]
            yield key

    def _drop_stale(self) -> None:
        while self._heap and self._due.get(self._heap[0][2]) != self._heap[0][:2]:
            heappop(self._heap)
