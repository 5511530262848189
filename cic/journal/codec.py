"""Typed values to plain JSON and back, driven by type hints. Owns the form; must not know any particular type.

Every dataclass is written with its class name under ``type``. Reading refuses unknown fields, missing fields and wrong
types, and names the place, never the value. Writing is as strict: what is written can be read again.
"""

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from cic.journal.forms import (
    SCALARS,
    CodecError,
    Convert,
    Form,
    classes,
    dispatch,
    enum_form,
    fixed,
    mapping,
    plain,
    sequence,
    wrong,
)
from cic.journal.versions import PUBLISHED, TAG, UnknownVersion, Versions

__all__ = ["Codec", "CodecError"]


class Codec:
    """Converts values of one declared type (a dataclass, a union of dataclasses, or anything made of them)."""

    def __init__(self, declared: Any, versions: Versions = PUBLISHED) -> None:
        compiler = _Compiler(versions)
        self._write, self._read = compiler.form(declared)

    def encode(self, value: object) -> Any:
        """Return the value as JSON-able data."""
        return self._write(value)

    def decode(self, data: object) -> Any:
        """Return the value that the data stands for."""
        return self._read(data)

    def to_text(self, value: object) -> str:
        """Return the value as JSON text, the same text for equal values."""
        text = _JSON.encode(self._write(value))
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


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


class _Compiler:
    """Makes the two converters of each type once."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self._records: dict[type, _Record] = {}

    def form(self, hint: Any) -> Form:
        hint = plain(hint)
        origin = get_origin(hint)
        if hint in SCALARS:
            return SCALARS[hint], SCALARS[hint]
        if isinstance(hint, type) and issubclass(hint, Enum):
            return enum_form(hint)
        if isinstance(hint, type) and is_dataclass(hint):
            return self.record(hint).form
        if origin is tuple:
            return self._tuple_form(get_args(hint))
        if origin is dict:
            return self._dict_form(*get_args(hint))
        if origin is frozenset:
            return self._set_form(*get_args(hint))
        if origin in (Union, types.UnionType):
            return self._union_form(get_args(hint))
        raise TypeError(f"no journal form for {hint!r}")

    def record(self, kind: type) -> "_Record":
        """Return the form of a dataclass; it may hold itself, so it is known before its fields are."""
        if kind not in self._records:
            record = self._records[kind] = _Record(kind, self.versions)
            record.compile(self)
        return self._records[kind]

    def _tuple_form(self, items: tuple[Any, ...]) -> Form:
        if len(items) == 2 and items[1] is Ellipsis:
            write, read = self.form(items[0])
            return sequence(tuple, list, write), sequence(list, tuple, read)
        forms = [self.form(item) for item in items]
        return fixed(tuple, list, [form[0] for form in forms]), fixed(list, tuple, [form[1] for form in forms])

    def _dict_form(self, key: Any, item: Any) -> Form:
        if plain(key) is not str:
            raise TypeError("journalled dicts have text keys")
        write, read = self.form(item)
        return mapping(write), mapping(read)

    def _set_form(self, item: Any) -> Form:
        write, read = self.form(item)
        inner = sequence(list, tuple, read)

        def write_set(value: Any) -> list[Any]:
            if value.__class__ is not frozenset:
                raise wrong("frozenset", value)
            return sorted(write(item) for item in value)

        return write_set, lambda data: frozenset(inner(data))

    def _union_form(self, members: tuple[Any, ...]) -> Form:
        writers: dict[type, Convert] = {}
        readers: dict[type, Convert] = {}
        records: dict[str, _Record] = {}
        for member in (plain(member) for member in members):
            if isinstance(member, type) and is_dataclass(member):
                record = self.record(member)
                if record.name in records:
                    raise TypeError(f"two types of a union are both named {record.name}")
                records[record.name] = record
                writers[member] = record.form[0]
                continue
            write, read = self.form(member)
            written, journalled = classes(member)
            if journalled in readers:
                raise TypeError(f"members of a union cannot be told apart: {members!r}")
            writers[written], readers[journalled] = write, read
        if records:
            if dict in readers:
                raise TypeError(f"members of a union cannot be told apart: {members!r}")
            readers[dict] = _Tagged(records, self.versions)
        return dispatch(writers), dispatch(readers)


class _Record:
    """The form of one dataclass."""

    def __init__(self, kind: type, versions: Versions) -> None:
        self.kind = kind
        self.name = kind.__name__
        self.tag = versions.tag(self.name)
        self.versions = versions
        self.form: Form = (self._write, _Tagged({self.name: self}, versions))
        self._names: tuple[str, ...] = ()
        self._writers: tuple[Convert, ...] = ()
        self._readers: tuple[Convert, ...] = ()
        self._values: Callable[[Any], tuple[Any, ...]] = lambda value: ()

    def compile(self, compiler: _Compiler) -> None:
        hints = get_type_hints(self.kind)
        self._names = tuple(field.name for field in fields(self.kind))
        if TAG in self._names:
            raise TypeError(f"{self.name} has a field named {TAG}")
        forms = [compiler.form(hints[name]) for name in self._names]
        self._writers = tuple(form[0] for form in forms)
        self._readers = tuple(form[1] for form in forms)
        if len(self._names) == 1:
            one = attrgetter(self._names[0])
            self._values = lambda value: (one(value),)
        elif self._names:
            self._values = attrgetter(*self._names)

    def _write(self, value: Any) -> dict[str, Any]:
        if value.__class__ is not self.kind:
            raise wrong(self.name, value)
        body: dict[str, Any] = {TAG: self.tag}
        name = ""
        try:
            for name, write, item in zip(self._names, self._writers, self._values(value), strict=True):
                body[name] = write(item)
        except CodecError as error:
            raise error.within(name) from None
        return body

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
