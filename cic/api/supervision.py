"""Routes of whoever watches over the center: modes, overrides, priorities, missed callers, a wait. Decides nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, must_cover, permitted
from cic.api.desk import Done
from cic.api.errors import ApiError, command_error, refusals
from cic.api.figures import NotWaiting
from cic.api.ports import Services
from cic.api.supervision_bodies import Missed, MissedBody, ModeBody, OverrideBody, PriorityBody, WaitBody
from routing.commands import CloseMissedContact, SetOverride, SetPriority, SetQueueMode, SupervisorCommand
from routing.overrides import NO_OVERRIDE, AgentOverride, QueueMode
from routing.vocabulary import AgentId, ContactId, InteractionId, QueueId

YEAR_MS = 366 * 86_400_000
routes = APIRouter(tags=["supervision"])
SettingMode = Annotated[Identity, Depends(permitted(Permission.SET_QUEUE_MODE))]
SettingOverride = Annotated[Identity, Depends(permitted(Permission.SET_OVERRIDE))]
Moving = Annotated[Identity, Depends(permitted(Permission.MOVE_CONTACT))]
Looking = Annotated[Identity, Depends(permitted(Permission.SEE_BOARDS))]
SeeingMissed = Annotated[Identity, Depends(permitted(Permission.SEE_MISSED))]
ClosingMissed = Annotated[Identity, Depends(permitted(Permission.CLOSE_MISSED))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
REFUSALS = refusals(401, 403, 404, 409, 422, 503)


@routes.post("/api/queues/{queue_id}/mode", summary="Open or close a queue", responses=REFUSALS)
async def set_mode(_identity: SettingMode, services: WithServices, queue_id: Id, body: ModeBody) -> Done:
    """Those who wait already stay. A mode without an end holds until somebody opens the queue."""
    if body.mode is QueueMode.OPEN and body.until_ms is not None:
        raise ApiError(422, "bad_request", "until_ms: a queue is opened without an end.")
    until_ms = 0 if body.until_ms is None else _within_a_year(services, body.until_ms)
    return await _perform(services, SetQueueMode(QueueId(queue_id), body.mode, until_ms))


@routes.post("/api/agents/{agent_id}/override", summary="Other skills and queues for a while", responses=REFUSALS)
async def set_override(identity: SettingOverride, services: WithServices, agent_id: Id, body: OverrideBody) -> Done:
    """Takes the place of an override that holds. A level of 0 takes a skill away; the contact in hand stays."""
    must_cover(services, identity, Permission.SET_OVERRIDE, AgentId(agent_id))
    if not (body.skills or body.more_queues or body.without_queues):
        raise ApiError(422, "bad_request", "Nothing would differ; DELETE ends an override.")
    if set(body.more_queues) & set(body.without_queues):
        raise ApiError(422, "bad_request", "A queue is both added and taken away.")
    known = services.labels().skills
    if body.skills.keys() - known.keys():
        raise ApiError(404, "unknown_skill", f"A skill is not known; expected one of: {', '.join(known) or 'none'}.")
    override = AgentOverride(
        until_ms=_within_a_year(services, body.until_ms),
        skills=tuple(sorted(body.skills.items())),
        more_queues=tuple(QueueId(queue_id) for queue_id in dict.fromkeys(body.more_queues)),
        without_queues=tuple(QueueId(queue_id) for queue_id in dict.fromkeys(body.without_queues)),
    )
    return await _perform(services, SetOverride(AgentId(agent_id), override))


@routes.delete("/api/agents/{agent_id}/override", summary="End an override", responses=REFUSALS)
async def end_override(identity: SettingOverride, services: WithServices, agent_id: Id) -> Done:
    """The configuration holds again; without an override nothing changes."""
    must_cover(services, identity, Permission.SET_OVERRIDE, AgentId(agent_id))
    return await _perform(services, SetOverride(AgentId(agent_id), NO_OVERRIDE))


@routes.post("/api/interactions/{interaction_id}/priority", summary="What a waiting one is worth", responses=REFUSALS)
async def set_priority(_identity: Moving, services: WithServices, interaction_id: Id, body: PriorityBody) -> Done:
    """So many points from now on, whatever it was before; what it leads to is the strategy's."""
    return await _perform(services, SetPriority(InteractionId(interaction_id), body.priority))


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
async def close_missed(_identity: ClosingMissed, services: WithServices, contact_id: Id) -> Done:
    """The caller is off the list, and does not have the old place any more."""
    return await _perform(services, CloseMissedContact(ContactId(contact_id)))


def _within_a_year(services: Services, until_ms: int) -> int:
    if until_ms > services.supervision.now_ms() + YEAR_MS:
        raise ApiError(422, "bad_request", "until_ms: more than a year from now.")
    return until_ms


async def _perform(services: Services, command: SupervisorCommand) -> Done:
    refused = await services.supervision.perform(command)
    if refused is not None:
        raise command_error(refused)
    return Done()
