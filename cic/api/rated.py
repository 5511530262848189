"""Lets costly routes be asked now and then only, each by its row of ``rates``. Owns the answer 429."""

from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from cic.api.asking import MaybeIdentity, WithServices, peer_of
from cic.api.errors import ApiError
from cic.api.rates import rate_of


async def within_rate(connection: HTTPConnection, identity: MaybeIdentity, services: WithServices) -> None:
    """What every route depends on, websockets too; most have no row."""
    route = connection.scope.get("route")
    rate = rate_of(connection.scope["method"], route.path) if isinstance(route, APIRoute) else None
    if rate is None:
        return
    is_by_address = rate.by_address or identity is None
    who = f"address {peer_of(connection)}" if is_by_address or identity is None else f"user {identity.user}"
    wait_s = services.rates.wait_s(rate, who)
    if wait_s:
        detail = f"You have asked for this many times: wait {wait_s} s."
        raise ApiError(429, "too_many_requests", detail, {"Retry-After": str(wait_s)})
