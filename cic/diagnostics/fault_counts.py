"""How often peers broke a protocol, by listener and kind. Owns the counts; refusing is the listener's."""

import threading


class FaultCounts:
    """Counts from any thread. The names come from our own code, never from a peer, so there are few."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = {}
        self._lock = threading.Lock()

    def count(self, listener: str, kind: str) -> None:
        """A peer of this listener did this."""
        with self._lock:
            kinds = self._counts.setdefault(listener, {})
            kinds[kind] = kinds.get(kind, 0) + 1

    def read(self) -> dict[str, dict[str, int]]:
        """All counts so far, by listener and kind."""
        with self._lock:
            return {listener: dict(kinds) for listener, kinds in self._counts.items()}
