"""Lets costly routes be asked now and then only: ``Depends(limited(Costly.SEARCH))``. Owns the answer 429."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request

from cic.api.asking import MaybeIdentity, WithServices, peer_of
from cic.api.errors import ApiError
from cic.api.rates import RATES, Costly


def limited(costly: Costly) -> Callable[..., Coroutine[Any, Any, None]]:
    """What a costly route depends on: by user, or by address where nobody need be signed in."""

    async def within_rate(request: Request, identity: MaybeIdentity, services: WithServices) -> None:
        by_address = RATES[costly].by_address or identity is None
        who = f"address {peer_of(request)}" if by_address or identity is None else f"user {identity.user}"
        wait_s = services.rates.wait_s(costly, who)
        if wait_s:
            detail = f"You have asked for this many times: wait {wait_s} s."
            raise ApiError(429, "too_many_requests", detail, {"Retry-After": str(wait_s)})

    return within_rate
