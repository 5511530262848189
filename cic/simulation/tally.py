"""What one replication of a scenario adds up to. Owns sums and their ratios; knows no events and no chance.

Contacts count if they arrive within the window, whatever becomes of them later. Queue length and occupancy count times
of waiting and of work as far as they lie within the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MEASURES = (
    "offered",
    "answered",
    "abandoned",
    "blocked",
    "p_wait",
    "p_abandon",
    "mean_wait_s",
    "asa_s",
    "service_level",
    "mean_queue",
    "occupancy",
)
Values = dict[str, float | None]
"""A value for each measure; None where there is nothing to take a mean of."""


@dataclass(slots=True)
class QueueTally:
    """Sums over the contacts of a queue; ``in_queue_ms`` is the waiting of all of them within the window."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    blocked: int = 0
    waited: int = 0
    in_time: int = 0
    wait_ms: float = 0.0
    answered_wait_ms: float = 0.0
    in_queue_ms: float = 0.0

    def add(self, other: "QueueTally") -> None:
        """Add another queue's sums to these."""
        for name in QueueTally.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Tally:
    """All sums of one replication: ``busy_ms`` of each agent within the window of this length."""

    window_ms: float
    queues: list[QueueTally]
    busy_ms: list[float]


def queue_values(tally: Tally, queue: int, agents: Sequence[int]) -> Values:
    """The measures of one queue; ``agents`` are those that serve it."""
    return _values(tally, tally.queues[queue], agents)


def overall_values(tally: Tally) -> Values:
    """The measures of all queues and agents together."""
    total = QueueTally()
    for queue in tally.queues:
        total.add(queue)
    return _values(tally, total, range(len(tally.busy_ms)))


def _values(tally: Tally, queue: QueueTally, agents: Sequence[int]) -> Values:
    busy_ms = sum(tally.busy_ms[agent] for agent in agents)
    values: Values = {
        "offered": float(queue.offered),
        "answered": float(queue.answered),
        "abandoned": float(queue.abandoned),
        "blocked": float(queue.blocked),
        "p_wait": _ratio(queue.waited, queue.offered),
        "p_abandon": _ratio(queue.abandoned, queue.offered),
        "mean_wait_s": _ratio(queue.wait_ms / 1000, queue.offered),
        "asa_s": _ratio(queue.answered_wait_ms / 1000, queue.answered),
        "service_level": _ratio(queue.in_time, queue.offered),
        "mean_queue": queue.in_queue_ms / tally.window_ms,
        "occupancy": _ratio(busy_ms, len(agents) * tally.window_ms),
    }
    assert tuple(values) == MEASURES
    return values


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
