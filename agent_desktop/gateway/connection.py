"""One desktop on one websocket: sends, receives, beats. Owns its buffer and its end; what is sent comes from outside.

Nothing here waits for a slow desktop but its own sender: frames go into a bounded buffer, and a full one ends it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass

from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.session import (
    CloseCode,
    CommandFrame,
    DesktopSession,
    PongFrame,
    ProtocolFault,
    RepeatedCommand,
)
from cic.access.identity import DesktopGrant, SessionId
from cic.api.ports import CommandRefused, JsonObject, SocketClosed, SocketTransport
from routing.vocabulary import AgentId

log = logging.getLogger(__name__)

Perform = Callable[[AgentId, str, Mapping[str, object]], Awaitable[CommandRefused | None]]

_FAULTS: Mapping[CloseCode | None, str] = {
    CloseCode.BAD_FRAME: "bad_frame",
    CloseCode.NO_PONG: "no_pong",
    CloseCode.TOO_SLOW: "too_slow",
}


@dataclass(frozen=True, slots=True)
class DesktopLimits:
    """Times and sizes of a connection."""

    heartbeat_ms: int = 10_000
    pong_timeout_ms: int = 25_000
    send_timeout_ms: int = 5_000
    outgoing_frames_max: int = 500
    commands_waiting_max: int = 50


@dataclass(frozen=True, slots=True)
class DesktopHost:
    """What a connection needs of the house."""

    perform: Perform
    is_alive: Callable[[SessionId], Awaitable[bool]]
    now_ms: Callable[[], int]
    build: str
    count_fault: Callable[[str], None] = lambda _kind: None


class DesktopConnection:
    """One desktop from its hello to its end."""

    def __init__(
        self, transport: SocketTransport, grant: DesktopGrant, host: DesktopHost, limits: DesktopLimits
    ) -> None:
        self.grant = grant
        self._transport = transport
        self._host = host
        self._limits = limits
        self._session = DesktopSession()
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(limits.outgoing_frames_max)
        self._commands: asyncio.Queue[CommandFrame] = asyncio.Queue(limits.commands_waiting_max)
        self._close_code: asyncio.Future[CloseCode | None] = asyncio.get_running_loop().create_future()
        self._last_pong_ms = host.now_ms()
        # The snapshot may be told as soon as somebody holds this connection, and hello comes before it.
        self._put(self._session.hello(host.now_ms(), limits.heartbeat_ms, host.build))

    @property
    def is_live(self) -> bool:
        """Whether the snapshot was told."""
        return self._session.is_live

    def tell_snapshot(self, seq: int, view: JsonObject) -> None:
        """Tell the desktop its whole view; events follow from here."""
        self._put(self._session.snapshot(seq, view))

    def tell_event(self, seq: int, view: JsonObject) -> None:
        """Tell the desktop its new view, if it has a snapshot and something has changed."""
        frame = self._session.event(seq, view)
        if frame is not None:
            self._put(frame)

    def tell_notice(self, alarms: tuple[StandingAlarm, ...]) -> None:
        """Tell the desktop which alarms stand now."""
        self._put(self._session.notice(alarms))

    def end(self, code: CloseCode | None) -> None:
        """Let the connection end, with this code or because the far end is gone; only the first end counts."""
        if not self._close_code.done():
            self._close_code.set_result(code)
            if code in _FAULTS:
                self._host.count_fault(_FAULTS[code])

    async def run(self) -> CloseCode | None:
        """Serve the desktop until it ends; return the code to close it with, or None when the far end is gone."""
        loops: list[Coroutine[None, None, None]] = [self._send(), self._receive(), self._carry_out(), self._beat()]
        tasks = [asyncio.create_task(loop) for loop in loops]
        for task in tasks:
            task.add_done_callback(self._note_end)
        try:
            return await self._close_code
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        fault = None if task.cancelled() else task.exception()
        match fault:
            case ProtocolFault():
                self.end(CloseCode.BAD_FRAME)
            case None | SocketClosed():
                self.end(None)
            case _:
                log.error("a desktop connection ended by a fault of ours", exc_info=fault)
                self.end(CloseCode.OUR_FAULT)

    def _put(self, frame: str) -> None:
        try:
            self._outgoing.put_nowait(frame)
        except asyncio.QueueFull:
            self.end(CloseCode.TOO_SLOW)

    async def _send(self) -> None:
        while True:
            frame = await self._outgoing.get()
            try:
                async with asyncio.timeout(self._limits.send_timeout_ms / 1000):
                    await self._transport.send_text(frame)
            except TimeoutError:
                self.end(CloseCode.TOO_SLOW)
                return

    async def _receive(self) -> None:
        while True:
            text = await self._transport.receive_text()
            incoming = self._session.receive(text, self._host.now_ms())
            match incoming:
                case CommandFrame():
                    if self._commands.full():
                        raise ProtocolFault("too many commands at once")
                    self._commands.put_nowait(incoming)
                case RepeatedCommand(answer=answer):
                    if answer is not None:
                        self._put(answer)
                case PongFrame():
                    self._last_pong_ms = self._host.now_ms()

    async def _carry_out(self) -> None:
        """One command after the other, in the order in which the agent gave them."""
        while True:
            command = await self._commands.get()
            refused = await self._host.perform(self.grant.agent_id, command.op, command.args)
            self._put(self._session.result(command.command_id, refused))

    async def _beat(self) -> None:
        while True:
            if self._host.now_ms() - self._last_pong_ms > self._limits.pong_timeout_ms:
                self.end(CloseCode.NO_PONG)
                return
            if not await self._host.is_alive(self.grant.session_id):
                self.end(CloseCode.SIGNED_OUT)
                return
            self._put(self._session.ping())
            await asyncio.sleep(self._limits.heartbeat_ms / 1000)
