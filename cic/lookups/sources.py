"""What may be looked up and where, as plain data. Owns the forms; asks nobody, and holds no secret, only its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cic.lookups.values import ResultForm

SLOT = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
"""Where an argument goes in a text, such as `{number}`."""
PARAMETER = re.compile(r"(?<![:\w\\]):([A-Za-z_]\w*)(?!:)")
"""Where an argument goes in SQL, such as `:number`; `::` is a cast."""

Json = str | int | bool | list["Json"] | dict[str, "Json"]


class Several(StrEnum):
    """What it means that more than one row fits."""

    NOT_FOUND = "not_found"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Where a secret is kept: an environment variable or a file, exactly one of them. ``prefix`` goes before it."""

    environment: str = ""
    file: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class SourceForm:
    """What all sources have. ``pin_hash`` is where the hash is that a secret is compared with.

    ``timeout_ms`` is for one attempt, ``total_ms`` for everything, the wait for one of ``at_once`` places included.
    """

    name: str
    results: tuple[ResultForm, ...]
    pin_hash: str = ""
    at_once: int = 8
    timeout_ms: int = 3_000
    total_ms: int = 6_000


@dataclass(frozen=True, slots=True)
class CsvSource(SourceForm):
    """A spreadsheet saved as CSV: the row in which each column of ``match`` is the argument beside it."""

    file: str = ""
    match: tuple[tuple[str, str], ...] = ()
    on_several: Several = Several.NOT_FOUND

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is needed, those that are matched first."""
        named = [column for column, _ in self.match] + [form.at for form in self.results]
        return tuple(dict.fromkeys([*named, *([self.pin_hash] if self.pin_hash else [])]))


@dataclass(frozen=True, slots=True)
class SqlSource(SourceForm):
    """One SELECT with named parameters, on an SQLite file or on the database of a secret URL."""

    select: str = ""
    sqlite: str = ""
    url: SecretPlace | None = None
    on_several: Several = Several.NOT_FOUND


@dataclass(frozen=True, slots=True)
class HttpSource(SourceForm):
    """A JSON service. ``url``, ``query``, ``headers`` and the texts of ``body`` have slots; nothing else varies."""

    url: str = ""
    method: str = "GET"
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    secret_headers: tuple[tuple[str, SecretPlace], ...] = ()
    body: dict[str, Json] | None = None
    found_when: str = ""
    retries: int = 1


Source = CsvSource | SqlSource | HttpSource


def arguments_of(source: Source) -> tuple[str, ...]:
    """The names of what must be given to look up, in the order in which they first stand."""
    match source:
        case CsvSource():
            found = [argument for _, argument in source.match]
        case SqlSource():
            found = PARAMETER.findall(source.select)
        case HttpSource():
            named = (text for _, text in (*source.query, *source.headers))
            texts = (source.url, *named, *_texts_of(source.body or {}))
            found = [argument for text in texts for argument in SLOT.findall(text)]
    return tuple(dict.fromkeys(found))


def _texts_of(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts_of(item)
        case dict():
            for item in value.values():
                yield from _texts_of(item)
        case _:
            pass
