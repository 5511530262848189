"""Desktops that supervisors look at: what an agent's desktop shows, told to boards as the desktop would be told it.

Owns who looks at whose. What is shown is the agent's view and nothing beyond it, written anew: it is there whether
the agent's desktop is open or not.
"""

from collections.abc import Iterable
from typing import Protocol

from agent_desktop.boards.board_session import MIRROR, Channel, ended_frame
from agent_desktop.gateway.agent_log import AgentLog
from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.views import ViewWriter
from cic.center.state import CenterState
from cic.center.views import AgentView, agent_view
from cic.runtime.port import Reading
from routing.vocabulary import AgentId

Views = dict[AgentId, AgentView | None]


class Mirror(Protocol):
    """A board that looks at a desktop."""

    def tell(self, text: str) -> None: ...


class Mirrors:
    """Who looks at whose desktop, and what they were told."""

    def __init__(self) -> None:
        self._looking: dict[AgentId, dict[Mirror, bool]] = {}
        """Whether each is to be told the whole view."""
        self._logs: dict[AgentId, AgentLog] = {}
        self._marked: set[AgentId] = set()

    @property
    def is_marked(self) -> bool:
        """Whether anything may be another than it was told."""
        return bool(self._marked)

    def of(self, mirror: Mirror) -> list[AgentId]:
        """Whose desktops a board looks at."""
        return [agent_id for agent_id, looking in self._looking.items() if mirror in looking]

    def begin(self, mirror: Mirror, agent_id: AgentId) -> None:
        """A board looks at a desktop from now on."""
        self._looking.setdefault(agent_id, {})[mirror] = True
        self._marked.add(agent_id)

    def end(self, mirror: Mirror, agent_id: AgentId) -> None:
        """A board does not look at a desktop any more."""
        looking = self._looking.get(agent_id, {})
        looking.pop(mirror, None)
        if not looking:
            self._looking.pop(agent_id, None)
            self._logs.pop(agent_id, None)

    def note(self, touched: Iterable[AgentId]) -> None:
        """These agents' desktops may show something else."""
        if self._looking:
            self._marked.update(self._looking.keys() & touched)

    def mark_everybody(self) -> None:
        """Every desktop may show something else: the configuration is another one."""
        self._marked.update(self._looking)

    def take_views(self, state: CenterState) -> Views:
        """What the desktops show of those who are looked at and may show something else."""
        marked, self._marked = self._marked, set()
        return {agent_id: agent_view(state, agent_id) for agent_id in marked if agent_id in self._looking}

    def tell(self, views: Views, reading: Reading[object], writer: ViewWriter) -> None:
        """Tell those who look what has changed; the first time everything."""
        for agent_id, view in views.items():
            looking = self._looking.get(agent_id, {})
            if view is None:
                for mirror in tuple(looking):
                    mirror.tell(ended_frame(Channel(MIRROR, agent_id), "no_view"))
                    self.end(mirror, agent_id)
                continue
            told = self._logs.setdefault(agent_id, AgentLog())
            frame = told.advance(reading.seq, reading.at_ms, view, writer)
            for mirror, wants_all in tuple(looking.items()):
                looking[mirror] = False
                text = told.snapshot(reading.seq, reading.at_ms, view, writer) if wants_all else frame
                if text is not None:
                    mirror.tell(_framed(agent_id, reading.at_ms, text))


def _framed(agent_id: AgentId, as_of_ms: int, text: str) -> str:
    return f'{{"t":"mirror","of":{json_text(agent_id)},"as_of_ms":{as_of_ms},"frame":{text}}}'
