"""A center with its gateway and desktops on wires in memory; the test says when commits happen. Asserts nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from agent_desktop.gateway.connection import DesktopHost, DesktopLimits
from agent_desktop.gateway.gateway import DesktopGateway
from agent_desktop.gateway.shapes.view import View
from agent_desktop.gateway.view_delta import apply_all
from cic.access.identity import DesktopGrant, SessionId
from cic.api.ports import CommandRefused, SocketClosed
from cic.center.settle import settle
from cic.center.state import CenterState
from cic.configuration.compile import CompiledCenter
from cic.runtime.port import Committed, EngineStopped, Reading
from routing.commands import SetActivity, SetDesktopState
from routing.vocabulary import Activity, AgentId, PersonalRef

ALICE = AgentId("alice")
BOUND_S = 5
EPOCH = "epoch-1"
EPOCH_OF_ALICE = f"{EPOCH}-{ALICE}"


class Wire:
    """The far side of a websocket, in memory. A slow one takes no frame at once, or at all until it is let go.

    ``is_plain``: it has no short ways, as a server that is not ours.
    """

    def __init__(self, is_slow: bool = False, is_plain: bool = False) -> None:
        self._is_plain = is_plain
        self._listener: Callable[[str], None] | None = None
        self.sent: list[dict[str, Any]] = []
        self.closing: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self._news = asyncio.Event()
        self._may_send = asyncio.Event()
        self.is_sending = asyncio.Event()
        self.on_close: Callable[[], None] = lambda: None
        if not is_slow:
            self._may_send.set()

    async def receive_text(self) -> str:
        text = await self._incoming.get()
        if text is None:
            raise SocketClosed
        return text

    def hear_text(self, listener: Callable[[str], None]) -> None:
        if not self._is_plain:
            self._listener = listener

    def try_send_text(self, text: str) -> bool:
        if self._is_plain or not self._may_send.is_set():
            return False
        self.sent.append(json.loads(text))
        self._news.set()
        return True

    async def send_text(self, text: str) -> None:
        self.is_sending.set()
        await self._may_send.wait()
        self.sent.append(json.loads(text))
        self._news.set()

    async def close(self, code: int) -> None:
        self.on_close()
        self.closing.set_result(code)

    def say(self, text: str) -> None:
        if self._listener is not None and self._incoming.empty():
            self._listener(text)
        else:
            self._incoming.put_nowait(text)

    def command(self, command_id: str, op: str, rev: int | None = None, **args: object) -> None:
        self.say(json.dumps({"t": "command", "id": command_id, "op": op, "args": args, "rev": rev}))

    def leave(self) -> None:
        self._incoming.put_nowait(None)

    async def until(self, is_there: Callable[[list[dict[str, Any]]], bool]) -> None:
        async with asyncio.timeout(BOUND_S):
            while not is_there(self.sent):
                self._news.clear()
                await self._news.wait()

    def open(self, seq: int | None = None, epoch: str = EPOCH_OF_ALICE) -> None:
        cursor = None if seq is None else {"epoch": epoch, "seq": seq}
        self.say(json.dumps({"t": "open", "cursor": cursor}))

    async def opened(self) -> None:
        await self.until(lambda sent: any(frame["t"] in ("snapshot", "resumed") for frame in sent))

    async def told(self, count: int = 1) -> None:
        await self.until(lambda sent: sum(frame["t"] == "events" for frame in sent) >= count)

    def views(self, view: View | None = None) -> list[View]:
        """The view after each frame that changed it, as a browser has it that began with this one."""
        views: list[View] = []
        for frame in self.sent:
            if frame["t"] == "snapshot":
                view = frame["view"]
            elif frame["t"] == "events":
                assert view is not None, "events come after the view that they change"
                view = apply_all(view, frame["events"])
            else:
                continue
            assert view is not None
            views.append(view)
        return views

    def frames(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.sent if frame["t"] == kind]


class House:
    """A center with alice, its gateway, and commits at the test's word."""

    def __init__(self, compiled: CompiledCenter, limits: DesktopLimits | None = None) -> None:
        self.state = CenterState()
        self.seq = 0
        self.now_ms = 1_700_000_000_000
        self.held: list[Callable[[], None]] = []
        self.is_held = asyncio.Event()
        self.holds_commits = False
        self.living_sessions = {SessionId("s-1"), SessionId("s-2")}
        self.performed: list[str] = []
        self.is_asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()
        self.presence: list[tuple[AgentId, bool]] = []
        self.is_stopped = False
        self.labels = compiled.labels
        self.faults: list[str] = []
        self.fault: Exception | None = None
        self.alive_fault: Exception | None = None
        host = DesktopHost(self.perform, self.is_alive, lambda: self.now_ms, "0.1.0", self.faults.append)
        self.gateway = DesktopGateway(
            host, lambda: self.labels, self.open_personal, self.tell_center, self.read, epoch=EPOCH, limits=limits
        )
        self.submit(compiled.applied)

    def submit(self, given: Any) -> None:
        self.seq += 1
        settled = settle(self.state, given, self.now_ms, self.seq)
        record = Committed(self.seq, self.now_ms, given, settled.events, settled.rejection)
        value = self.gateway.settled(self.state, record)
        self.release(lambda: self.gateway.committed(record, value))

    def tell_center(self, given: SetDesktopState) -> None:
        self.presence.append((given.agent_id, given.is_open))
        if self.is_stopped:
            raise EngineStopped
        self.submit(given)

    def set_activity(self, activity: Activity, reason: str = "") -> None:
        self.submit(SetActivity(ALICE, activity, reason))

    async def asked(self, count: int = 1) -> None:
        """So many have asked to see the state, and wait for the commit."""
        async with asyncio.timeout(BOUND_S):
            while len(self.held) < count:
                self.is_held.clear()
                await self.is_held.wait()

    def read(self, view: Callable[[CenterState], Any], deliver: Callable[[Reading[Any]], None]) -> None:
        reading = Reading(self.seq, self.now_ms, view(self.state))
        self.release(lambda: deliver(reading))

    def release(self, leave: Callable[[], None]) -> None:
        self.held.append(leave)
        self.is_held.set()
        if not self.holds_commits:
            self.commit()

    def commit(self) -> None:
        held, self.held = self.held, []
        for leave in held:
            leave()

    async def perform(self, agent_id: AgentId, op: str, _args: Mapping[str, object]) -> CommandRefused | None:
        self.performed.append(op)
        self.is_asked.set()
        await self.may_answer.wait()
        if self.fault is not None:
            raise self.fault
        return CommandRefused("offer_closed", "too late") if op == "accept_offer" else None

    def is_alive(self, session_id: SessionId) -> bool:
        if self.alive_fault is not None:
            raise self.alive_fault
        return session_id in self.living_sessions

    def open_personal(self, _ref: PersonalRef) -> str | None:
        return None

    @asynccontextmanager
    async def desktop(
        self,
        session: str = "s-1",
        *,
        is_slow: bool = False,
        agent_id: AgentId = ALICE,
        is_plain: bool = False,
        opens: bool = True,
        cursor: int | None = None,
    ) -> AsyncIterator[Wire]:
        wire = Wire(is_slow, is_plain)
        if opens:
            wire.open(cursor)
        grant = DesktopGrant(agent_id, SessionId(session))
        async with asyncio.timeout(BOUND_S):
            serving = asyncio.create_task(self.gateway.serve_desktop(wire, grant))
            try:
                yield wire
            finally:
                wire.leave()
                await serving


async def closed(wire: Wire) -> int:
    async with asyncio.timeout(BOUND_S):
        return await wire.closing
