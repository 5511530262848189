"""A manager connection for one examination: ask, and keep every event that comes. Owns the socket; judges nothing.

The engine's own connection is another one: it comes back by itself, this one tells why it could not.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from cic.cti.asterisk.ami import AmiAction, AmiMessage, AmiParser, encode_action
from cic.cti.asterisk.faults import AmiGone

_READ_BYTES = 64 * 1024
_ANSWER_TIMEOUT_S = 5.0
_LIST_TIMEOUT_S = 20.0
_CONNECT_TIMEOUT_S = 5.0


class DoctorClient:
    """One connection, used by one coroutine at a time. ``events`` are those that answer no action of ours."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = AmiParser()
        self._sequence = 0
        self._answers: dict[str, list[AmiMessage]] = {}
        self.events: list[AmiMessage] = []

    async def ask(self, action: AmiAction) -> AmiMessage:
        """The response to an action; AmiGone when none comes."""
        action_id = self._send(action)
        await self.until(lambda: bool(self._answers[action_id]), _ANSWER_TIMEOUT_S)
        return self._answers.pop(action_id)[0]

    async def ask_list(self, action: AmiAction) -> list[AmiMessage]:
        """The entries of a list; none when Asterisk refuses."""
        action_id = self._send(action)

        def is_complete() -> bool:
            told = self._answers[action_id]
            return bool(told) and (not told[0].succeeded or told[-1]["EventList"] == "Complete")

        await self.until(is_complete, _LIST_TIMEOUT_S)
        return self._answers.pop(action_id)[1:-1]

    async def until(self, is_so: Callable[[], bool], limit_s: float) -> None:
        """Read until something is so; AmiGone when it does not become so in time."""
        try:
            async with asyncio.timeout(limit_s):
                while not is_so():
                    data = await self._reader.read(_READ_BYTES)
                    if not data:
                        raise AmiGone
                    for message in self._parser.feed(data):
                        self._take(message)
        except OSError as error:  # TimeoutError is one too
            raise AmiGone from error

    def _send(self, action: AmiAction) -> str:
        self._sequence += 1
        action_id = f"doctor-{self._sequence}"
        self._answers[action_id] = []
        self._writer.write(encode_action(action, action_id))
        return action_id

    def _take(self, message: AmiMessage) -> None:
        # An OriginateResponse carries its action's name too, but is an event like any other.
        if message.action_id in self._answers and message.event != "OriginateResponse":
            self._answers[message.action_id].append(message)
        elif message.event:
            self.events.append(message)


@contextlib.asynccontextmanager
async def connected(host: str, port: int) -> AsyncIterator[DoctorClient]:
    """A connection that nobody has signed in to; OSError when there is none."""
    async with asyncio.timeout(_CONNECT_TIMEOUT_S):
        reader, writer = await asyncio.open_connection(host, port)
    try:
        yield DoctorClient(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
