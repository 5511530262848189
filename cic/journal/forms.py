"""Readers of single values, sequences and unions. Owns the strictness of each; knows no dataclass.

A reader takes plain JSON and returns the value that it stands for, or raises CodecError naming the place, never the
value.
"""

import types
from collections.abc import Callable
from enum import Enum
from typing import Any, NewType, get_origin

Read = Callable[[Any], Any]


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


def misfit(found: object) -> CodecError:
    """Return the error for a value of none of the types that are possible here."""
    return CodecError(f"a {type(found).__name__} does not belong here")


def _exact(kind: type) -> Read:
    """Let values of exactly this type through; True is not an integer here."""

    def read(data: Any) -> Any:
        if data.__class__ is not kind:
            raise wrong(kind.__name__, data)
        return data

    return read


def _finite(data: Any) -> Any:
    if data.__class__ is not float or data - data != 0:
        raise wrong("finite float", data)
    return data


SCALARS: dict[Any, Read] = {
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


def read_enum(kind: type[Enum]) -> Read:
    """Read a member of an enum from its value."""

    members = {member.value: member for member in kind}
    if not all(isinstance(value, str) for value in members):
        raise TypeError(f"{kind.__name__} has values that are not text")

    def read(data: Any) -> Enum:
        if data.__class__ is not str or data not in members:
            raise CodecError(f"not a value of {kind.__name__}")
        return members[data]

    return read


def read_sequence(read: Read) -> Read:
    """Read each item of a sequence of any length."""

    def read_all(data: Any) -> tuple[Any, ...]:
        if data.__class__ is not list:
            raise wrong("list", data)
        items: list[Any] = []
        try:
            for item in data:
                items.append(read(item))
        except CodecError as error:
            raise error.within(str(len(items))) from None
        return tuple(items)

    return read_all


def read_fixed(readers: list[Read]) -> Read:
    """Read each item of a sequence of fixed length by its own reader."""

    def read_each(data: Any) -> tuple[Any, ...]:
        if data.__class__ is not list or len(data) != len(readers):
            raise wrong(f"list of {len(readers)}", data)
        return tuple(read(item) for read, item in zip(readers, data, strict=True))

    return read_each


def read_mapping(read: Read) -> Read:
    """Read each item of a dict with text keys."""

    def read_all(data: Any) -> dict[str, Any]:
        if data.__class__ is not dict:
            raise wrong("dict", data)
        if not all(key.__class__ is str for key in data):
            raise CodecError("a key that is not text")
        items: dict[str, Any] = {}
        key = ""
        try:
            for key in sorted(data):
                items[key] = read(data[key])
        except CodecError as error:
            raise error.within(key) from None
        return items

    return read_all


def read_member(readers: dict[type, Read]) -> Read:
    """Read a member of a union, chosen by the class of its JSON form."""

    def read(data: Any) -> Any:
        chosen = readers.get(data.__class__)
        if chosen is None:
            raise misfit(data)
        return chosen(data)

    return read
