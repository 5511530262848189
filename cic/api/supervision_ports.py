"""What the routes of supervision need of the rest of the house, as ports. Owns the contracts."""

from typing import Protocol

from cic.api.ports import CommandRefused
from cic.center.agent_message_inputs import TellAgents
from cic.center.monitoring_inputs import MonitoringInput
from routing.supervisor_commands import SupervisorCommand
from routing.vocabulary import Activity, AgentId, InteractionId, PersonalRef, QueueId

SupervisorInput = SupervisorCommand | MonitoringInput | TellAgents
"""What whoever watches over the center may ask of it."""


class NothingKept(Exception):
    """A text could not be sealed, so that nothing may be done with it."""


class SupervisionPort(Protocol):
    """Takes the commands of whoever watches over the center."""

    def new_message_id(self) -> str:
        """An id for a message to agents."""
        ...

    def seal(self, text: str) -> PersonalRef:
        """Seal what is said to agents; NothingKept where it cannot be."""
        ...

    def now_ms(self) -> int:
        """The center's time, which ends are held against."""
        ...

    async def perform(self, command: SupervisorInput) -> CommandRefused | None:
        """Carry out one command; returns after it is journalled."""
        ...


class FloorPort(Protocol):
    """Tells who is there and who has what; see ``cic.api.floor.StateFloor``."""

    async def activity(self, agent_id: AgentId) -> Activity | None: ...

    async def concerned(self, interaction_id: InteractionId) -> frozenset[AgentId]: ...

    async def signed_in(self, queue_id: QueueId | None) -> tuple[AgentId, ...]: ...

    async def told(self, message_id: str) -> tuple[AgentId, ...] | None: ...
