"""Reads `center.yaml` and `channels.yaml` into typed forms. Owns their keys; checks no references."""

from cic.configuration.document import Value
from cic.configuration.forms_alarms import read_boards
from cic.configuration.forms_callers import read_country
from cic.configuration.forms_desktop import read_desktop
from cic.configuration.forms_sign_in import read_sign_in
from cic.configuration.forms_speech import read_speech
from cic.configuration.labels import AgentSees
from cic.configuration.reading import CODE, DIGITS, Fields, Reader
from cic.configuration.reading_values import (
    A_CODE,
    amounts,
    named_values,
    one_of,
    optional_whole,
    time_zone,
    whole_or,
)
from cic.configuration.schema import CenterText, NumberText
from cic.configuration.schema_parts import Reference
from cic.configuration.schema_routing import MediumText, NextInteractionText
from routing.configuration import InteractionChoice

SHARE_MAX = 1_000
AT_MOST_MAX = 100
POINTS_MAX = 1_000_000


def read_center(reader: Reader, value: Value) -> CenterText:
    """`center.yaml`: who we are, and the words that all queues share."""
    words = ("dispositions", "break_reasons")
    keys = (
        "tenant",
        "site",
        "country",
        "time_zone",
        *words,
        "media",
        "next_interaction",
        "speech",
        "desktop",
        "sign_in",
        "boards",
        "monitoring",
    )
    fields = reader.table(value, "center", keys)
    return CenterText(
        tenant=fields.code("tenant"),
        site=fields.code("site"),
        time_zone=time_zone(fields) or "UTC",
        dispositions=fields.choices("dispositions"),
        break_reasons=fields.choices("break_reasons"),
        media=_media(fields),
        next_interaction=_next_interaction(fields),
        country=read_country(fields),
        speech=read_speech(fields),
        desktop=read_desktop(fields),
        sign_in=read_sign_in(fields),
        boards=read_boards(fields),
        agent_sees=_agent_sees(fields),
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


def _agent_sees(fields: Fields) -> AgentSees:
    """When agents see that somebody listens in."""
    value = fields.optional("monitoring")
    if value is None:
        return AgentSees.HEARD
    inner = fields.reader.table(value, fields.at("monitoring"), ("agent_sees",))
    sees = inner.required("agent_sees", AgentSees.HEARD.value)
    if sees is None:
        return AgentSees.HEARD
    return one_of(fields.reader, sees, inner.at("agent_sees"), AgentSees, AgentSees.HEARD)


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


def read_numbers(reader: Reader, value: Value) -> tuple[NumberText, ...]:
    """`channels.yaml`: which flow answers which dialled number."""
    named = named_values(reader, value, "numbers", DIGITS, "a dialled number of 1 to 18 digits")
    return tuple(
        NumberText(number, Reference(reader.text(flow, f"numbers.{number}"), flow.line))
        for number, flow in named.items()
    )
