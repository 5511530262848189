"""Which hours hold on one day of a calendar. Owns the order of what a person wrote; knows no clock and no zone.

The calendar's own days go first, one date before what is so every year; then the public holidays; then the week.
"""

from datetime import date

from cic.configuration.public_holidays import DayKind, PublicHolidays
from cic.configuration.schema import CalendarText, OpeningText

Openings = tuple[OpeningText, ...]


class DayHours:
    """The days of one calendar."""

    def __init__(self, calendar: CalendarText) -> None:
        self._week = calendar.days
        self._on_make_up_workdays = calendar.days[calendar.make_up_workdays_like]
        self._own = {day.day: day.openings for day in calendar.own_days}
        self._public = PublicHolidays(calendar.holidays) if calendar.holidays else None

    def on(self, day: date) -> Openings:
        """The hours of a day; none when it is closed."""
        written = day.isoformat()
        own = self._own.get(written, self._own.get(written[5:]))
        if own is not None:
            return own
        kind = DayKind.ORDINARY if self._public is None else self._public.kind(day)
        if kind is DayKind.HOLIDAY:
            return ()
        return self._on_make_up_workdays if kind is DayKind.MAKE_UP_WORKDAY else self._week[day.weekday()]
