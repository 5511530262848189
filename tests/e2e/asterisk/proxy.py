"""A TCP relay that a test can cut in several ways, to see what a broken connection does. Knows no protocol."""

import asyncio
import contextlib
import socket
import struct
from enum import Enum, auto

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER without a time: the kernel says RST in place of FIN."""


class Cut(Enum):
    """How a connection breaks."""

    CLEAN = auto()
    """Both ends are told that it is over (FIN)."""
    ABRUPT = auto()
    """Both ends are told that it never was (RST)."""
    HALF_OPEN = auto()
    """Nobody is told anything: it stays up, and what is sent is swallowed."""


class Relay:
    """Listens on one port of loopback and passes everything on to another."""

    def __init__(self, port: int, target_port: int) -> None:
        self._port = port
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self.connections = 0

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def open(self) -> "Relay":
        """Begin to relay."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        return self

    async def cut(self, how: Cut = Cut.CLEAN) -> None:
        """Break every connection; new ones are taken, and are half-open too until it is mended."""
        if how is Cut.HALF_OPEN:
            self._flows.clear()
            return
        if how is Cut.ABRUPT:
            for end in self._ends:
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def mend(self) -> None:
        """Let bytes flow again. What was swallowed is gone, and the connections that it is missing from are, too."""
        await self.cut(Cut.ABRUPT)
        self._flows.set()

    async def close(self) -> None:
        """Break everything and take no more."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        ends = {writer}
        self._ends.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
            ends.add(far_writer)
            self._ends.add(far_writer)
            passing = [
                asyncio.ensure_future(self._pass_on(reader, far_writer)),
                asyncio.ensure_future(self._pass_on(far_reader, writer)),
            ]
            try:
                await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in passing:
                    one.cancel()
                await asyncio.gather(*passing, return_exceptions=True)
        except (OSError, asyncio.CancelledError):
            pass  # cut, or nobody behind us: both ends see the end of the connection
        finally:
            self._tasks.discard(task)
            self._ends -= ends
            for end in ends:
                end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if self._flows.is_set():
                    writer.write(data)
                    await writer.drain()
            await self._flows.wait()  # half-open, an end is not told that the other has gone
