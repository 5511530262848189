"""Routes by which a supervisor acts on contacts: moved, put first, picked up, ended. Decides nothing; each act has a
reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.act_bodies import ActBody, PriorityBody, ReassignBody
from cic.api.acting import Acting
from cic.api.asking import WithServices, permitted
from cic.api.desk import Done
from cic.api.errors import ApiError, refusals
from cic.audit.port import Act, Detail
from routing.supervisor_commands import (
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    SetPriority,
    TakeOffered,
)
from routing.vocabulary import AgentId, InteractionId, QueueId

_Move = ReassignToAgent | ReassignToQueue | MoveToFront | TakeOffered | SetPriority
routes = APIRouter(tags=["supervision"])
Moving = Annotated[Identity, Depends(permitted(Permission.MOVE_CONTACT))]
Releasing = Annotated[Identity, Depends(permitted(Permission.RELEASE_CONTACT))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
REFUSALS = refusals(401, 403, 404, 409, 422, 503)


@routes.post("/api/interactions/{interaction_id}/reassign", summary="To an agent or a queue", responses=REFUSALS)
async def reassign(
    identity: Moving, services: WithServices, request: Request, interaction_id: Id, body: ReassignBody
) -> Done:
    """What waits or is offered waits elsewhere, at its place in line; what an agent has in hand is handed on.

    An agent who is busy is waited for, two minutes at most; out of another agent's hand it goes to a free one only.
    """
    target = InteractionId(interaction_id)
    command: _Move = (
        ReassignToQueue(target, QueueId(body.to_queue))
        if body.to_queue is not None
        else ReassignToAgent(target, AgentId(body.to_agent or ""))
    )
    await _move(
        Acting(request, services, identity, body),
        "contact.reassign",
        command,
        {"to_agent": body.to_agent, "to_queue": body.to_queue},
    )
    return Done()


@routes.post("/api/interactions/{interaction_id}/front", summary="To the front of its queue", responses=REFUSALS)
async def move_to_front(
    identity: Moving, services: WithServices, request: Request, interaction_id: Id, body: ActBody
) -> Done:
    """Before all who wait in its queue now, whatever they are worth; its wait stays what it is."""
    command = MoveToFront(InteractionId(interaction_id))
    await _move(Acting(request, services, identity, body), "contact.move_to_front", command, {})
    return Done()


@routes.post("/api/interactions/{interaction_id}/pick-up", summary="Take what rings elsewhere", responses=REFUSALS)
async def pick_up(
    identity: Moving, services: WithServices, request: Request, interaction_id: Id, body: ActBody
) -> Done:
    """For who has an agent's desk and is signed in there: the own phone rings, and the other agent's offer is gone."""
    if identity.agent_id is None:
        raise ApiError(403, "not_an_agent", "This is for who has an agent's desk; the person signed in has none.")
    command = TakeOffered(identity.agent_id, InteractionId(interaction_id))
    await _move(Acting(request, services, identity, body), "contact.pick_up", command, {})
    return Done()


@routes.post("/api/interactions/{interaction_id}/priority", summary="What a waiting one is worth", responses=REFUSALS)
async def set_priority(
    identity: Moving, services: WithServices, request: Request, interaction_id: Id, body: PriorityBody
) -> Done:
    """So many points from now on, whatever it was before; what it leads to is the strategy's."""
    command = SetPriority(InteractionId(interaction_id), body.priority)
    await _move(Acting(request, services, identity, body), "contact.set_priority", command, {"priority": body.priority})
    return Done()


@routes.post("/api/interactions/{interaction_id}/release", summary="End it for everybody in it", responses=REFUSALS)
async def release(
    identity: Releasing, services: WithServices, request: Request, interaction_id: Id, body: ActBody
) -> Done:
    """Caller, agents and whoever is with them are hung up; an agent who had it wraps it up."""
    command = ForceRelease(InteractionId(interaction_id))
    acting = Acting(request, services, identity, body)
    await acting.must_concern(Permission.RELEASE_CONTACT, command.interaction_id)
    await acting.order(Act("contact.release", "interaction", interaction_id), command)
    return Done()


async def _move(acting: Acting, code: str, command: _Move, details: dict[str, Detail]) -> None:
    await acting.must_concern(Permission.MOVE_CONTACT, command.interaction_id)
    await acting.order(Act(code, "interaction", command.interaction_id, details), command)
