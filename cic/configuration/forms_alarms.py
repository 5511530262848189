"""Reads `alarms` of a queue and `boards` of `center.yaml`. Owns these keys and in which unit each figure is written."""

import re
from enum import Enum

from cic.configuration.document import Value
from cic.configuration.forms_lookups_parts import read_secret_place
from cic.configuration.problems import choose_from
from cic.configuration.reading import Fields, Reader
from cic.configuration.reading_values import amounts, one_of, whole, whole_or
from cic.configuration.schema_alarms import (
    NO_BOARDS,
    NOWHERE,
    AlarmsOutText,
    AlarmText,
    BoardsText,
    MailText,
    WebhookText,
)
from cic.diagnostics.thresholds import AlarmRule, Figure, Threshold
from cic.lookups.sources import SecretPlace

DAY_S = 86_400
COUNT_MAX = 100_000
KEYS: dict[str, tuple[Figure, int, int]] = {
    "service_level": (Figure.SERVICE_LEVEL, 100, 1),
    "abandon_rate": (Figure.ABANDON_RATE, 100, 1),
    "longest_wait_s": (Figure.LONGEST_WAIT, DAY_S, 1000),
    "waiting": (Figure.WAITING, COUNT_MAX, 1),
    "agents_available": (Figure.AGENTS_AVAILABLE, COUNT_MAX, 1),
}
"""The figure of each key, its highest value as written, and what a unit of that is in the figure's own."""
SHARES = (Figure.SERVICE_LEVEL, Figure.ABANDON_RATE)
AGENT_STATES = ("free", "busy", "wrap_up", "on_break", "not_responding", "unreachable", "signed_out")
ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,190}")
AN_ADDRESS = "a mail address such as 'ops@example.com'"
SERVER = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


class Over(Enum):
    """Which visits a share is of: those of the last minutes, or of the day."""

    LAST_15 = "last_15"
    LAST_30 = "last_30"
    LAST_60 = "last_60"
    TODAY = "today"


_MINUTES = {Over.LAST_15: 15, Over.LAST_30: 30, Over.LAST_60: 60, Over.TODAY: 0}


def read_alarms(fields: Fields) -> tuple[AlarmText, ...]:
    """What is watched of a queue; without the key, nothing."""
    value = fields.optional("alarms")
    if value is None:
        return ()
    inner = fields.reader.table(value, fields.at("alarms"), tuple(KEYS))
    found = [(key, inner.optional(key)) for key in KEYS]
    return tuple(_alarm(fields.reader, body, inner.at(key), key) for key, body in found if body is not None)


def _alarm(reader: Reader, body: Value, where: str, key: str) -> AlarmText:
    figure, most, unit = KEYS[key]
    shares = ("over", "decided_min") if figure in SHARES else ()
    inner = reader.table(body, where, ("amber", "red", "lasting_s", *shares))
    over = inner.optional("over")
    rule = AlarmRule(
        figure=figure,
        amber=_threshold(inner, "amber", most, unit),
        red=_threshold(inner, "red", most, unit),
        lasting_ms=1000 * whole_or(inner, "lasting_s", 0, 0, DAY_S),
        minutes=_MINUTES[Over.LAST_30 if over is None else one_of(reader, over, inner.at("over"), Over, Over.LAST_30)]
        if shares
        else 0,
        decided_min=whole_or(inner, "decided_min", 5, 1, COUNT_MAX) if shares else 1,
    )
    if rule.amber is None and rule.red is None and not reader.has_problem(where):
        reader.note(body.line, where, "neither 'amber' nor 'red'", "at least one", "add 'red: {at: 10, clear_at: 5}'")
    return AlarmText(rule, body.line)


def _threshold(fields: Fields, key: str, most: int, unit: int) -> Threshold | None:
    value = fields.optional(key)
    if value is None:
        return None
    inner = fields.reader.table(value, fields.at(key), ("at", "clear_at"))
    return Threshold(inner.whole("at", 0, most) * unit, inner.whole("clear_at", 0, most) * unit)


def read_boards(fields: Fields) -> BoardsText:
    """Limits of agents' states, and where alarms go; without the key, none and nowhere."""
    value = fields.optional("boards")
    if value is None:
        return NO_BOARDS
    inner = fields.reader.table(value, fields.at("boards"), ("agent_limits_s", "alarms_out"))
    limits = amounts(inner, "agent_limits_s", 1, DAY_S)
    for limit in limits:
        if limit.name not in AGENT_STATES:
            where, found = inner.at("agent_limits_s"), f"the unknown state '{limit.name}'"
            fields.reader.note(limit.line, where, found, "a state of an agent", choose_from(limit.name, AGENT_STATES))
    return BoardsText(limits, _alarms_out(inner))


class _Language(Enum):
    EN = "en"
    ZH = "zh"


def _alarms_out(fields: Fields) -> AlarmsOutText:
    value = fields.optional("alarms_out")
    if value is None:
        return NOWHERE
    inner = fields.reader.table(value, fields.at("alarms_out"), ("digest_after_s", "languages", "webhook", "mail"))
    return AlarmsOutText(
        digest_after_s=whole_or(inner, "digest_after_s", NOWHERE.digest_after_s, 1, 3600),
        languages=_languages(inner),
        webhook=_webhook(inner),
        mail=_mail(inner),
    )


def _languages(fields: Fields) -> tuple[str, ...]:
    value = fields.optional("languages")
    if value is None:
        return NOWHERE.languages
    where, reader = fields.at("languages"), fields.reader
    found = [one_of(reader, item, where, _Language, _Language.EN).value for item in reader.items(value, where)]
    if not found and not reader.has_problem(where):
        reader.note(value.line, where, "an empty list", "at least one language", "write [en, zh]")
    return tuple(dict.fromkeys(found)) or NOWHERE.languages


def _webhook(fields: Fields) -> WebhookText | None:
    value = fields.optional("webhook")
    if value is None:
        return None
    inner = fields.reader.table(value, fields.at("webhook"), ("url", "secret"))
    return WebhookText(_place(inner, "url", "CIC_ALARM_URL"), _place(inner, "secret", "CIC_ALARM_SECRET"), value.line)


def _mail(fields: Fields) -> MailText | None:
    value = fields.optional("mail")
    if value is None:
        return None
    keys = ("server", "port", "from", "to", "user", "password")
    inner = fields.reader.table(value, fields.at("mail"), keys)
    server, sender, to = inner.required("server", "smtp.example.com"), inner.required("from", "cic@example.com"), None
    to = inner.required("to", "[ops@example.com]")
    reader = fields.reader
    items = () if to is None else reader.items(to, inner.at("to"))
    if to is not None and not items and not reader.has_problem(inner.at("to")):
        reader.note(to.line, inner.at("to"), "an empty list", "at least one address", "write [ops@example.com]")
    return MailText(
        server="" if server is None else reader.matching(server, inner.at("server"), SERVER, "the name of a server"),
        port=whole_or(inner, "port", 587, 1, 65_535),
        sender="" if sender is None else reader.matching(sender, inner.at("from"), ADDRESS, AN_ADDRESS),
        recipients=tuple(reader.matching(item, inner.at("to"), ADDRESS, AN_ADDRESS) for item in items),
        user=_place(inner, "user", "") if inner.optional("user") is not None else None,
        password=_place(inner, "password", "") if inner.optional("password") is not None else None,
        line=value.line,
    )


def _place(fields: Fields, key: str, example: str) -> SecretPlace:
    value = fields.required(key, f"{{environment: {example}}}")
    if value is None:
        return SecretPlace()
    return read_secret_place(fields.reader, value, fields.at(key), may_have_prefix=False)


def read_target_percent(fields: Fields) -> int:
    """The share of a queue's visits that is to be answered in time."""
    value = fields.optional("service_level_percent")
    return 80 if value is None else whole(fields.reader, value, fields.at("service_level_percent"), 1, 100)
