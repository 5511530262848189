"""Notes an act in the audit trail before a route carries it out. Owns how a refusal is told; the act is the route's."""

from contextlib import suppress

from cic.access.identity import Identity
from cic.api.errors import ApiError
from cic.api.ports import Services
from cic.audit.port import NOT_NOTED, Act, NotAudited, actor_of


async def note(services: Services, identity: Identity, act: Act, reason: str = "") -> None:
    """Note what is about to be done; 503 where it cannot be written down, so that it is not done."""
    try:
        await services.audit.note(actor_of(identity), act, reason)
    except NotAudited as error:
        detail = "This cannot be written down at the moment, so it was not done; try again."
        raise ApiError(503, NOT_NOTED, detail) from error


async def note_session(services: Services, identity: Identity, code: str) -> None:
    """Note that a session begins or ends. People must be able to work while nothing can be written down: an alarm
    tells of that, and no session waits for it."""
    with suppress(NotAudited):
        await services.audit.note(actor_of(identity), Act(code, "user", identity.user))
