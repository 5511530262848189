"""Routes for signing in and out. Owns the session cookie; who may come in is the door's to say."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from cic.access.identity import Identity, Role, SignedIn, TooManyAttempts, WrongCredentials
from cic.access.permissions import granted_to
from cic.api.asking import KeepingSession, MaybeIdentity, WithServices, peer_of
from cic.api.errors import ApiError, refusals
from cic.api.noting import note_session
from cic.api.ports import Services
from cic.api.session_ends import end_everywhere
from cic.api.shield import session_cookie

routes = APIRouter(tags=["sign-in"])


class SignInBody(BaseModel):
    """What a person signs in with."""

    model_config = ConfigDict(extra="forbid")
    user: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[SecretStr, Field(min_length=1, max_length=256)]


class Me(BaseModel):
    """Who is signed in."""

    user: str
    role: Role
    agent_id: str | None = Field(description="null for who has no desk")
    name: str
    team: str = Field(description="Whom a team supervisor watches over; empty for the own team")
    permissions: dict[str, str] = Field(description="What the role may do, and whose rows: own, team or all")


class SignedInBody(Me):
    """A new session."""

    token: str = Field(description="For scripts: `Authorization: Bearer`. Browsers use the cookie.")


@routes.post("/api/sign-in", summary="Sign in with user and password", responses=refusals(401, 413, 422, 429))
async def sign_in(body: SignInBody, request: Request, response: Response, services: WithServices) -> SignedInBody:
    """Begins a session: sets the cookie `cic_session` (HttpOnly, SameSite=Strict) and returns a token for scripts."""
    outcome = await services.access.sign_in(body.user, body.password.get_secret_value(), peer_of(request))
    match outcome:
        case WrongCredentials():
            raise ApiError(401, "wrong_credentials", "User or password do not fit.")
        case TooManyAttempts(retry_after_ms=wait_ms):
            seconds = -(-wait_ms // 1000)
            headers = {"Retry-After": str(seconds)}
            raise ApiError(429, "too_many_attempts", f"Too many wrong attempts: wait {seconds} s.", headers)
        case SignedIn(identity=identity, token=token):
            set_session_cookie(request, response, token)
            await note_session(services, identity, "session.begin")
            return SignedInBody(**_me(services, identity).model_dump(), token=token)


@routes.post("/api/sign-out", status_code=204, summary="Sign out and end the session", responses=refusals(403))
async def sign_out(request: Request, response: Response, identity: MaybeIdentity, services: WithServices) -> None:
    """Ends the session, its open desktop and its phone; whoever is not signed in is answered the same."""
    if identity is not None:
        await services.access.sign_out(identity.session_id)
        await note_session(services, identity, "session.end")
        await end_everywhere(request, (identity.session_id,))
    is_secure = request.url.scheme == "https"
    response.delete_cookie(session_cookie(request), path="/", httponly=True, samesite="strict", secure=is_secure)


@routes.get("/api/me", summary="Who is signed in", responses=refusals(401, 403))
async def me(identity: KeepingSession, services: WithServices) -> Me:
    """The person behind the cookie or token."""
    return _me(services, identity)


def set_session_cookie(request: Request, response: Response, token: str) -> None:
    """Let the browser be known by its session from now on."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(session_cookie(request), token, path="/", httponly=True, samesite="strict", secure=is_secure)


def _me(services: Services, identity: Identity) -> Me:
    label = services.labels().agents.get(identity.agent_id) if identity.agent_id is not None else None
    return Me(
        user=identity.user,
        role=identity.role,
        agent_id=identity.agent_id,
        name=label.name if label is not None else identity.user,
        team=identity.team,
        permissions=granted_to(identity.role),
    )
