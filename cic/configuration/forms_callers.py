"""Reads `callers.yaml`, and where national numbers belong. Owns their keys; must not repeat a number in a problem.

A problem says on which line to look: numbers are personal, and problems are logged and sent about.
"""

import re

from phonenumbers import SUPPORTED_REGIONS

from cic.configuration.document import Listing, Scalar, Table, Value
from cic.configuration.problems import choose_from
from cic.configuration.reading import Fields, Reader
from cic.configuration.schema import CallersText
from cic.customers.numbers import EVERY_THAT_BEGINS, NumberList, normalise_number

LISTS = ("blocked", "vip")
COUNTRY = re.compile(r"[A-Z]{2}")


def read_callers(reader: Reader, value: Value) -> CallersText:
    """`callers.yaml`: numbers that are blocked, and numbers of callers who go first."""
    fields = reader.table(value, "callers", LISTS)
    lines: dict[str, int] = {}
    blocked, vip = (_numbers(fields, key, lines) for key in LISTS)
    return CallersText(blocked=blocked, vip=vip)


def read_country(fields: Fields) -> str | None:
    """The country whose numbers people dial without its code."""
    value = fields.optional("country")
    if value is None:
        return None
    where = fields.at("country")
    country = fields.reader.matching(value, where, COUNTRY, "a country by its two letters of ISO 3166-1, such as CN")
    if country in SUPPORTED_REGIONS:
        return country
    if COUNTRY.fullmatch(country):
        expected = "a country that has telephone numbers, by its two letters of ISO 3166-1"
        fields.reader.note(value.line, where, f"'{country}'", expected, choose_from(country, SUPPORTED_REGIONS))
    return None


def _numbers(fields: Fields, key: str, lines: dict[str, int]) -> NumberList:
    value, where, reader = fields.optional(key), fields.at(key), fields.reader
    whole: set[str] = set()
    begins: set[str] = set()
    for item in () if value is None else reader.items(value, where):
        written = item.text.strip() if isinstance(item, Scalar) else ""
        is_begin = written.endswith(EVERY_THAT_BEGINS)
        number = normalise_number(written.removesuffix(EVERY_THAT_BEGINS))
        if not number:
            expected = "a telephone number such as '+86 10 6552 9988', or '+8610*' for all that begin so"
            reader.note(item.line, where, _kind(item), expected, "write digits, best with + and country code")
            continue
        entry = number + EVERY_THAT_BEGINS * is_begin
        if entry in lines:
            found, mend = f"the number of line {lines[entry]} again", "remove one of the two"
            reader.note(item.line, where, found, "each number once, in one of the lists", mend)
        lines.setdefault(entry, item.line)
        (begins if is_begin else whole).add(number)
    return NumberList(frozenset(whole), frozenset(begins))


def _kind(value: Value) -> str:
    match value:
        case Scalar():
            return "a text that is no telephone number"
        case Listing():
            return "a list"
        case Table():
            return "a table"
