"""One board on one websocket: told, heard, pinged. Owns its end; what is told comes from outside.

Nothing here waits for a slow board.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Protocol

from agent_desktop.boards.board_session import BoardClose, BoardSession, Pong, Subscribe, Unsubscribe
from agent_desktop.boards.scopes import BoardScope
from agent_desktop.gateway.incoming import ProtocolFault
from agent_desktop.gateway.outbox import Outbox, TooSlow
from cic.access.identity import BoardGrant
from cic.api.ports import SocketClosed, SocketTransport

log = logging.getLogger(__name__)

_FAULTS: Mapping[BoardClose | None, str] = {
    BoardClose.BAD_FRAME: "bad_frame",
    BoardClose.NO_PONG: "no_pong",
    BoardClose.TOO_SLOW: "too_slow",
}


@dataclass(frozen=True, slots=True)
class BoardLimits:
    """Times and sizes."""

    heartbeat_ms: int = 10_000
    pong_timeout_ms: int = 25_000
    send_timeout_ms: int = 5_000
    stale_after_ms: int = 5_000
    outgoing_frames_max: int = 100
    boards_max: int = 300
    subscriptions_max: int = 50
    mirrors_max: int = 5


class BoardServer(Protocol):
    """Who answers a connection."""

    def now_ms(self) -> int:
        """The center's time."""
        ...

    def is_alive(self, board: "BoardConnection") -> bool:
        """Whether the board may go on."""
        ...

    def subscribe(self, board: "BoardConnection", wanted: Subscribe) -> None:
        """Tell the board a channel from now on."""
        ...

    def unsubscribe(self, board: "BoardConnection", unwanted: Unsubscribe) -> None:
        """Tell the board a channel no more."""
        ...

    def count_fault(self, kind: str) -> None:
        """Count what the far end did."""
        ...


class BoardConnection:
    """One board from its hello to its end."""

    def __init__(
        self,
        transport: SocketTransport,
        grant: BoardGrant,
        scope: BoardScope,
        server: BoardServer,
        limits: BoardLimits,
    ) -> None:
        self.grant = grant
        self.scope = scope
        self._transport = transport
        self._server = server
        self._limits = limits
        self._session = BoardSession()
        self._outbox = Outbox(transport, limits.outgoing_frames_max, limits.send_timeout_ms)
        self._loop = asyncio.get_running_loop()
        self._close_code: asyncio.Future[BoardClose | None] = self._loop.create_future()
        self._next_beat: asyncio.TimerHandle | None = None
        self._last_pong_ms = server.now_ms()

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be sent."""
        return self._outbox.is_behind

    def tell(self, text: str) -> None:
        """Tell the board a frame."""
        if self._close_code.done():
            return
        try:
            self._outbox.put(text)
        except TooSlow as fault:
            self.end_by(fault)

    def end(self, code: BoardClose | None) -> None:
        """Let the connection end, with this code or because the far end is gone; only the first end counts."""
        if not self._close_code.done():
            self._close_code.set_result(code)
            if code in _FAULTS:
                self._server.count_fault(_FAULTS[code])

    def end_by(self, fault: BaseException | None) -> None:
        """Let the connection end for what went wrong, or because the far end is gone: None."""
        match fault:
            case ProtocolFault():
                self.end(BoardClose.BAD_FRAME)
            case TooSlow():
                self.end(BoardClose.TOO_SLOW)
            case None | SocketClosed():
                self.end(None)
            case _:
                log.error("a board's connection ended by a fault of ours", exc_info=fault)
                self.end(BoardClose.OUR_FAULT)

    async def run(self) -> BoardClose | None:
        """Serve the board until it ends; return the code to close it with, or None when the far end is gone."""
        loops: list[Coroutine[None, None, None]] = [self._outbox.send_waiting(), self._receive()]
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
        self._transport.hear_text(self._hear)
        while True:
            self._hear(await self._transport.receive_text())

    def _hear(self, text: str) -> None:
        if self._close_code.done():
            return
        try:
            match self._session.receive(text, self._server.now_ms()):
                case Subscribe() as wanted:
                    self._server.subscribe(self, wanted)
                case Unsubscribe() as unwanted:
                    self._server.unsubscribe(self, unwanted)
                case Pong():
                    self._last_pong_ms = self._server.now_ms()
        except Exception as fault:  # noqa: BLE001  the server calls this: one board's fault must not become its own
            self.end_by(fault)

    def _beat(self) -> None:
        if self._close_code.done():
            return
        if self._server.now_ms() - self._last_pong_ms > self._limits.pong_timeout_ms:
            self.end(BoardClose.NO_PONG)
        elif not self._server.is_alive(self):
            self.end(BoardClose.SIGNED_OUT)
        else:
            self.tell(self._session.ping())
            self._next_beat = self._loop.call_later(self._limits.heartbeat_ms / 1000, self._beat)
