"""One desktop on one websocket: told, heard, pinged. Owns its commands and its end; what is told comes from outside.

Nothing here waits for a slow desktop. Frames and heartbeats are most of the work: they wake no task without need.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Protocol

from agent_desktop.gateway.agent_log import KEPT_MS as LOG_KEPT_MS
from agent_desktop.gateway.answers import KEPT_MS as ANSWERS_KEPT_MS
from agent_desktop.gateway.incoming import ProtocolFault
from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.outbox import Outbox, TooSlow
from agent_desktop.gateway.session import (
    CloseCode,
    CommandFrame,
    Cursor,
    DesktopSession,
    Incoming,
    OpenFrame,
    PongFrame,
    SubscribeFrame,
)
from cic.access.identity import DesktopGrant, SessionId
from cic.api.ports import CommandRefused, SocketClosed, SocketTransport
from routing.vocabulary import AgentId

log = logging.getLogger(__name__)

Perform = Callable[[AgentId, str, Mapping[str, object]], Awaitable[CommandRefused | None]]

_FAULTS: Mapping[CloseCode | None, str] = {
    CloseCode.BAD_FRAME: "bad_frame",
    CloseCode.NO_PONG: "no_pong",
    CloseCode.TOO_SLOW: "too_slow",
}
MOMENTS_PER_HEARTBEAT = 40
"""Desktops are pinged at so many moments of each heartbeat: the process wakes once for all of a moment."""


@dataclass(frozen=True, slots=True)
class DesktopLimits:
    """Times and sizes of a connection."""

    heartbeat_ms: int = 10_000
    open_timeout_ms: int = 5_000
    pong_timeout_ms: int = 25_000
    send_timeout_ms: int = 5_000
    outgoing_frames_max: int = 500
    commands_waiting_max: int = 50
    log_kept_ms: int = LOG_KEPT_MS
    answers_kept_ms: int = ANSWERS_KEPT_MS


@dataclass(frozen=True, slots=True)
class DesktopHost:
    """What a connection needs of the house."""

    perform: Perform
    is_alive: Callable[[SessionId], bool]
    now_ms: Callable[[], int]
    build: str
    count_fault: Callable[[str], None] = lambda _kind: None


class DesktopServer(Protocol):
    """Who answers a connection."""

    def epoch_of(self, agent_id: AgentId) -> str:
        """What tells the numbers that this agent is told from all others."""
        ...

    def open(self, desktop: "DesktopConnection", cursor: Cursor | None) -> None:
        """Tell the desktop its view, from the cursor on where that can be."""
        ...

    def answer(self, desktop: "DesktopConnection", command: CommandFrame) -> Awaitable[CommandRefused | None]:
        """Carry out a command that was not carried out before."""
        ...

    def subscribe(self, desktop: "DesktopConnection", channel: str, *, is_wanted: bool) -> None:
        """Tell the desktop a state channel from now on, or no more."""
        ...


class DesktopConnection:
    """One desktop from its hello to its end."""

    def __init__(
        self,
        transport: SocketTransport,
        grant: DesktopGrant,
        server: DesktopServer,
        host: DesktopHost,
        limits: DesktopLimits,
    ) -> None:
        self.grant = grant
        self._transport = transport
        self._server = server
        self._host = host
        self._limits = limits
        self._session = DesktopSession()
        self._outbox = Outbox(transport, limits.outgoing_frames_max, limits.send_timeout_ms)
        self._commands: asyncio.Queue[CommandFrame] = asyncio.Queue(limits.commands_waiting_max)
        self._loop = asyncio.get_running_loop()
        self._close_code: asyncio.Future[CloseCode | None] = self._loop.create_future()
        self._next_beat: asyncio.TimerHandle | None = None
        self._has_asked = False
        self._last_pong_ms = host.now_ms()
        # Something may be told as soon as somebody holds this connection, and hello comes before it.
        self._put(self._session.hello(host.now_ms(), limits.heartbeat_ms, host.build, server.epoch_of(grant.agent_id)))

    @property
    def agent_id(self) -> AgentId:
        """Whose desktop it is."""
        return self.grant.agent_id

    @property
    def is_live(self) -> bool:
        """Whether the desktop has a view."""
        return self._session.is_live

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be sent."""
        return self._outbox.is_behind

    def tell_snapshot(self, seq: int, text: str) -> None:
        """Tell the desktop its whole view; events follow from here."""
        self._put(self._session.snapshot(seq, text))

    def tell_resumed(self, seq: int, missed: list[str]) -> None:
        """Tell the desktop what it has missed, as the frames that tell it; events follow from here."""
        for frame in self._session.resumed(seq, missed):
            self._put(frame)

    def tell_events(self, seq: int, text: str) -> None:
        """Tell the desktop what has changed, if it has a view and was not told yet."""
        frame = self._session.events(seq, text)
        if frame is not None:
            self._put(frame)

    def tell_state(self, text: str) -> None:
        """Tell the desktop items of a state channel."""
        self._put(text)

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
        loops: list[Coroutine[None, None, None]] = [self._outbox.send_waiting(), self._receive(), self._carry_out()]
        tasks = [asyncio.create_task(loop) for loop in loops]
        for task in tasks:
            task.add_done_callback(self._note_end)
        self._beat()
        too_late = self._loop.call_later(self._limits.open_timeout_ms / 1000, self._expect_open)
        try:
            return await self._close_code
        finally:
            too_late.cancel()
            if self._next_beat is not None:
                self._next_beat.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _expect_open(self) -> None:
        if not self._has_asked:
            self.end_by(ProtocolFault("a desktop that does not open"))

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self.end_by(None if task.cancelled() else task.exception())

    def end_by(self, fault: BaseException | None) -> None:
        """Let the connection end for what went wrong, or because the far end is gone: None."""
        match fault:
            case ProtocolFault():
                self.end(CloseCode.BAD_FRAME)
            case TooSlow():
                self.end(CloseCode.TOO_SLOW)
            case None | SocketClosed():
                self.end(None)
            case _:
                log.error("a desktop connection ended by a fault of ours", exc_info=fault)
                self.end(CloseCode.OUR_FAULT)

    def _put(self, frame: str) -> None:
        if self._close_code.done():
            return
        try:
            self._outbox.put(frame)
        except TooSlow as fault:
            self.end_by(fault)

    async def _receive(self) -> None:
        """Take frames, as the socket hands them over or one after the other, until the far end is gone."""
        self._transport.hear_text(self._hear)
        while True:
            self._hear(await self._transport.receive_text())

    def _hear(self, text: str) -> None:
        if self._close_code.done():
            return
        try:
            self._take(self._session.receive(text, self._host.now_ms()))
        except Exception as fault:  # noqa: BLE001  the server calls this: one desktop's fault must not become its own
            self.end_by(fault)

    def _take(self, incoming: Incoming) -> None:
        match incoming:
            case CommandFrame():
                if self._commands.full():
                    raise ProtocolFault("too many commands at once")
                self._commands.put_nowait(incoming)
            case OpenFrame(cursor=cursor):
                self._has_asked = True
                self._server.open(self, cursor)
            case SubscribeFrame(channel=channel, is_wanted=is_wanted):
                self._server.subscribe(self, channel, is_wanted=is_wanted)
            case PongFrame():
                self._last_pong_ms = self._host.now_ms()

    async def _carry_out(self) -> None:
        """One command after the other, in the order in which the agent gave them."""
        while True:
            command = await self._commands.get()
            refused = await self._server.answer(self, command)
            self._put(self._session.result(command.command_id, refused))

    def _beat(self) -> None:
        if self._close_code.done():
            return
        try:
            self._ping()
        except Exception as fault:  # noqa: BLE001  the loop calls this: it would log a fault and nobody would ping any more
            self.end_by(fault)

    def _ping(self) -> None:
        if self._host.now_ms() - self._last_pong_ms > self._limits.pong_timeout_ms:
            self.end(CloseCode.NO_PONG)
        elif not self._host.is_alive(self.grant.session_id):
            self.end(CloseCode.SIGNED_OUT)
        else:
            self._put(self._session.ping())
            self._next_beat = self._loop.call_at(self._next_beat_s(), self._beat)

    def _next_beat_s(self) -> float:
        """A heartbeat from now, on the loop's clock, at a moment that desktops have in common."""
        heartbeat_s = self._limits.heartbeat_ms / 1000
        between_moments_s = heartbeat_s / MOMENTS_PER_HEARTBEAT
        return round((self._loop.time() + heartbeat_s) / between_moments_s) * between_moments_s
