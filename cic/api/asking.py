"""Who asks: finds the identity behind a request. Owns the order in which credentials are looked at."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from cic.access.identity import Identity, Role
from cic.api.errors import ApiError
from cic.api.ports import Services
from cic.api.shield import SESSION_COOKIE
from routing.vocabulary import AgentId

BEARER = "bearer "


def services_of(connection: HTTPConnection) -> Services:
    """The services that the app was made with."""
    services = connection.app.state.services
    assert isinstance(services, Services)
    return services


WithServices = Annotated[Services, Depends(services_of)]


async def identity_or_none(request: Request, services: WithServices) -> Identity | None:
    """Who is signed in: by bearer token where one is sent, else by cookie."""
    authorization = request.headers.get("authorization", "")
    if authorization:
        is_bearer = authorization.lower().startswith(BEARER)
        return await services.access.identify(authorization[len(BEARER) :].strip()) if is_bearer else None
    token = request.cookies.get(SESSION_COOKIE)
    return await services.access.identify(token) if token else None


MaybeIdentity = Annotated[Identity | None, Depends(identity_or_none)]


async def signed_in(identity: MaybeIdentity) -> Identity:
    """Whoever is signed in; else 401."""
    if identity is None:
        raise ApiError(401, "not_signed_in", "Sign in first.")
    return identity


SignedInIdentity = Annotated[Identity, Depends(signed_in)]


async def asking_agent(identity: SignedInIdentity) -> AgentId:
    """The signed-in agent; else 403."""
    if identity.agent_id is None:
        raise ApiError(403, "not_an_agent", "This is for agents; the person signed in is not one.")
    return identity.agent_id


AskingAgent = Annotated[AgentId, Depends(asking_agent)]


async def operator(identity: SignedInIdentity) -> Identity:
    """Whoever runs or watches over the center; else 403. The one place that says which role that is."""
    if identity.role is not Role.OPERATOR:
        raise ApiError(403, "not_the_operator", "This is for the operator of the center.")
    return identity


Operator = Annotated[Identity, Depends(operator)]


def peer_of(connection: HTTPConnection) -> str:
    """The address that the request came from, for counting wrong attempts."""
    # X-Forwarded-For is not looked at: anybody may write it.
    return connection.client.host if connection.client is not None else "unknown"
