"""Routes for signing in at an OpenID provider. Owns the cookie of the way there; what is believed is the door's.

Browsers come back from another site, so the session's cookie (SameSite=Strict) does not come with them: the cookie of
the way does (SameSite=Lax), opens nothing, and is spent when they are back.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from cic.api.asking import WithServices, peer_of, services_of
from cic.api.errors import ApiError, refusals
from cic.api.noting import note_session
from cic.api.people_ports import OpenIdPort
from cic.api.ports import Services
from cic.api.session_ends import end_everywhere
from cic.api.sign_in import set_session_cookie

routes = APIRouter(tags=["sign-in"])
PATH = "/api/sign-in/openid"
JOURNEY_COOKIE = "cic_openid"
SECURE_JOURNEY_COOKIE = "__Secure-cic_openid"
JOURNEY_S = 600
REDIRECTS: dict[int | str, dict[str, Any]] = {
    303: {"description": "To the provider, or to a page of the center; `?sign_in=` says why it failed"}
}
To = Literal["/", "/supervisor"]


class WordsBody(BaseModel):
    """Words in both languages."""

    en: str
    zh: str


class ProviderBody(BaseModel):
    """A provider that people may sign in at."""

    url: str = Field(description="Where a browser goes to sign in")
    sign_out_url: str = Field(description="Where a browser goes to sign out at the provider, too")
    label: WordsBody


class WaysBody(BaseModel):
    """How one may sign in."""

    password: bool
    openid_connect: ProviderBody | None


@routes.get("/api/sign-in/ways", summary="How one may sign in")
async def ways(services: WithServices) -> WaysBody:
    """For the page that asks; nobody need be signed in."""
    settings = services.sign_in().openid
    if settings is None:
        return WaysBody(password=True, openid_connect=None)
    label = WordsBody(en=settings.label_en, zh=settings.label_zh)
    provider = ProviderBody(url=PATH, sign_out_url=f"{PATH}/end", label=label)
    return WaysBody(password=True, openid_connect=provider)


def _door(services: WithServices) -> OpenIdPort:
    if services.openid is None or not services.openid.is_there():
        raise ApiError(404, "not_found", "No OpenID provider is configured.")
    return services.openid


Door = Annotated[OpenIdPort, Depends(_door)]


@routes.get(
    PATH,
    summary="Go to the OpenID provider",
    response_class=RedirectResponse,
    status_code=303,
    responses=refusals(404, 422, 429) | REDIRECTS,
)
async def go(request: Request, door: Door, services: WithServices, to: To = "/") -> RedirectResponse:
    """Begins the way there; a provider that cannot be reached leads back to the page."""
    if not _is_public(request, services):
        # The provider sends browsers back to the public address: the cookie of the way must be there, too.
        return RedirectResponse(f"{services.sign_in().public_url}{PATH}?to={to}", 303)
    begun = await door.begin(to)
    if isinstance(begun, str):
        return RedirectResponse(f"{to}?sign_in={begun}", 303)
    response = RedirectResponse(begun.url, 303)
    name, is_secure = _journey_cookie(request)
    response.set_cookie(
        name, begun.cookie, path=PATH, max_age=JOURNEY_S, httponly=True, samesite="lax", secure=is_secure
    )
    return response


@routes.get(
    f"{PATH}/callback",
    summary="Come back from the OpenID provider",
    response_class=RedirectResponse,
    status_code=303,
    responses=refusals(404, 422, 429) | REDIRECTS,
)
async def come_back(
    request: Request,
    door: Door,
    *,
    code: Annotated[str, Query(max_length=4_096)] = "",
    state: Annotated[str, Query(max_length=512)] = "",
    iss: Annotated[str | None, Query(max_length=512)] = None,
    error: Annotated[str | None, Query(max_length=128)] = None,
) -> RedirectResponse:
    """Begins a session for whom the provider vouches for, and leads to the page; or leads there with the reason."""
    name, is_secure = _journey_cookie(request)
    given = {"code": code, "state": state, "iss": iss, "error": error}
    query = {key: value for key, value in given.items() if value is not None}
    arrived = await door.come_back(query, request.cookies.get(name, ""), peer_of(request))
    response = RedirectResponse(f"/?sign_in={arrived}" if isinstance(arrived, str) else arrived.to, 303)
    response.delete_cookie(name, path=PATH, httponly=True, samesite="lax", secure=is_secure)
    if not isinstance(arrived, str):
        await end_everywhere(request, arrived.ended)
        set_session_cookie(request, response, arrived.token)
        if (identity := await services_of(request).access.identify(arrived.token)) is not None:
            await note_session(services_of(request), identity, "session.begin")
    return response


@routes.get(
    f"{PATH}/end",
    summary="Sign out at the OpenID provider",
    response_class=RedirectResponse,
    status_code=303,
    responses=refusals(404, 429) | REDIRECTS,
)
async def end(door: Door) -> RedirectResponse:
    """For after `POST /api/sign-out`, which ends the session here; else it leads to the page."""
    return RedirectResponse(await door.end_url() or "/", 303)


def _journey_cookie(request: Request) -> tuple[str, bool]:
    is_secure = request.url.scheme == "https"
    return (SECURE_JOURNEY_COOKIE if is_secure else JOURNEY_COOKIE), is_secure


def _is_public(request: Request, services: Services) -> bool:
    return request.headers.get("host", "").lower() == services.sign_in().public_host
