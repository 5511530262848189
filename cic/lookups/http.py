"""Looks up in a JSON service. Owns what is sent, when it is sent again and how much is read; knows no flow.

Whatever the service does, a look-up ends in time, takes little memory, and goes nowhere but to the configured place.
"""

import asyncio
import json
import logging
import random
import ssl
from collections.abc import Sequence
from decimal import Decimal
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import NoReturn

import httpx

from cic.lookups.answers import Found, LookupFailure, NotFound, Reason
from cic.lookups.secret_places import read_secret
from cic.lookups.sources import HttpSource
from cic.lookups.templates import Arguments, fill, fill_header, fill_json, fill_url
from cic.lookups.threads import OwnThreads

ANSWER_BYTES_MAX = 64 * 1024
PAUSE_S = 0.2
"""The mean pause before the second attempt; it doubles with each further one."""
PAUSE_MAX_S = 2.0
_OUR_OWN_FAULT = (401, 403, 405, 407)
"""Wrong for every caller, while other refusals may be for what one caller gave."""
# Their lines have whole URLs and headers in them: numbers of callers, and secrets.
_TALKATIVE = ("httpx", "httpcore")


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class HttpLookup:
    """Asks one service; its connections stay open. Used from the event loop only."""

    def __init__(self, source: HttpSource, folder: Path) -> None:
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._source = source
        self._folder = folder
        self._secrets = OwnThreads(f"{source.name}-secrets", 1)
        limits = httpx.Limits(max_connections=source.at_once, max_keepalive_connections=source.at_once)
        # The time of an attempt is bounded as a whole, below: httpx would begin anew with each byte that comes.
        self._client = httpx.AsyncClient(
            verify=_trusted(),
            # What a service remembers of one caller is not sent with the next.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
            timeout=None,
            limits=limits,
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "cic"},
        )

    async def find(self, arguments: Arguments, places: Sequence[str]) -> Found | NotFound:
        """Ask, and ask again where that may help."""
        request = await self._request(arguments)
        for attempt in range(self._source.retries + 1):
            try:
                async with asyncio.timeout(self._source.timeout_ms / 1000):
                    answer = await self._ask(request)
                return self._taken(answer, places)
            except _TryAgain as fault:
                if attempt == self._source.retries:
                    raise LookupFailure(fault.reason, fault.detail) from None
            except TimeoutError:
                raise LookupFailure(Reason.TIMEOUT) from None
            await asyncio.sleep(min(PAUSE_MAX_S, PAUSE_S * 2**attempt) * random.uniform(0.5, 1.5))
        raise AssertionError("the last attempt returns or raises")

    async def aclose(self) -> None:
        """Close the connections."""
        self._secrets.close()
        await self._client.aclose()

    async def _request(self, arguments: Arguments) -> httpx.Request:
        source = self._source
        headers = {name: fill_header(text, arguments) for name, text in source.headers}
        for name, place in source.secret_headers:
            headers[name] = await self._secrets.run(partial(read_secret, place, self._folder))
        return self._client.build_request(
            source.method,
            fill_url(source.url, arguments),
            params={key: fill(text, arguments) for key, text in source.query} or None,
            headers=headers,
            json=None if source.body is None else fill_json(source.body, arguments),
        )

    async def _ask(self, request: httpx.Request) -> bytes | None:
        """One attempt: the body of an answer, or None where the service says that there is nothing."""
        try:
            answer = await self._client.send(request, stream=True)
            try:
                _check_status(answer.status_code)
                return None if answer.status_code in (204, 404) else await _read(answer)
            finally:
                await answer.aclose()
        except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as fault:
            raise _TryAgain(Reason.CONNECTION, type(fault).__name__) from None
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise LookupFailure(Reason.CONNECTION, type(fault).__name__) from None

    def _taken(self, body: bytes | None, places: Sequence[str]) -> Found | NotFound:
        answer = None if body is None or not body.strip() else _parsed(body)
        found_when = self._source.found_when
        if _is_nothing(answer) or (found_when and _is_nothing(at_path(answer, found_when))):
            return NotFound()
        return Found({place: at_path(answer, place) for place in places})


def at_path(answer: object, path: str) -> object:
    """What stands at a path such as `accounts.0.balance`, or None."""
    for step in path.split("."):
        match answer:
            case dict():
                answer = answer.get(step)
            case list() if step.isascii() and step.isdigit() and len(step) <= 5 and int(step) < len(answer):
                answer = answer[int(step)]
            case _:
                return None
    return answer


def _is_nothing(found: object) -> bool:
    return found is None or found is False or found in ({}, [], "")


class _TryAgain(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


def _check_status(status: int) -> None:
    if status == 429 or status >= 500:
        raise _TryAgain(Reason.STATUS, str(status))
    if 300 <= status < 400:
        raise LookupFailure(Reason.REDIRECT, str(status))
    if 400 <= status < 500 and status not in (*_OUR_OWN_FAULT, 404):
        raise LookupFailure(Reason.REFUSED, str(status))
    if status not in (200, 201, 203, 204, 404):
        raise LookupFailure(Reason.STATUS, str(status))


async def _read(answer: httpx.Response) -> bytes:
    if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise LookupFailure(Reason.ENCODED)  # a few bytes that unpack to gigabytes
    length = answer.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > 9 or int(length) > ANSWER_BYTES_MAX):
        raise LookupFailure(Reason.TOO_LARGE)
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > ANSWER_BYTES_MAX:
            raise LookupFailure(Reason.TOO_LARGE)
    return bytes(body)


def _parsed(body: bytes) -> object:
    def refuse(word: str) -> NoReturn:
        raise ValueError("no number of JSON")

    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=refuse)
    except (ValueError, ArithmeticError, RecursionError):  # text that is no UTF-8 is a ValueError, too
        raise LookupFailure(Reason.NOT_JSON) from None
