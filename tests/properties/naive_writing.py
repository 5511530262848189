"""How a value is written, field by field and told apart by its hints anew each time: the slow reference."""

import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from cic.journal.forms import CodecError
from cic.journal.versions import Versions


def naive_text(value: Any, hint: Any, versions: Versions) -> str:
    """The JSON text of a value of this type, or CodecError."""
    text = json.dumps(_Naive(versions).data(value, hint), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise CodecError("text with half a surrogate pair")
    return text


class _Naive:
    def __init__(self, versions: Versions) -> None:
        self.versions = versions

    def data(self, value: Any, hint: Any) -> Any:
        """The value as plain data."""
        hint, origin, members = _plain(hint), get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            return self.data(value, _member(value, members))
        expected = origin or hint
        if origin is tuple and members[-1] is not ...:
            if type(value) is not tuple or len(value) != len(members):
                raise CodecError(f"expected tuple of {len(members)}, found {type(value).__name__}")
            return [self.data(item, member) for item, member in zip(value, members, strict=True)]
        if type(value) is not expected or (expected is float and value - value != 0):
            name = "finite float" if expected is float else expected.__name__
            raise CodecError(f"expected {name}, found {type(value).__name__}")
        if is_dataclass(expected):
            hints = get_type_hints(expected)
            of_fields = {
                one.name: self.within(one.name, getattr(value, one.name), hints[one.name]) for one in fields(expected)
            }
            return {"type": self.versions.tag(expected.__name__), **of_fields}
        if origin is tuple:
            return [self.within(str(place), item, members[0]) for place, item in enumerate(value)]
        if origin is frozenset:
            return sorted(self.data(item, members[0]) for item in value)
        if origin is dict:
            if not all(type(key) is str for key in value):
                raise CodecError("a key that is not text")
            return {key: self.within(key, value[key], members[1]) for key in sorted(value)}
        return value.value if issubclass(expected, Enum) else value

    def within(self, place: str, value: Any, hint: Any) -> Any:
        """The value as plain data; an error says where."""
        try:
            return self.data(value, hint)
        except CodecError as error:
            raise error.within(place) from None


def _member(value: Any, members: tuple[Any, ...]) -> Any:
    for member in map(_plain, members):
        if type(value) is (get_origin(member) or member):
            return member
    raise CodecError(f"a {type(value).__name__} does not belong here")


def _plain(hint: Any) -> Any:
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return types.NoneType if hint is None else hint
