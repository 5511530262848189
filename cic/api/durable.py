"""Reads the state of the center for those who are shown it. Owns that nothing is shown before it is durable."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from cic.api.errors import ApiError
from cic.api.ports import JOURNAL_STALLED, ReadState
from cic.center.state import CenterState
from cic.runtime.port import Reading

T = TypeVar("T")
READ_LIMIT_S = 5.0
"""A commit takes milliseconds: whoever asks during a stall is told so in place of being left waiting."""


async def read_durable(read: ReadState, view: Callable[[CenterState], T]) -> T:
    """What is seen of the state, once everything that it rests on is durable; 503 where that takes too long."""
    answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def deliver(reading: Reading[T]) -> None:
        if not answer.done():  # whoever asked may have gone
            answer.set_result(reading.value)

    read(view, deliver)
    try:
        async with asyncio.timeout(READ_LIMIT_S):
            return await answer
    except TimeoutError:
        detail = "The figures of this moment wait for the disk; /api/health says more."
        raise ApiError(503, JOURNAL_STALLED, detail) from None
