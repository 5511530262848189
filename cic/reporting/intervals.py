"""The intervals that a report is divided into, by the wall clock of a time zone. Owns their borders; pure.

A day of 23 or 25 hours has 23 or 25 of them. Weeks begin on Mondays. The first and the last interval are cut to the
range of the report.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from cic.reporting.quarters import QUARTER_MS


class Interval(Enum):
    """How long the intervals of a report are."""

    QUARTER = "15m"
    HALF_HOUR = "30m"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    NONE = "none"
    """The whole range is one."""


_WITHIN_DAY = {Interval.QUARTER: QUARTER_MS, Interval.HALF_HOUR: 2 * QUARTER_MS, Interval.HOUR: 4 * QUARTER_MS}


class RangeWrong(ValueError):
    """A range that a report cannot be of; the text says what to do."""


def intervals(from_ms: int, until_ms: int, interval: Interval, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """The intervals of a range, in order, without gap or overlap."""
    if interval is Interval.NONE:
        yield from_ms, until_ms
        return
    for begins_ms, ends_ms in _whole_intervals(from_ms, interval, zone):
        if begins_ms >= until_ms:
            return
        if ends_ms > from_ms:
            yield max(begins_ms, from_ms), min(ends_ms, until_ms)


def moment_ms(text: str, zone: ZoneInfo) -> int:
    """The moment of a date, or of a date and time, by the wall clock of the zone or with an offset of its own.

    A time that the clock shows twice is the first of the two; one that it skips is the moment of the skip.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RangeWrong(f"'{text}' is no date or time; write 2026-11-28 or 2026-11-28T09:30") from None
    at_ms = round((found if found.tzinfo is not None else found.replace(tzinfo=zone)).timestamp() * 1000)
    if at_ms % QUARTER_MS:
        raise RangeWrong(f"'{text}' is no full quarter of an hour: reports are made of quarters")
    return at_ms


def day_of(at_ms: int, zone: ZoneInfo) -> date:
    """The day that the wall clock of a zone shows."""
    return datetime.fromtimestamp(at_ms / 1000, zone).date()


def midnight_ms(day: date, zone: ZoneInfo) -> int:
    """When a day begins; where the clock skips midnight, the moment of the skip."""
    return round(datetime.combine(day, time.min, zone).timestamp()) * 1000


def _whole_intervals(from_ms: int, interval: Interval, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    day = _first_day(day_of(from_ms, zone), interval)
    while True:
        following = _following(day, interval)
        begins_ms, ends_ms = midnight_ms(day, zone), midnight_ms(following, zone)
        step_ms = _WITHIN_DAY.get(interval, ends_ms - begins_ms)
        for at_ms in range(begins_ms, ends_ms, step_ms):
            yield at_ms, min(at_ms + step_ms, ends_ms)
        day = following


def _first_day(day: date, interval: Interval) -> date:
    if interval is Interval.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if interval is Interval.MONTH else day


def _following(day: date, interval: Interval) -> date:
    if interval is Interval.MONTH:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if interval is Interval.WEEK else 1)
