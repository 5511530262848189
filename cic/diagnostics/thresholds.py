"""Alarms of queues: thresholds with hysteresis. Owns when a figure raises an alarm and when it is over; pure.

A level is raised when its figure has been beyond the threshold for the whole of ``lasting_ms``, and is over once the
figure has come back to the value at which it clears: in between nothing changes, so nothing flaps. A figure that is not
known (nothing to go by) is never beyond anything.
"""

from dataclasses import dataclass
from enum import Enum


class Figure(Enum):
    """What is watched of a queue."""

    SERVICE_LEVEL = "service_level"
    LONGEST_WAIT = "longest_wait"
    WAITING = "waiting"
    ABANDON_RATE = "abandon_rate"
    AGENTS_AVAILABLE = "agents_available"


FALLING = frozenset({Figure.SERVICE_LEVEL, Figure.AGENTS_AVAILABLE})
"""Figures of which too little is wrong; of the others too much is."""


class Level(Enum):
    """How bad it is."""

    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level is raised beyond ``at`` and over at ``clear_at``; in percent, ms, or a count."""

    at: int
    clear_at: int


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """What is watched of one figure. Of shares: over the last ``minutes`` (0: the day), from ``decided_min`` on."""

    figure: Figure
    amber: Threshold | None
    red: Threshold | None
    lasting_ms: int = 0
    minutes: int = 0
    decided_min: int = 1


@dataclass(frozen=True, slots=True)
class StandingLevel:
    """An alarm that stands: since when, the figure now, and the threshold that it has passed."""

    figure: Figure
    level: Level
    since_ms: int
    value: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of one rule. ``beyond`` is since when the figure is beyond the threshold of a level."""

    standing: StandingLevel | None = None
    beyond: tuple[tuple[Level, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure now; one that ``grows`` becomes a millisecond more with each that passes, with no event."""

    value: float | None
    grows: bool = False


NOTHING = Judged()


def judge(rule: AlarmRule, reading: Reading, before: Judged, now_ms: int) -> tuple[Judged, int | None]:
    """What stands now, and when to look again though nothing happens; None: not before something does."""
    known = dict(before.beyond)
    beyond: list[tuple[Level, int]] = []
    raised = None if before.standing is None else before.standing.level
    look_at_ms: list[int] = []
    thresholds = [(level, found) for level, found in ((Level.AMBER, rule.amber), (Level.RED, rule.red)) if found]
    held: Level | None = None
    for level, threshold in thresholds:
        if is_beyond(rule.figure, reading.value, threshold.at):
            since_ms = known.get(level, now_ms)
            beyond.append((level, since_ms))
            if now_ms - since_ms >= rule.lasting_ms:
                held = level
            else:
                look_at_ms.append(since_ms + rule.lasting_ms)
        elif reading.grows and reading.value is not None:
            look_at_ms.append(now_ms + int(threshold.at - reading.value) + 1)
        if _still_stands(level, raised) and not _is_cleared(rule.figure, reading.value, threshold.clear_at):
            held = level
    standing = None if held is None else _standing(rule, held, reading.value, before.standing, now_ms)
    return Judged(standing, tuple(beyond)), min(look_at_ms, default=None)


def is_beyond(figure: Figure, value: float | None, at: int) -> bool:
    """Whether a figure is on the wrong side of a threshold."""
    if value is None:
        return False
    return value < at if figure in FALLING else value > at


def _is_cleared(figure: Figure, value: float | None, clear_at: int) -> bool:
    if value is None:
        return True
    return value >= clear_at if figure in FALLING else value <= clear_at


def _still_stands(level: Level, raised: Level | None) -> bool:
    """Whether a level is one that stands: red stands for amber too."""
    return raised is level or (raised is Level.RED and level is Level.AMBER)


def _standing(
    rule: AlarmRule, level: Level, value: float | None, before: StandingLevel | None, now_ms: int
) -> StandingLevel:
    threshold = rule.amber if level is Level.AMBER else rule.red
    assert threshold is not None and value is not None, "a level that holds has a threshold and a value"
    since_ms = before.since_ms if before is not None and before.level is level else now_ms
    return StandingLevel(rule.figure, level, since_ms, round(value, 1), threshold.at)
