"""Keeps agents' commands out while the journal takes nothing. Owns when a command is refused for that; carries out
none.

What callers and phones report is still taken, for it has happened; a command can be given again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cic.api.ports import JOURNAL_STALLED, CommandDesk, CommandRefused
from routing.vocabulary import AgentId

COMMANDS_AHEAD_MAX = 50
"""With so many records waiting for the disk a command would be answered much later, when nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class StallGuard:
    """A command desk that refuses while the journal is stalled and much waits already."""

    desk: CommandDesk
    is_stalled: Callable[[], bool]
    uncommitted: Callable[[], int]

    async def perform(self, agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        """Carry out one command, or refuse it because it could not be written down."""
        refused = held_up(self.is_stalled, self.uncommitted)
        return refused if refused is not None else await self.desk.perform(agent_id, op, args)


def held_up(is_stalled: Callable[[], bool], uncommitted: Callable[[], int]) -> CommandRefused | None:
    """Why no command is taken now, if so: the journal is stalled, and much waits already."""
    if is_stalled() and uncommitted() > COMMANDS_AHEAD_MAX:
        return CommandRefused(JOURNAL_STALLED, "nothing can be written down at the moment; try again later")
    return None
