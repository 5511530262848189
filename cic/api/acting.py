"""How a supervisor's act comes to the center: of those whom it may concern, written down first, done once. Owns the
order of these; decides nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.act_bodies import ActBody
from cic.api.asking import rows_of
from cic.api.errors import ApiError, command_error
from cic.api.ports import CommandRefused, Services
from cic.api.repeated import RepeatedActs
from cic.audit.port import Act
from cic.center.monitoring_inputs import MonitoringInput
from routing.supervisor_commands import SupervisorCommand
from routing.vocabulary import InteractionId

T = TypeVar("T")
YEAR_MS = 366 * 86_400_000


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts, by one request."""

    request: Request
    services: Services
    identity: Identity
    body: ActBody

    async def order(self, act: Act, command: SupervisorCommand | MonitoringInput) -> None:
        """Let the center carry out a command; ApiError with its reason where it is refused."""
        await self.once(lambda: self.noted(act, lambda: self.services.supervision.perform(command)))

    async def once(self, perform: Callable[[], Awaitable[T]]) -> T:
        """What an act leads to; the same act of the same person under the same id is done once."""
        if self.body.command_id is None:
            return await perform()
        acts = self.request.app.state.repeated_acts
        assert isinstance(acts, RepeatedActs)
        return await acts.once((self.identity.user, self.request.url.path, self.body.command_id), perform)

    async def noted(self, act: Act, perform: Callable[[], Awaitable[CommandRefused | None]]) -> None:
        """Write an act down, and do it then."""
        refused = await self.services.audit.act(self.identity, act, self.body.reason, perform)
        if refused is not None:
            raise command_error(refused)

    async def must_concern(self, permission: Permission, interaction_id: InteractionId) -> None:
        """403 where an interaction is of nobody whose contacts this person may act on: who has it or is offered it, or
        who serves the queue that it waits in. One that there is not is the center's to refuse."""
        covered = rows_of(self.services, self.identity, permission)
        if covered.is_all:
            return
        concerned = await self.services.floor.concerned(interaction_id)
        if not covered.covers_any(concerned):
            raise ApiError(403, "not_your_team", "This contact is with nobody of your team.")


def within_a_year(services: Services, until_ms: int) -> int:
    """An end that is not too far away."""
    if until_ms > services.supervision.now_ms() + YEAR_MS:
        raise ApiError(422, "bad_request", "until_ms: more than a year from now.")
    return until_ms
