"""Asterisk's end of an AGI conversation, for tests: describes a call, reads commands, answers."""

import asyncio
import socket
from collections.abc import Callable

from cic.cti.asterisk.agi import Script
from cic.cti.asterisk.agi_conversation import AgiConversation
from cic.cti.asterisk.agi_head import AgiHead

HEADERS = {
    "agi_network": "yes",
    "agi_request": "agi://127.0.0.1:4573/entry?token=secret",
    "agi_uniqueid": "17.1",
    "agi_callerid": "+15550100",
    "agi_calleridname": "unknown",
    "agi_arg_1": "4000",
}
TIMEOUT_S = 60.0
"""No test waits for it to pass: it only ends one in which something never comes, on a crowded machine too."""
MOMENT_S = 0.2


def description(**changed: str) -> bytes:
    """How a conversation begins."""
    return "".join(f"{name}: {value}\n" for name, value in (HEADERS | changed).items()).encode() + b"\n"


def head(behind: bytes = b"", **changed: str) -> AgiHead:
    """A description that has been read."""
    read = AgiHead()
    assert read.feed(description(**changed) + behind)
    return read


class FarEnd:
    """One connection of Asterisk's, on the test's event loop."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.setblocking(False)
        self._buffer = b""

    async def command(self) -> str:
        """The next command; empty at the end of the conversation."""
        async with asyncio.timeout(TIMEOUT_S):
            while b"\n" not in self._buffer:
                if not await self._receive():
                    return ""
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode()

    async def is_silent(self) -> bool:
        """Whether no other command comes for a moment."""
        try:
            async with asyncio.timeout(MOMENT_S):
                return not self._buffer and not await self._receive()
        except TimeoutError:
            return True

    def say(self, line: str) -> None:
        """Answer."""
        self.connection.sendall(line.encode() + b"\n")

    async def expect(self, begins: str, answer: str) -> str:
        """Read a command that begins so, and answer it."""
        command = await self.command()
        assert command.startswith(begins), f"{command!r} does not begin with {begins!r}"
        self.say(answer)
        return command

    async def _receive(self) -> bytes:
        data = await asyncio.get_running_loop().sock_recv(self.connection, 4096)
        self._buffer += data
        return data


async def ending(conversation: AgiConversation, script: Script) -> Exception | None:
    """Let a conversation run to its end; what broke it."""
    ended: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
    conversation.begin(script, ended.set_result)
    return await asyncio.wait_for(ended, TIMEOUT_S)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something comes true, within a bound."""
    async with asyncio.timeout(TIMEOUT_S):
        while not is_so():  # noqa: ASYNC110 - a socket has no event of ours to wait for
            await asyncio.sleep(0.002)
