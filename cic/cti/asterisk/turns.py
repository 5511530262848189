"""Commands about the same leg take effect in the order in which they were given. Owns who waits for whom.

Each runs in a task of its own and may wait for Asterisk in between: without this, a later one would overtake it. Must
not know what a command does.
"""

import asyncio
from collections.abc import Collection

from routing.vocabulary import LegId

Turn = frozenset["asyncio.Task[None]"]
"""What is under way and comes first."""


class Turns:
    """What is under way, by the legs that it is about."""

    def __init__(self) -> None:
        self._under_way: dict[LegId, set[asyncio.Task[None]]] = {}

    def before(self, leg_ids: Collection[LegId]) -> Turn:
        """What a command about these legs, given now, comes behind."""
        return frozenset(task for leg_id in leg_ids for task in self._under_way.get(leg_id, ()))

    def begin(self, leg_ids: Collection[LegId], task: "asyncio.Task[None]") -> None:
        """This is under way from now on, until it ends."""
        for leg_id in leg_ids:
            self._under_way.setdefault(leg_id, set()).add(task)
        task.add_done_callback(lambda done: self._end(tuple(leg_ids), done))

    def _end(self, leg_ids: tuple[LegId, ...], task: "asyncio.Task[None]") -> None:
        for leg_id in leg_ids:
            tasks = self._under_way[leg_id]
            tasks.discard(task)
            if not tasks:
                del self._under_way[leg_id]


async def come(turn: Turn, time_s: float | None = None) -> None:
    """Wait until it is one's turn, or for so long at most."""
    if turn:
        await asyncio.wait(turn, timeout=time_s)
