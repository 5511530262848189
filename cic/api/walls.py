"""Routes of walls: made, listed, removed, and the ticket that a wall's token is exchanged for. Decides nothing else."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from cic.access.identity import BoardGrant, Identity, TooManyAttempts, Wall
from cic.access.permissions import Permission
from cic.api.asking import WithServices, peer_of, permitted
from cic.api.desk import Done, TicketBody
from cic.api.errors import ApiError, command_error, refusals
from cic.api.ports import CommandRefused
from cic.audit.port import Act
from routing.vocabulary import QueueId

routes = APIRouter(tags=["boards"])
MakingWalls = Annotated[Identity, Depends(permitted(Permission.MAKE_WALL_TOKEN))]
REFUSALS = {
    "bad_name": (422, "a name has lower-case letters, digits, '-' and '_', 40 at most"),
    "name_taken": (409, "there is a wall of this name; remove it first"),
    "too_many_walls": (409, "there are 200 walls; remove one that nobody needs"),
}


class NewWall(BaseModel):
    """A wall to be made."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=40, examples=["lobby"])]
    queues: Annotated[list[str], Field(min_length=1, max_length=100, description="The queues it shows")]
    shows_agents: Annotated[bool, Field(description="Whether it shows who serves them, by name")] = False
    reason: Annotated[str, Field(max_length=500, description="Why, for the audit trail")] = ""


class RemovedWall(BaseModel):
    """A wall is to be removed."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(max_length=500, description="Why, for the audit trail")] = ""


class WallBody(BaseModel):
    """A wall."""

    name: str
    queues: list[str]
    shows_agents: bool
    made_by: str
    made_at_ms: int


class WallsBody(BaseModel):
    """All walls by name."""

    walls: list[WallBody]


class MadeWall(BaseModel):
    """A new wall. The token is told here and nowhere else; the page is `/wall/<name>#<token>`."""

    name: str
    token: str


class WallToken(BaseModel):
    """What opens a wall."""

    model_config = ConfigDict(extra="forbid")
    token: Annotated[SecretStr, Field(min_length=1, max_length=256)]


@routes.get("/api/walls", summary="The walls there are", responses=refusals(401, 403))
async def walls(_identity: MakingWalls, services: WithServices) -> WallsBody:
    """By name; no token is kept, so none can be shown."""
    return WallsBody(
        walls=[
            WallBody(
                name=kept.wall.name,
                queues=[str(queue) for queue in kept.wall.queues],
                shows_agents=kept.wall.shows_agents,
                made_by=kept.made_by,
                made_at_ms=kept.made_at_ms,
            )
            for kept in services.live.walls.all()
        ]
    )


@routes.post("/api/walls", summary="Make a wall", responses=refusals(401, 403, 404, 409, 422, 503))
async def make_wall(identity: MakingWalls, services: WithServices, body: NewWall) -> MadeWall:
    """The answer has the token, once."""
    known = services.labels().queues
    if unknown := [name for name in body.queues if name not in known]:
        raise ApiError(404, "unknown_queue", f"No queue is called {', '.join(unknown)}.")
    code = services.live.walls.why_not(body.name)
    if code is not None:
        status, detail = REFUSALS[code]
        raise ApiError(status, code, detail)
    wall = Wall(body.name, tuple(QueueId(name) for name in dict.fromkeys(body.queues)), body.shows_agents)
    made: list[str] = []

    async def make() -> CommandRefused | None:
        if (taken := services.live.walls.why_not(body.name)) is not None:  # somebody was quicker
            return CommandRefused(taken, REFUSALS[taken][1])
        made.append(await services.live.walls.add(wall, identity.user))
        return None

    refused = await services.audit.act(identity, Act("wall.make", "wall", body.name), body.reason, make)
    if refused is not None:
        raise command_error(refused)
    return MadeWall(name=body.name, token=made[0])


@routes.post("/api/walls/{name}/remove", summary="Remove a wall", responses=refusals(401, 403, 404, 422, 503))
async def remove_wall(
    identity: MakingWalls,
    services: WithServices,
    name: Annotated[str, Path(min_length=1, max_length=64)],
    body: RemovedWall,
) -> Done:
    """Its token opens nothing any more, and what is open on it ends."""
    if all(kept.wall.name != name for kept in services.live.walls.all()):
        raise ApiError(404, "unknown_wall", "There is no wall of this name.")

    async def remove() -> None:
        await services.live.walls.remove(name)
        services.live.end_wall(name)

    refused = await services.audit.act(identity, Act("wall.remove", "wall", name), body.reason, remove)
    if refused is not None:
        raise command_error(refused)
    return Done()


@routes.post("/api/wall-ticket", summary="A ticket for a wall's websocket", responses=refusals(401, 422, 429))
async def wall_ticket(request: Request, services: WithServices, body: WallToken) -> TicketBody:
    """Opens `/ws/board` once within 30 seconds, as the subprotocol `ticket.<ticket>`; for whoever has the token."""
    found = services.live.walls.of_token(body.token.get_secret_value(), peer_of(request))
    if isinstance(found, TooManyAttempts):
        seconds = -(-found.retry_after_ms // 1000)
        detail = f"Too many wrong tokens: wait {seconds} s."
        raise ApiError(429, "too_many_attempts", detail, {"Retry-After": str(seconds)})
    if found is None:
        raise ApiError(401, "wrong_token", "No wall has this token.")
    ticket = services.access.board_ticket(BoardGrant(None, found))
    return TicketBody(ticket=ticket.ticket, expires_in_ms=ticket.expires_in_ms)
