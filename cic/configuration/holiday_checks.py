"""Checks what calendars make of public holidays. Owns these rules; the date is an argument.

A library knows the holidays that were decreed when it was made: what it cannot know of the days that are compiled is
told as a warning.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from cic.configuration.forms_hours import DAYS
from cic.configuration.hours import HORIZON_DAYS
from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.public_holidays import PublicHolidays
from cic.configuration.schema import CalendarText

FILE = "hours.yaml"


def check_holidays(calendars: Iterable[CalendarText], today: date) -> Iterator[ConfigurationProblem]:
    """Years of which holidays or make-up workdays are not known, and make-up workdays without hours."""
    for calendar in calendars:
        if calendar.holidays is None:
            continue
        where = f"calendars.{calendar.name}.holidays"
        public = PublicHolidays(calendar.holidays)
        years = range(today.year, (today + timedelta(days=HORIZON_DAYS)).year + 1)
        for year in years:
            missing = public.lacks(year)
            if missing is not None:
                found = f"no {missing} of {year} for '{calendar.holidays}' in the library `holidays`"
                expected = f"those of each year within the next {HORIZON_DAYS} days"
                mend = f"update the library, or write the days of {year} below 'closed_on' and 'open_on'"
                yield ConfigurationProblem(FILE, calendar.line, where, found, expected, mend, Severity.WARNING)
        day = DAYS[calendar.make_up_workdays_like]
        is_closed = any(calendar.days) and not calendar.days[calendar.make_up_workdays_like]
        if is_closed and any(public.has_make_up_workdays(year) for year in (today.year - 1, *years)):
            found, expected = f"make-up workdays like {day}, which is closed", "a day with hours"
            mend = "name the weekday whose hours hold then: 'make_up_workdays_like: tuesday'"
            yield ConfigurationProblem(FILE, calendar.line, where, found, expected, mend, Severity.WARNING)
