"""One phone's connection as the provider's event loop sees it. Owns the bounded way out and its closing.

A phone that reads slowly fills its own queue and is closed; nobody else waits for it.
"""

import asyncio
from typing import Protocol

from cic.cti.simulated.exchange import Closing
from cic.cti.simulated.frames import SwitchFrame
from cic.cti.simulated.wire import serialise


class PhoneTransport(Protocol):
    """The far side of a websocket. Both calls raise a ConnectionError (or one of its kinds) once it is closed."""

    async def receive_text(self) -> str:
        """The next text frame."""
        ...

    async def send_text(self, text: str) -> None:
        """Send one text frame."""
        ...

    async def close(self, code: int) -> None:
        """Close with this code; closing what is closed does nothing."""
        ...


class Outbox:
    """What is still to be sent to one phone, and how its connection is to be closed after that."""

    def __init__(self, frames_max: int) -> None:
        self._frames: asyncio.Queue[SwitchFrame | None] = asyncio.Queue()
        self._frames_max = frames_max
        self.closing: Closing | None = None

    def put(self, frame: SwitchFrame) -> bool:
        """Add a frame; false when the phone has left too many unread."""
        if self.closing is None:
            self._frames.put_nowait(frame)
        return self._frames.qsize() <= self._frames_max

    def close(self, closing: Closing) -> None:
        """Close the connection when what is in here has been sent."""
        if self.closing is None:
            self.closing = closing
            self._frames.put_nowait(None)

    async def send_all(self, transport: PhoneTransport) -> None:
        """Send frame by frame until the outbox is closed or the phone is gone."""
        try:
            while (frame := await self._frames.get()) is not None:
                await transport.send_text(serialise(frame))
        except ConnectionError:
            return  # the reader sees the same and ends the connection
