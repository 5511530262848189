"""How a scripted phone gets its ticket: with the test phone's key, or as a signed-in agent. Client side only."""

from collections.abc import Awaitable, Callable

import httpx

TicketSource = Callable[[], Awaitable[str]]
"""Gives a fresh ticket for each connection; raises httpx.HTTPError when there is none to be had."""


def caller_tickets(http: httpx.AsyncClient, key: str) -> TicketSource:
    """Tickets of a caller's phone."""

    async def ticket() -> str:
        return await _ticket(http, {"key": key}, {})

    return ticket


def agent_tickets(http: httpx.AsyncClient, user: str, password: str) -> TicketSource:
    """Tickets of an agent's phone; signs in once, and again when the session is over."""
    token: str | None = None

    async def sign_in() -> str:
        answer = await http.post("/api/sign-in", json={"user": user, "password": password})
        answer.raise_for_status()
        return str(answer.json()["token"])

    async def ticket() -> str:
        nonlocal token
        if token is None:
            token = await sign_in()
        try:
            return await _ticket(http, {}, {"Authorization": f"Bearer {token}"})
        except httpx.HTTPStatusError as fault:
            if fault.response.status_code == httpx.codes.UNAUTHORIZED:
                token = None
            raise

    return ticket


async def _ticket(http: httpx.AsyncClient, body: dict[str, str], headers: dict[str, str]) -> str:
    answer = await http.post("/api/phone/ticket", json=body, headers=headers)
    answer.raise_for_status()
    return str(answer.json()["ticket"])
