"""What is to be told of alarms, and to which destination it has yet to be. Owns how changes are joined; sends nothing.

Each destination has at most one digest under way, with an id of its own under which it is sent again until it is taken,
and the changes that came since, one for each alarm: so a storm, or a destination that is dead for days, costs no more
memory than there are alarms. All of it can be written down and read again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

OVER = "over"


@dataclass(frozen=True, slots=True)
class AlarmChange:
    """An alarm has been raised, is on another level, or is over (``level``: amber, red, over).

    ``key`` tells it from all others: `queue:<queue_id>:<figure>` or `center:<code>`. ``value`` and ``threshold`` are a
    figure's, where there is one.
    """

    key: str
    level: str
    at_ms: int
    since_ms: int
    value: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What is sent at once. A receiver that has seen the id need not look at it again."""

    digest_id: str
    changes: tuple[AlarmChange, ...]


@dataclass(slots=True)
class Waiting:
    """What one destination has yet to be told."""

    under_way: Digest | None = None
    since: dict[str, AlarmChange] = field(default_factory=dict)


class AlarmChanges:
    """What stands as far as anybody is to be told, and what is still to be told to whom."""

    def __init__(self, destinations: Iterable[str], new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self.standing: dict[str, str] = {}
        self.waiting = {name: Waiting() for name in destinations}

    def note(self, change: AlarmChange) -> bool:
        """Something has changed; whether anybody is to be told. What stands already on this level is no news."""
        before = self.standing.get(change.key, OVER)
        if before == change.level:
            return False
        if change.level == OVER:
            del self.standing[change.key]
        else:
            self.standing[change.key] = change.level
        for waiting in self.waiting.values():
            waiting.since[change.key] = change
        return True

    def next_digest(self, destination: str) -> Digest | None:
        """What to send now: what is under way, or all that came since; None when there is nothing."""
        waiting = self.waiting[destination]
        if waiting.under_way is None and waiting.since:
            changes = sorted(waiting.since.values(), key=lambda change: (change.at_ms, change.key))
            waiting.under_way, waiting.since = Digest(self._new_id(), tuple(changes)), {}
        return waiting.under_way

    def taken(self, destination: str, digest: Digest) -> None:
        """The destination has taken a digest."""
        waiting = self.waiting[destination]
        if waiting.under_way == digest:
            waiting.under_way = None

    def written(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "standing": dict(self.standing),
            "waiting": {
                name: {
                    "under_way": None if waiting.under_way is None else asdict(waiting.under_way),
                    "since": [asdict(change) for change in waiting.since.values()],
                }
                for name, waiting in self.waiting.items()
            },
        }

    def read(self, written: Mapping[str, Any]) -> None:
        """Take up what was written down by an earlier process, for the destinations that there are still."""
        self.standing = {str(key): str(level) for key, level in written["standing"].items()}
        for name, waiting in self.waiting.items():
            kept = written["waiting"].get(name)
            if kept is None:
                continue
            under_way = kept["under_way"]
            if under_way is not None:
                changes = tuple(AlarmChange(**change) for change in under_way["changes"])
                waiting.under_way = Digest(str(under_way["digest_id"]), changes)
            waiting.since = {change["key"]: AlarmChange(**change) for change in kept["since"]}
