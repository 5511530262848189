"""All open boards and walls. Owns who may listen to what, and for how long; what they are told is the news'."""

import asyncio
from collections.abc import Callable, Iterable

from agent_desktop.boards.board_connection import BoardConnection, BoardLimits
from agent_desktop.boards.board_session import (
    MIRROR,
    WAITING,
    Channel,
    Hello,
    Subscribe,
    Unsubscribe,
    ended_frame,
)
from agent_desktop.boards.levels import OnLevels
from agent_desktop.boards.live import Later, call_later
from agent_desktop.boards.news import BoardHost, BoardNews
from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.served_socket import CloseCode
from cic.access.identity import BoardGrant, SessionId
from cic.api.ports import ReadState, SocketTransport
from cic.center.state import CenterState
from cic.runtime.port import Committed
from routing.vocabulary import AgentId, QueueId


class BoardGateway:
    """All open boards of a site."""

    def __init__(
        self,
        host: BoardHost,
        read: ReadState,
        *,
        epoch: str,
        on_levels: OnLevels = lambda _changed: None,
        limits: BoardLimits | None = None,
        later: Later = call_later,
    ) -> None:
        self._host = host
        self._epoch = epoch
        self._limits = limits or BoardLimits()
        self._boards: dict[BoardConnection, dict[Channel, bool]] = {}
        """What each board listens to, and whether everything is to be told of it."""
        self._news = BoardNews(host, read, self._boards, on_levels, later)
        self._noting: set[asyncio.Task[None]] = set()

    def settled(self, state: CenterState, record: Committed) -> None:
        """Mark what the input may have changed."""
        self._news.settled(state, record)

    def committed(self, record: Committed, value: object | None) -> None:
        """Nothing is kept for later: what is told is read anew, and held until it is durable."""

    def alarms_changed(self, standing: Iterable[StandingAlarm]) -> None:
        """Tell boards which alarms of the center stand now."""
        self._news.alarms_changed(standing)

    async def serve_board(self, transport: SocketTransport, grant: BoardGrant) -> None:
        """Serve one board until it ends."""
        if len(self._boards) >= self._limits.boards_max:
            self._host.count_fault("too_many")
            await transport.close(CloseCode.TOO_SLOW)
            return
        board = BoardConnection(transport, grant, self._host.scope_of(grant), self, self._limits)
        board.tell(self._hello(board))
        self._boards[board] = {}
        try:
            code = await board.run()
        finally:
            for channel in tuple(self._boards.pop(board)):
                self._news.left(board, channel)
        if code is not None:
            await transport.close(code)

    def end_session(self, session_id: SessionId) -> None:
        """The session was signed out: its boards end."""
        self._end(lambda grant: grant.identity is not None and grant.identity.session_id == session_id)

    def end_wall(self, name: str) -> None:
        """The wall was removed: its boards end."""
        self._end(lambda grant: grant.wall is not None and grant.wall.name == name)

    def now_ms(self) -> int:
        """The center's time."""
        return self._host.now_ms()

    def is_alive(self, board: BoardConnection) -> bool:
        """Whether the board's session or wall is still there."""
        return self._host.is_alive(board.grant)

    def count_fault(self, kind: str) -> None:
        """Count what a board did."""
        self._host.count_fault(kind)

    def subscribe(self, board: BoardConnection, wanted: Subscribe) -> None:
        """Tell a board a channel from now on, if it may be told."""
        channel, channels = wanted.channel, self._boards.get(board)
        if channels is None:
            return
        code = self._refusal(board, wanted)
        if code is not None:
            board.tell(ended_frame(channel, code))
        elif channel.name == MIRROR:
            channels[channel] = False
            task = asyncio.ensure_future(self._begin_mirror(board, channel, wanted.reason))
            self._noting.add(task)
            task.add_done_callback(self._noting.discard)
        else:
            channels[channel] = True
            self._news.listen(channel)

    def unsubscribe(self, board: BoardConnection, unwanted: Unsubscribe) -> None:
        """Tell a board a channel no more."""
        if self._boards.get(board, {}).pop(unwanted.channel, None) is not None:
            self._news.left(board, unwanted.channel)

    def _hello(self, board: BoardConnection) -> str:
        wall = board.grant.wall
        return Hello(
            now_ms=self._host.now_ms(),
            heartbeat_ms=self._limits.heartbeat_ms,
            stale_after_ms=self._limits.stale_after_ms,
            build=self._host.build,
            epoch=self._epoch,
            channels=board.scope.channels,
            wall=None if wall is None else {"name": wall.name, "queues": [str(queue) for queue in wall.queues]},
        ).text()

    def _refusal(self, board: BoardConnection, wanted: Subscribe) -> str | None:
        """Why a board is not told a channel; None when it is."""
        channel, labels = wanted.channel, self._host.labels()
        if channel.name not in board.scope.channels:
            return "not_permitted"
        if channel.name == WAITING:
            if channel.of not in labels.queues:
                return "unknown_queue"
            if not board.scope.has_queue(QueueId(channel.of)):
                return "not_permitted"
        if channel.name == MIRROR:
            if channel.of not in labels.agents:
                return "unknown_agent"
            if not board.scope.may_mirror(AgentId(channel.of)):
                return "not_permitted"
            if not wanted.reason:
                return "no_reason"
        return self._too_many(board, channel)

    def _too_many(self, board: BoardConnection, channel: Channel) -> str | None:
        channels = self._boards[board]
        mirrors = sum(known.name == MIRROR for known in channels)
        is_new = channel not in channels
        if is_new and len(channels) >= self._limits.subscriptions_max:
            return "too_many"
        return "too_many" if is_new and channel.name == MIRROR and mirrors >= self._limits.mirrors_max else None

    async def _begin_mirror(self, board: BoardConnection, channel: Channel, reason: str) -> None:
        agent_id = AgentId(channel.of or "")
        is_noted = await self._host.note_mirror(board.grant, agent_id, reason)
        if channel not in self._boards.get(board, {}):
            return
        if not is_noted:
            del self._boards[board][channel]
            board.tell(ended_frame(channel, "not_noted"))
            return
        self._news.look_at(board, agent_id)

    def _end(self, concerns: Callable[[BoardGrant], bool]) -> None:
        for board in tuple(self._boards):
            if concerns(board.grant):
                board.end(CloseCode.SIGNED_OUT)
