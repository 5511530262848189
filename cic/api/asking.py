"""Who asks, and whether they may. Owns the order in which credentials are looked at; who may what is a table of
``cic.access.permissions``."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from cic.access.identity import Identity
from cic.access.permissions import Permission, Rows, Scope, rows, scope_of
from cic.api.errors import ApiError
from cic.api.ports import Services
from cic.api.shield import session_cookie
from routing.vocabulary import AgentId

BEARER = "bearer "


def services_of(connection: HTTPConnection) -> Services:
    """The services that the app was made with."""
    services = connection.app.state.services
    assert isinstance(services, Services)
    return services


WithServices = Annotated[Services, Depends(services_of)]


async def identity_or_none(request: HTTPConnection, services: WithServices) -> Identity | None:
    """Who is signed in: by bearer token where one is sent, else by cookie."""
    authorization = request.headers.get("authorization", "")
    if authorization:
        is_bearer = authorization.lower().startswith(BEARER)
        return await services.access.identify(authorization[len(BEARER) :].strip()) if is_bearer else None
    token = request.cookies.get(session_cookie(request))
    return await services.access.identify(token) if token else None


MaybeIdentity = Annotated[Identity | None, Depends(identity_or_none)]


async def signed_in(identity: MaybeIdentity) -> Identity:
    """Whoever is signed in; else 401."""
    if identity is None:
        raise ApiError(401, "not_signed_in", "Sign in first.")
    return identity


SignedInIdentity = Annotated[Identity, Depends(signed_in)]


class Permitted:
    """Lets those pass whose role has a permission; else 403. Every route has exactly one, or is open to all by name."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, identity: SignedInIdentity) -> Identity:
        """The person who may."""
        if scope_of(identity.role, self.permission) is Scope.NONE:
            detail = f"This needs the permission '{self.permission.value}', which '{identity.role.value}' has not."
            raise ApiError(403, "not_permitted", detail)
        return identity


def permitted(permission: Permission) -> Permitted:
    """What a route depends on that is for those with a permission: ``Depends(permitted(...))``."""
    return Permitted(permission)


KeepingSession = Annotated[Identity, Depends(permitted(Permission.KEEP_SESSION))]


async def asking_agent(identity: Annotated[Identity, Depends(permitted(Permission.USE_DESK))]) -> AgentId:
    """The signed-in agent; else 403."""
    if identity.agent_id is None:
        raise ApiError(403, "not_an_agent", "This is for agents; the person signed in is not one.")
    return identity.agent_id


AskingAgent = Annotated[AgentId, Depends(asking_agent)]


def rows_of(services: Services, identity: Identity, permission: Permission) -> Rows:
    """Whose rows a person may do this with, by the configuration that holds."""
    return rows(identity, permission, services.labels().teams)


def must_cover(services: Services, identity: Identity, permission: Permission, agent_id: AgentId) -> None:
    """403 where an agent is not among those with whom a person may do this."""
    if not rows_of(services, identity, permission).covers_agent(agent_id):
        raise ApiError(403, "not_your_team", "This agent is not of your team.")


def peer_of(connection: HTTPConnection) -> str:
    """The address that the request came from, for counting wrong attempts."""
    # X-Forwarded-For is not looked at: anybody may write it.
    return connection.client.host if connection.client is not None else "unknown"
