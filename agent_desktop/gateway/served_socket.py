"""One websocket that is served from its hello to its end: told, heard, pinged. Owns its life; knows no frames.

Nothing here waits for a slow far end. Frames and heartbeats are most of the work: they wake no task without need.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from agent_desktop.gateway.incoming import ProtocolFault
from agent_desktop.gateway.outbox import Outbox, TooSlow
from cic.api.ports import SocketClosed, SocketTransport

log = logging.getLogger(__name__)


class CloseCode(IntEnum):
    """Why the server closes a websocket; below 4500 the browser comes back by itself."""

    OUR_FAULT = 1011
    BAD_FRAME = 4400
    NO_PONG = 4408
    TOO_SLOW = 4429
    TAKEN_OVER = 4500
    SIGNED_OUT = 4501


_FAULTS: Mapping[CloseCode | None, str] = {
    CloseCode.BAD_FRAME: "bad_frame",
    CloseCode.NO_PONG: "no_pong",
    CloseCode.TOO_SLOW: "too_slow",
}
MOMENTS_PER_HEARTBEAT = 40
"""Far ends are pinged at so many moments of each heartbeat: the process wakes once for all of a moment."""


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """Times and sizes that every far end has."""

    heartbeat_ms: int = 10_000
    pong_timeout_ms: int = 25_000
    send_timeout_ms: int = 5_000
    outgoing_frames_max: int = 500


class ServedSocket(ABC):
    """One far end. Whoever derives from it says what its frames mean."""

    whose: ClassVar[str]
    """For the log: a desktop's, a board's."""

    def __init__(self, transport: SocketTransport, limits: SocketLimits) -> None:
        self._transport = transport
        self._heartbeat_s = limits.heartbeat_ms / 1000
        self._pong_timeout_ms = limits.pong_timeout_ms
        self._outbox = Outbox(transport, limits.outgoing_frames_max, limits.send_timeout_ms)
        self._loop = asyncio.get_running_loop()
        self._close_code: asyncio.Future[CloseCode | None] = self._loop.create_future()
        self._next_beat: asyncio.TimerHandle | None = None
        self._last_pong_ms = self.now_ms()

    @abstractmethod
    def now_ms(self) -> int:
        """The center's time."""

    @abstractmethod
    def is_alive(self) -> bool:
        """Whether who is there may go on."""

    @abstractmethod
    def ping_text(self) -> str:
        """The frame that asks whether the far end is alive."""

    @abstractmethod
    def take(self, text: str) -> None:
        """Take one frame of the far end; ProtocolFault when it is none."""

    @abstractmethod
    def count_fault(self, kind: str) -> None:
        """Count what the far end did."""

    def also_run(self) -> list[Coroutine[None, None, None]]:
        """What else goes on while it is served."""
        return []

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be sent."""
        return self._outbox.is_behind

    def tell(self, text: str) -> None:
        """Tell the far end a frame."""
        if self._close_code.done():
            return
        try:
            self._outbox.put(text)
        except TooSlow as fault:
            self.end_by(fault)

    def pong_came(self) -> None:
        """The far end is alive."""
        self._last_pong_ms = self.now_ms()

    def end(self, code: CloseCode | None) -> None:
        """Let it end, with this code or because the far end is gone; only the first end counts."""
        if not self._close_code.done():
            self._close_code.set_result(code)
            if code in _FAULTS:
                self.count_fault(_FAULTS[code])

    def end_by(self, fault: BaseException | None) -> None:
        """Let it end for what went wrong, or because the far end is gone: None."""
        match fault:
            case ProtocolFault():
                self.end(CloseCode.BAD_FRAME)
            case TooSlow():
                self.end(CloseCode.TOO_SLOW)
            case None | SocketClosed():
                self.end(None)
            case _:
                log.error("%s connection ended by a fault of ours", self.whose, exc_info=fault)
                self.end(CloseCode.OUR_FAULT)

    async def run(self) -> CloseCode | None:
        """Serve until it ends; return the code to close it with, or None when the far end is gone."""
        loops = [self._outbox.send_waiting(), self._receive(), *self.also_run()]
        tasks = [asyncio.create_task(loop) for loop in loops]
        for task in tasks:
            task.add_done_callback(self._note_end)
        self._beat()
        try:
            return await self._close_code
        finally:
            if self._next_beat is not None:
                self._next_beat.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self.end_by(None if task.cancelled() else task.exception())

    async def _receive(self) -> None:
        """Take frames, as the socket hands them over or one after the other, until the far end is gone."""
        self._transport.hear_text(self._hear)
        while True:
            self._hear(await self._transport.receive_text())

    def _hear(self, text: str) -> None:
        if self._close_code.done():
            return
        try:
            self.take(text)
        except Exception as fault:  # noqa: BLE001  the server calls this: one far end's fault must not become its own
            self.end_by(fault)

    def _beat(self) -> None:
        if self._close_code.done():
            return
        try:
            self._ping()
        except Exception as fault:  # noqa: BLE001  the loop calls this: it would log a fault and nobody would ping any more
            self.end_by(fault)

    def _ping(self) -> None:
        if self.now_ms() - self._last_pong_ms > self._pong_timeout_ms:
            self.end(CloseCode.NO_PONG)
        elif not self.is_alive():
            self.end(CloseCode.SIGNED_OUT)
        else:
            self.tell(self.ping_text())
            self._next_beat = self._loop.call_at(self._next_beat_s(), self._beat)

    def _next_beat_s(self) -> float:
        """A heartbeat from now, on the loop's clock, at a moment that far ends have in common."""
        between_moments_s = self._heartbeat_s / MOMENTS_PER_HEARTBEAT
        return round((self._loop.time() + self._heartbeat_s) / between_moments_s) * between_moments_s
