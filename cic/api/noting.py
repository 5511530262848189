"""Notes an act in the audit trail before a route carries it out. Owns how a refusal is told; the act is the route's."""

from collections.abc import Awaitable, Callable

from cic.access.identity import Identity
from cic.api.errors import ApiError, command_error
from cic.api.ports import CommandRefused, Services
from cic.audit.port import NOT_NOTED, Act, NotAudited, actor_of


async def note(services: Services, identity: Identity, act: Act, reason: str = "") -> None:
    """Note what is about to be done; 503 where it cannot be written down, so that it is not done."""
    try:
        await services.audit.note(actor_of(identity), act, reason)
    except NotAudited as error:
        detail = "This cannot be written down at the moment, so it was not done; try again."
        raise ApiError(503, NOT_NOTED, detail) from error


async def noted_act(
    services: Services,
    identity: Identity,
    act: Act,
    reason: str,
    perform: Callable[[], Awaitable[CommandRefused | None]],
) -> None:
    """Note an act with its reason and carry it out; what is refused is raised, and noted too."""
    refused = await services.audit.act(identity, act, reason, perform)
    if refused is not None:
        raise command_error(refused)
