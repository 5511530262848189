"""The ordered index against a sorted list."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from routing.ordered_index import Key, OrderedIndex

pytestmark = pytest.mark.property

ITEMS = st.sampled_from([f"item{number}" for number in range(8)])
KEYS = st.tuples(st.integers(0, 4), st.integers(0, 2))


class AgainstSortedList(RuleBasedStateMachine):
    """Adds, moves and removes in an index and in a dict that is sorted anew for every question."""

    def __init__(self) -> None:
        super().__init__()
        self.index: OrderedIndex[str] = OrderedIndex()
        self.model: dict[str, Key] = {}

    def in_order(self) -> list[str]:
        return sorted(self.model, key=lambda item: (self.model[item], item))

    @rule(item=ITEMS, key=KEYS)
    def add(self, item: str, key: Key) -> None:
        self.index.add(item, key)
        self.model[item] = key

    @rule(item=ITEMS)
    def discard(self, item: str) -> None:
        self.index.discard(item)
        self.model.pop(item, None)

    @rule(unwanted=st.sets(ITEMS))
    def first_wanted(self, unwanted: set[str]) -> None:
        expected = next((item for item in self.in_order() if item not in unwanted), None)
        assert self.index.first(lambda item: item not in unwanted) == expected

    @invariant()
    def answers_like_the_list(self) -> None:
        ordered = self.in_order()
        assert list(self.index) == ordered
        assert len(self.index) == len(ordered)
        assert self.index.head() == (ordered[0] if ordered else None)
        assert self.index.head_key() == (self.model[ordered[0]] if ordered else None)
        assert all(item in self.index and self.index.key(item) == key for item, key in self.model.items())


TestAgainstSortedList = AgainstSortedList.TestCase
TestAgainstSortedList.settings = settings(max_examples=100, stateful_step_count=50)


def test_the_dead_never_outnumber_the_living_by_much() -> None:
    index: OrderedIndex[str] = OrderedIndex()
    index.add("first", (0, 0))
    for number in range(10_000):
        index.add("moving", (1, number))
    assert list(index) == ["first", "moving"]
    assert len(index._run) + len(index._heap) <= 2 * len(index) + 17
