"""Submits the commands of whoever watches over the center. Owns how a refusal is told; decides nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cic.api.ports import CommandRefused
from cic.api.stalled import held_up
from cic.center.monitoring_inputs import MonitoringInput
from cic.journal.port import CodecError
from cic.runtime.port import EngineStopped
from routing.rejections import Rejection
from routing.supervisor_commands import SupervisorCommand


@dataclass(frozen=True, slots=True)
class StateSupervision:
    """Submits to the runtime, unless the journal takes nothing and much waits already."""

    submit: Callable[[SupervisorCommand | MonitoringInput], Awaitable[Rejection | None]]
    is_stalled: Callable[[], bool]
    uncommitted: Callable[[], int]
    now_ms: Callable[[], int]

    async def perform(self, command: SupervisorCommand | MonitoringInput) -> CommandRefused | None:
        """Carry out one command; returns after it is journalled, or with the reason why it was not done."""
        refused = held_up(self.is_stalled, self.uncommitted)
        if refused is not None:
            return refused
        try:
            rejection = await self.submit(command)
        except CodecError:
            return CommandRefused("bad_command", "an id holds text that cannot be kept, such as half a character")
        except EngineStopped:
            return CommandRefused("engine_stopped", "the engine takes no commands at the moment; try again")
        return None if rejection is None else CommandRefused(rejection.code.value, rejection.detail)
