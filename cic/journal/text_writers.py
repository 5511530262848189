"""Typed values to JSON text. Owns how strictly and in which order a value is written; must know no particular type.

A dataclass's writer is a function whose source is made here once, as ``dataclasses`` makes ``__init__``: every input is
written, and going through the fields of each value takes four times as long. What has no form at all, the reading side
refuses first.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import partial
from json.encoder import encode_basestring as quoted
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from cic.journal.forms import CodecError, classes, misfit, plain, wrong
from cic.journal.versions import TAG, Versions

Write = Callable[[Any], str]
"""Returns a value's JSON text, or raises CodecError naming the place, never the value."""

# How the text of a value is told of which only the class must be right, as source.
_EXPRESSIONS: dict[Any, str] = {
    str: "quoted({0})",
    int: "{0}",
    bool: "'true' if {0} else 'false'",
    NoneType: "'null'",
}
_EXPRESSION_OF_ENUM = "quoted({0}._value_)"


class TextWriters:
    """Makes the writer of each type once."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._records: dict[type, Write] = {}

    def of(self, hint: Any) -> Write:
        """Return the writer of a type."""
        hint = plain(hint)
        origin, members = get_origin(hint), get_args(hint)
        if hint is float:
            return _write_float
        if _expression(hint) is not None:
            return _Source().of_value(hint)
        if is_dataclass(hint):
            return self._of_record(hint)
        if origin is tuple and members[1:] == (Ellipsis,):
            return _sequence(self.of(members[0]))
        if origin is tuple:
            return _fixed([self.of(member) for member in members])
        if origin is dict:
            return _mapping(self.of(members[1]))
        if origin is frozenset:
            return _set(self.of(members[0]))
        if origin in (Union, UnionType):
            return _dispatch({classes(plain(member))[0]: self.of(member) for member in members})
        raise TypeError(f"no journal form for {hint!r}")

    def _of_record(self, kind: Any) -> Write:
        if kind not in self._records:
            # A type may hold itself: until its writer is made, whoever asks for it gets a way to it.
            self._records[kind] = partial(self._write_later, kind)
            self._records[kind] = _Source().of_record(kind, self._versions.tag(kind.__name__), self.of)
        return self._records[kind]

    def _write_later(self, kind: Any, value: Any) -> str:
        return self._records[kind](value)


def _expression(hint: Any) -> str | None:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _EXPRESSION_OF_ENUM
    return _EXPRESSIONS.get(hint)


@dataclass(slots=True)
class _Source:
    """The source of one writer so far, and what its names stand for."""

    lines: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(
        default_factory=lambda: {"CodecError": CodecError, "misfit": misfit, "quoted": quoted, "wrong": wrong}
    )

    def of_value(self, hint: Any) -> Write:
        """Return the writer of a type whose values need only be of the right class."""
        self._check_class("value", hint)
        return self._compiled([self._text("value", hint)])

    def of_record(self, kind: Any, tag: str, writer_of: Callable[[Any], Write]) -> Write:
        """Return the writer of a dataclass."""
        self._check_class("value", kind)
        hints = get_type_hints(kind)
        texts = [self._name(f'{{"{TAG}":{quoted(tag)}')]
        for name in (item.name for item in fields(kind)):
            texts += [self._name(f",{quoted(name)}:"), self._field(name, plain(hints[name]), writer_of)]
        return self._compiled([*texts, "'}'"])

    def _field(self, name: str, hint: Any, writer_of: Callable[[Any], Write]) -> str:
        """Take a field and check it; return the expression of its text."""
        item, text, place = f"item_{name}", f"text_{name}", f".within({name!r})"
        members = tuple(plain(member) for member in get_args(hint))
        if _expression(hint) is not None:
            self.lines.append(f"{item} = value.{name}")
            self._check_class(item, hint, place)
            return self._text(item, hint)
        if get_origin(hint) in (Union, UnionType) and members[1:] == (NoneType,) and _expression(members[0]):
            self.lines += [
                f"{item} = value.{name}",
                f"if {item} is None: {text} = 'null'",
                f"elif {item}.__class__ is {self._name(members[0])}: {text} = {self._text(item, members[0])}",
                f"else: raise misfit({item}){place}",
            ]
            return text
        self.lines += [
            f"try: {text} = {self._name(writer_of(hint))}(value.{name})",
            f"except CodecError as error: raise error{place} from None",
        ]
        return text

    def _check_class(self, item: str, kind: type, place: str = "") -> None:
        found_wrong = f"raise wrong({kind.__name__!r}, {item}){place}"
        self.lines.append(f"if {item}.__class__ is not {self._name(kind)}: {found_wrong}")

    def _text(self, item: str, hint: Any) -> str:
        return (_expression(hint) or "").format(item)

    def _name(self, thing: Any) -> str:
        """Return a name that stands for this in the source."""
        name = f"given_{len(self.names)}"
        self.names[name] = thing
        return name

    def _compiled(self, texts: list[str]) -> Write:
        joined = "".join(f"{{{text}}}" for text in texts)
        source = ["def write(value):", *self.lines, f'return f"{joined}"']
        exec("\n    ".join(source), self.names)
        made: Write = self.names["write"]
        return made


def _write_float(value: Any) -> str:
    if value.__class__ is not float or value - value != 0:
        raise wrong("finite float", value)
    return repr(value)


def _sequence(write: Write) -> Write:
    def write_all(value: Any) -> str:
        if value.__class__ is not tuple:
            raise wrong("tuple", value)
        texts: list[str] = []
        try:
            for item in value:
                texts.append(write(item))
        except CodecError as error:
            raise error.within(str(len(texts))) from None
        return f"[{','.join(texts)}]"

    return write_all


def _fixed(writers: list[Write]) -> Write:
    def write_each(value: Any) -> str:
        if value.__class__ is not tuple or len(value) != len(writers):
            raise wrong(f"tuple of {len(writers)}", value)
        return f"[{','.join(write(item) for write, item in zip(writers, value, strict=True))}]"

    return write_each


def _mapping(write: Write) -> Write:
    def write_all(value: Any) -> str:
        if value.__class__ is not dict:
            raise wrong("dict", value)
        if not value:
            return "{}"
        if not all(key.__class__ is str for key in value):
            raise CodecError("a key that is not text")
        texts: list[str] = []
        key = ""
        try:
            for key in sorted(value):  # in order of keys, so that equal values have equal text
                texts.append(f"{quoted(key)}:{write(value[key])}")
        except CodecError as error:
            raise error.within(key) from None
        return f"{{{','.join(texts)}}}"

    return write_all


def _set(write: Write) -> Write:
    def write_all(value: Any) -> str:
        if value.__class__ is not frozenset:
            raise wrong("frozenset", value)
        # In order of what the texts stand for, so that equal sets have equal text.
        return f"[{','.join(sorted((write(item) for item in value), key=json.loads))}]"

    return write_all


def _dispatch(writers: dict[type, Write]) -> Write:
    def write(value: Any) -> str:
        chosen = writers.get(value.__class__)
        if chosen is None:
            raise misfit(value)
        return chosen(value)

    return write
