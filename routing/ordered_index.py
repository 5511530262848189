"""A set kept in the order of a key, whose head is always live. Owns order; knows nothing of what it orders.

What is added in order, as who waits and who becomes free mostly are, lies in a run, and costs the same however many
there are; anything else lies in a heap beside it, at O(log n). Removed entries stay until they come to a head or
outnumber the living, so that a removal from the middle costs nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=str)
Key = tuple[int, int]
AnyKey = tuple[int, ...]


class OrderedIndex(Generic[Item]):
    """Items in ascending order of (key, item); one key per item, and all keys of one index are of one length."""

    __slots__ = ("_entries", "_heap", "_run")

    def __init__(self) -> None:
        # An entry that lies in run or heap is live while it is the very one that its item has here.
        self._entries: dict[Item, tuple[AnyKey, Item]] = {}
        self._run: deque[tuple[AnyKey, Item]] = deque()
        self._heap: list[tuple[AnyKey, Item]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, item: Item) -> bool:
        return item in self._entries

    def __iter__(self) -> Iterator[Item]:
        """The items in order: O(n log n), for reading by people and tests, not for decisions."""
        return iter([item for _, item in sorted(self._entries.values())])

    def add(self, item: Item, key: AnyKey) -> None:
        """Put an item at its place, or move it there."""
        run, before = self._run, self._entries.get(item)
        if before is not None and before[0] == key:
            return
        entry = self._entries[item] = (key, item)
        if not run or run[-1] < entry:
            run.append(entry)
        else:
            heappush(self._heap, entry)
        if before is not None:
            self._prune(before)

    def discard(self, item: Item) -> None:
        """Take an item out, if it is in."""
        entry = self._entries.pop(item, None)
        if entry is not None:
            self._prune(entry)

    def key(self, item: Item) -> AnyKey:
        """The key of an item that is in."""
        return self._entries[item][0]

    def first_entry(self) -> tuple[AnyKey, Item] | None:
        """The key of the first item and the item, or None when there is none."""
        run, heap = self._run, self._heap
        if not heap:
            return run[0] if run else None
        return run[0] if run and run[0] < heap[0] else heap[0]

    def head(self) -> Item | None:
        """The first item, or None when there is none."""
        entry = self.first_entry()
        return None if entry is None else entry[1]

    def head_key(self) -> AnyKey | None:
        """The key of the first item, or None when there is none."""
        entry = self.first_entry()
        return None if entry is None else entry[0]

    def first(self, is_wanted: Callable[[Item], bool]) -> Item | None:
        """The first item that is wanted, or None. Costs O(log n) for each one passed over."""
        passed: list[tuple[AnyKey, Item]] = []
        found: Item | None = None
        while (entry := self.first_entry()) is not None:
            if is_wanted(entry[1]):
                found = entry[1]
                break
            passed.append(entry)
            if self._heap and entry is self._heap[0]:
                heappop(self._heap)
            else:
                self._run.popleft()
            self._drop_stale()
        for entry in passed:
            heappush(self._heap, entry)
        return found

    def _prune(self, removed: tuple[AnyKey, Item]) -> None:
        """Forget an entry that is live no more, if it lies at a head; forget all such, if they are too many."""
        run, heap, entries = self._run, self._heap, self._entries
        if (run and run[0] is removed) or (heap and heap[0] is removed):
            self._drop_stale()
        if len(run) + len(heap) > 2 * len(entries) + 16:
            self._run = deque([entry for entry in run if entries.get(entry[1]) is entry])
            self._heap = [entry for entry in heap if entries.get(entry[1]) is entry]
            heapify(self._heap)

    def _drop_stale(self) -> None:
        """See to it that what lies at a head is live."""
        run, heap, entries = self._run, self._heap, self._entries
        while run and entries.get(run[0][1]) is not run[0]:
            run.popleft()
        while heap and entries.get(heap[0][1]) is not heap[0]:
            heappop(heap)
