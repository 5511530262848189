"""A hotline with its boards on wires in memory; the test lets time go on and says when commits happen."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from agent_desktop.boards.board_connection import BoardLimits
from agent_desktop.boards.board_gateway import BoardGateway
from agent_desktop.boards.levels import AlarmKey
from agent_desktop.boards.news import BoardHost
from agent_desktop.boards.scopes import BoardScope
from cic.access.identity import BoardGrant, Identity, Role, SessionId, Wall
from cic.center.state import CenterState
from cic.configuration.labels import Labels
from cic.diagnostics.thresholds import StandingLevel
from cic.runtime.port import Committed, Reading
from routing.vocabulary import AgentId
from tests.harness.watched_scenes import LABELS
from tests.unit.center.hotline import Hotline
from tests.unit.gateway.house import BOUND_S, Wire

DAY_MS = 86_400_000


class BoardHouse:
    """A hotline whose inputs boards observe."""

    def __init__(self, hotline: Hotline, limits: BoardLimits | None = None, labels: Labels = LABELS) -> None:
        self.hotline, self.labels = hotline, labels
        self.timers: list[Timer] = []
        self.held: list[Callable[[], None]] = []
        self.holds = False
        self.ended: set[SessionId] = set()
        self.mirrored: list[tuple[str, AgentId, str]] = []
        self.can_note = True
        self.faults: list[str] = []
        self.levels: list[dict[AlarmKey, StandingLevel | None]] = []
        self.scope = BoardScope(sees_callers=True)
        host = BoardHost(
            now_ms=lambda: hotline.now_ms,
            labels=lambda: self.labels,
            open_personal=lambda reference: f"opened {reference}",
            scope_of=self._scope_of,
            is_alive=lambda grant: grant.identity is None or grant.identity.session_id not in self.ended,
            note_mirror=self._note_mirror,
            day_from_ms=lambda now_ms: now_ms // DAY_MS * DAY_MS,
            build="0.1.0",
            count_fault=self.faults.append,
        )
        self.gateway = BoardGateway(
            host, self.read, epoch="epoch-1", on_levels=self.levels.append, limits=limits, later=self._later
        )
        settle = hotline._settle

        def settled(given: Any) -> Any:
            made = settle(given)
            record = Committed(hotline.seq, hotline.now_ms, given, made.events, made.rejection)
            self.gateway.settled(hotline.state, record)
            return made

        hotline._settle = settled  # type: ignore[method-assign]

    def read(self, view: Callable[[CenterState], Any], deliver: Callable[[Reading[Any]], None]) -> None:
        reading = Reading(self.hotline.seq, self.hotline.now_ms, view(self.hotline.state))
        self.held.append(lambda: deliver(reading))
        if not self.holds:
            self.commit()

    def commit(self) -> None:
        held, self.held = self.held, []
        for leave in held:
            leave()

    def _scope_of(self, grant: BoardGrant) -> BoardScope:
        if grant.wall is None:
            return self.scope
        agents = None if grant.wall.shows_agents else frozenset[AgentId]()
        return BoardScope(frozenset(grant.wall.queues), agents, frozenset(), is_wall=True)

    async def _note_mirror(self, grant: BoardGrant, agent_id: AgentId, reason: str) -> bool:
        assert grant.identity is not None
        self.mirrored.append((grant.identity.user, agent_id, reason))
        return self.can_note

    def _later(self, delay_s: float, tell: Callable[[], None]) -> "Timer":
        timer = Timer(self, self.hotline.now_ms + round(delay_s * 1000), tell)
        self.timers.append(timer)
        return timer

    def let_time_pass(self, duration_ms: int = 1_000) -> None:
        """Timers ring in their order, each at its time."""
        until_ms = self.hotline.now_ms + duration_ms
        while due := [timer for timer in self.timers if timer.at_ms <= until_ms]:
            timer = min(due, key=lambda one: one.at_ms)
            timer.cancel()
            self.hotline.now_ms = max(self.hotline.now_ms, timer.at_ms)
            timer.ring()
        self.hotline.now_ms = until_ms

    @asynccontextmanager
    async def board(self, *channels: dict[str, Any] | str, wall: Wall | None = None) -> AsyncIterator["Board"]:
        """A board that listens to these channels."""
        board = Board(Wire())
        grant = BoardGrant(None, wall) if wall is not None else BoardGrant(IDENTITY)
        serving = asyncio.create_task(self.gateway.serve_board(board.wire, grant))
        async with asyncio.timeout(BOUND_S):
            try:
                await board.wire.until(bool)
                for channel in channels:
                    board.subscribe(**({"channel": channel} if isinstance(channel, str) else channel))
                    await asyncio.sleep(0)
                self.let_time_pass(0)
                yield board
            finally:
                board.wire.leave()
                await serving


IDENTITY = Identity("ada", next(iter(Role)), None, SessionId("s-1"))


class Timer:
    """Something that is to be done later."""

    def __init__(self, house: BoardHouse, at_ms: int, ring: Callable[[], None]) -> None:
        self._house, self.at_ms, self.ring = house, at_ms, ring

    def cancel(self) -> None:
        if self in self._house.timers:
            self._house.timers.remove(self)


class Board:
    """The far end of a board's connection: what it was told, put together as a browser does."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def subscribe(self, **frame: Any) -> None:
        self.wire.say(json.dumps({"t": "subscribe", **frame}))

    def unsubscribe(self, **frame: Any) -> None:
        self.wire.say(json.dumps({"t": "unsubscribe", **frame}))

    def states(self, channel: str, of: str | None = None) -> list[dict[str, Any]]:
        return [frame for frame in self.wire.frames("state") if frame["channel"] == channel and frame.get("of") == of]

    def items(self, channel: str, of: str | None = None) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for frame in self.states(channel, of):
            merged = {**({} if frame["full"] else merged), **frame["items"]}
        return {key: item for key, item in merged.items() if item is not None}
