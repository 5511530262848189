"""Where the virtual world's commands go in, and straight into routing as the usual way. Owns numbering alone.

What changed nothing uses up no number, as in a running center: so the way through the center decides the same.
"""

from collections.abc import Sequence
from typing import Protocol

from cic.center.events import CenterEvent
from routing.commands import (
    CompleteInteraction,
    ConfigureRouting,
    ExpireDue,
    FinishWrapUp,
    SetActivity,
    SubmitWork,
    WithdrawWork,
)
from routing.configuration import RoutingConfiguration
from routing.deadlines import next_deadline_ms
from routing.rejections import Rejection
from routing.settling import settle
from routing.state import RoutingState

Command = SetActivity | SubmitWork | WithdrawWork | CompleteInteraction | FinishWrapUp | ExpireDue
"""What a virtual world asks for."""


class Door(Protocol):
    """Takes commands in the order of their times."""

    def take(self, command: Command, now_ms: int) -> Sequence[CenterEvent] | Rejection:
        """What the command led to, or why it was refused."""
        ...

    def next_deadline_ms(self) -> int | None:
        """When an ExpireDue is wanted, or None."""
        ...


class RoutingDoor:
    """Straight into routing: nothing is kept but the state."""

    __slots__ = ("_seq", "_state")

    def __init__(self, configuration: RoutingConfiguration, now_ms: int) -> None:
        self._state = RoutingState()
        self._seq = 1
        settle(self._state, ConfigureRouting(configuration), now_ms, self._seq)

    def take(self, command: Command, now_ms: int) -> Sequence[CenterEvent] | Rejection:
        """What the command led to, or why it was refused."""
        settled = settle(self._state, command, now_ms, self._seq + 1)
        if settled.__class__ is list and settled:
            self._seq += 1
        return settled

    def next_deadline_ms(self) -> int | None:
        """When an ExpireDue is wanted, or None."""
        return next_deadline_ms(self._state)
