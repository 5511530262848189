"""Reads `desktop` of `center.yaml`: a CRM's pages and look-up, and who may embed the desktop. Owns these keys."""

import re

from cic.configuration.document import Value
from cic.configuration.reading import CODE, Fields, Reader
from cic.configuration.reading_values import A_CODE, one_of
from cic.configuration.schema_desktop import (
    NO_DESKTOP,
    CardField,
    CrmLookupText,
    DesktopText,
    Opens,
    PageText,
    ShownText,
)
from cic.configuration.schema_parts import LabelText, Reference

KEYS = ("crm_hosts", "crm_pages", "crm_lookup", "embedded_in")
_NAME = r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?"
_PORT = r"(:[0-9]{1,5})?"
_OWN = rf"http://(localhost|127\.0\.0\.1){_PORT}"
HOST = re.compile(_NAME + _PORT)
A_HOST = "a host such as 'crm.example.com', with ':8443' behind it where it has a port of its own"
ORIGIN = re.compile(rf"https://{_NAME}{_PORT}|{_OWN}")
AN_ORIGIN = "an origin such as 'https://crm.example.com', without a path (http for this machine only)"
URL = re.compile(rf"(https://{_NAME}{_PORT}|{_OWN})(/[!-~]{{0,1000}})?")
A_URL = "an address such as 'https://crm.example.com/people?phone={number}' (http for this machine only)"
PAGES_MAX = 20


def read_desktop(fields: Fields) -> DesktopText:
    """What the desktop shows beside its own; without the key, nothing."""
    value = fields.optional("desktop")
    if value is None:
        return NO_DESKTOP
    inner = fields.reader.table(value, fields.at("desktop"), KEYS)
    return DesktopText(
        crm_hosts=tuple(Reference(word, line) for word, line in _words(inner, "crm_hosts", HOST, A_HOST)),
        crm_pages=_pages(inner),
        crm_lookup=_lookup(inner),
        embedded_in=tuple(word for word, _ in _words(inner, "embedded_in", ORIGIN, AN_ORIGIN)),
    )


def _words(fields: Fields, key: str, form: re.Pattern[str], form_in_words: str) -> tuple[tuple[str, int], ...]:
    """Words of one form, each once."""
    value, where = fields.optional(key), fields.at(key)
    found: dict[str, int] = {}
    for item in () if value is None else fields.reader.items(value, where):
        word = fields.reader.matching(item, where, form, form_in_words)
        if word in found:
            fields.reader.note(item.line, where, f"'{word}' again", "each once", "remove one of the two")
        found.setdefault(word, item.line)
    return tuple(found.items())


def _pages(fields: Fields) -> tuple[PageText, ...]:
    value, where, reader = fields.optional("crm_pages"), fields.at("crm_pages"), fields.reader
    items = () if value is None else reader.items(value, where)
    if value is not None and len(items) > PAGES_MAX:
        reader.note(value.line, where, f"{len(items)} pages", f"at most {PAGES_MAX}", "leave some out")
    found: dict[str, PageText] = {}
    for item in items:
        page = _page(reader, item, where)
        if page.code in found:
            mend = "rename or remove one of the two"
            reader.note(item.line, where, f"the code '{page.code}' again", "each code once", mend)
        found.setdefault(page.code, page)
    return tuple(found.values())


def _page(reader: Reader, item: Value, where: str) -> PageText:
    inner = reader.table(item, where, ("code", "label", "url", "opens"))
    opens, url = inner.optional("opens"), inner.required("url", "https://crm.example.com/people?phone={number}")
    address = "" if url is None else reader.matching(url, inner.at("url"), URL, A_URL)
    return PageText(
        code=inner.code("code"),
        label=inner.label("label"),
        url=address if URL.fullmatch(address) else "",  # what is told to be none is not looked into
        opens=Opens.ASKED if opens is None else one_of(reader, opens, inner.at("opens"), Opens, Opens.ASKED),
        line=item.line if url is None else url.line,
    )


def _lookup(fields: Fields) -> CrmLookupText | None:
    value, where, reader = fields.optional("crm_lookup"), fields.at("crm_lookup"), fields.reader
    if value is None:
        return None
    inner = reader.table(value, where, ("source", "arguments", "shown"))
    source, arguments = inner.required("source", "crm"), inner.required("arguments", "{phone: number}")
    at = inner.at("arguments")
    named = {} if arguments is None else reader.named(arguments, at, CODE, A_CODE)
    return CrmLookupText(
        source=Reference("" if source is None else reader.text(source, inner.at("source")), value.line),
        arguments=tuple(
            (Reference(name, given.line), one_of(reader, given, f"{at}.{name}", CardField, CardField.NUMBER))
            for name, given in named.items()
        ),
        shown=_shown(inner),
        line=value.line,
    )


def _shown(fields: Fields) -> tuple[ShownText, ...]:
    value, where = fields.required("shown", "[{result: level, label: {en: Level, zh: 等级}}]"), fields.at("shown")
    found: dict[str, ShownText] = {}
    for item in () if value is None else fields.reader.items(value, where):
        inner = fields.reader.table(item, where, ("result", "label"))
        name, label = inner.code("result"), inner.label("label")
        if name in found:
            fields.reader.note(item.line, where, f"'{name}' again", "each result once", "remove one of the two")
        found.setdefault(name, ShownText(Reference(name, item.line), LabelText(label.en, label.zh)))
    return tuple(found.values())
