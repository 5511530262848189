"""Sample values of published types, built from their type hints. Owns no expectation.

A union in a tuple gives one item of each member, so that one sample shows every nested form.
"""

import types
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput

PUBLISHED_TYPES: tuple[type, ...] = (*get_args(CenterInput), *get_args(CenterEvent))
_SCALARS: dict[Any, Any] = {str: "text", int: 7, bool: True, float: 0.5, types.NoneType: None}


def sample(hint: Any, name: str = "value", within: tuple[type, ...] = ()) -> Any:
    """Return a value of the type; texts say which field they are in. A type inside itself ends there."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    if hint is str:
        return name
    if hint in _SCALARS or hint is None:
        return _SCALARS[types.NoneType if hint is None else hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        inner = (*within, hint)
        return hint(**{field.name: sample(hints[field.name], field.name, inner) for field in fields(hint)})
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return tuple(sample(member, name, within) for member in _members(arguments[0]) if member not in within)
        return tuple(sample(argument, name, within) for argument in arguments)
    if origin is dict:
        return {f"{name}_{place}": sample(member, name, within) for place, member in enumerate(_members(arguments[1]))}
    if origin is frozenset:
        return frozenset({sample(arguments[0], name, within)})
    if origin in (Union, types.UnionType):
        return sample(next(member for member in arguments if member is not types.NoneType), name, within)
    raise TypeError(f"no sample for {hint!r}")


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
