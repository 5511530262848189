"""A JSON service on a real socket that answers as a test says. Owns the far side of the wire; asserts nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Service:
    """What was asked so far, and how the next questions are answered; the last behaviour stays."""

    behaviours: list[Behaviour]
    url: str = ""
    requests: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one question after the other."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next((int(line[16:]) for line in head.split("\r\n") if line.startswith("Content-Length: ")), 0)
                self.requests.append(head + (await reader.readexactly(length)).decode())
                self.asked.set()
                behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
                await behaviour(writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(*behaviours: Behaviour) -> AsyncIterator[Service]:
    """A service that is there while the test is."""
    service = Service(list(behaviours))
    connections: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        try:
            await service.serve(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            connections.discard(task)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


def answer(body: bytes | str, status: int = 200, *headers: str) -> Behaviour:
    """An answer of this body."""
    content = body.encode() if isinstance(body, str) else body

    async def behave(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status} Words", f"Content-Length: {len(content)}", *headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)

    return behave


def answer_json(value: object, status: int = 200, *headers: str) -> Behaviour:
    """An answer of this value."""
    return answer(json.dumps(value), status, *headers)


async def silence(writer: asyncio.StreamWriter) -> None:
    """Take the question and never say a word."""
    await asyncio.Event().wait()


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Take the question and close."""
    writer.close()
    raise ConnectionResetError


async def drip(writer: asyncio.StreamWriter) -> None:
    """Answer for ever, a little at a time, each bit in time."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(0.001)


def flood(taken: list[int]) -> Behaviour:
    """Ten megabytes without saying so ahead; counts what was taken of them."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"x" * 10_000
        for _ in range(1_000):
            writer.write(b"2710\r\n" + piece + b"\r\n")
            await writer.drain()
            taken.append(len(piece))
        writer.write(b"0\r\n\r\n")

    return behave
