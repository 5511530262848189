"""Signing in at an OpenID provider: the way there, the way back, and whom its claims make of somebody.

Authorization code flow with PKCE, state and nonce (OpenID Connect Core, 3.1; RFC 7636; RFC 9700). Owns the journeys
that have begun, in memory: a restart lets people begin again. A journey belongs to the browser that began it, by a
cookie. What does not go on is told by a word of ours.
"""

import hmac
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from cic.access.openid_provider import Claims, Provider, ProviderFault
from cic.access.secrets_files import new_secret
from cic.access.settings import OPENID_CALLBACK, OpenIdSettings, Prompt
from cic.access.user_words import Journey, NewUser
from routing.vocabulary import AgentId

JOURNEY_S = 600
JOURNEYS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class CameBack:
    """Somebody whom the provider vouches for: the user that is wanted, the subject there, the page to see."""

    wanted: NewUser
    subject: str
    to: str


@dataclass(frozen=True, slots=True)
class _Begun:
    state: str
    nonce: str
    verifier: str
    to: str
    at_s: float


class OpenIdDoor:
    """Lets people in whom a provider vouches for."""

    def __init__(self, provider: Provider, public_url: str, now_s: Callable[[], float]) -> None:
        self._provider = provider
        self._settings: OpenIdSettings = provider.settings
        self._public_url = public_url
        self._now_s = now_s
        self._journeys: OrderedDict[str, _Begun] = OrderedDict()

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends browsers back to; it must be told so."""
        return f"{self._public_url}{OPENID_CALLBACK}"

    async def begin(self, to: str) -> Journey | str:
        """Where a browser goes to sign in."""
        try:
            endpoint = str((await self._provider.metadata())["authorization_endpoint"])
        except ProviderFault as fault:
            return _told(fault)
        cookie, begun = new_secret(), _Begun(new_secret(), new_secret(), new_secret(), to, self._now_s())
        self._journeys[cookie] = begun
        self._forget_old()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self._settings.scopes),
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        if self._settings.prompt is not Prompt.NOTHING:
            asked["prompt"] = self._settings.prompt.value
        return Journey(f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}", cookie)

    async def come_back(self, query: Mapping[str, str], cookie: str) -> CameBack | str:
        """Who came back from the provider. Each journey ends once."""
        begun = self._journeys.pop(cookie, None) if cookie else None
        if begun is None or self._now_s() - begun.at_s > JOURNEY_S:
            return "journey_over"
        if not hmac.compare_digest(query.get("state", "").encode(), begun.state.encode()):
            return "wrong_state"
        # RFC 9207: where the provider says who it is, it is the one that was asked.
        if query.get("iss", self._settings.issuer) != self._settings.issuer:
            return "wrong_issuer"
        if "error" in query or not query.get("code"):
            return "access_denied" if query.get("error") == "access_denied" else "provider_refused"
        try:
            claims = await self._provider.claims(query["code"], begun.verifier, self.redirect_uri, begun.nonce)
        except ProviderFault as fault:
            return _told(fault)
        return self._wanted(claims, begun.to)

    async def end_url(self) -> str | None:
        """Where a browser goes to sign out at the provider too; None where the provider has no such place."""
        try:
            endpoint = (await self._provider.metadata()).get("end_session_endpoint")
        except ProviderFault:
            return None
        if not isinstance(endpoint, str):
            return None
        asked = {"client_id": self._settings.client_id, "post_logout_redirect_uri": f"{self._public_url}/"}
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def _wanted(self, claims: Claims, to: str) -> CameBack | str:
        values = _words(claims.get(self._settings.role_claim))
        role = next((role for value, role in self._settings.roles.items() if value in values), None)
        if role is None:
            return "no_role"
        name = _first(claims, self._settings.user_claim) or _first(claims, "email") or _first(claims, "sub")
        agent = _first(claims, self._settings.agent_claim)
        team = _first(claims, self._settings.team_claim)
        user = re.sub(r"[^A-Za-z0-9._@+-]", "-", name)[:64].lstrip("._@+-") or "user"
        wanted = NewUser(user, role, AgentId(agent) if agent else None, team)
        return CameBack(wanted, f"{self._settings.issuer} {claims['sub']}", to)

    def _forget_old(self) -> None:
        now_s = self._now_s()
        while self._journeys:
            cookie, oldest = next(iter(self._journeys.items()))
            if now_s - oldest.at_s <= JOURNEY_S and len(self._journeys) <= JOURNEYS_MAX:
                return
            del self._journeys[cookie]


def _told(fault: ProviderFault) -> str:
    """What is said of a fault to the person: whether it helps to wait or not."""
    return "provider_down" if str(fault) == "unreachable" or str(fault).startswith("status_5") else "provider_refused"


def _words(claim: Any) -> frozenset[str]:
    """The values of a claim, which some providers write as a list and others as one word."""
    if isinstance(claim, str):
        return frozenset((claim,))
    return frozenset(map(str, claim)) if isinstance(claim, list) else frozenset()


def _first(claims: Claims, name: str) -> str:
    found = claims.get(name) if name else None
    return found if isinstance(found, str) else ""
