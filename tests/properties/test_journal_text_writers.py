"""The writers of JSON text against the naive way: the same text for what fits, the same error for what does not."""

from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from cic.contact_log.record import ContactRecord
from cic.journal.codec import Codec, CodecError
from cic.journal.versions import PUBLISHED, Versions
from tests.properties.naive_writing import naive_text

pytestmark = pytest.mark.property


class Colour(Enum):
    RED = "r\"e'd"
    GREEN = "grün\n"


@dataclass(frozen=True, slots=True)
class Leaf:
    count: int | None
    colour: Colour | None = None
    size: float = 0.5
    text: str | int = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Every form that there is, and itself within itself."""

    left: "Tree | Leaf | None"
    right: "tuple[Tree | Leaf, ...]" = ()
    labels: dict[str, int | str | bool | float | None] = field(default_factory=dict)
    pair: tuple[int, Colour] = (0, Colour.RED)
    marks: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    colours: dict[str, tuple[Colour, ...]] = field(default_factory=dict)
    is_tall: bool = False
    nothing: None = None


@dataclass(frozen=True, slots=True)
class Empty:
    pass


VERSIONS = Versions(present={"Tree": 3})
ANY_TEXT = st.text(st.characters(), max_size=4)
LEAF = st.builds(
    Leaf,
    st.none() | st.integers(),
    st.none() | st.sampled_from(Colour),
    st.floats(),
    ANY_TEXT | st.integers(),
)
LABELS = st.dictionaries(ANY_TEXT, st.integers() | ANY_TEXT | st.booleans() | st.floats() | st.none(), max_size=3)


def _branched(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        Tree,
        st.none() | inner,
        st.lists(inner, max_size=2).map(tuple),
        LABELS,
        st.tuples(st.integers(), st.sampled_from(Colour)),
        st.frozensets(ANY_TEXT, max_size=4),
        st.frozensets(st.integers(), max_size=4),
        st.dictionaries(ANY_TEXT, st.lists(st.sampled_from(Colour), max_size=2).map(tuple), max_size=2),
        st.booleans(),
        st.none(),
    )


TREE = st.recursive(LEAF, _branched, max_leaves=5)
MISFIT = st.sampled_from(
    [None, True, 7, -1.5, float("nan"), "secret-4711", (), (1,), {"a": 1}, {1: 2}, Colour.RED, Leaf(1)]
)
PUBLISHED_HINT = CenterInput | CenterEvent | ContactRecord
PUBLISHED_CODEC = Codec(PUBLISHED_HINT)
TREE_CODEC = Codec(Tree | Leaf | Empty, VERSIONS)


def outcome(write: Any, *given: Any) -> str:
    """The text, or how it was refused."""
    try:
        return str(write(*given))
    except CodecError as error:
        assert "secret-4711" not in str(error)
        return f"refused: {error}"


def damage(value: Any, draw: st.DataObject) -> None:
    """Put something that may well not fit in some place of a value."""
    names = [one.name for one in fields(value)]
    if not names:
        return
    name = draw.draw(st.sampled_from(names))
    inside = getattr(value, name)
    inside = inside[-1] if isinstance(inside, tuple) and inside else inside
    if is_dataclass(inside) and draw.draw(st.booleans()):
        damage(inside, draw)
    else:
        object.__setattr__(value, name, draw.draw(MISFIT))


@settings(max_examples=300, deadline=None)
@given(TREE)
def test_every_form_is_written_as_the_naive_way_writes_it(tree: Any) -> None:
    assert outcome(TREE_CODEC.to_text, tree) == outcome(naive_text, tree, Tree | Leaf | Empty, VERSIONS)


@settings(max_examples=300, deadline=None)
@given(st.from_type(PUBLISHED_HINT))
def test_every_published_value_is_written_as_the_naive_way_writes_it(value: Any) -> None:
    text = outcome(PUBLISHED_CODEC.to_text, value)
    assert text == outcome(naive_text, value, PUBLISHED_HINT, PUBLISHED)


@settings(max_examples=300, deadline=None)
@given(st.from_type(PUBLISHED_HINT), st.data())
def test_what_does_not_fit_is_refused_as_the_naive_way_refuses_it(value: Any, draw: st.DataObject) -> None:
    damage(value, draw)
    text = outcome(PUBLISHED_CODEC.to_text, value)
    assert text == outcome(naive_text, value, PUBLISHED_HINT, PUBLISHED)


@settings(max_examples=300, deadline=None)
@given(TREE.filter(lambda value: isinstance(value, Tree)), st.data())
def test_a_damaged_tree_is_refused_as_the_naive_way_refuses_it(tree: Any, draw: st.DataObject) -> None:
    damage(tree, draw)
    assert outcome(TREE_CODEC.to_text, tree) == outcome(naive_text, tree, Tree | Leaf | Empty, VERSIONS)


def test_a_dataclass_without_fields_has_its_name_alone() -> None:
    assert Codec(Empty).to_text(Empty()) == '{"type":"Empty"}'


class Words(str):
    """Looks like text, and is not: an exact class is asked for."""


@pytest.mark.parametrize("value", [Words("a"), b"a", 1, None])
def test_text_of_another_class_is_not_text(value: object) -> None:
    with pytest.raises(CodecError):
        Codec(str).to_text(value)
