"""Checks calendars for hours that nobody can have meant. Owns these rules; the form of an hour is checked elsewhere.

Closed days and breaks at noon are usual. Not usual: a calendar that never opens, and a gap of a few minutes, which is
most often an end such as 23:59 in place of 24:00.
"""

from collections.abc import Collection, Iterator, Sequence

from cic.configuration.forms_hours import DAYS
from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.schema import CalendarText, OpeningText

FILE = "hours.yaml"
GAP_MINUTES_MAX = 5
DAY_MINUTES = 1440


def check_hours(
    calendars: Collection[CalendarText], asked: Collection[str] | None, misread: Collection[str]
) -> Iterator[ConfigurationProblem]:
    """Calendars that never open, have gaps, or are asked by no flow (None: that is not known)."""
    for calendar in calendars:
        where = f"calendars.{calendar.name}"
        opens = any(calendar.days) or any(day.openings for day in calendar.own_days)
        if not opens and where not in misread:
            found, expected = "no opening on any day", "at least one opening in the week"
            mend = "add hours such as '09:00-18:00', or let the flow lead to its closed way without asking"
            yield ConfigurationProblem(FILE, calendar.line, where, found, expected, mend)
        yield from _gaps(calendar, where)
        if asked is not None and calendar.name not in asked:
            found, expected = "a calendar that no flow asks", "a calendar that a flow's 'hours' node names"
            mend = "remove it, or name it in a flow"
            yield ConfigurationProblem(FILE, calendar.line, where, found, expected, mend, Severity.WARNING)


def _gaps(calendar: CalendarText, where: str) -> Iterator[ConfigurationProblem]:
    for own in calendar.own_days:
        begins = [opening.from_minute for opening in own.openings[1:]]
        yield from _gaps_of_day(own.line, f"{where}.open_on.{own.day}", own.openings, begins)
    for number, (day, openings) in enumerate(zip(DAYS, calendar.days, strict=True)):
        tomorrow = calendar.days[(number + 1) % len(DAYS)]
        begins = [opening.from_minute for opening in openings[1:]]
        if tomorrow:
            begins.append(DAY_MINUTES + tomorrow[0].from_minute)
        yield from _gaps_of_day(calendar.line, f"{where}.{day}", openings, begins)


def _gaps_of_day(
    line: int, where: str, openings: Sequence[OpeningText], begins: Sequence[int]
) -> Iterator[ConfigurationProblem]:
    """Gaps between the end of each opening and the begin of the next."""
    for opening, begin in zip(openings, begins, strict=False):
        gap = begin - opening.until_minute
        if 0 < gap <= GAP_MINUTES_MAX:
            found = f"a gap of {gap} min from {_clock(opening.until_minute)} to {_clock(begin)}"
            mend = f"let these hours end at {_clock(min(begin, DAY_MINUTES))}"
            if begin > DAY_MINUTES:
                mend = "let the hours of the next day begin at 00:00, and those of this day end at 24:00"
            expected = "hours without a gap of a few minutes"
            yield ConfigurationProblem(FILE, line, where, found, expected, mend)


def _clock(minute: int) -> str:
    if minute == DAY_MINUTES:
        return "24:00"
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
