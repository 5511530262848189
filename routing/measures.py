"""What became of those who came to a queue, counted as it happens: visits by the time in which they began.

A visit begins when an interaction enters a queue and ends in one of three ways: answered (an agent is in contact with
the customer), abandoned (the customer goes before that), or left (the interaction goes on by itself: too long, nobody
is there, a step, a wish). A wait is from the entering to the end, whatever older place it stood at. What is made of the
counts, and in which words, is in ``cic/reporting``: live boards and reports go by the same definitions.
"""

from dataclasses import dataclass, field

MINUTE_MS = 60_000
QUARTER_MS = 15 * MINUTE_MS
"""Every time zone's day begins on one."""
MINUTES_KEPT = 61
QUARTERS_KEPT = 26 * 4
"""The longest day has 25 hours."""


@dataclass(slots=True)
class Counts:
    """Visits that began in some time, and how they ended. ``abandoned`` is without the ``short_abandoned``;
    ``answer_wait_ms`` is the sum of the waits of the answered."""

    offered: int = 0
    answered: int = 0
    answered_in_target: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    left: int = 0
    answer_wait_ms: int = 0

    def add(self, other: "Counts") -> None:
        """Count what another has counted too."""
        self.offered += other.offered
        self.answered += other.answered
        self.answered_in_target += other.answered_in_target
        self.abandoned += other.abandoned
        self.short_abandoned += other.short_abandoned
        self.left += other.left
        self.answer_wait_ms += other.answer_wait_ms


@dataclass(slots=True)
class QueueMeasures:
    """What one queue has shown in the last hour by the minute, and in the last day by the quarter of an hour."""

    minutes: dict[int, Counts] = field(default_factory=dict)
    quarters: dict[int, Counts] = field(default_factory=dict)


def note_entered(measures: QueueMeasures, at_ms: int) -> None:
    """A visit begins. Time never goes back."""
    _running(measures.minutes, at_ms // MINUTE_MS, MINUTES_KEPT).offered += 1
    _running(measures.quarters, at_ms // QUARTER_MS, QUARTERS_KEPT).offered += 1


def note_answered(measures: QueueMeasures, since_ms: int, at_ms: int, target_ms: int) -> None:
    """A visit that began at ``since_ms`` is answered."""
    wait_ms = at_ms - since_ms
    for counts in _of(measures, since_ms):
        counts.answered += 1
        counts.answered_in_target += wait_ms <= target_ms
        counts.answer_wait_ms += wait_ms


def note_abandoned(measures: QueueMeasures, since_ms: int, at_ms: int, short_ms: int) -> None:
    """The customer of a visit that began at ``since_ms`` has gone."""
    for counts in _of(measures, since_ms):
        if at_ms - since_ms < short_ms:
            counts.short_abandoned += 1
        else:
            counts.abandoned += 1


def note_gone_on(measures: QueueMeasures, since_ms: int) -> None:
    """A visit that began at ``since_ms`` is over without an agent."""
    for counts in _of(measures, since_ms):
        counts.left += 1


def counts_of_minutes(measures: QueueMeasures, minutes: int, now_ms: int) -> Counts:
    """The visits that began in the last minutes, the one that runs included; an hour at most."""
    after, found = now_ms // MINUTE_MS - minutes, Counts()
    for minute, counts in measures.minutes.items():
        if minute > after:
            found.add(counts)
    return found


def counts_since(measures: QueueMeasures, from_ms: int) -> Counts:
    """The visits that began since the beginning of a day."""
    first, found = from_ms // QUARTER_MS, Counts()
    for quarter, counts in measures.quarters.items():
        if quarter >= first:
            found.add(counts)
    return found


def _of(measures: QueueMeasures, since_ms: int) -> list[Counts]:
    """Where a visit that began then was counted, as far as that is still kept."""
    minute, quarter = measures.minutes.get(since_ms // MINUTE_MS), measures.quarters.get(since_ms // QUARTER_MS)
    return [counts for counts in (minute, quarter) if counts is not None]


def _running(kept: dict[int, Counts], number: int, kept_max: int) -> Counts:
    counts = kept.get(number)
    if counts is None:
        counts = kept[number] = Counts()
        while (oldest := next(iter(kept))) <= number - kept_max:
            del kept[oldest]
    return counts
