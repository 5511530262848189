"""Frames on their way to one desktop. Owns their order and how many may wait; knows nothing of what they say.

Nobody waits for a slow desktop but its own sender. A frame is written at once while the desktop reads what it is sent;
else it goes into a bounded buffer, and so do all after it until the buffer is empty.
"""

import asyncio

from cic.api.ports import SocketTransport

CHARACTERS_MAX = 4 * 1024 * 1024
"""A dozen whole views of a busy center: more waits for nobody, however few frames it is."""


class TooSlow(Exception):
    """The far end does not read what it is sent."""


class Outbox:
    """What one desktop is to be sent."""

    def __init__(self, transport: SocketTransport, frames_max: int, send_timeout_ms: int) -> None:
        self._transport = transport
        self._send_timeout_ms = send_timeout_ms
        self._waiting: asyncio.Queue[str] = asyncio.Queue(frames_max)
        self._characters = 0
        self._is_sending = False

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be sent."""
        return self._is_sending or not self._waiting.empty()

    def put(self, frame: str) -> None:
        """Send a frame after those before it, now or later; TooSlow when too many wait."""
        if not self.is_behind and self._transport.try_send_text(frame):
            return
        if self._waiting.full() or (self._characters and self._characters + len(frame) > CHARACTERS_MAX):
            raise TooSlow
        self._waiting.put_nowait(frame)
        self._characters += len(frame)

    async def send_waiting(self) -> None:
        """Send what could not be written at once, for ever; TooSlow when a frame takes too long."""
        while True:
            frame = await self._waiting.get()
            self._is_sending = True  # in the same step, so that no later frame comes between
            try:
                async with asyncio.timeout(self._send_timeout_ms / 1000):
                    await self._transport.send_text(frame)
            except TimeoutError:
                raise TooSlow from None
            self._characters -= len(frame)
            self._is_sending = False
