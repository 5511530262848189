"""Guards in front of every route: known hosts, own origin, bounded bodies, safe headers. Knows no routes.

Cookies are sent along by browsers whoever asks, so what a cookie authorises must come from our own pages: the Origin
header says so (Fetch standard, "Origin" header; OWASP CSRF prevention, "verifying origin"), and so does Sec-Fetch-Site.
Behind a proxy a request is seen as the browser sent it: by https, from the browser's address (``seen_from``).
"""

import asyncio
import ipaddress
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cic.access.settings import NO_SIGN_IN, SignInSettings
from cic.api.errors import error_response

BODY_BYTES_MAX = 64 * 1024
SESSION_COOKIE = "cic_session"
SECURE_COOKIE = f"__Host-{SESSION_COOKIE}"
"""By https: a browser takes it from this very host alone, and never over plain HTTP (RFC 6265bis, 4.1.3.2)."""
STRICT_TRANSPORT = "max-age=31536000"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_TIME_S = 10.0


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    code: str
    detail: str


_TOO_LARGE = _Refusal(413, "body_too_large", f"At most {BODY_BYTES_MAX} bytes are taken.")
_TOO_SLOW = _Refusal(408, "too_slow", "The body took too long to arrive.")
_NO_UNICODE = _Refusal(422, "bad_request", "The body holds half a character.")
_FAULTS = {
    405: "wrong_method",
    408: "too_slow",
    413: "body_too_large",
    415: "wrong_form",
    422: "wrong_form",
    429: "too_many_attempts",
}
"""Answers that stand for a fault of the peer, as they are counted; the rest are answers to sensible requests."""


class Shield:
    """ASGI middleware; the only one, so that the order of its checks can be read in one place."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: frozenset[str],
        connect_source: Callable[[], str | None],
        count_fault: Callable[[str], None],
        embedded_in: Callable[[], Sequence[str]] = tuple,
        sign_in: Callable[[], SignInSettings] = lambda: NO_SIGN_IN,
        body_time_s: float = BODY_TIME_S,
    ) -> None:
        self._app = app
        self._count_fault = count_fault
        self._body_time_s = body_time_s
        self._allowed_hosts = allowed_hosts
        self._connect_source = connect_source
        self._embedded_in = embedded_in
        self._sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                seen = seen_from(scope, self._sign_in())
                await self._guard_http(seen, receive, self._with_safe_headers(send, is_secure=_is_secure(seen)))
            case "websocket":
                await self._guard_websocket(seen_from(scope, self._sign_in()), receive, send)
            case _:
                await self._app(scope, receive, send)

    def _count(self, status: int) -> None:
        if (kind := _FAULTS.get(status)) is not None:
            self._count_fault(kind)

    async def _guard_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not self._is_known_host(headers):
            self._count_fault("unknown_host")
            return await error_response(400, "unknown_host", "This host name is not served here.")(scope, receive, send)
        if scope["method"] in SAFE_METHODS:
            return await self._app(scope, receive, send)
        if not _comes_from_us(headers, is_secure=_is_secure(scope)):
            self._count_fault("wrong_origin")
            detail = "The request did not come from a page of this center."
            return await error_response(403, "wrong_origin", detail)(scope, receive, send)
        try:
            async with asyncio.timeout(self._body_time_s):
                body = await _read_body(headers, receive)
        except TimeoutError:
            body = _TOO_SLOW
        match body:
            case bytes():
                return await self._app(scope, _replay(body, receive), send)
            case _Refusal(status=status, code=code, detail=detail):
                refusal = error_response(status, code, detail, {"Connection": "close"})
                return await refusal(scope, receive, send)
            case None:
                return None  # gone in the middle of it: half a request is none
            case _:
                assert_never(body)

    async def _guard_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        # A script has no Origin; it needs a ticket like everybody.
        is_own = origin is None or _is_own_origin(origin, headers, is_secure=_is_secure(scope))
        if self._is_known_host(headers) and is_own and not _is_of_another_site(headers):
            return await self._app(scope, receive, send)
        self._count_fault("wrong_origin")
        await receive()
        return await send({"type": "websocket.close", "code": 1008, "reason": ""})

    def _is_known_host(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        return _host_name(host) in self._allowed_hosts or (host != "" and host.lower() == self._sign_in().public_host)

    def _with_safe_headers(self, send: Send, *, is_secure: bool) -> Send:
        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(message["status"])
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self._content_policy()
                headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                if not self._embedded_in():  # it knows no list of origins: frame-ancestors says who may, or nobody
                    headers["X-Frame-Options"] = "DENY"
                if is_secure:
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return send_safe

    def _content_policy(self) -> str:
        embedding = " ".join(("'self'", *origins) if (origins := self._embedded_in()) else ("'none'",))
        connect = " ".join(filter(None, ("'self'", self._connect_source())))
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            f"media-src 'self' blob: data:; worker-src 'self'; connect-src {connect}; "
            f"base-uri 'none'; form-action 'self'; frame-ancestors {embedding}"
        )


def _host_name(host: str) -> str:
    """A Host header without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def seen_from(scope: Scope, settings: SignInSettings) -> Scope:
    """A request as the browser sent it, where a proxy stands in between that the center's text names."""
    headers, client = Headers(scope=scope), scope.get("client")
    if settings.public_url.startswith("https://") and headers.get("host", "").lower() == settings.public_host:
        scope = {**scope, "scheme": "wss" if scope["type"] == "websocket" else "https"}
    if client is None or client[0] not in settings.trusted_proxies:
        return scope
    # Each proxy adds whom it was asked by at the end: the first from there that is no proxy of ours is the browser.
    told = [word.strip() for line in headers.getlist("x-forwarded-for") for word in line.split(",")]
    asking = next((word for word in reversed(told) if word not in settings.trusted_proxies), "")
    return {**scope, "client": (asking, 0)} if _is_address(asking) else scope


def session_cookie(connection: HTTPConnection) -> str:
    """The name of the session's cookie on this connection."""
    return SECURE_COOKIE if _is_secure(connection.scope) else SESSION_COOKIE


def _is_secure(scope: Scope) -> bool:
    return scope.get("scheme") in ("https", "wss")


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


def _is_own_origin(origin: str, headers: Headers, *, is_secure: bool) -> bool:
    scheme, _, authority = origin.lower().partition("://")
    schemes = ("https",) if is_secure else ("http", "https")
    return scheme in schemes and authority == headers.get("host", "").lower()


def _is_of_another_site(headers: Headers) -> bool:
    """Whether a browser says that another site asks, or another host of this one (W3C Fetch Metadata)."""
    return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _comes_from_us(headers: Headers, *, is_secure: bool) -> bool:
    if _is_of_another_site(headers):
        return False
    origin = headers.get("origin")
    if origin is not None:
        return _is_own_origin(origin, headers, is_secure=is_secure)
    # Without an Origin it is no browser's cross-site request, unless a cookie alone is to authorise it.
    has_cookie = f"{SESSION_COOKIE}=" in headers.get("cookie", "")
    return not has_cookie or headers.get("authorization", "").lower().startswith("bearer ")


async def _read_body(headers: Headers, receive: Receive) -> bytes | _Refusal | None:
    """The whole body, why it is not taken, or None when the peer left in the middle of it."""
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > BODY_BYTES_MAX:
        return _TOO_LARGE
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            return _TOO_LARGE
        if not message.get("more_body", False):
            return _NO_UNICODE if _has_lone_surrogate(bytes(body)) else bytes(body)


def _has_lone_surrogate(body: bytes) -> bool:
    """Whether JSON writes half a character (RFC 8259, 8.2), which no text of ours can hold."""
    if rb"\ud" not in body.lower():
        return False
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except (ValueError, RecursionError):
        return False  # no JSON: the route says so
    return False


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
