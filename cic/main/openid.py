"""The OpenID provider of the text that holds, and how those come in whom it vouches for. Owns when it is asked."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

import httpx

from cic.access.access import Access
from cic.access.openid import OpenIdDoor
from cic.access.openid_provider import Provider
from cic.access.settings import SignInSettings
from cic.access.user_words import Arrived, Journey, UserRefused
from cic.lookups.answers import LookupFailure
from cic.lookups.secret_places import read_secret
from cic.main.parts import Center

log = logging.getLogger(__name__)


class OpenIdSignIns:
    """Signs people in at the provider; see ``OpenIdPort``."""

    def __init__(self, center: Center, config_folder: Path) -> None:
        self._center = center
        self._folder = config_folder
        self._http = httpx.AsyncClient(trust_env=False)
        self._settings: SignInSettings | None = None
        self._door: OpenIdDoor | None = None

    @property
    def _access(self) -> Access:
        return self._center.access

    def is_there(self) -> bool:
        """Whether the text names a provider."""
        return self._center.compiled.sign_in.openid is not None

    async def begin(self, to: str) -> Journey | str:
        """Where a browser goes to sign in."""
        door = await self._open()
        begun = await door.begin(to) if door is not None else "no_secret"
        return _noted(begun) if isinstance(begun, str) else begun

    async def come_back(self, query: Mapping[str, str], cookie: str, peer: str) -> Arrived | str:
        """Who came back, signed in; a word where nobody is."""
        door = await self._open()
        came = await door.come_back(query, cookie) if door is not None else "no_secret"
        if isinstance(came, str):
            return _noted(came)
        try:
            issuer = came.subject.partition(" ")[0]
            user, changed = await self._access.people.signed_in_elsewhere(came.wanted, came.subject, issuer)
        except UserRefused as refused:
            return _noted(refused.code)
        begun = await self._access.begin_session(user, peer)
        return Arrived(came.to, begun.token, changed.ended)

    async def end_url(self) -> str | None:
        """Where a browser goes to sign out at the provider too."""
        door = await self._open()
        return None if door is None else await door.end_url()

    def _now_s(self) -> float:
        return self._center.clock.now_ms() / 1000

    async def aclose(self) -> None:
        """Let connections go."""
        await self._http.aclose()

    async def _open(self) -> OpenIdDoor | None:
        """The door of the text that holds; None while the client's secret cannot be read."""
        settings = self._center.compiled.sign_in
        if settings == self._settings or settings.openid is None:
            return self._door
        try:
            secret = await asyncio.to_thread(read_secret, settings.openid.secret, self._folder)
        except LookupFailure:
            log.error("the secret of the OpenID client cannot be read: see sign_in.openid_connect of center.yaml")
            return None
        provider = Provider(settings.openid, secret, self._http, self._now_s)
        self._settings, self._door = settings, OpenIdDoor(provider, settings.public_url, self._now_s)
        return self._door


def _noted(word: str) -> str:
    log.warning("somebody was not signed in by OpenID Connect: %s", word)
    return word
