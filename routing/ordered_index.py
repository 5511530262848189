"""A set kept in the order of a key, whose head is always live. Owns order; knows nothing of what it orders.

Adding and removing cost O(log n) amortised. Removed entries stay in the heap until they come to its head or outnumber
the living, so that a removal from the middle costs nothing.
"""

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=str)
Key = tuple[int, int]


class OrderedIndex(Generic[Item]):
    """Items in ascending order of (key, item); one key per item."""

    __slots__ = ("_heap", "_keys")

    def __init__(self) -> None:
        self._heap: list[tuple[Key, Item]] = []
        self._keys: dict[Item, Key] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, item: Item) -> bool:
        return item in self._keys

    def __iter__(self) -> Iterator[Item]:
        """The items in order: O(n log n), for reading by people and tests, not for decisions."""
        return iter(sorted(self._keys, key=lambda item: (self._keys[item], item)))

    def add(self, item: Item, key: Key) -> None:
        """Put an item at its place, or move it there."""
        if self._keys.get(item) == key:
            return
        self._keys[item] = key
        heappush(self._heap, (key, item))
        self._prune()

    def discard(self, item: Item) -> None:
        """Take an item out, if it is in."""
        if self._keys.pop(item, None) is not None:
            self._prune()

    def key(self, item: Item) -> Key:
        """The key of an item that is in."""
        return self._keys[item]

    def head(self) -> Item | None:
        """The first item, or None when there is none."""
        return self._heap[0][1] if self._heap else None

    def head_key(self) -> Key | None:
        """The key of the first item, or None when there is none."""
        return self._heap[0][0] if self._heap else None

    def first(self, is_wanted: Callable[[Item], bool]) -> Item | None:
        """The first item that is wanted, or None. Costs O(log n) for each one passed over."""
        passed: list[tuple[Key, Item]] = []
        found: Item | None = None
        while self._heap:
            entry = self._heap[0]
            if self._is_live(entry):
                if is_wanted(entry[1]):
                    found = entry[1]
                    break
                passed.append(entry)
            heappop(self._heap)
        for entry in passed:
            heappush(self._heap, entry)
        return found

    def _is_live(self, entry: tuple[Key, Item]) -> bool:
        return self._keys.get(entry[1]) == entry[0]

    def _prune(self) -> None:
        heap, keys = self._heap, self._keys
        while heap and keys.get(heap[0][1]) != heap[0][0]:
            heappop(heap)
        if len(heap) > 2 * len(keys) + 16:
            self._heap = [(key, item) for item, key in keys.items()]
            heapify(self._heap)
