"""The virtual world's commands through the whole center, each record kept. Owns numbering; opens no journal."""

from collections.abc import Callable, Sequence

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput, ConfigurationApplied, DeadlinePassed
from cic.center.settle import next_deadline_ms, settle
from cic.center.state import CenterState
from cic.journal.port import Committed
from cic.simulation.door import Command
from routing.commands import ExpireDue
from routing.configuration import RoutingConfiguration
from routing.rejections import Rejection

Keep = Callable[[Committed], None]
"""Puts a record into a journal."""


class CenterDoor:
    """Through the whole center; every record goes to ``keep``, as the runtime of a center does it."""

    __slots__ = ("_keep", "_seq", "_state")

    def __init__(self, configuration: RoutingConfiguration, version: str, now_ms: int, keep: Keep) -> None:
        self._state = CenterState()
        self._seq = 0
        self._keep = keep
        self._take(ConfigurationApplied(version, configuration, flows=(), entry_points=()), now_ms)

    def take(self, command: Command, now_ms: int) -> Sequence[CenterEvent] | Rejection:
        """What the command led to, or why it was refused."""
        return self._take(DeadlinePassed() if isinstance(command, ExpireDue) else command, now_ms)

    def next_deadline_ms(self) -> int | None:
        """When an ExpireDue is wanted, or None."""
        return next_deadline_ms(self._state)

    def _take(self, given: CenterInput, now_ms: int) -> Sequence[CenterEvent] | Rejection:
        settled = settle(self._state, given, now_ms, self._seq + 1)
        if settled.events:
            self._seq += 1
            self._keep(Committed(self._seq, now_ms, given, settled.events, settled.rejection))
        return settled.events if settled.rejection is None else settled.rejection
