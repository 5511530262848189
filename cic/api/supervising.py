"""Submits the commands of whoever watches over the center. Owns how a refusal is told; decides nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex

from cic.api.ports import CommandRefused
from cic.api.stalled import held_up
from cic.api.supervision_ports import NothingKept, SupervisorInput
from cic.journal.port import CodecError, StorageStalled
from cic.runtime.port import EngineStopped
from routing.rejections import Rejection
from routing.vocabulary import PartyId, PersonalRef

STAFF = PartyId("staff")
"""Whose key seals what is said to agents: it is of no customer, and erased with none."""


@dataclass(frozen=True, slots=True)
class StateSupervision:
    """Submits to the runtime, unless the journal takes nothing and much waits already."""

    submit: Callable[[SupervisorInput], Awaitable[Rejection | None]]
    is_stalled: Callable[[], bool]
    uncommitted: Callable[[], int]
    now_ms: Callable[[], int]
    seal_text: Callable[[PartyId, str, str], PersonalRef]

    def new_message_id(self) -> str:
        """An id for a message to agents."""
        return f"am-{token_hex(8)}"

    def seal(self, text: str) -> PersonalRef:
        """Seal what is said to agents; NothingKept where it cannot be."""
        try:
            return self.seal_text(STAFF, "note", text)
        except StorageStalled:  # the first of all: its key cannot be written
            raise NothingKept from None

    async def perform(self, command: SupervisorInput) -> CommandRefused | None:
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
