"""Routes for the own password and the own sessions. Owns bodies; who is somebody else is nothing to these routes."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from cic.access.identity import SessionId, TooManyAttempts, WrongCredentials
from cic.access.user_words import UserRefused
from cic.api.asking import KeepingSession, WithServices, peer_of
from cic.api.desk import Done
from cic.api.errors import ApiError, command_error, refusals
from cic.api.ports import CommandRefused
from cic.api.session_ends import end_everywhere
from cic.audit.port import Act

routes = APIRouter(tags=["my account"])


class OwnPasswordBody(BaseModel):
    """The old password, and the one that is to be."""

    model_config = ConfigDict(extra="forbid")
    old: Annotated[SecretStr, Field(min_length=1, max_length=256)]
    new: Annotated[SecretStr, Field(min_length=1, max_length=256)]


class SessionBody(BaseModel):
    """A session of the person who asks."""

    id: str
    created_at_ms: int
    last_seen_at_ms: int
    peer: str = Field(description="The address that it was begun from")
    is_current: bool


class SessionsBody(BaseModel):
    """The living sessions, the one seen last first."""

    sessions: list[SessionBody]


@routes.post(
    "/api/me/password",
    summary="Change the own password",
    responses=refusals(400, 401, 403, 404, 408, 409, 413, 422, 429, 503),
)
async def change_password(
    request: Request, identity: KeepingSession, services: WithServices, body: OwnPasswordBody
) -> Done:
    """All other sessions of the person end. A wrong old password counts as a wrong sign-in."""
    outcome = await services.access.check_password(identity.user, body.old.get_secret_value(), peer_of(request))
    if isinstance(outcome, TooManyAttempts):
        seconds = -(-outcome.retry_after_ms // 1000)
        detail = f"Too many wrong attempts: wait {seconds} s."
        raise ApiError(429, "too_many_attempts", detail, {"Retry-After": str(seconds)})
    if isinstance(outcome, WrongCredentials):
        raise ApiError(409, "wrong_password", "The old password does not fit.")
    ended: tuple[SessionId, ...] = ()

    async def perform() -> CommandRefused | None:
        nonlocal ended
        new = body.new.get_secret_value()
        try:
            ended = (await services.access.people.set_own_password(identity.user, new, identity.session_id)).ended
        except UserRefused as refused:
            return CommandRefused(refused.code, str(refused))
        return None

    refused = await services.audit.act(identity, Act("user.change_own_password", "user", identity.user), "", perform)
    if refused is not None:
        raise command_error(refused)
    await end_everywhere(request, ended)
    return Done()


@routes.get("/api/me/sessions", summary="The own sessions", responses=refusals(401, 403))
async def sessions(identity: KeepingSession, services: WithServices) -> SessionsBody:
    """Where one is signed in at the moment."""
    return SessionsBody(
        sessions=[
            SessionBody(
                id=session.session_id,
                created_at_ms=session.created_at_ms,
                last_seen_at_ms=session.last_seen_at_ms,
                peer=session.peer,
                is_current=session.session_id == identity.session_id,
            )
            for session in services.access.people.sessions_of(identity.user)
        ]
    )


@routes.delete("/api/me/sessions", summary="End all other own sessions", responses=refusals(401, 403))
async def end_other_sessions(request: Request, identity: KeepingSession, services: WithServices) -> Done:
    """The session that asks goes on."""
    for session in services.access.people.sessions_of(identity.user):
        if session.session_id != identity.session_id:
            changed = await services.access.people.end_sessions(identity.user, session.session_id)
            await end_everywhere(request, changed.ended)
    return Done()


@routes.delete(
    "/api/me/sessions/{session_id}", summary="End one of the own sessions", responses=refusals(401, 403, 404, 422)
)
async def end_session(
    request: Request,
    identity: KeepingSession,
    services: WithServices,
    session_id: Annotated[str, Path(min_length=1, max_length=64)],
) -> Done:
    """Its desktop and its phone end with it."""
    changed = await services.access.people.end_sessions(identity.user, SessionId(session_id))
    if not changed.ended:
        raise ApiError(404, "unknown_session", "There is no session of this id.")
    await end_everywhere(request, changed.ended)
    return Done()
