"""Reads `hours.yaml` into typed forms. Owns its keys; knows no clock."""

import re
from collections.abc import Iterator
from datetime import date

from cic.configuration.document import Value
from cic.configuration.problems import choose_from
from cic.configuration.public_holidays import unknown_place
from cic.configuration.reading import Fields, Reader, kind_of
from cic.configuration.reading_values import named_values, time_zone
from cic.configuration.schema import CalendarText, OpeningText, OwnDayText

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPENING = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]|24):([0-5]\d)")
OWN_DAY = re.compile(r"(20\d\d-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
PLACE = re.compile(r"[A-Z]{2}(-[A-Za-z0-9 ]{1,30})?")
KEYS = ("time_zone", "holidays", "make_up_workdays_like", "closed_on", "open_on", *DAYS)
LEAP_YEAR = "2024-"


def read_calendars(reader: Reader, value: Value) -> tuple[CalendarText, ...]:
    """`hours.yaml`."""
    named = named_values(reader, value, "calendars")
    return tuple(_calendar(reader, name, body) for name, body in named.items())


def _calendar(reader: Reader, name: str, body: Value) -> CalendarText:
    where = f"calendars.{name}"
    fields = reader.table(body, where, KEYS)
    zone = time_zone(fields) if fields.optional("time_zone") is not None else None
    return CalendarText(
        name=name,
        time_zone=zone,
        days=tuple(_day(reader, f"{where}.{day}", fields.required(day, '["09:00-18:00"]')) for day in DAYS),
        line=fields.line,
        holidays=_holidays(fields),
        make_up_workdays_like=_make_up_workdays_like(fields),
        own_days=_own_days(fields),
    )


def _day(reader: Reader, where: str, value: Value | None) -> tuple[OpeningText, ...]:
    if value is None:
        return ()
    openings: list[OpeningText] = []
    for item in reader.items(value, where):
        word = reader.text(item, where)
        opening = _opening(word)
        if opening is None:
            reader.note(
                item.line, where, f"'{word}'", "hours such as '09:00-18:00', the end after the begin, 24:00 at most",
                "write two times; hours over midnight go into two days",
            )  # fmt: skip
        elif openings and opening.from_minute < openings[-1].until_minute:
            reader.note(
                item.line, where, f"'{word}' before the one above ends", "hours in order", "join or reorder them"
            )
        else:
            openings.append(opening)
    return tuple(openings)


def _opening(word: str) -> OpeningText | None:
    match = OPENING.fullmatch(word)
    if match is None:
        return None
    from_hour, from_minute, until_hour, until_minute = (int(part) for part in match.groups())
    opening = OpeningText(from_hour * 60 + from_minute, until_hour * 60 + until_minute)
    return opening if opening.from_minute < opening.until_minute <= 24 * 60 else None


def _holidays(fields: Fields) -> str | None:
    value = fields.optional("holidays")
    if value is None:
        return None
    where = fields.at("holidays")
    place = fields.reader.text(value, where)
    if not place:
        return None
    problem = unknown_place(place)
    if problem is not None:
        fields.reader.note(value.line, where, f"'{place}'", *problem)
        return None
    return place


def _make_up_workdays_like(fields: Fields) -> int:
    value = fields.optional("make_up_workdays_like")
    if value is None:
        return 0
    where = fields.at("make_up_workdays_like")
    if fields.optional("holidays") is None:
        mend = "add 'holidays: CN' with the country's code, or remove this"
        fields.reader.note(value.line, where, "no 'holidays' beside it", "a country that has make-up workdays", mend)
    day = fields.reader.text(value, where)
    if day in DAYS:
        return DAYS.index(day)
    if day:
        fields.reader.note(value.line, where, f"'{day}'", "a day of the week", choose_from(day, DAYS))
    return 0


def _own_days(fields: Fields) -> tuple[OwnDayText, ...]:
    found: dict[str, OwnDayText] = {}
    for day in (*_closed_on(fields), *_open_on(fields)):
        if day.day in found:
            mend = "remove one of the two"
            fields.reader.note(day.line, fields.where, f"the day '{day.day}' again", "each day once", mend)
        found.setdefault(day.day, day)
    return tuple(found.values())


def _closed_on(fields: Fields) -> Iterator[OwnDayText]:
    value, where = fields.optional("closed_on"), fields.at("closed_on")
    for item in () if value is None else fields.reader.items(value, where):
        day = fields.reader.text(item, where)
        if day and _is_own_day(fields.reader, item.line, where, day):
            yield OwnDayText(day, (), item.line)


def _open_on(fields: Fields) -> Iterator[OwnDayText]:
    value, where, reader = fields.optional("open_on"), fields.at("open_on"), fields.reader
    named = {} if value is None else reader.named(value, where, re.compile(r".+"), "a day such as '2027-02-05'")
    for day, hours in named.items():
        at = f"{where}.{day}"
        if not _is_own_day(reader, hours.line, where, day):
            continue
        openings = _day(reader, at, hours)
        if not openings and not reader.has_problem(at):
            mend = "write its hours, or put it below 'closed_on'"
            reader.note(hours.line, at, kind_of(hours), 'hours such as ["10:00-16:00"]', mend)
        yield OwnDayText(day, openings, hours.line)


def _is_own_day(reader: Reader, line: int, where: str, day: str) -> bool:
    if OWN_DAY.fullmatch(day):
        try:
            date.fromisoformat(day if len(day) > len("12-24") else LEAP_YEAR + day)
        except ValueError:
            pass
        else:
            return True
    expected = "a day such as '2027-02-05', or '12-24' for that day of every year"
    reader.note(line, where, f"'{day[:40]}'", expected, "write year, month and day, or month and day")
    return False
