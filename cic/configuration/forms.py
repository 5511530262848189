"""Reads `center.yaml`, `hours.yaml` and `channels.yaml` into typed forms. Owns their keys; checks no references."""

import re
from zoneinfo import ZoneInfo

from cic.configuration.document import Value
from cic.configuration.problems import nearest_name
from cic.configuration.reading import CODE, DIGITS, Fields, Reader
from cic.configuration.reading_values import (
    A_CODE,
    amounts,
    named_values,
    one_of,
    optional_whole,
    whole_or,
)
from cic.configuration.schema import CalendarText, CenterText, NumberText, OpeningText
from cic.configuration.schema_parts import Reference
from cic.configuration.schema_routing import MediumText, NextInteractionText
from routing.configuration import InteractionChoice

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPENING = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]|24):([0-5]\d)")
COMMON_ZONES = ("UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Europe/London", "Europe/Berlin", "America/New_York")
SHARE_MAX = 1_000
AT_MOST_MAX = 100
POINTS_MAX = 1_000_000


def read_center(reader: Reader, value: Value) -> CenterText:
    """`center.yaml`: who we are, and the words that all queues share."""
    keys = ("tenant", "site", "time_zone", "dispositions", "break_reasons", "media", "next_interaction")
    fields = reader.table(value, "center", keys)
    return CenterText(
        tenant=fields.code("tenant"),
        site=fields.code("site"),
        time_zone=_time_zone(reader, fields) or "UTC",
        dispositions=fields.choices("dispositions"),
        break_reasons=fields.choices("break_reasons"),
        media=_media(fields),
        next_interaction=_next_interaction(fields),
    )


def _media(fields: Fields) -> tuple[MediumText, ...]:
    value = fields.optional("media")
    where = fields.at("media")
    named = {} if value is None else fields.reader.named(value, where, CODE, A_CODE)
    return tuple(_medium(fields.reader, f"{where}.{name}", name, body) for name, body in named.items())


def _medium(reader: Reader, where: str, name: str, body: Value) -> MediumText:
    fields = reader.table(body, where, ("share", "at_most", "interrupted_by"))
    interrupted_by = fields.optional("interrupted_by")
    return MediumText(
        medium=Reference(name, body.line),
        share=optional_whole(fields, "share", 1, SHARE_MAX),
        at_most=optional_whole(fields, "at_most", 1, AT_MOST_MAX),
        interrupted_by=None
        if interrupted_by is None
        else reader.references(interrupted_by, fields.at("interrupted_by")),
        line=body.line,
    )


def _next_interaction(fields: Fields) -> NextInteractionText:
    value = fields.optional("next_interaction")
    if value is None:
        return NextInteractionText()
    keys = ("strategy", "priority", "urgency", "preference", "grades")
    inner = fields.reader.table(value, fields.at("next_interaction"), keys)
    strategy = inner.optional("strategy")
    first_come = InteractionChoice.FIRST_COME
    return NextInteractionText(
        strategy=first_come
        if strategy is None
        else one_of(fields.reader, strategy, inner.at("strategy"), InteractionChoice, first_come),
        priority=whole_or(inner, "priority", 1, -POINTS_MAX, POINTS_MAX),
        urgency=whole_or(inner, "urgency", 0, -POINTS_MAX, POINTS_MAX),
        preference=whole_or(inner, "preference", 0, -POINTS_MAX, POINTS_MAX),
        grades=amounts(inner, "grades", -POINTS_MAX, POINTS_MAX),
        line=value.line,
    )


def read_calendars(reader: Reader, value: Value) -> tuple[CalendarText, ...]:
    """`hours.yaml`."""
    named = named_values(reader, value, "calendars")
    return tuple(_calendar(reader, name, body) for name, body in named.items())


def _calendar(reader: Reader, name: str, body: Value) -> CalendarText:
    where = f"calendars.{name}"
    fields = reader.table(body, where, ("time_zone", *DAYS))
    zone = _time_zone(reader, fields) if fields.optional("time_zone") is not None else None
    days = tuple(_day(reader, f"{where}.{day}", fields.required(day, '["09:00-18:00"]')) for day in DAYS)
    return CalendarText(name=name, time_zone=zone, days=days, line=fields.line)


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


def read_numbers(reader: Reader, value: Value) -> tuple[NumberText, ...]:
    """`channels.yaml`: which flow answers which dialled number."""
    named = named_values(reader, value, "numbers", DIGITS, "a dialled number of 1 to 18 digits")
    return tuple(
        NumberText(number, Reference(reader.text(flow, f"numbers.{number}"), flow.line))
        for number, flow in named.items()
    )


def _time_zone(reader: Reader, fields: Fields) -> str | None:
    value = fields.required("time_zone", "Asia/Shanghai")
    if value is None:
        return None
    name = reader.text(value, "time_zone")
    try:
        ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError of its own making on some systems
        pass
    except KeyError:
        pass
    else:
        return name
    nearest = nearest_name(name, COMMON_ZONES)
    mend = f"did you mean '{nearest}'?" if nearest else f"use a name of the IANA database, such as {COMMON_ZONES[1]}"
    reader.note(value.line, "time_zone", f"'{name}'", "a time zone of the IANA database", mend)
    return None
