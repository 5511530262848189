"""Brings each agent's view to that agent's desktop. Owns which desktop is open; the views come from the center.

An observer of the runtime: views are computed when an input is settled and sent when it is durable, never before. Of
an agent's views that become durable at once, which one commit often does, only the last is sent. The center is told of
every desktop that opens and of every one that is gone: it offers contacts to who can see them only.
Alarms go past all this, straight to the desktops.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from agent_desktop.gateway.connection import DesktopConnection, DesktopHost, DesktopLimits
from agent_desktop.gateway.notices import StandingAlarm, for_agents
from agent_desktop.gateway.session import CloseCode
from agent_desktop.gateway.views import OpenPersonal, ViewWriter
from cic.access.identity import DesktopGrant, SessionId
from cic.api.ports import ReadState, SocketTransport
from cic.center.state import CenterState
from cic.center.views import AgentView, agent_view, touched_agents
from cic.configuration.labels import Labels
from cic.runtime.port import Committed, EngineStopped, Reading
from routing.commands import SetDesktopState
from routing.vocabulary import AgentId

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
        limits: DesktopLimits | None = None,
    ) -> None:
        self._host = host
        self._labels = labels
        self._open_personal = open_personal
        self._tell_center = tell_center
        self._limits = limits or DesktopLimits()
        self._desktops: dict[AgentId, DesktopConnection] = {}
        self._due: dict[AgentId, tuple[int, AgentView]] = {}
        """Durable views that go out in the next turn of the event loop, with the numbers of their inputs."""
        self._alarms: tuple[StandingAlarm, ...] = ()
        self._writer: ViewWriter | None = None

    def settled(self, state: CenterState, record: Committed) -> Views | None:
        """The views of the agents who are concerned and have a desktop open."""
        if not self._desktops:
            return None
        concerned = touched_agents(state, record.events) & self._desktops.keys()
        return {agent_id: agent_view(state, agent_id) for agent_id in sorted(concerned)} or None

    def committed(self, record: Committed, value: object | None) -> None:
        """Send the views that have become durable, in the next turn of the event loop."""
        if not isinstance(value, dict):
            return
        views: Views = value
        for agent_id, view in views.items():
            desktop = self._desktops.get(agent_id)
            # A desktop opened in between is told this and more by its snapshot, which stands later in the line.
            if desktop is None or not desktop.is_live or view is None:
                continue
            if not self._due:
                asyncio.get_running_loop().call_soon(self._send_due)
            self._due[agent_id] = (record.seq, view)
            if not view.is_desktop_open:
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

    async def serve_desktop(self, read: ReadState, transport: SocketTransport, grant: DesktopGrant) -> None:
        """Serve one desktop until it ends; an older one of the same agent is sent away."""
        desktop = DesktopConnection(transport, grant, self._host, self._limits)
        older = self._desktops.get(grant.agent_id)
        self._desktops[grant.agent_id] = desktop
        if older is not None:
            older.end(CloseCode.TAKEN_OVER)
        desktop.tell_notice(self._alarms)
        read(lambda state: agent_view(state, grant.agent_id), lambda reading: self._tell_snapshot(desktop, reading))
        try:
            code = await desktop.run()
        finally:
            # Before the close, which waits for a far end that may be dead; and not when another has taken over.
            if self._desktops.get(grant.agent_id) is desktop:
                del self._desktops[grant.agent_id]
                self._note(grant.agent_id, is_open=False)
        if code is not None:
            await transport.close(code)

    def end_session(self, session_id: SessionId) -> None:
        """The session was signed out: its desktop ends."""
        for desktop in self._desktops.values():
            if desktop.grant.session_id == session_id:
                desktop.end(CloseCode.SIGNED_OUT)

    def _send_due(self) -> None:
        due, self._due = self._due, {}
        for agent_id, (seq, view) in due.items():
            desktop = self._desktops.get(agent_id)
            if desktop is None or not desktop.is_live:  # gone meanwhile, or another one has taken over
                continue
            try:
                desktop.tell_event(seq, self._view_text(view))
            except Exception as fault:  # noqa: BLE001  one desktop's fault must not silence the others
                desktop.end_by(fault)

    def _tell_snapshot(self, desktop: DesktopConnection, reading: Reading[AgentView | None]) -> None:
        if self._desktops.get(desktop.grant.agent_id) is desktop:
            self._due.pop(desktop.grant.agent_id, None)  # older than the snapshot, or the same
        if reading.value is None:
            desktop.end(CloseCode.SIGNED_OUT)  # the configuration no longer knows this agent
        else:
            desktop.tell_snapshot(reading.seq, self._view_text(reading.value))
            if self._desktops.get(desktop.grant.agent_id) is desktop:  # it may be gone before it was told anything
                self._note(desktop.grant.agent_id, is_open=True)

    def _view_text(self, view: AgentView) -> str:
        labels = self._labels()
        if self._writer is None or self._writer.labels is not labels:  # the configuration is another one
            self._writer = ViewWriter(labels, self._open_personal)
        return self._writer.text(view)

    def _note(self, agent_id: AgentId, *, is_open: bool) -> None:
        with suppress(EngineStopped):  # the next start begins with every desktop closed
            self._tell_center(SetDesktopState(agent_id, is_open))
