"""Ends the sessions of agents whom a supervisor has signed out, once that holds. An observer of the runtime; owns only
the order: the center first, then sessions and desktops."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from cic.access.identity import SessionId
from cic.journal.port import Committed
from routing.events import ActivityChanged
from routing.vocabulary import Activity, AgentId

log = logging.getLogger(__name__)

EndSessions = Callable[[AgentId], Awaitable[Iterable[SessionId]]]
"""Ends all sessions of an agent's users; which they were."""


class ForcedSignOuts:
    """Watches for agents who are signed out by somebody else."""

    def __init__(self, end_sessions: EndSessions, end_desktop: Callable[[SessionId], None]) -> None:
        self._end_sessions = end_sessions
        self._end_desktop = end_desktop
        self._ending: set[asyncio.Task[None]] = set()

    def settled(self, state: Any, record: Committed) -> tuple[AgentId, ...] | None:
        """Who is signed out by this input, by a supervisor's order of now or of before."""
        out = [event.agent_id for event in record.events if isinstance(event, ActivityChanged) and _is_out(event)]
        return tuple(out) or None

    def committed(self, record: Committed, value: object | None) -> None:
        """It is durable: their sessions end."""
        if not isinstance(value, tuple):
            return
        for agent_id in value:
            task = asyncio.get_running_loop().create_task(self._end(agent_id))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _end(self, agent_id: AgentId) -> None:
        try:
            for session_id in await self._end_sessions(agent_id):
                self._end_desktop(session_id)
        except Exception:  # the agent is signed out all the same, and gets nothing
            log.exception("the sessions of an agent who was signed out could not be ended")


def _is_out(event: ActivityChanged) -> bool:
    return event.is_forced and event.activity is Activity.SIGNED_OUT
