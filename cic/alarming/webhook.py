"""Posts digests to a web address. Owns how they are signed and what counts as taken; logs no address and no secret.

``X-CIC-Signature: t=<UTC ms>,v1=<hex>`` is HMAC-SHA256 of `<t>.<body>`: a receiver that checks both knows who has sent
what, and when. ``Idempotency-Key`` is the digest's id, the same whenever it is sent again.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import ssl
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

import httpx

from cic.alarming.changes import Digest
from cic.alarming.words import body_of

TIME_LIMIT_S = 10.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Their lines have whole addresses in them.
_TALKATIVE = ("httpx", "httpcore")


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class NotTaken(Exception):
    """A destination has not taken a digest; the text is a word of ours."""


class Webhook:
    """One web address."""

    def __init__(self, url: Callable[[], str], secret: Callable[[], str], site: str, now_ms: Callable[[], int]) -> None:
        """``url`` and ``secret`` are read anew each time, in a thread."""
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._url = url
        self._secret = secret
        self._site = site
        self._now_ms = now_ms

    async def send(self, digest: Digest) -> None:
        """Post a digest, or NotTaken."""
        url, secret = await asyncio.to_thread(lambda: (self._url(), self._secret()))
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise NotTaken("not_https")
        body = json.dumps(body_of(digest, self._site), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": digest.digest_id,
            "X-CIC-Signature": signature(secret, self._now_ms(), body),
        }
        try:
            # trust_env off: alarms go to the address that was named and nowhere else. The time is bounded as a whole.
            async with (
                asyncio.timeout(TIME_LIMIT_S),
                httpx.AsyncClient(timeout=None, verify=_trusted(), trust_env=False) as client,
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except TimeoutError:
            raise NotTaken("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotTaken("unreachable") from None
        if not 200 <= status < 300:
            raise NotTaken(f"status_{status}")


def signature(secret: str, at_ms: int, body: bytes) -> str:
    """What a receiver checks a body against."""
    digest = hmac.new(secret.encode(), f"{at_ms}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_ms},v1={digest}"
