"""Typed values to JSON text and back, driven by type hints. Owns the form; must not know any particular type.

Every dataclass is written with its class name under ``type``. Reading refuses unknown fields, missing fields and wrong
types, and names the place, never the value. Writing is as strict: what is written can be read again.
"""

import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from cic.journal.forms import (
    SCALARS,
    CodecError,
    Read,
    classes,
    plain,
    read_enum,
    read_fixed,
    read_mapping,
    read_member,
    read_sequence,
    wrong,
)
from cic.journal.text_writers import TextWriters
from cic.journal.versions import PUBLISHED, TAG, UnknownVersion, Versions

__all__ = ["Codec", "CodecError"]


class Codec:
    """Converts values of one declared type (a dataclass, a union of dataclasses, or anything made of them)."""

    def __init__(self, declared: Any, versions: Versions = PUBLISHED) -> None:
        # Forms hold no values: what was made for one codec serves all, and a start makes most of them several times.
        readers, writers = _of_published() if versions is PUBLISHED else (_Readers(versions), TextWriters(versions))
        self._read = readers.of(declared)
        self._write = writers.of(declared)

    def encode(self, value: object) -> Any:
        """Return the value as JSON-able data."""
        return json.loads(self.to_text(value))

    def decode(self, data: object) -> Any:
        """Return the value that the data stands for."""
        return self._read(data)

    def to_text(self, value: object) -> str:
        """Return the value as JSON text, the same text for equal values."""
        text = self._write(value)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise CodecError("text with half a surrogate pair") from None
        return text

    def from_text(self, text: str) -> Any:
        """Return the value that the JSON text stands for."""
        try:
            data = json.loads(text)
        except ValueError:
            raise CodecError("not JSON") from None
        return self._read(data)


@cache
def _of_published() -> "tuple[_Readers, TextWriters]":
    return _Readers(PUBLISHED), TextWriters(PUBLISHED)


class _Readers:
    """Makes the reader of each type once."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self._records: dict[type, _Record] = {}

    def of(self, hint: Any) -> Read:
        """Return the reader of a type, or raise TypeError where it has no one clear form."""
        hint = plain(hint)
        origin = get_origin(hint)
        if hint in SCALARS:
            return SCALARS[hint]
        if isinstance(hint, type) and issubclass(hint, Enum):
            return read_enum(hint)
        if isinstance(hint, type) and is_dataclass(hint):
            return self.record(hint).reader
        if origin is tuple:
            return self._of_tuple(get_args(hint))
        if origin is dict:
            return self._of_dict(*get_args(hint))
        if origin is frozenset:
            inner = read_sequence(self.of(get_args(hint)[0]))
            return lambda data: frozenset(inner(data))
        if origin in (Union, types.UnionType):
            return self._of_union(get_args(hint))
        raise TypeError(f"no journal form for {hint!r}")

    def record(self, kind: type) -> "_Record":
        """Return the form of a dataclass; it may hold itself, so it is known before its fields are."""
        if kind not in self._records:
            record = self._records[kind] = _Record(kind, self.versions)
            record.compile(self)
        return self._records[kind]

    def _of_tuple(self, items: tuple[Any, ...]) -> Read:
        if len(items) == 2 and items[1] is Ellipsis:
            return read_sequence(self.of(items[0]))
        return read_fixed([self.of(item) for item in items])

    def _of_dict(self, key: Any, item: Any) -> Read:
        if plain(key) is not str:
            raise TypeError("journalled dicts have text keys")
        return read_mapping(self.of(item))

    def _of_union(self, members: tuple[Any, ...]) -> Read:
        readers: dict[type, Read] = {}
        records: dict[str, _Record] = {}
        for member in (plain(member) for member in members):
            if isinstance(member, type) and is_dataclass(member):
                record = self.record(member)
                if record.name in records:
                    raise TypeError(f"two types of a union are both named {record.name}")
                records[record.name] = record
                continue
            _, journalled = classes(member)
            if journalled in readers:
                raise TypeError(f"members of a union cannot be told apart: {members!r}")
            readers[journalled] = self.of(member)
        if records:
            if dict in readers:
                raise TypeError(f"members of a union cannot be told apart: {members!r}")
            readers[dict] = _Tagged(records, self.versions)
        return read_member(readers)


class _Record:
    """How one dataclass is read."""

    def __init__(self, kind: type, versions: Versions) -> None:
        self.kind = kind
        self.name = kind.__name__
        self.tag = versions.tag(self.name)
        self.reader: Read = _Tagged({self.name: self}, versions)
        self._names: tuple[str, ...] = ()
        self._readers: tuple[Read, ...] = ()

    def compile(self, readers: _Readers) -> None:
        """Make the readers of the fields."""
        hints = get_type_hints(self.kind)
        self._names = tuple(field.name for field in fields(self.kind))
        if TAG in self._names:
            raise TypeError(f"{self.name} has a field named {TAG}")
        self._readers = tuple(readers.of(hints[name]) for name in self._names)

    def read(self, body: dict[str, Any]) -> Any:
        """Return the value; the body is already of the present version."""
        values = []
        name = ""
        try:
            for name, read in zip(self._names, self._readers, strict=True):
                values.append(read(body[name]))
        except CodecError as error:
            raise error.within(name) from None
        except KeyError:
            raise CodecError("missing", (name,)) from None
        if len(body) != len(values) + 1:
            unknown = sorted(body.keys() - set(self._names) - {TAG})
            raise CodecError(f"unknown field of {self.name}", (unknown[0],))
        return self.kind(*values)


class _Tagged:
    """Reads a body by its tag, lifting old versions first."""

    def __init__(self, records: dict[str, _Record], versions: Versions) -> None:
        self._records = records
        self._versions = versions
        self._by_tag: dict[Any, _Record] | None = None

    def __call__(self, data: Any) -> Any:
        if data.__class__ is not dict:
            raise wrong("object", data)
        if self._by_tag is None:
            self._by_tag = {record.tag: record for record in self._records.values()}
        tag = data.get(TAG)
        if tag.__class__ is not str:
            raise CodecError("no type named", (TAG,))
        record = self._by_tag.get(tag)
        if record is None:
            try:
                data = self._versions.lift(data)
            except UnknownVersion as error:
                raise CodecError(str(error), (TAG,)) from None
            record = self._by_tag.get(data[TAG])
        if record is None:
            raise CodecError("a type that does not belong here", (TAG,))
        return record.read(data)
