"""Brings each agent's view to that agent's desktop. Owns which desktop is open, and what was told to whom.

An observer of the runtime: views are computed when an input is settled and told when it is durable, never before. Of
an agent's views that become durable at once, which one commit often does, only the last is told. The center is told of
every desktop that opens and of every one that is gone: it offers contacts to who can see them only.
A desktop that comes back within some minutes is told what it has missed: so long views are computed without it.
Alarms go past all this, straight to the desktops.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial

from agent_desktop.boards.live import LiveBoards
from agent_desktop.gateway.agent_log import AgentLog
from agent_desktop.gateway.answers import Answers
from agent_desktop.gateway.connection import DesktopConnection, DesktopHost, DesktopLimits
from agent_desktop.gateway.notices import StandingAlarm, for_agents
from agent_desktop.gateway.revisions import refusal_of_stale
from agent_desktop.gateway.served_socket import CloseCode
from agent_desktop.gateway.session import CommandFrame, Cursor
from agent_desktop.gateway.views import OpenPersonal, ViewWriter
from cic.access.identity import DesktopGrant, SessionId
from cic.api.ports import CommandRefused, ReadState, SocketTransport
from cic.center.state import CenterState
from cic.center.views import AgentView, agent_view, touched_agents
from cic.configuration.labels import Labels
from cic.runtime.port import Committed, EngineStopped, Reading
from routing.commands import SetDesktopState
from routing.vocabulary import AgentId

log = logging.getLogger(__name__)

Views = dict[AgentId, AgentView | None]
TellCenter = Callable[[SetDesktopState], None]
"""Hands in an input whose reply nobody waits for; EngineStopped when none is taken any more."""


class DesktopGateway:
    """All open desktops of a site; one for each agent."""

    def __init__(
        self,
        host: DesktopHost,
        labels: Callable[[], Labels],
        open_personal: OpenPersonal,
        tell_center: TellCenter,
        read: ReadState,
        *,
        epoch: str,
        limits: DesktopLimits | None = None,
    ) -> None:
        """``epoch`` tells this gateway from every other: what another one has told is not known here."""
        self._epoch = epoch
        self._host = host
        self._labels = labels
        self._open_personal = open_personal
        self._tell_center = tell_center
        self._read = read
        self._limits = limits or DesktopLimits()
        self._desktops: dict[AgentId, DesktopConnection] = {}
        self._logs: dict[AgentId, AgentLog] = {}
        self._answers: dict[AgentId, Answers] = {}
        self._forgetting: dict[AgentId, list[asyncio.TimerHandle]] = {}
        self._due: dict[AgentId, tuple[int, AgentView]] = {}
        """Durable views that go out in the next turn of the event loop, with the numbers of their inputs."""
        self._alarms: tuple[StandingAlarm, ...] = ()
        self._writer: ViewWriter | None = None
        self._boards = LiveBoards(read, self._current_writer)

    def settled(self, state: CenterState, record: Committed) -> tuple[Views | None, object | None] | None:
        """The views of the agents who are concerned and have a desktop open, or had one lately; and live figures."""
        if not self._logs and not self._boards.is_folding:
            return None
        touched = touched_agents(state, record.events)
        concerned = sorted(touched & self._logs.keys())
        views = {agent_id: agent_view(state, agent_id) for agent_id in concerned} or None
        figures = self._boards.settled(state, record, touched)
        return None if views is None and figures is None else (views, figures)

    def committed(self, record: Committed, value: object | None) -> None:
        """Tell what has become durable, in the next turn of the event loop."""
        if not isinstance(value, tuple):
            return
        views, figures = value
        self._boards.committed(figures)
        for agent_id, view in (views or {}).items():
            told = self._logs.get(agent_id)
            # A desktop opened in between is told this and more with its view, which stands later in the line.
            if told is None or told.view is None or view is None:
                continue
            if not self._due:
                asyncio.get_running_loop().call_soon(self._send_due)
            self._due[agent_id] = (record.seq, view)
            desktop = self._desktops.get(agent_id)
            if desktop is not None and desktop.is_live and not view.is_desktop_open:
                # Forgotten at a start of the engine, or with an agent whom a configuration took out and back in.
                self._note(agent_id, is_open=True)

    def alarms_changed(self, standing: Iterable[StandingAlarm]) -> None:
        """Tell every desktop which alarms stand now, at once: a journal that takes nothing is one of them."""
        concerning = for_agents(standing)
        if concerning == self._alarms:
            return
        self._alarms = concerning
        for desktop in self._desktops.values():
            desktop.tell_notice(concerning)

    async def serve_desktop(self, transport: SocketTransport, grant: DesktopGrant) -> None:
        """Serve one desktop until it ends; an older one of the same agent is sent away."""
        agent_id = grant.agent_id
        desktop = DesktopConnection(transport, grant, self, self._host, self._limits)
        older = self._desktops.get(agent_id)
        self._desktops[agent_id] = desktop
        for timer in self._forgetting.pop(agent_id, ()):
            timer.cancel()
        if older is not None:
            older.end(CloseCode.TAKEN_OVER)
        desktop.tell_notice(self._alarms)
        try:
            code = await desktop.run()
        finally:
            self._boards.gone(desktop)
            # Before the close, which waits for a far end that may be dead; and not when another has taken over.
            if self._desktops.get(agent_id) is desktop:
                del self._desktops[agent_id]
                self._forget_later(agent_id)
                self._note(agent_id, is_open=False)
        if code is not None:
            await transport.close(code)

    def end_session(self, session_id: SessionId) -> None:
        """The session was signed out: its desktop ends."""
        for desktop in self._desktops.values():
            if desktop.grant.session_id == session_id:
                desktop.end(CloseCode.SIGNED_OUT)

    def epoch_of(self, agent_id: AgentId) -> str:
        """The epoch as this agent's desktops have it: whoever signs in at the same page is told all anew."""
        return f"{self._epoch}-{agent_id}"

    def open(self, desktop: DesktopConnection, cursor: Cursor | None) -> None:
        """Tell a desktop its view once what it shows is durable; from its cursor on, where that is still known."""
        agent_id = desktop.agent_id
        self._logs.setdefault(agent_id, AgentLog())

        def deliver(reading: Reading[AgentView | None]) -> None:
            try:
                self._tell_view(desktop, cursor, reading)
            except Exception as fault:  # noqa: BLE001  the runtime calls this: a desktop's fault must not become its own
                self._fail(agent_id, fault)
                desktop.end_by(fault)

        self._read(lambda state: agent_view(state, agent_id), deliver)

    def subscribe(self, desktop: DesktopConnection, channel: str, *, is_wanted: bool) -> None:
        """Tell a desktop live figures from now on, or no more."""
        if is_wanted:
            self._boards.listen(desktop, channel)
        else:
            self._boards.leave(desktop, channel)

    async def answer(self, desktop: DesktopConnection, command: CommandFrame) -> CommandRefused | None:
        """Carry out a command that was not carried out before, over whichever connection; return what came of it."""
        answers = self._answers.setdefault(desktop.agent_id, Answers())
        carry_out = partial(self.perform, desktop.agent_id, command.op, command.args, command.rev)
        return await answers.answer(command.command_id, self._host.now_ms(), carry_out)

    async def perform(
        self, agent_id: AgentId, op: str, args: Mapping[str, object], rev: int | None
    ) -> CommandRefused | None:
        """Carry out a command, unless it was given on what is no more as it was shown; the one door of all of them."""
        told = self._logs.get(agent_id)
        refused = None if told is None else refusal_of_stale(op, args, rev, told.revision)
        return refused if refused is not None else await self._host.perform(agent_id, op, args)

    def _send_due(self) -> None:
        due, self._due = self._due, {}
        for agent_id, (seq, view) in due.items():
            told = self._logs.get(agent_id)
            if told is None or told.view is None:
                continue
            try:
                frame = told.advance(seq, self._host.now_ms(), view, self._current_writer())
                desktop = self._desktops.get(agent_id)
                if frame is not None and desktop is not None:
                    desktop.tell_events(seq, frame)
            except Exception as fault:  # noqa: BLE001  one desktop's fault must not silence the others
                self._fail(agent_id, fault)

    def _tell_view(self, desktop: DesktopConnection, cursor: Cursor | None, reading: Reading[AgentView | None]) -> None:
        agent_id, view, was_live = desktop.agent_id, reading.value, desktop.is_live
        if view is None:
            self._logs.pop(agent_id, None)
            desktop.end(CloseCode.SIGNED_OUT)  # the configuration no longer knows this agent
            return
        if self._desktops.get(agent_id) is not desktop:
            return  # gone before it was told anything
        self._due.pop(agent_id, None)  # older than what was read, or the same
        told, now_ms, writer = self._logs.setdefault(agent_id, AgentLog()), self._host.now_ms(), self._current_writer()
        missed = None
        if cursor is not None and cursor.epoch == self.epoch_of(agent_id):
            told.advance(reading.seq, now_ms, view, writer)
            missed = told.since(cursor.seq)
        if missed is None:
            text = told.snapshot(reading.seq, now_ms, view, writer)
            desktop.tell_snapshot(told.seq, text)
        else:
            desktop.tell_resumed(told.seq, missed)
        if not was_live and self._desktops.get(agent_id) is desktop:
            self._note(agent_id, is_open=True)

    def _fail(self, agent_id: AgentId, fault: Exception) -> None:
        """What was told is not known for sure any more: the desktop comes back and is told anew."""
        self._logs.pop(agent_id, None)
        desktop = self._desktops.get(agent_id)
        if desktop is None:
            log.error("a view could not be written for an agent without a desktop", exc_info=fault)
        else:
            desktop.end_by(fault)

    def _forget_later(self, agent_id: AgentId) -> None:
        loop = asyncio.get_running_loop()
        self._forgetting[agent_id] = [
            loop.call_later(self._limits.log_kept_ms / 1000, self._logs.pop, agent_id, None),
            loop.call_later(self._limits.answers_kept_ms / 1000, self._forget, agent_id),
        ]

    def _forget(self, agent_id: AgentId) -> None:
        self._answers.pop(agent_id, None)
        self._forgetting.pop(agent_id, None)

    def _current_writer(self) -> ViewWriter:
        labels = self._labels()
        if self._writer is None or self._writer.labels is not labels:  # the configuration is another one
            self._writer = ViewWriter(labels, self._open_personal)
        return self._writer

    def _note(self, agent_id: AgentId, *, is_open: bool) -> None:
        with suppress(EngineStopped):  # the next start begins with every desktop closed
            self._tell_center(SetDesktopState(agent_id, is_open))
