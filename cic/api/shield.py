"""Guards in front of every route: known hosts, own origin, bounded bodies, safe headers. Knows no routes.

Cookies are sent along by browsers whoever asks, so what a cookie authorises must come from our own pages: the Origin
header says so (Fetch standard, "Origin" header; OWASP CSRF prevention, "verifying origin").
"""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cic.api.errors import error_response

BODY_BYTES_MAX = 64 * 1024
SESSION_COOKIE = "cic_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Shield:
    """ASGI middleware; the only one, so that the order of its checks can be read in one place."""

    def __init__(self, app: ASGIApp, allowed_hosts: frozenset[str], connect_source: Callable[[], str | None]) -> None:
        self._app = app
        self._allowed_hosts = allowed_hosts
        self._connect_source = connect_source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._guard_http(scope, receive, self._with_safe_headers(send))
            case "websocket":
                await self._guard_websocket(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    async def _guard_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not self._is_known_host(headers):
            return await error_response(400, "unknown_host", "This host name is not served here.")(scope, receive, send)
        if scope["method"] in SAFE_METHODS:
            return await self._app(scope, receive, send)
        if not _comes_from_us(headers):
            detail = "The request did not come from a page of this center."
            return await error_response(403, "wrong_origin", detail)(scope, receive, send)
        body = await _read_body(headers, receive)
        if body is None:
            detail = f"At most {BODY_BYTES_MAX} bytes are taken."
            refusal = error_response(413, "body_too_large", detail, {"Connection": "close"})
            return await refusal(scope, receive, send)
        return await self._app(scope, _replay(body, receive), send)

    async def _guard_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        # A script has no Origin; it needs a ticket like everybody.
        if self._is_known_host(headers) and (origin is None or _is_own_origin(origin, headers)):
            return await self._app(scope, receive, send)
        await receive()
        return await send({"type": "websocket.close", "code": 1008, "reason": ""})

    def _is_known_host(self, headers: Headers) -> bool:
        return _host_name(headers.get("host", "")) in self._allowed_hosts

    def _with_safe_headers(self, send: Send) -> Send:
        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self._content_policy()
                headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Frame-Options"] = "DENY"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return send_safe

    def _content_policy(self) -> str:
        connect = " ".join(filter(None, ("'self'", self._connect_source())))
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            f"media-src 'self' blob: data:; worker-src 'self'; connect-src {connect}; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )


def _host_name(host: str) -> str:
    """A Host header without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _is_own_origin(origin: str, headers: Headers) -> bool:
    scheme, _, authority = origin.lower().partition("://")
    return scheme in ("http", "https") and authority == headers.get("host", "").lower()


def _comes_from_us(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is not None:
        return _is_own_origin(origin, headers)
    # Without an Origin it is no browser's cross-site request, unless a cookie alone is to authorise it.
    has_cookie = f"{SESSION_COOKIE}=" in headers.get("cookie", "")
    return not has_cookie or headers.get("authorization", "").lower().startswith("bearer ")


async def _read_body(headers: Headers, receive: Receive) -> bytes | None:
    """The whole body, or None when it is longer than we take."""
    declared = headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > BODY_BYTES_MAX:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
