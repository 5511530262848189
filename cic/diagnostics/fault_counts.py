"""How often peers broke a protocol, by listener and kind. Owns counts and their log lines; refusing is the listener's.

A flood of faults is not a flood of lines: the first of a kind is logged, then at most one line a minute for the kind.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)

LINE_EVERY_S = 60.0


@dataclass(slots=True)
class _Count:
    faults: int = 0
    told: int = 0
    told_at_s: float | None = None


class FaultCounts:
    """Counts from any thread. The names come from our own code, never from a peer, so there are few."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._counts: dict[str, dict[str, _Count]] = {}
        self._lock = threading.Lock()

    def count(self, listener: str, kind: str) -> None:
        """A peer of this listener did this."""
        with self._lock:
            count = self._counts.setdefault(listener, {}).setdefault(kind, _Count())
            count.faults += 1
            now_s = self._now_s()
            if count.told_at_s is not None and now_s - count.told_at_s < LINE_EVERY_S:
                return
            untold, count.told, count.told_at_s = count.faults - count.told, count.faults, now_s
        _log.warning("peers of %s: %s, %d since it was last said, %d in all", listener, kind, untold, count.told)

    def read(self) -> dict[str, dict[str, int]]:
        """All counts so far, by listener and kind."""
        with self._lock:
            return {
                listener: {kind: count.faults for kind, count in kinds.items()}
                for listener, kinds in self._counts.items()
            }
