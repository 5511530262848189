"""Blocking work in a few threads of its own. Owns that one source's slow work takes no other's threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class OwnThreads:
    """So many threads, under this name. Work that outlasts its asker goes on in its thread until it ends."""

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=f"lookup-{name}")

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do it in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def begin(self, work: Callable[[], object]) -> None:
        """Do it in a thread, and let nobody wait for it."""
        self._pool.submit(work)

    def close(self) -> None:
        """Take no more work; what has begun may end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
