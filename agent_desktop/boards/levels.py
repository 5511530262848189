"""Which alarms of queues stand, judged when figures change, and when time alone may raise one.

Owns no threshold: those are text, and ``cic/diagnostics/thresholds.py`` judges.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict

from cic.center.board_figures import LAST_MINUTES, QueueFigures
from cic.configuration.labels import Labels
from cic.diagnostics.thresholds import NOTHING, AlarmRule, Figure, Judged, Reading, StandingLevel, judge
from cic.reporting import figures
from routing.vocabulary import QueueId

AlarmKey = tuple[QueueId, Figure]
OnLevels = Callable[[dict[AlarmKey, StandingLevel | None]], None]
"""Told which alarms stand now that did not, on another level, or no more: None."""
STAFFED = ("free", "busy", "wrap_up")
"""Agents who are there for a queue: they serve somebody, or could."""


class QueueLevels:
    """The alarms of all queues of a center."""

    def __init__(self) -> None:
        self._judged: dict[AlarmKey, Judged] = {}
        self._look_at_ms: dict[QueueId, int] = {}

    @property
    def next_look_ms(self) -> int | None:
        """When an alarm may be raised by time alone; None while there is no such."""
        return min(self._look_at_ms.values(), default=None)

    def due(self, now_ms: int) -> list[QueueId]:
        """The queues at which to look now."""
        return [queue_id for queue_id, at_ms in self._look_at_ms.items() if at_ms <= now_ms]

    def of(self, queue_id: QueueId) -> list[StandingLevel]:
        """The alarms of a queue that stand."""
        found = [self._judged.get((queue_id, figure), NOTHING).standing for figure in Figure]
        return [standing for standing in found if standing is not None]

    def standing(self, key: AlarmKey) -> StandingLevel | None:
        """One alarm, where it stands."""
        return self._judged.get(key, NOTHING).standing

    def all(self) -> dict[AlarmKey, StandingLevel]:
        """All alarms that stand."""
        return {key: judged.standing for key, judged in self._judged.items() if judged.standing is not None}

    def judge_queue(
        self, queue_id: QueueId, queue: QueueFigures | None, labels: Labels, now_ms: int
    ) -> dict[AlarmKey, StandingLevel | None]:
        """Judge a queue; return its alarms that are others than before, None for those that are over."""
        rules = labels.alarm_rules(queue_id) if queue is not None else ()
        looks, changed = [], {}
        for rule in rules:
            assert queue is not None, "a queue that is gone has no rules"
            key = queue_id, rule.figure
            before = self._judged.get(key, NOTHING)
            now, look_at_ms = judge(rule, _reading(rule, queue, now_ms), before, now_ms)
            self._judged[key] = now
            looks += [] if look_at_ms is None else [look_at_ms]
            if now.standing != before.standing:
                changed[key] = now.standing
        changed.update(self._forget_all_but(queue_id, [rule.figure for rule in rules]))
        if looks:
            self._look_at_ms[queue_id] = min(looks)
        else:
            self._look_at_ms.pop(queue_id, None)
        return changed

    def _forget_all_but(self, queue_id: QueueId, watched: Iterable[Figure]) -> dict[AlarmKey, StandingLevel | None]:
        """Alarms of figures that are watched no more are over."""
        gone = [(queue_id, figure) for figure in Figure if figure not in watched and (queue_id, figure) in self._judged]
        return {key: None for key in gone if self._judged.pop(key).standing is not None}


def _reading(rule: AlarmRule, queue: QueueFigures, now_ms: int) -> Reading:
    match rule.figure:
        case Figure.WAITING:
            return Reading(queue.waiting)
        case Figure.LONGEST_WAIT:
            since_ms = queue.longest_since_ms
            return Reading(None) if since_ms is None else Reading(now_ms - since_ms, grows=True)
        case Figure.AGENTS_AVAILABLE:
            there = dict(queue.agents)
            # Outside its hours a queue is not missed by anybody: only while someone waits is nobody there too few.
            return Reading(sum(there.get(name, 0) for name in STAFFED) if queue.waiting else None)
        case Figure.SERVICE_LEVEL:
            return _share(rule, queue, figures.service_level)
        case Figure.ABANDON_RATE:
            return _share(rule, queue, figures.abandon_rate)


def _share(rule: AlarmRule, queue: QueueFigures, of: Callable[[figures.Figures], float | None]) -> Reading:
    counts = asdict(queue.last[LAST_MINUTES.index(rule.minutes)] if rule.minutes else queue.today)
    share = of(counts) if figures.decided(counts) >= rule.decided_min else None
    return Reading(None if share is None else 100 * share)
