"""Blocking work in a few threads of its own. Owns that one source's slow work takes no other's threads.

The standard library's pools are waited for when the process ends. A thread that hangs for good, in a file of a network
drive that has gone, would keep the center from ending: ours are not waited for.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")


class OwnThreads:
    """So many threads at most, under this name. Work that outlasts its asker goes on in its thread until it ends."""

    def __init__(self, name: str, threads: int) -> None:
        self._name = name
        self._threads_max = threads
        self._threads = 0
        self._waiting: SimpleQueue[tuple[Callable[[], None], Future[Any]] | None] = SimpleQueue()
        self._is_closed = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do it in a thread."""
        return await asyncio.wrap_future(self.begin(work))

    def begin(self, work: Callable[[], Result]) -> "Future[Result]":
        """Do it in a thread, and let nobody wait for it who does not want to."""
        done: Future[Result] = Future()
        if self._is_closed:
            done.cancel()
            return done
        self._waiting.put((lambda: _do(work, done), done))
        if self._threads < self._threads_max:
            self._threads += 1
            Thread(target=self._work, name=f"lookup-{self._name}-{self._threads}", daemon=True).start()
        return done

    def close(self) -> None:
        """Take no more work; what has begun may end, what has not is never done."""
        self._is_closed = True
        with suppress(Empty):
            while (waiting := self._waiting.get_nowait()) is not None:
                waiting[1].cancel()
        for _ in range(self._threads):
            self._waiting.put(None)

    def _work(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            waiting[0]()


def _do(work: Callable[[], Result], done: "Future[Result]") -> None:
    if not done.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    try:
        result = work()
    except BaseException as fault:  # noqa: BLE001  it is whoever asked who gets it
        done.set_exception(fault)
    else:
        done.set_result(result)
