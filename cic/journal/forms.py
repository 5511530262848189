"""Converters of single values, sequences and unions. Owns the strictness of each; knows no dataclass.

A converter takes a value and returns it in the other form, or raises CodecError naming the place, never the value.
"""

import types
from collections.abc import Callable
from enum import Enum
from typing import Any, NewType, get_origin

Convert = Callable[[Any], Any]
Form = tuple[Convert, Convert]
"""How a type is written, and how it is read."""


class CodecError(ValueError):
    """A value that is not of its declared form. ``path`` says where; no value is ever named."""

    def __init__(self, reason: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(f"{'.'.join(path) or 'value'}: {reason}")
        self.reason = reason
        self.path = path

    def within(self, place: str) -> "CodecError":
        """Return the same error, seen from one level further out."""
        return CodecError(self.reason, (place, *self.path))


def wrong(expected: str, found: object) -> CodecError:
    """Return the error for a value of another type than expected."""

    return CodecError(f"expected {expected}, found {type(found).__name__}")


def _exact(kind: type) -> Convert:
    """Let values of exactly this type through; True is not an integer here."""

    def convert(value: Any) -> Any:
        if value.__class__ is not kind:
            raise wrong(kind.__name__, value)
        return value

    return convert


def _finite(value: Any) -> Any:
    if value.__class__ is not float or value - value != 0:
        raise wrong("finite float", value)
    return value


SCALARS: dict[Any, Convert] = {
    str: _exact(str),
    int: _exact(int),
    bool: _exact(bool),
    float: _finite,
    types.NoneType: _exact(types.NoneType),
}


def plain(hint: Any) -> Any:
    """Return the type behind a NewType or None."""

    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return types.NoneType if hint is None else hint


def classes(hint: Any) -> tuple[type, type]:
    """Return the class of a value and the class of its JSON form, for telling members of a union apart."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint, str
    origin = get_origin(hint) or hint
    return origin, {tuple: list, frozenset: list}.get(origin, origin)


def enum_form(kind: type[Enum]) -> Form:
    """Write a member of an enum as its value."""

    members = {member.value: member for member in kind}
    if not all(isinstance(value, str) for value in members):
        raise TypeError(f"{kind.__name__} has values that are not text")

    def write(value: Any) -> str:
        if value.__class__ is not kind:
            raise wrong(kind.__name__, value)
        return str(value.value)

    def read(data: Any) -> Enum:
        if data.__class__ is not str or data not in members:
            raise CodecError(f"not a value of {kind.__name__}")
        return members[data]

    return write, read


def sequence(given: Any, made: Any, convert: Convert) -> Convert:
    """Convert each item of a sequence of any length."""

    def convert_all(value: Any) -> Any:
        if value.__class__ is not given:
            raise wrong(given.__name__, value)
        converted: list[Any] = []
        try:
            for item in value:
                converted.append(convert(item))
        except CodecError as error:
            raise error.within(str(len(converted))) from None
        return converted if made is list else made(converted)

    return convert_all


def fixed(given: Any, made: Any, converters: list[Convert]) -> Convert:
    """Convert each item of a sequence of fixed length by its own converter."""

    def convert_each(value: Any) -> Any:
        if value.__class__ is not given or len(value) != len(converters):
            raise wrong(f"{given.__name__} of {len(converters)}", value)
        return made(convert(item) for convert, item in zip(converters, value, strict=True))

    return convert_each


def mapping(convert: Convert) -> Convert:
    """Convert each item of a dict with text keys."""

    def convert_all(value: Any) -> dict[str, Any]:
        if value.__class__ is not dict:
            raise wrong("dict", value)
        if not all(key.__class__ is str for key in value):
            raise CodecError("a key that is not text")
        converted: dict[str, Any] = {}
        key = ""
        try:
            for key in sorted(value):  # in order of keys, so that equal values have equal text
                converted[key] = convert(value[key])
        except CodecError as error:
            raise error.within(key) from None
        return converted

    return convert_all


def dispatch(converters: dict[type, Convert]) -> Convert:
    """Convert by the class of the value."""

    def convert(value: Any) -> Any:
        chosen = converters.get(value.__class__)
        if chosen is None:
            raise CodecError(f"a {type(value).__name__} does not belong here")
        return chosen(value)

    return convert
