"""Values of particular forms: numbers, one word of several, amounts by name, requirements. Owns their wording.

Each function reads one key of a table that may be left out, and says what it means then; faults are noted.
"""

import re
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo

from cic.configuration.document import Scalar, Value
from cic.configuration.problems import choose_from, nearest_name
from cic.configuration.reading import CODE, Fields, Reader, kind_of
from cic.configuration.schema_parts import AmountText, Reference, RequirementText
from routing.requirement_text import parse_requirement
from routing.requirement_tokens import RequirementProblem

A_CODE = "a lower-case name such as 'short_name'"
WHOLE = re.compile(r"-?[0-9]{1,9}")
COMMON_ZONES = ("UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Europe/London", "Europe/Berlin", "America/New_York")
DECIMAL = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,3}))?")
OneOf = TypeVar("OneOf", bound=Enum)


def named_values(
    reader: Reader, value: Value, key: str, form: re.Pattern[str] = CODE, form_in_words: str = A_CODE
) -> dict[str, Value]:
    """What stands in a file below its only key, by the names that people chose."""
    listed = reader.table(value, key, (key,)).required(key, "{}")
    return {} if listed is None else reader.named(listed, key, form, form_in_words)


def whole(reader: Reader, value: Value, where: str, least: int, most: int) -> int:
    """A whole number within limits, with a sign where there are any below zero."""
    word = _word(value)
    if WHOLE.fullmatch(word) and least <= int(word) <= most:
        return int(word)
    reader.note(
        value.line, where, _found(value), f"a whole number from {least} to {most}", "change the number"
    )  # fmt: skip
    return least


def whole_or(fields: Fields, key: str, otherwise: int, least: int, most: int) -> int:
    """A whole number, or what it is when left out."""
    found = optional_whole(fields, key, least, most)
    return otherwise if found is None else found


def optional_whole(fields: Fields, key: str, least: int, most: int) -> int | None:
    """A whole number, or None when left out."""
    value = fields.optional(key)
    return None if value is None else whole(fields.reader, value, fields.at(key), least, most)


def thousandths_or(fields: Fields, key: str, otherwise: int, most: int) -> int:
    """A number with at most three decimal places, in thousandths."""
    value = fields.optional(key)
    if value is None:
        return otherwise
    match = DECIMAL.fullmatch(_word(value))
    found = int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0")) if match else -1
    if 0 <= found <= most * 1000:
        return found
    expected = f"a number from 0 to {most} with at most three decimal places"
    fields.reader.note(value.line, fields.at(key), _found(value), expected, "change the number, for example to 0.5")
    return otherwise


def one_of(reader: Reader, value: Value, where: str, words: type[OneOf], otherwise: OneOf) -> OneOf:
    """One word of several."""
    known = [choice.value for choice in words]
    word = _word(value)
    if word in known:
        return words(word)
    reader.note(value.line, where, _found(value), f"one of {', '.join(known)}", choose_from(word, known))
    return otherwise


def amounts(fields: Fields, key: str, least: int, most: int) -> tuple[AmountText, ...]:
    """Whole numbers by names that people chose."""
    value = fields.optional(key)
    if value is None:
        return ()
    where = fields.at(key)
    named = fields.reader.named(value, where, CODE, A_CODE)
    return tuple(
        AmountText(name, whole(fields.reader, amount, f"{where}.{name}", least, most), amount.line)
        for name, amount in named.items()
    )


def reference(fields: Fields, key: str) -> Reference | None:
    """A name that must be defined elsewhere, or None when left out."""
    value = fields.optional(key)
    return None if value is None else Reference(fields.reader.text(value, fields.at(key)), value.line)


def references_or_none(fields: Fields, key: str) -> tuple[Reference, ...]:
    """Names that must be defined elsewhere; none when left out."""
    value = fields.optional(key)
    return () if value is None else fields.reader.references(value, fields.at(key))


def requirement(fields: Fields, key: str) -> RequirementText | None:
    """What is asked of an agent, or None when left out."""
    value = fields.optional(key)
    if value is None:
        return None
    text = value.text.strip() if isinstance(value, Scalar) else ""
    if not text:
        expected = 'a requirement such as "spanish >= 60"'
        mend = "write it in quotes; 'anyone' asks for nothing"
        fields.reader.note(value.line, fields.at(key), kind_of(value), expected, mend)
        return RequirementText("", None, value.line)
    parsed = parse_requirement(text)
    if isinstance(parsed, RequirementProblem):
        found = f'{parsed.found} at column {parsed.column} of "{text[:80]}"'
        fields.reader.note(value.line, fields.at(key), found, parsed.expected, parsed.mend)
        return RequirementText(text, None, value.line)
    return RequirementText(text, parsed, value.line)


def time_zone(fields: Fields) -> str | None:
    """The time zone of a table, or None where it is missing or none."""
    value = fields.required("time_zone", "Asia/Shanghai")
    if value is None:
        return None
    name = fields.reader.text(value, "time_zone")
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
    fields.reader.note(value.line, "time_zone", f"'{name}'", "a time zone of the IANA database", mend)
    return None


def _word(value: Value) -> str:
    return value.text.strip() if isinstance(value, Scalar) else ""


def _found(value: Value) -> str:
    word = _word(value)
    return f"'{word[:40]}'" if word else kind_of(value)
