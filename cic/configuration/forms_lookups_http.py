"""Reads a source of type http. Owns its keys and which addresses, headers and bodies are taken; asks nobody."""

import re
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from cic.configuration.document import Listing, Scalar, Table, Value
from cic.configuration.forms_lookups_parts import (
    A_PATH,
    PATH,
    PLACE,
    check_slots,
    optional_matching,
    read_results,
    read_secret_place,
    required_matching,
)
from cic.configuration.reading import Fields, Reader, kind_of
from cic.configuration.reading_values import one_of, whole_or
from cic.lookups.sources import SLOT, HttpSource, Json, SecretPlace

HTTP_KEYS = (
    "url", "allow_http", "method", "query", "headers", "secret_headers", "body", "found_when", "retries",
)  # fmt: skip
URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[!-~]*)?")
A_URL = "an address such as 'https://crm.example.com/accounts/{number}', with slots in its path only"
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
A_HEADER = "the name of a header"
# What says where a request ends, or goes: ours alone.
OURS = frozenset(
    {
        "host", "content-length", "transfer-encoding", "connection", "content-type", "accept-encoding", "te",
        "upgrade", "expect", "trailer",
    }
)  # fmt: skip
SECRETIVE = re.compile(r"authori[sz]ation|cookie|key|token|secret|password|credential", re.IGNORECASE)
WHOLE = re.compile(r"-?[0-9]{1,15}")
RETRIES_MAX = 5


class Method(StrEnum):
    """How a service is asked; either way it must change nothing."""

    GET = "GET"
    POST = "POST"


def read_http(fields: Fields, name: str, limits: dict[str, int], retries: int) -> HttpSource:
    """A JSON service."""
    method_given = fields.optional("method")
    method = Method.GET
    if method_given is not None:
        method = one_of(fields.reader, method_given, fields.at("method"), Method, Method.GET)
    return HttpSource(
        name=name,
        results=read_results(fields, PATH, A_PATH),
        pin_hash=optional_matching(fields, "pin_hash", PATH, A_PATH),
        url=_url(fields),
        method=method.value,
        query=_texts(fields, "query", PLACE, "a name of at most 100 characters"),
        headers=_headers(fields),
        secret_headers=_secret_headers(fields),
        body=_body(fields),
        found_when=optional_matching(fields, "found_when", PATH, A_PATH),
        retries=retries,
        **limits,
    )


def read_retries(fields: Fields) -> int:
    """How often it is asked again, at most."""
    return whole_or(fields, "retries", 1, 0, RETRIES_MAX)


def _url(fields: Fields) -> str:
    may_be_plain = fields.flag("allow_http", otherwise=False)
    url = required_matching(fields, "url", '"https://crm.example.com/accounts/{number}"', URL, A_URL)
    value = fields.optional("url")
    if value is None or not URL.fullmatch(url):
        return url
    where = fields.at("url")
    check_slots(fields.reader, value.line, where, url)
    parts = _split(url)
    if parts is None or any(step in (".", "..") for step in parts.path.split("/")):
        fields.reader.note(value.line, where, f"'{url}'", A_URL, "write the address in full")
    elif "?" in url or "#" in url:
        mend = "move what stands behind the '?' below 'query:'"
        fields.reader.note(value.line, where, "a '?' or '#' in the address", A_URL, mend)
    elif parts.scheme == "http" and not may_be_plain and not _is_loopback(parts.hostname or ""):
        found, expected = "an address without encryption", "https, or a service on this machine"
        mend = "write https; 'allow_http: true' sends callers' values in the clear through your own network"
        fields.reader.note(value.line, where, found, expected, mend)
    return url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _texts(fields: Fields, key: str, form: re.Pattern[str], form_in_words: str) -> tuple[tuple[str, str], ...]:
    value = fields.optional(key)
    if value is None:
        return ()
    where = fields.at(key)
    found: list[tuple[str, str]] = []
    for name, item in fields.reader.named(value, where, form, form_in_words).items():
        text = fields.reader.text(item, f"{where}.{name}")
        check_slots(fields.reader, item.line, f"{where}.{name}", text)
        found.append((name, text))
    return tuple(found)


def _headers(fields: Fields) -> tuple[tuple[str, str], ...]:
    headers = _texts(fields, "headers", HEADER, A_HEADER)
    value = fields.optional("headers")
    lines = {entry.key: entry.line for entry in value.entries} if isinstance(value, Table) else {}
    for name, text in headers:
        where = f"{fields.at('headers')}.{name}"
        if name.lower() in OURS:
            mend = "leave it out"
            fields.reader.note(lines[name], where, "a header that is set by itself", "a header of the service", mend)
        elif SECRETIVE.search(name):
            mend = "move it below 'secret_headers:' and name the variable or file that it is kept in"
            fields.reader.note(lines[name], where, "what looks like a secret", "no secret in this text", mend)
        rest = SLOT.sub("", text)
        if not (rest.isascii() and rest.isprintable()):
            expected = "printable characters of ASCII"
            fields.reader.note(lines[name], where, "a value that no header can have", expected, "change it")
    return headers


def _secret_headers(fields: Fields) -> tuple[tuple[str, SecretPlace], ...]:
    value = fields.optional("secret_headers")
    if value is None:
        return ()
    where = fields.at("secret_headers")
    named = fields.reader.named(value, where, HEADER, A_HEADER)
    for name, item in named.items():
        if name.lower() in OURS:
            expected = "a header of the service"
            fields.reader.note(item.line, f"{where}.{name}", "a header that is set by itself", expected, "leave it out")
    return tuple(
        (name, read_secret_place(fields.reader, item, f"{where}.{name}", may_have_prefix=True))
        for name, item in named.items()
    )


def _body(fields: Fields) -> dict[str, Json] | None:
    value = fields.optional("body")
    if value is None:
        return None
    where = fields.at("body")
    given = fields.optional("method")
    if given is None or (isinstance(given, Scalar) and given.text.strip() == Method.GET):
        fields.reader.note(value.line, where, "a body with GET", "a body with POST only", "add 'method: POST'")
    if not isinstance(value, Table):
        fields.reader.note(value.line, where, kind_of(value), "a table of keys and values", "write 'key: value'")
        return None
    return _json_table(fields.reader, value, where)


def _json_table(reader: Reader, value: Table, where: str) -> dict[str, Json]:
    named = reader.named(value, where, PLACE, "a name of at most 100 characters")
    return {name: _json(reader, item, f"{where}.{name}") for name, item in named.items()}


def _json(reader: Reader, value: Value, where: str) -> Json:
    match value:
        case Table():
            return _json_table(reader, value, where)
        case Listing():
            return [_json(reader, item, where) for item in value.items]
        case Scalar(text=text, is_quoted=is_quoted):
            check_slots(reader, value.line, where, text)
            if not is_quoted and text in ("true", "false"):
                return text == "true"
            return int(text) if not is_quoted and WHOLE.fullmatch(text) else text
