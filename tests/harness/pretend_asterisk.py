"""The far side of AGI and AMI without an Asterisk: callers of any kind, as many as a test wants. Owns the wires only.

For what a real Asterisk cannot be made to send. Calls are answered and hear music at once; nothing is heard of them.
"""

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from cic.cti.asterisk.settings import CONNECTION_FILE, AsteriskSettings, write_settings
from tests.harness.centers import free_port

LIMIT_S = 10.0
ANSWERS = {
    "ANSWER": "200 result=0",
    "STREAM": "200 result=0 endpos=8000",
    "CHANNEL": "200 result=6",
    "SET": "200 result=0",
}


class PretendAsterisk:
    """One manager port, and a hand to dial with."""

    def __init__(self) -> None:
        self.agi_port = free_port()
        self.ami_port = 0
        self.token = secrets.token_hex(16)
        self._server: asyncio.Server | None = None
        self._managers: list[asyncio.StreamWriter] = []
        self._channels = itertools.count(1)

    async def open(self) -> "PretendAsterisk":
        """Begin to listen for the engine."""
        self._server = await asyncio.start_server(self._manage, "127.0.0.1", 0)
        self.ami_port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        """Stop."""
        assert self._server is not None
        self._server.close()
        writers = tuple(self._managers)
        self.lose_connection()
        for writer in writers:
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def lose_connection(self) -> None:
        """Let the engine come anew: it reads which channels there are, and there are none."""
        for writer in self._managers:
            writer.close()

    def settle_in(self, data_folder: Path) -> None:
        """Write the connection file into a center's data folder."""
        folder = data_folder / "asterisk"
        folder.mkdir(parents=True, exist_ok=True)
        settings = AsteriskSettings(
            host="127.0.0.1", ami_port=self.ami_port, ami_user="cic", ami_secret=secrets.token_hex(8),
            agi_port=self.agi_port, agi_token=self.token, sip_port=1, websocket_url="ws://127.0.0.1:1/ws",
            endpoints=(), hotline_numbers=("4000",), prompts_folder="/prompts", music_classes=("default",),
        )  # fmt: skip
        write_settings(folder / CONNECTION_FILE, settings)

    @contextlib.asynccontextmanager
    async def caller(self, number: bytes, name: bytes, dialled: bytes = b"4001") -> AsyncIterator[asyncio.StreamReader]:
        """A caller who was answered and hears music, or was asked for a key; hangs up at the end."""
        channel = f"{secrets.token_hex(4)}.{next(self._channels)}"
        reader, writer = await asyncio.open_connection("127.0.0.1", self.agi_port)
        try:
            writer.write(
                f"agi_network: yes\nagi_request: agi://127.0.0.1/entry?token={self.token}\n"
                f"agi_uniqueid: {channel}\nagi_callerid: ".encode()
                + number + b"\nagi_calleridname: " + name + b"\nagi_arg_1: " + dialled + b"\n\n"
            )  # fmt: skip
            async with asyncio.timeout(LIMIT_S):
                await self._until_served(reader, writer)
            yield reader
        finally:
            for manager in self._managers:
                manager.write(f"Event: Hangup\r\nUniqueid: {channel}\r\nCause: 16\r\n\r\n".encode())
            writer.close()

    async def _until_served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode():
            word = line.split()[0]
            if word in ("EXEC", "WAIT"):
                return
            writer.write(ANSWERS[word].encode() + b"\n")
        raise AssertionError("the caller was sent away")

    async def _manage(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._managers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.split(": ", 1) for line in text.strip().split("\r\n"))
                answer = f"Response: Success\r\nActionID: {headers['ActionID']}\r\n\r\n"
                if headers["Action"] in ("CoreShowChannels", "PJSIPShowEndpoints"):
                    answer += f"Event: ListComplete\r\nEventList: Complete\r\nActionID: {headers['ActionID']}\r\n\r\n"
                if headers["Action"] == "Login":
                    answer += "Event: FullyBooted\r\n\r\n"
                writer.write(answer.encode())
        self._managers.remove(writer)
        writer.close()
