"""Reads the steps of a queue's relaxation. Owns the keys of a step; checks no references and no order."""

from cic.configuration.document import Table
from cic.configuration.reading import CODE, Fields
from cic.configuration.reading_values import amounts, optional_whole, reference, requirement
from cic.configuration.schema_parts import AmountText
from cic.configuration.schema_routing import StepText

DAY_S = 86_400
WAITING_MAX = 100_000
POINTS_MAX = 1_000_000
RELAX_KEYS = ("lower", "drop", "requires", "widen_to", "priority", "overflow_to", "hand_to")


def read_relax(fields: Fields) -> tuple[StepText, ...]:
    """The steps of a queue, as they stand; none when left out."""
    value = fields.optional("relax")
    if value is None:
        return ()
    where = fields.at("relax")
    keys = ("after_s", *RELAX_KEYS, "if_waiting_over", "if_estimated_wait_over_s")
    return tuple(_step(fields.reader.table(item, where, keys)) for item in fields.reader.items(value, where))


def _step(fields: Fields) -> StepText:
    given = [key for key in RELAX_KEYS if fields.optional(key) is not None]
    if len(given) != 1:
        found = f"'{given[0]}' and '{given[1]}'" if given else "a step that does nothing"
        expected = f"exactly one of {', '.join(RELAX_KEYS)}"
        mend = "make two steps of it" if given else "add what the step does, for example 'drop: spanish'"
        fields.reader.note(fields.line, fields.where, found, expected, mend)
    return StepText(
        after_s=fields.whole("after_s", 1, DAY_S),
        line=fields.line,
        lower=_lower(fields),
        drop=reference(fields, "drop"),
        requires=requirement(fields, "requires"),
        widen_to=reference(fields, "widen_to"),
        priority=optional_whole(fields, "priority", 1, POINTS_MAX),
        overflow_to=reference(fields, "overflow_to"),
        hand_to=_destination(fields),
        if_waiting_over=optional_whole(fields, "if_waiting_over", 0, WAITING_MAX),
        if_estimated_wait_over_s=optional_whole(fields, "if_estimated_wait_over_s", 0, DAY_S),
    )


def _lower(fields: Fields) -> AmountText | None:
    lowered = amounts(fields, "lower", 1, 100)
    value = fields.optional("lower")
    if isinstance(value, Table) and len(lowered) != 1:
        found = f"{len(lowered)} skills" if lowered else "no skill"
        mend = (
            "make a step of each; they may have the same time"
            if lowered
            else "write for example 'lower: {spanish: 30}'"
        )
        fields.reader.note(value.line, fields.at("lower"), found, "one skill and its level", mend)
    return lowered[0] if lowered else None


def _destination(fields: Fields) -> str | None:
    value = fields.optional("hand_to")
    if value is None:
        return None
    word = fields.reader.matching(value, fields.at("hand_to"), CODE, "a destination such as 'voicemail'")
    return word if CODE.fullmatch(word) else None
