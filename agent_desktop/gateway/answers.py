"""What became of one agent's commands. Owns that none is carried out twice, over lost connections too; knows no frames.

A command goes on when the connection that brought it is gone. Answers are kept for ten minutes, a bounded number.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from cic.api.ports import CommandRefused

log = logging.getLogger(__name__)

KEPT_MS = 10 * 60_000
ANSWERS_MAX = 1_000


@dataclass(slots=True)
class _Asked:
    """A command that is being carried out, or was; ``waiting`` counts who wants to know."""

    at_ms: int
    task: asyncio.Task[CommandRefused | None]
    waiting: int = 0


class Answers:
    """The answers to one agent's commands by their ids."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

    def __len__(self) -> int:
        return len(self._asked)

    async def answer(
        self, command_id: str, now_ms: int, carry_out: Callable[[], Awaitable[CommandRefused | None]]
    ) -> CommandRefused | None:
        """The answer to a command, which is carried out if it was not asked for before. A fault of ours is raised, and
        the command counts as never asked for."""
        self._forget_before(now_ms - KEPT_MS)
        asked = self._asked.get(command_id)
        if asked is None:
            asked = self._asked[command_id] = _Asked(now_ms, asyncio.ensure_future(carry_out()))
            asked.task.add_done_callback(partial(self._note_end, command_id, asked))
            while len(self._asked) > ANSWERS_MAX:
                self._asked.popitem(last=False)
        asked.waiting += 1
        try:
            return await asyncio.shield(asked.task)
        finally:
            asked.waiting -= 1

    def _note_end(self, command_id: str, asked: _Asked, task: asyncio.Task[CommandRefused | None]) -> None:
        fault = None if task.cancelled() else task.exception()
        if fault is None:
            return
        if self._asked.get(command_id) is asked:
            del self._asked[command_id]
        if not asked.waiting:
            log.error("a command ended by a fault of ours after its connection was gone", exc_info=fault)

    def _forget_before(self, at_ms: int) -> None:
        while self._asked and next(iter(self._asked.values())).at_ms < at_ms:
            self._asked.popitem(last=False)
