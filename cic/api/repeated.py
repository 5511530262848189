"""Acts that are asked for twice under one id are done once. Owns how long an answer is kept; knows no act.

An act goes on when the connection that asked for it is gone; who asks again gets its answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from cic.api.errors import ApiError

T = TypeVar("T")
KEPT_S = 600.0
ACTS_MAX = 5_000


class RepeatedActs:
    """The answers of lately, by who asked for what under which id."""

    def __init__(self) -> None:
        self._asked: OrderedDict[tuple[str, ...], tuple[float, asyncio.Future[Any]]] = OrderedDict()

    async def once(self, key: tuple[str, ...], perform: Callable[[], Awaitable[T]]) -> T:
        """The answer, of now or of before; a refusal is an answer, a fault of ours is none."""
        loop = asyncio.get_running_loop()
        self._forget_before(loop.time() - KEPT_S)
        if key not in self._asked:
            task = asyncio.ensure_future(perform())
            task.add_done_callback(lambda done: self._note_end(key, done))
            self._asked[key] = (loop.time(), task)
        answer: T = await asyncio.shield(self._asked[key][1])
        return answer

    def _note_end(self, key: tuple[str, ...], task: asyncio.Future[Any]) -> None:
        fault = None if task.cancelled() else task.exception()
        if task.cancelled() or (fault is not None and not isinstance(fault, ApiError)):
            self._asked.pop(key, None)

    def _forget_before(self, moment_s: float) -> None:
        while self._asked and (len(self._asked) >= ACTS_MAX or next(iter(self._asked.values()))[0] < moment_s):
            self._asked.popitem(last=False)
