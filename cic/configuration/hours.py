"""Opening hours of the wall clock, compiled to UTC. Owns time zones, so that no core has to know them.

A calendar is open at an instant exactly when the wall clock of its zone then shows a time within its hours. So an hour
that summer time skips is not open, and an hour that is lived twice is open twice. Which hours a day has is written
elsewhere.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cic.center.inputs import HoursCompiled, OpenHours
from cic.configuration.day_hours import DayHours
from cic.configuration.schema import CalendarText

HORIZON_DAYS = 60
PROBE = timedelta(hours=3)
"""Changes of offset lie further apart than this in every zone of the database since 1970."""
MINUTE = timedelta(minutes=1)

Interval = tuple[int, int]


def compile_hours(calendars: Iterable[CalendarText], center_time_zone: str, now_ms: int) -> HoursCompiled:
    """The opening hours of all calendars from a day ago until 60 days ahead."""
    from_utc = datetime.fromtimestamp(now_ms // 1000, UTC) - timedelta(days=1)
    until_utc = from_utc + timedelta(days=HORIZON_DAYS + 1)
    return HoursCompiled(
        hours=tuple(
            OpenHours(
                calendar=calendar.name,
                intervals=_open_intervals(
                    DayHours(calendar), ZoneInfo(calendar.time_zone or center_time_zone), from_utc, until_utc
                ),
                known_until_ms=_ms(until_utc),
            )
            for calendar in calendars
        )
    )


def _open_intervals(days: DayHours, zone: ZoneInfo, from_utc: datetime, until_utc: datetime) -> tuple[Interval, ...]:
    found = sorted(
        interval
        for segment_from, segment_until, offset in _segments(zone, from_utc, until_utc)
        for interval in _within(days, segment_from, segment_until, offset)
    )
    joined: list[Interval] = []
    for begin, end in found:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def _segments(
    zone: ZoneInfo, from_utc: datetime, until_utc: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Stretches of UTC time in which the zone's offset stays the same."""
    begin = at = from_utc
    offset = _offset(zone, at)
    while at < until_utc:
        ahead = min(at + PROBE, until_utc)
        if _offset(zone, ahead) != offset:
            change = _first_instant_of_change(zone, at, ahead, offset)
            yield begin, change, offset
            begin, offset = change, _offset(zone, change)
        at = ahead
    yield begin, until_utc, offset


def _first_instant_of_change(zone: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _within(days: DayHours, from_utc: datetime, until_utc: datetime, offset: timedelta) -> Iterator[Interval]:
    """The openings of each day that the wall clock shows in a stretch of one offset, cut to that stretch."""
    day = (from_utc + offset).date()
    last = (until_utc + offset).date()
    while day <= last:
        midnight_utc = _midnight(day) - offset
        for opening in days.on(day):
            begin = max(midnight_utc + opening.from_minute * MINUTE, from_utc)
            end = min(midnight_utc + opening.until_minute * MINUTE, until_utc)
            if begin < end:
                yield _ms(begin), _ms(end)
        day += timedelta(days=1)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone of the database always has an offset"
    return offset


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _ms(at: datetime) -> int:
    return int(at.timestamp()) * 1000
