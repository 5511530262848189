"""Asterisk's end of an AGI conversation, for tests: describes a call, reads commands, answers."""

import asyncio
import socket
import time
from collections.abc import Callable

from cic.cti.asterisk.agi_head import AgiHead

HEADERS = {
    "agi_network": "yes",
    "agi_request": "agi://127.0.0.1:4573/entry?token=secret",
    "agi_uniqueid": "17.1",
    "agi_callerid": "+15550100",
    "agi_calleridname": "unknown",
    "agi_arg_1": "4000",
}
TIMEOUT_S = 5.0


def description(**changed: str) -> bytes:
    """How a conversation begins."""
    return "".join(f"{name}: {value}\n" for name, value in (HEADERS | changed).items()).encode() + b"\n"


def head(behind: bytes = b"", **changed: str) -> AgiHead:
    """A description that has been read."""
    read = AgiHead()
    assert read.feed(description(**changed) + behind)
    return read


class FarEnd:
    """One connection of Asterisk's."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.settimeout(TIMEOUT_S)
        self._buffer = b""

    def command(self) -> str:
        """The next command; empty at the end of the conversation."""
        while b"\n" not in self._buffer:
            data = self.connection.recv(4096)
            if not data:
                return ""
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode()

    def say(self, line: str) -> None:
        """Answer."""
        self.connection.sendall(line.encode() + b"\n")

    def expect(self, begins: str, answer: str) -> str:
        """Read a command that begins so, and answer it."""
        command = self.command()
        assert command.startswith(begins), f"{command!r} does not begin with {begins!r}"
        self.say(answer)
        return command


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something comes true, within a bound."""
    async with asyncio.timeout(TIMEOUT_S):
        while not is_so():  # noqa: ASYNC110 - a thread or a socket has no event of ours to wait for
            await asyncio.sleep(0.002)


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether something another thread does comes true in time."""
    until_s = time.monotonic() + TIMEOUT_S
    while not is_so() and time.monotonic() < until_s:
        time.sleep(0.002)
    return is_so()
