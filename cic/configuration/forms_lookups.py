"""Reads `lookups.yaml` into sources. Owns the types of sources and their limits; opens no file and asks nobody.

A secret has no place in this text: what looks like one is refused, and said where it belongs.
"""

import re

from cic.configuration.document import Scalar, Table, Value
from cic.configuration.forms_lookups_http import HTTP_KEYS, read_http, read_retries
from cic.configuration.forms_lookups_parts import (
    A_PLACE,
    PLACE,
    optional_matching,
    read_results,
    read_secret_place,
    required_matching,
)
from cic.configuration.problems import choose_from
from cic.configuration.reading import CODE, Fields, Reader, kind_of
from cic.configuration.reading_values import A_CODE, named_values, one_of, optional_whole, thousandths_or, whole_or
from cic.configuration.schema_lookups import LookupText
from cic.lookups.sources import PARAMETER, CsvSource, SecretPlace, Several, Source, SqlSource

SOURCE_KEYS = ("type", "results", "pin_hash")
LIMIT_KEYS = ("timeout_s", "total_s", "at_once")
KEYS_OF_TYPE = {
    "csv": ("file", "match", "on_several"),
    "sql": ("database", "select", "on_several", *LIMIT_KEYS),
    "http": (*HTTP_KEYS, *LIMIT_KEYS),
}
TIMEOUT_MS = 3_000
TIMEOUT_S_MAX = 30
TOTAL_S_MAX = 60
AT_ONCE = 8
AT_ONCE_MAX = 50
SELECT_LENGTH_MAX = 4_000
SELECT = re.compile(r"(select|with)\s[^;]*", re.IGNORECASE)


def read_lookups(reader: Reader, value: Value) -> tuple[LookupText, ...]:
    """`lookups.yaml`; a center without the file has no sources."""
    if isinstance(value, Table) and not value.entries:
        return ()
    named = named_values(reader, value, "lookups")
    found = (_lookup(reader, name, body) for name, body in named.items())
    return tuple(each for each in found if each is not None)


def _lookup(reader: Reader, name: str, body: Value) -> LookupText | None:
    where = f"lookups.{name}"
    type_name = _type(reader, body, where)
    if type_name is None:
        return None
    fields = reader.table(body, where, (*SOURCE_KEYS, *KEYS_OF_TYPE[type_name]))
    source: Source
    match type_name:
        case "csv":
            source = _csv(fields, name)
        case "sql":
            source = _sql(fields, name)
        case _:
            retries = read_retries(fields)
            source = read_http(fields, name, _limits(fields, retries + 1), retries)
    file = fields.optional("file") or fields.optional("database")
    return LookupText(source, fields.line, fields.line if file is None else file.line)


def _type(reader: Reader, body: Value, where: str) -> str | None:
    """What kind of source it is: which keys it has follows from that."""
    entries = body.entries if isinstance(body, Table) else ()
    given = next((entry.value for entry in entries if entry.key == "type"), None)
    word = given.text.strip() if isinstance(given, Scalar) else ""
    if word in KEYS_OF_TYPE:
        return word
    expected = f"'type', one of {', '.join(KEYS_OF_TYPE)}"
    if not isinstance(body, Table):
        reader.note(body.line, where, kind_of(body), "a table of keys and values", "begin with 'type: csv'")
    elif given is None:
        reader.note(body.line, where, "no 'type'", expected, "add 'type: csv'")
    else:
        reader.note(given.line, f"{where}.type", kind_of(given), expected, choose_from(word, KEYS_OF_TYPE))
    return None


def _csv(fields: Fields, name: str) -> CsvSource:
    return CsvSource(
        name=name,
        results=read_results(fields, PLACE, A_PLACE),
        pin_hash=optional_matching(fields, "pin_hash", PLACE, A_PLACE),
        file=required_matching(fields, "file", "accounts.csv", PLACE, "the path of a file"),
        match=_match(fields),
        on_several=_on_several(fields),
    )


def _match(fields: Fields) -> tuple[tuple[str, str], ...]:
    value = fields.required("match", "{account_number: account_number}")
    if value is None:
        return ()
    where = fields.at("match")
    named = fields.reader.named(value, where, PLACE, A_PLACE)
    if not named:
        mend = "write which column is compared with which argument"
        fields.reader.note(value.line, where, "none", "at least one column", mend)
    return tuple(
        (column, fields.reader.matching(argument, f"{where}.{column}", CODE, A_CODE))
        for column, argument in named.items()
    )


def _sql(fields: Fields, name: str) -> SqlSource:
    sqlite, url = _database(fields)
    return SqlSource(
        name=name,
        results=read_results(fields, PLACE, A_PLACE),
        pin_hash=optional_matching(fields, "pin_hash", PLACE, A_PLACE),
        select=_select(fields),
        sqlite=sqlite,
        url=url,
        on_several=_on_several(fields),
        **_limits(fields, 1),
    )


def _database(fields: Fields) -> tuple[str, SecretPlace | None]:
    value = fields.required("database", "{environment: CRM_DATABASE}")
    if value is None:
        return "", None
    where = fields.at("database")
    if isinstance(value, Table) and any(entry.key == "sqlite" for entry in value.entries):
        inner = fields.reader.table(value, where, ("sqlite",))
        return required_matching(inner, "sqlite", "accounts.db", PLACE, "the path of a file"), None
    return "", read_secret_place(fields.reader, value, where, may_have_prefix=False)


def _select(fields: Fields) -> str:
    value = fields.required("select", '"SELECT balance FROM account WHERE number = :number"')
    if value is None:
        return ""
    where = fields.at("select")
    text = value.text.strip() if isinstance(value, Scalar) else ""
    expected = "one statement that begins with SELECT or WITH"
    if len(text) > SELECT_LENGTH_MAX:
        fields.reader.note(value.line, where, "a long text", f"at most {SELECT_LENGTH_MAX} characters", "make a view")
    elif not SELECT.fullmatch(text):
        fields.reader.note(value.line, where, kind_of(value), expected, "write one SELECT without a semicolon")
    for parameter in PARAMETER.findall(text):
        if not CODE.fullmatch(parameter):
            found = f"the parameter ':{parameter}'"
            fields.reader.note(value.line, where, found, "':' and a lower-case name", "rename it")
    return text


def _on_several(fields: Fields) -> Several:
    value = fields.optional("on_several")
    if value is None:
        return Several.NOT_FOUND
    return one_of(fields.reader, value, fields.at("on_several"), Several, Several.NOT_FOUND)


def _limits(fields: Fields, attempts: int) -> dict[str, int]:
    timeout_ms = max(thousandths_or(fields, "timeout_s", TIMEOUT_MS, TIMEOUT_S_MAX), 1)
    given = fields.optional("timeout_s")
    if given is not None and isinstance(given, Scalar) and not given.text.strip(" 0."):
        fields.reader.note(given.line, fields.at("timeout_s"), "no time at all", "more than 0", "write for example 3")
    total_s = optional_whole(fields, "total_s", 1, TOTAL_S_MAX)
    total_ms = min(attempts * timeout_ms, TOTAL_S_MAX * 1000) if total_s is None else total_s * 1000
    value = fields.optional("total_s")
    is_read = isinstance(value, Scalar) and value.text.strip() == str(total_s)
    if value is not None and is_read and total_ms < timeout_ms:
        expected = "at least 'timeout_s': the time for all attempts"
        fields.reader.note(value.line, fields.at("total_s"), f"'{total_s}'", expected, "raise it, or leave it out")
    at_once = whole_or(fields, "at_once", AT_ONCE, 1, AT_ONCE_MAX)
    return {"timeout_ms": timeout_ms, "total_ms": total_ms, "at_once": at_once}
