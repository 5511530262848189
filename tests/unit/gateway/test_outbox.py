"""The order of frames, and what becomes of who does not read them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from agent_desktop.gateway.outbox import CHARACTERS_MAX, Outbox, TooSlow
from cic.api.ports import SocketClosed, SocketTransport
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

SEND_TIMEOUT_MS = 20


class Reader(SocketTransport):
    """A far end that reads as it is told: everything at once, frame by frame, or nothing."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.reads_at_once = True
        self.may_read = asyncio.Semaphore(0)
        self.is_waiting = False
        self.is_gone = False

    def try_send_text(self, text: str) -> bool:
        if self.reads_at_once:
            self.sent.append(text)
        return self.reads_at_once

    async def send_text(self, text: str) -> None:
        if self.is_gone:
            raise SocketClosed
        self.is_waiting = True
        await self.may_read.acquire()
        self.is_waiting = False
        self.sent.append(text)


@asynccontextmanager
async def sending(outbox: Outbox) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(outbox.send_waiting())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_frame_is_written_at_once_while_the_far_end_reads() -> None:
    reader = Reader()
    Outbox(reader, 1, SEND_TIMEOUT_MS).put("a")
    assert reader.sent == ["a"]


async def test_no_frame_overtakes_one_that_waits_or_is_being_sent() -> None:
    reader = Reader()
    outbox = Outbox(reader, 5, 60_000)
    async with sending(outbox):
        outbox.put("1")
        reader.reads_at_once = False
        outbox.put("2")
        outbox.put("3")
        reader.reads_at_once = True
        outbox.put("4")
        assert reader.sent == ["1"], "two wait before it"
        reader.may_read.release()
        reader.may_read.release()
        await until(lambda: reader.sent == ["1", "2", "3"] and reader.is_waiting)
        outbox.put("5")
        assert reader.sent == ["1", "2", "3"], "the fourth is being sent"
        reader.may_read.release()
        reader.may_read.release()
        await until(lambda: len(reader.sent) == 5)
        reader.reads_at_once = False
        outbox.put("6")
        reader.may_read.release()
        await until(lambda: len(reader.sent) == 6)
        reader.reads_at_once = True
        outbox.put("7")
    assert reader.sent == list("1234567")


async def test_too_many_waiting_frames_are_too_slow() -> None:
    reader = Reader()
    reader.reads_at_once = False
    outbox = Outbox(reader, 3, 60_000)
    async with sending(outbox):
        outbox.put("0")
        await until(lambda: reader.is_waiting)
        for text in "123":
            outbox.put(text)
        with pytest.raises(TooSlow):
            outbox.put("4")


async def test_a_frame_that_takes_too_long_is_too_slow() -> None:
    reader = Reader()
    reader.reads_at_once = False
    outbox = Outbox(reader, 3, SEND_TIMEOUT_MS)
    async with sending(outbox) as task:
        outbox.put("0")
        with pytest.raises(TooSlow):
            await task


async def test_a_far_end_that_is_gone_ends_the_sending() -> None:
    reader = Reader()
    reader.reads_at_once, reader.is_gone = False, True
    outbox = Outbox(reader, 3, SEND_TIMEOUT_MS)
    async with sending(outbox) as task:
        outbox.put("0")
        with pytest.raises(SocketClosed):
            await task


async def test_too_much_that_waits_is_too_slow_in_however_few_frames() -> None:
    reader = Reader()
    reader.reads_at_once = False
    outbox = Outbox(reader, 500, 60_000)
    whole = "v" * (CHARACTERS_MAX // 2)
    async with sending(outbox):
        outbox.put(whole)
        outbox.put(whole)
        with pytest.raises(TooSlow):
            outbox.put("one more")
        reader.may_read.release()
        await until(lambda: len(reader.sent) == 1)
        outbox.put("one more")
