"""Public holidays of a country, and the weekends that are worked instead of them. Owns what we ask of the library.

In some countries a weekend becomes a working day so that a holiday lasts longer (China: 调休), by decree and from year
to year: the library `holidays` has the decrees that were published when it was.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum

from holidays import country_holidays
from holidays.registry import COUNTRIES

from cic.configuration.problems import choose_from, nearest_name


class DayKind(Enum):
    """What the public calendar makes of a day."""

    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    MAKE_UP_WORKDAY = "make_up_workday"


class PublicHolidays:
    """The public calendar of a country, or of a part of it: ``CN``, ``DE-BY``."""

    def __init__(self, place: str) -> None:
        """``place`` is one in which ``unknown_place`` finds nothing wrong."""
        country, _, part = place.partition("-")
        self._days = country_holidays(country, subdiv=part or None)

    def kind(self, day: date) -> DayKind:
        """What a day is. A weekend that is neither worked nor a holiday is ordinary."""
        if self._days.is_working_day(day):
            return DayKind.MAKE_UP_WORKDAY if self._days.is_weekend(day) else DayKind.ORDINARY
        return DayKind.HOLIDAY if day in self._days else DayKind.ORDINARY

    def lacks(self, year: int) -> str | None:
        """What is not known of a year, in words; None where nothing is known to be missing.

        Make-up workdays are missed where the year before had some: each year's are decreed shortly before it begins.
        """
        if not any(day.year == year for day in self._year(year)):
            return "holidays"
        if not self.has_make_up_workdays(year) and self.has_make_up_workdays(year - 1):
            return "make-up workdays"
        return None

    def has_make_up_workdays(self, year: int) -> bool:
        """Whether any weekend of a year is known to be worked."""
        self._year(year)
        return any(day.year == year for day in self._days.weekend_workdays)

    def _year(self, year: int) -> Iterator[date]:
        self._days.get(date(year, 1, 1))  # the library computes a year when it is first asked for
        return iter(tuple(self._days))


def unknown_place(place: str) -> tuple[str, str] | None:
    """What was expected in the place of a country or part that the library does not know, and how to mend it."""
    country, _, part = place.partition("-")
    codes = {code for names in COUNTRIES.values() for code in names if len(code) == 2}
    if country not in codes:
        return "a country that the library `holidays` knows, by its two letters of ISO 3166-1", _nearest_country(place)
    if not part:
        return None
    days = country_holidays(country)
    parts = (*days.subdivisions, *days.subdivisions_aliases)
    if part in parts:
        return None
    if not parts:
        return f"'{country}' alone: its parts have the same holidays", f"write '{country}'"
    return f"a part of '{country}' that the library `holidays` knows", choose_from(part, parts)


def _nearest_country(word: str) -> str:
    """How to mend a country: people write its name, its three letters or small letters."""
    called: dict[str, str] = {}
    for module_name, names in COUNTRIES.items():
        code = next(name for name in names if len(name) == 2)
        called |= {name.casefold(): code for name in (module_name, *names)}
    wanted = word.strip().casefold().replace(" ", "_")
    nearest = wanted if wanted in called else nearest_name(wanted, called)
    return f"did you mean '{called[nearest]}'?" if nearest else "use a code such as CN, DE or US"
