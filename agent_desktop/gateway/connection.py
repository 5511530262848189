"""One desktop on one websocket: its view, its commands. Owns the order of commands; what is told comes from outside."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Protocol

from agent_desktop.gateway.agent_log import KEPT_MS as LOG_KEPT_MS
from agent_desktop.gateway.answers import KEPT_MS as ANSWERS_KEPT_MS
from agent_desktop.gateway.incoming import ProtocolFault
from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.served_socket import CloseCode, ServedSocket, SocketLimits
from agent_desktop.gateway.session import CommandFrame, Cursor, DesktopSession, OpenFrame, PongFrame, SubscribeFrame
from cic.access.identity import DesktopGrant, SessionId
from cic.api.ports import CommandRefused, SocketTransport
from routing.vocabulary import AgentId

Perform = Callable[[AgentId, str, Mapping[str, object]], Awaitable[CommandRefused | None]]


@dataclass(frozen=True, slots=True)
class DesktopLimits(SocketLimits):
    """Times and sizes of a desktop."""

    open_timeout_ms: int = 5_000
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


class DesktopConnection(ServedSocket):
    """One desktop from its hello to its end."""

    whose = "a desktop's"

    def __init__(
        self,
        transport: SocketTransport,
        grant: DesktopGrant,
        server: DesktopServer,
        host: DesktopHost,
        limits: DesktopLimits,
    ) -> None:
        self.grant = grant
        self._server = server
        self._host = host
        super().__init__(transport, limits)
        self._open_timeout_s = limits.open_timeout_ms / 1000
        self._session = DesktopSession()
        self._commands: asyncio.Queue[CommandFrame] = asyncio.Queue(limits.commands_waiting_max)
        self._has_asked = False
        # Something may be told as soon as somebody holds this connection, and hello comes before it.
        self.tell(self._session.hello(self.now_ms(), limits.heartbeat_ms, host.build, server.epoch_of(grant.agent_id)))

    def now_ms(self) -> int:
        """The center's time."""
        return self._host.now_ms()

    def is_alive(self) -> bool:
        """Whether the session goes on."""
        return self._host.is_alive(self.grant.session_id)

    def ping_text(self) -> str:
        """The frame that asks whether the desktop is alive."""
        return self._session.ping()

    def count_fault(self, kind: str) -> None:
        """Count what the desktop did."""
        self._host.count_fault(kind)

    def also_run(self) -> list[Coroutine[None, None, None]]:
        """Commands are carried out."""
        return [self._carry_out()]

    @property
    def agent_id(self) -> AgentId:
        """Whose desktop it is."""
        return self.grant.agent_id

    @property
    def is_live(self) -> bool:
        """Whether the desktop has a view."""
        return self._session.is_live

    def tell_snapshot(self, seq: int, text: str) -> None:
        """Tell the desktop its whole view; events follow from here."""
        self.tell(self._session.snapshot(seq, text))

    def tell_resumed(self, seq: int, missed: list[str]) -> None:
        """Tell the desktop what it has missed, as the frames that tell it; events follow from here."""
        for frame in self._session.resumed(seq, missed):
            self.tell(frame)

    def tell_events(self, seq: int, text: str) -> None:
        """Tell the desktop what has changed, if it has a view and was not told yet."""
        frame = self._session.events(seq, text)
        if frame is not None:
            self.tell(frame)

    def tell_notice(self, alarms: tuple[StandingAlarm, ...]) -> None:
        """Tell the desktop which alarms stand now."""
        self.tell(self._session.notice(alarms))

    async def run(self) -> CloseCode | None:
        """Serve the desktop until it ends, or until it is clear that it never opens."""
        too_late = self._loop.call_later(self._open_timeout_s, self._expect_open)
        try:
            return await super().run()
        finally:
            too_late.cancel()

    def _expect_open(self) -> None:
        if not self._has_asked:
            self.end_by(ProtocolFault("a desktop that does not open"))

    def take(self, text: str) -> None:
        """Take one frame of the desktop."""
        match self._session.receive(text, self.now_ms()):
            case CommandFrame() as command:
                if self._commands.full():
                    raise ProtocolFault("too many commands at once")
                self._commands.put_nowait(command)
            case OpenFrame(cursor=cursor):
                self._has_asked = True
                self._server.open(self, cursor)
            case SubscribeFrame(channel=channel, is_wanted=is_wanted):
                self._server.subscribe(self, channel, is_wanted=is_wanted)
            case PongFrame():
                self.pong_came()

    async def _carry_out(self) -> None:
        """One command after the other, in the order in which the agent gave them."""
        while True:
            command = await self._commands.get()
            refused = await self._server.answer(self, command)
            self.tell(self._session.result(command.command_id, refused))
