"""Reads each file's tree into its typed form. Owns which keys each file has; checks no references between files."""

import re
from zoneinfo import ZoneInfo

from cic.configuration.document import Value
from cic.configuration.problems import nearest_name
from cic.configuration.reading import CODE, DIGITS, Fields, Reader
from cic.configuration.schema import (
    AgentText,
    CalendarText,
    CenterText,
    NumberText,
    OpeningText,
    PhoneText,
    QueueText,
    Reference,
)

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPENING = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]|24):([0-5]\d)")
OFFER_TIMEOUT_S_MAX = 120
WRAP_UP_S_MAX = 3600
SERVICE_LEVEL_TARGET_S_MAX = 86_400
COMMON_ZONES = ("UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Europe/London", "Europe/Berlin", "America/New_York")
A_CODE = "a lower-case name such as 'short_name'"


def read_center(reader: Reader, value: Value) -> CenterText:
    """`center.yaml`: who we are, and the words that all queues share."""
    fields = reader.table(value, "center", ("tenant", "site", "time_zone", "dispositions", "break_reasons"))
    return CenterText(
        tenant=fields.code("tenant"),
        site=fields.code("site"),
        time_zone=_time_zone(reader, fields) or "UTC",
        dispositions=fields.choices("dispositions"),
        break_reasons=fields.choices("break_reasons"),
    )


def read_queues(reader: Reader, value: Value) -> tuple[QueueText, ...]:
    """`queues.yaml`."""
    listed = _only(reader, value, "queues")
    named = {} if listed is None else reader.named(listed, "queues", CODE, A_CODE)
    return tuple(_queue(reader, queue_id, body) for queue_id, body in named.items())


def _queue(reader: Reader, queue_id: str, body: Value) -> QueueText:
    keys = ("label", "greeting", "service_level_target_s", "offer_timeout_s", "wrap_up_s", "dispositions")
    fields = reader.table(body, f"queues.{queue_id}", keys)
    return QueueText(
        queue_id=queue_id,
        label=fields.label("label"),
        greeting=fields.label("greeting"),
        service_level_target_s=fields.whole("service_level_target_s", 1, SERVICE_LEVEL_TARGET_S_MAX),
        offer_timeout_s=fields.whole("offer_timeout_s", 5, OFFER_TIMEOUT_S_MAX),
        wrap_up_s=fields.whole("wrap_up_s", 0, WRAP_UP_S_MAX),
        dispositions=fields.references("dispositions"),
        line=fields.line,
    )


def read_agents(reader: Reader, value: Value) -> tuple[AgentText, ...]:
    """`agents.yaml`."""
    listed = _only(reader, value, "agents")
    named = {} if listed is None else reader.named(listed, "agents", CODE, A_CODE)
    return tuple(_agent(reader, agent_id, body) for agent_id, body in named.items())


def _agent(reader: Reader, agent_id: str, body: Value) -> AgentText:
    where = f"agents.{agent_id}"
    fields = reader.table(body, where, ("name", "number", "queues", "phones", "accepts_automatically"))
    phones = fields.required("phones", "[{provider: simulated, address: " + agent_id + "}]")
    return AgentText(
        agent_id=agent_id,
        name=fields.text("name"),
        number=fields.digits("number", '"101"'),
        queues=fields.references("queues"),
        phones=()
        if phones is None
        else tuple(_phone(reader, where, p) for p in reader.items(phones, f"{where}.phones")),
        accepts_automatically=fields.flag("accepts_automatically", otherwise=False),
        line=fields.line,
    )


def _phone(reader: Reader, where: str, body: Value) -> PhoneText:
    fields = reader.table(body, f"{where}.phones", ("provider", "address"))
    provider = fields.required("provider", "simulated")
    name = "" if provider is None else reader.text(provider, f"{where}.phones.provider")
    line = fields.line if provider is None else provider.line
    return PhoneText(provider=Reference(name, line), address=fields.text("address"))


def read_calendars(reader: Reader, value: Value) -> tuple[CalendarText, ...]:
    """`hours.yaml`."""
    listed = _only(reader, value, "calendars")
    named = {} if listed is None else reader.named(listed, "calendars", CODE, A_CODE)
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
    listed = _only(reader, value, "numbers")
    named = {} if listed is None else reader.named(listed, "numbers", DIGITS, "a dialled number of 1 to 18 digits")
    return tuple(
        NumberText(number, Reference(reader.text(flow, f"numbers.{number}"), flow.line))
        for number, flow in named.items()
    )


def _only(reader: Reader, value: Value, key: str) -> Value | None:
    return reader.table(value, key, (key,)).required(key, "{}")


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
