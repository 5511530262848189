"""The line of what waits for a commit. Owns the order of release; knows nothing of inputs or rows."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cic.runtime.port import EngineStopped

log = logging.getLogger(__name__)

Call = Callable[[], object]


@dataclass(slots=True)
class _Held:
    calls: Sequence[Call]
    reply: asyncio.Future[Any] | None
    is_durable: bool


@dataclass(slots=True)
class ReleaseLine:
    """Lets go in the order of holding, each entry when it and all before it are durable."""

    faults: int = 0
    is_broken: bool = False
    _line: deque[_Held] = field(default_factory=deque)
    _is_releasing: bool = False
    _emptied: asyncio.Event | None = None

    def __len__(self) -> int:
        return len(self._line)

    def hold(self, calls: Sequence[Call], reply: asyncio.Future[Any] | None = None) -> Callable[[], None]:
        """Keep these calls back; return the function to call when they may go. ``reply`` fails if they never may."""
        held = _Held(calls, reply, is_durable=False)
        self._line.append(held)

        def made_durable() -> None:
            held.is_durable = True
            self._release()

        return made_durable

    def hold_ready(self, calls: Sequence[Call], reply: asyncio.Future[Any] | None = None) -> None:
        """Keep these calls back until everything before them has gone."""
        self._line.append(_Held(calls, reply, is_durable=True))
        self._release()

    def break_off(self) -> None:
        """Let nothing go any more; who waits for a reply is told."""
        self.is_broken = True
        for held in self._line:
            if held.reply is not None and not held.reply.done():
                held.reply.set_exception(EngineStopped("the engine stopped before this was durable"))
                held.reply.exception()  # who does not wait must not be reported as not having looked
        self._line.clear()
        self._tell_if_empty()

    async def emptied(self) -> None:
        """Return when nothing is held."""
        self._emptied = asyncio.Event()
        self._tell_if_empty()
        await self._emptied.wait()

    def count_fault(self, error: Exception) -> None:
        """Note that an observer or an effect failed; the text of the error stays out of the log, it may be personal."""
        self.faults += 1
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        place = "" if last is None else f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}"
        log.error("a call after a commit failed: %s at %s", type(error).__name__, place)

    def _release(self) -> None:
        if self._is_releasing:  # a call handed something in: the loop below goes on with it, in order
            return
        self._is_releasing = True
        try:
            while self._line and self._line[0].is_durable and not self.is_broken:
                for call in self._line[0].calls:
                    try:
                        call()
                    except Exception as error:  # noqa: BLE001  one observer's fault must not silence the others
                        self.count_fault(error)
                if not self.is_broken:
                    self._line.popleft()
        finally:
            self._is_releasing = False
        self._tell_if_empty()

    def _tell_if_empty(self) -> None:
        if self._emptied is not None and not self._line:
            self._emptied.set()
