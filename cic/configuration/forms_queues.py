"""Reads `queues.yaml` into its typed form. Owns the keys of a queue; checks no references."""

import re

from cic.configuration.document import Scalar, Value
from cic.configuration.forms_alarms import read_alarms, read_target_percent
from cic.configuration.forms_relaxation import DAY_S, POINTS_MAX, WAITING_MAX, read_relax
from cic.configuration.reading import Fields, Reader
from cic.configuration.reading_values import (
    amounts,
    named_values,
    one_of,
    optional_whole,
    references_or_none,
    requirement,
    thousandths_or,
    whole_or,
)
from cic.configuration.schema_routing import (
    AdmissionText,
    ChooseAgentText,
    OfferAgainText,
    QueueText,
    RecordText,
    WrapUpText,
)
from routing.configuration import SHORT_ABANDON_MS, Ageing, AgentChoice, AgentWeights, WrapUpMode

OFFER_TIMEOUT_S_MAX = 120
WRAP_UP_S_MAX = 3600
RATE_MAX = 1_000
NO_NOTICE = "none"
"""In place of a recording: nothing is played, because the agent says it."""
RECORDING_NAME = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)*")
KEYS = (
    "label", "greeting", "requires", "prefers", "relax", "priority", "ageing", "choose_agent", "admission",
    "service_level_target_s", "short_abandon_s", "offer_timeout_s", "offer_again_s", "wrap_up_s", "wrap_up",
    "dispositions", "record", "service_level_percent", "alarms",
)  # fmt: skip
MODES_WITH_LIMIT = (WrapUpMode.OPTIONAL, WrapUpMode.TIMED, WrapUpMode.TIMED_WHOLE)


def read_queues(reader: Reader, value: Value) -> tuple[QueueText, ...]:
    """`queues.yaml`."""
    named = named_values(reader, value, "queues")
    return tuple(_queue(reader.table(body, f"queues.{name}", KEYS), name) for name, body in named.items())


def _queue(fields: Fields, queue_id: str) -> QueueText:
    wrap_up = _wrap_up(fields)
    return QueueText(
        queue_id=queue_id,
        label=fields.label("label"),
        greeting=fields.label("greeting"),
        service_level_target_s=fields.whole("service_level_target_s", 1, DAY_S),
        offer_timeout_s=fields.whole("offer_timeout_s", 5, OFFER_TIMEOUT_S_MAX),
        wrap_up_s=fields.whole("wrap_up_s", 0, WRAP_UP_S_MAX) if wrap_up is None else 0,
        dispositions=fields.references("dispositions"),
        line=fields.line,
        wrap_up=wrap_up,
        requires=requirement(fields, "requires"),
        prefers=references_or_none(fields, "prefers"),
        relax=read_relax(fields),
        priority=whole_or(fields, "priority", 0, -POINTS_MAX, POINTS_MAX),
        ageing=_ageing(fields),
        choose_agent=_choose_agent(fields),
        admission=_admission(fields),
        offer_again_s=_offer_again(fields),
        record=_record(fields),
        service_level_percent=read_target_percent(fields),
        alarms=read_alarms(fields),
        short_abandon_s=whole_or(fields, "short_abandon_s", SHORT_ABANDON_MS // 1000, 0, DAY_S),
    )


def _wrap_up(fields: Fields) -> WrapUpText | None:
    value = fields.optional("wrap_up")
    if value is None:
        return None
    if fields.optional("wrap_up_s") is not None:
        found, mend = (
            "'wrap_up' and 'wrap_up_s'",
            "remove one of the two; 'wrap_up_s: 60' is {mode: timed, limit_s: 60}",
        )
        fields.reader.note(value.line, fields.at("wrap_up"), found, "one of the two", mend)
    inner = fields.reader.table(value, fields.at("wrap_up"), ("mode", "limit_s"))
    mode_value = inner.required("mode", "timed")
    if mode_value is None:
        return WrapUpText(WrapUpMode.NONE)
    mode = one_of(fields.reader, mode_value, inner.at("mode"), WrapUpMode, WrapUpMode.NONE)
    if mode in MODES_WITH_LIMIT:
        return WrapUpText(mode, inner.whole("limit_s", 1, WRAP_UP_S_MAX))
    limit = inner.optional("limit_s")
    if limit is not None and isinstance(mode_value, Scalar) and mode_value.text.strip() == mode.value:
        expected = f"no limit with the mode '{mode.value}'"
        fields.reader.note(limit.line, inner.at("limit_s"), "a limit", expected, "remove it, or take the mode 'timed'")
    return WrapUpText(mode)


def _ageing(fields: Fields) -> Ageing:
    value = fields.optional("ageing")
    if value is None:
        return Ageing()
    inner = fields.reader.table(value, fields.at("ageing"), ("initial", "per_s"))
    return Ageing(
        initial=whole_or(inner, "initial", 0, -POINTS_MAX, POINTS_MAX),
        per_s_milli=thousandths_or(inner, "per_s", 0, RATE_MAX),
    )


def _choose_agent(fields: Fields) -> ChooseAgentText:
    value = fields.optional("choose_agent")
    where = fields.at("choose_agent")
    if value is None:
        return ChooseAgentText()
    if isinstance(value, Scalar):
        return ChooseAgentText(_agent_choice(fields.reader, value, where), line=value.line)
    inner = fields.reader.table(value, where, ("strategy", "fill", "seed", "weights"))
    strategy = inner.optional("strategy")
    return ChooseAgentText(
        strategy=AgentChoice.LONGEST_IDLE
        if strategy is None
        else _agent_choice(fields.reader, strategy, inner.at("strategy")),
        fill=inner.flag("fill", otherwise=False),
        seed=optional_whole(inner, "seed", 0, 999_999_999),
        weights=_weights(inner),
        line=value.line,
    )


def _agent_choice(reader: Reader, value: Value, where: str) -> AgentChoice:
    return one_of(reader, value, where, AgentChoice, AgentChoice.LONGEST_IDLE)


def _weights(fields: Fields) -> AgentWeights | None:
    value = fields.optional("weights")
    if value is None:
        return None
    terms = ("skill_fit", "cost", "idle_s", "occupancy", "contacts")
    inner = fields.reader.table(value, fields.at("weights"), (*terms, "attributes"))
    points = {term: whole_or(inner, term, 0, -POINTS_MAX, POINTS_MAX) for term in terms}
    attributes = amounts(inner, "attributes", -POINTS_MAX, POINTS_MAX)
    return AgentWeights(
        skill_fit=points["skill_fit"],
        cost=points["cost"],
        idle_s=points["idle_s"],
        occupancy=points["occupancy"],
        contacts=points["contacts"],
        attributes=tuple((attribute.name, attribute.amount) for attribute in attributes),
    )


def _admission(fields: Fields) -> AdmissionText:
    value = fields.optional("admission")
    if value is None:
        return AdmissionText()
    keys = ("waiting_max", "wait_s_max", "leave_when_empty", "resume_within_s")
    inner = fields.reader.table(value, fields.at("admission"), keys)
    return AdmissionText(
        waiting_max=whole_or(inner, "waiting_max", 0, 0, WAITING_MAX),
        wait_s_max=whole_or(inner, "wait_s_max", 0, 0, DAY_S),
        leave_when_empty=inner.flag("leave_when_empty", otherwise=False),
        resume_within_s=whole_or(inner, "resume_within_s", 0, 0, DAY_S),
    )


def _record(fields: Fields) -> RecordText | None:
    value = fields.optional("record")
    if value is None:
        return None
    inner = fields.reader.table(value, fields.at("record"), ("share_percent", "notice"))
    notice = inner.required("notice", "recording/notice")
    form = f"the name of a recording such as 'recording/notice', or '{NO_NOTICE}' where the agent says it"
    name = "" if notice is None else fields.reader.matching(notice, inner.at("notice"), RECORDING_NAME, form)
    return RecordText(
        share_percent=whole_or(inner, "share_percent", 100, 0, 100),
        notice="" if name == NO_NOTICE else name,
        line=value.line if notice is None else notice.line,
    )


def _offer_again(fields: Fields) -> OfferAgainText:
    value = fields.optional("offer_again_s")
    if value is None:
        return OfferAgainText()
    inner = fields.reader.table(value, fields.at("offer_again_s"), ("declined", "busy", "no_answer"))
    standard = OfferAgainText()
    return OfferAgainText(
        declined=whole_or(inner, "declined", standard.declined, 0, DAY_S),
        busy=whole_or(inner, "busy", standard.busy, 0, DAY_S),
        no_answer=whole_or(inner, "no_answer", standard.no_answer, 0, DAY_S),
    )
