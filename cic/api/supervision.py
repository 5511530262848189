"""Routes of whoever watches over the center: missed callers, a wait. Decides nothing; what is done to agents, contacts
and queues has routes of its own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.act_bodies import ActBody
from cic.api.acting import Acting
from cic.api.asking import WithServices, permitted
from cic.api.desk import Done
from cic.api.errors import ApiError, refusals
from cic.api.figures import NotWaiting
from cic.api.supervision_bodies import Missed, MissedBody, WaitBody
from cic.audit.port import Act
from routing.supervisor_commands import CloseMissedContact
from routing.vocabulary import ContactId, InteractionId

routes = APIRouter(tags=["supervision"])
Looking = Annotated[Identity, Depends(permitted(Permission.SEE_BOARDS))]
SeeingMissed = Annotated[Identity, Depends(permitted(Permission.SEE_MISSED))]
ClosingMissed = Annotated[Identity, Depends(permitted(Permission.CLOSE_MISSED))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
REFUSALS = refusals(401, 403, 404, 409, 422, 503)


@routes.get("/api/interactions/{interaction_id}/wait", summary="Place in line and estimated wait", responses=REFUSALS)
async def wait(_identity: Looking, services: WithServices, interaction_id: Id) -> WaitBody:
    """The estimate is from now on, and null while the queue has shown too little to go by."""
    found = await services.boards.wait(InteractionId(interaction_id))
    if isinstance(found, NotWaiting):
        if found.stage is None:
            raise ApiError(404, "unknown_interaction", "No interaction of this id is open.")
        raise ApiError(409, "not_allowed_now", f"The interaction does not wait: it is {found.stage}.")
    return WaitBody(
        queue_id=found.queue_id,
        place=found.place,
        waiting_since_ms=found.waiting_since_ms,
        estimated_median_ms=found.estimated_median_ms,
        estimated_p90_ms=found.estimated_p90_ms,
    )


@routes.get("/api/missed", summary="Callers who gave up and are to be called", responses=refusals(401, 403, 422, 503))
async def missed(
    _identity: SeeingMissed,
    services: WithServices,
    limit: Annotated[int, Query(ge=1, le=5_000, description="How many at most")] = 500,
) -> Missed:
    """The longest ago first, a week at most. Who they are stands in the contact log."""
    rows = await services.boards.missed()
    return Missed(
        count=len(rows),
        missed=[
            MissedBody(
                contact_id=row.contact_id,
                queue_id=row.queue_id,
                missed_at_ms=row.missed_at_ms,
                waiting_since_ms=row.waiting_since_ms,
                resume_until_ms=row.resume_until_ms,
                may_resume=row.may_resume,
            )
            for row in rows[:limit]
        ],
    )


@routes.post("/api/missed/{contact_id}/close", summary="A missed caller has been seen to", responses=REFUSALS)
async def close_missed(
    identity: ClosingMissed, services: WithServices, request: Request, contact_id: Id, body: ActBody
) -> Done:
    """The caller is off the list, and does not have the old place any more."""
    act = Act("missed.close", "contact", contact_id)
    await Acting(request, services, identity, body).order(act, CloseMissedContact(ContactId(contact_id)))
    return Done()
