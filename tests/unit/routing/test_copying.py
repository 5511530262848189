"""Copies with changes: the same as those of ``dataclasses.replace``, whatever the type is like."""

import dataclasses
from dataclasses import InitVar, dataclass, field

import pytest

from routing.copying import replace

pytestmark = pytest.mark.unit


@dataclass(frozen=True, slots=True)
class Slotted:
    name: str
    items: list[int]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Inherited(Slotted):
    more: str = "more"


@dataclass(frozen=True, slots=True)
class Single:
    items: tuple[int, ...]


@dataclass(frozen=True)
class Unslotted:
    name: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    low: int
    high: int

    def __post_init__(self) -> None:
        assert self.low <= self.high


@dataclass(frozen=True, slots=True)
class Derived:
    low: int
    high: int
    span: int = field(init=False, default=9)


@dataclass(slots=True)
class Doubled:
    once: int
    twice: int = 0
    by: InitVar[int] = 2

    def __post_init__(self, by: int) -> None:
        self.twice = self.once * by


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (Slotted("a", [1]), {}),
        (Slotted("a", [1]), {"count": 2}),
        (Slotted("a", [1]), {"items": [], "name": "b"}),
        (Inherited("a", [1], 2, "x"), {"name": "b", "more": "y"}),
        (Single((1, 2)), {"items": ()}),
        (Unslotted("a"), {"count": 3}),
        (Checked(1, 2), {"high": 7}),
        (Derived(1, 2), {"high": 7}),
        (Doubled(1), {"once": 7, "by": 3}),
    ],
)
def test_a_copy_is_that_of_dataclasses(value: object, changes: dict[str, object]) -> None:
    before = repr(value)
    copied = replace(value, **changes)  # type: ignore[type-var]
    assert copied == dataclasses.replace(value, **changes)  # type: ignore[type-var]
    assert type(copied) is type(value) and copied is not value and repr(value) == before


def test_what_is_not_changed_is_shared() -> None:
    value = Slotted("a", [1])
    assert replace(value, count=1).items is value.items


def test_rules_of_the_type_hold_for_copies_too() -> None:
    with pytest.raises(AssertionError):
        replace(Checked(1, 2), high=0)


@pytest.mark.parametrize("value", [Slotted("a", []), Single(()), Unslotted("a")])
def test_an_unknown_field_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="size"):
        replace(value, size=1)  # type: ignore[type-var]


@pytest.mark.parametrize("value", [1, "text", Slotted, None])
def test_only_values_of_dataclasses_are_copied(value: object) -> None:
    with pytest.raises(TypeError):
        replace(value)  # type: ignore[type-var]
