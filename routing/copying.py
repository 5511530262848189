"""Copies of frozen values with some fields changed. Owns the copying; knows no particular type."""

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace  # under this name changes are checked against the fields
else:

    def replace(value, /, **changes):
        """Return a copy of the value with these fields changed, as ``dataclasses.replace`` does, in half its time."""
        return _copying(value.__class__)(value, changes)


__all__ = ["replace"]

Copy = Callable[[Any, dict[str, Any]], Any]


@cache
def _copying(kind: type) -> Copy:
    """How values of a type are copied: slot by slot where there is no more to it, else in the general way."""
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    slots = {field.name: getattr(kind, field.name, None) for field in fields if field.init}
    setters = {name: slot.__set__ for name, slot in slots.items() if isinstance(slot, MemberDescriptorType)}
    if len(fields) == len(setters) > 1 and not hasattr(kind, "__post_init__"):
        return _by_slots(kind, setters)
    return lambda value, changes: dataclasses.replace(value, **changes)


def _by_slots(kind: type, setters: dict[str, Callable[[Any, Any], None]]) -> Copy:
    in_order, values = tuple(setters.values()), attrgetter(*setters)

    def copy(value: Any, changes: dict[str, Any]) -> Any:
        copied: Any = object.__new__(kind)
        for set_slot, item in zip(in_order, values(value)):  # noqa: B905  as many by construction, and strict costs
            set_slot(copied, item)
        try:
            for name, item in changes.items():
                setters[name](copied, item)
        except KeyError:
            raise TypeError(f"{kind.__name__} has no field {name!r}") from None
        return copied

    return copy
