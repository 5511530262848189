"""Talks to an OpenID provider: what it offers, its keys, tokens for codes. Owns what is believed of its answers.

Everything that is checked of a token is in one place: its signature by the provider's keys, issuer, audience, times and
nonce (OpenID Connect Core, 3.1.3.7). Nothing of a token or an answer is ever logged.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.claims import BaseClaims
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cic.access.settings import OpenIdSettings

SKEW_S = 60
"""So much may the provider's clock and ours differ."""
KEPT_S = 3_600
"""So long are the provider's description and keys believed."""
TIME_LIMIT_S = 10.0
ANSWER_BYTES_MAX = 256 * 1024
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"})
"""Signatures by keys of which the provider alone has the secret half."""

Claims = Mapping[str, Any]


class ProviderFault(Exception):
    """The provider cannot be asked, or what it says is not to be believed; the text is a word of ours."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Something of the provider, and when it was fetched."""

    value: Any
    at_s: float


class Provider:
    """One provider, asked as one client."""

    def __init__(
        self, settings: OpenIdSettings, secret: str, http: httpx.AsyncClient, now_s: Callable[[], float]
    ) -> None:
        self.settings = settings
        self._secret = secret
        self._http = http
        self._now_s = now_s
        self._metadata: _Kept | None = None
        self._keys: _Kept | None = None

    async def metadata(self) -> Mapping[str, Any]:
        """What the provider offers and where (OpenID Connect Discovery)."""
        kept = self._metadata
        if kept is not None and self._now_s() - kept.at_s < KEPT_S:
            return dict(kept.value)
        found = await self._json("GET", get_well_known_url(self.settings.issuer, external=True))
        metadata = OpenIDProviderMetadata(found)
        try:
            metadata.validate_issuer()
            metadata.validate_authorization_endpoint()
            metadata.validate_token_endpoint()
            metadata.validate_jwks_uri()
        except ValueError:
            # The library asks for https; a provider on this machine is asked as its issuer says.
            if not self.settings.issuer.startswith("http://"):
                raise ProviderFault("bad_metadata") from None
        if found.get("issuer") != self.settings.issuer:
            raise ProviderFault("wrong_issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._must_be_safe(found.get(name))
        self._metadata = _Kept(found, self._now_s())
        return dict(found)

    async def claims(self, code: str, verifier: str, redirect_uri: str, nonce: str) -> Claims:
        """What the provider says of the person who came back with a code."""
        metadata = await self.metadata()
        tokens = await self._tokens(metadata, code, verifier, redirect_uri)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise ProviderFault("no_token")
        claims = await self._verified(metadata, id_token, access_token, nonce)
        return claims | await self._user_info(metadata, access_token, str(claims["sub"]))

    async def _tokens(
        self, metadata: Mapping[str, Any], code: str, verifier: str, redirect_uri: str
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in methods:
            # RFC 6749, 2.3.1: both are form-encoded before they are put together.
            auth = httpx.BasicAuth(quote(self.settings.client_id, safe=""), quote(self._secret, safe=""))
            return await self._json("POST", str(metadata["token_endpoint"]), data=form, auth=auth)
        form |= {"client_id": self.settings.client_id, "client_secret": self._secret}
        return await self._json("POST", str(metadata["token_endpoint"]), data=form)

    async def _verified(
        self, metadata: Mapping[str, Any], id_token: str, access_token: str, nonce: str
    ) -> dict[str, Any]:
        offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        algorithms = sorted(ALGORITHMS.intersection(map(str, offered)))
        token = await self._decoded(metadata, id_token, algorithms)
        wanted = {"iss": {"essential": True, "value": self.settings.issuer}}
        wanted["aud"] = {"essential": True, "value": self.settings.client_id}
        params = {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token}
        claims: BaseClaims = CodeIDToken(token.claims, token.header, wanted, params)
        try:
            claims.validate(now=int(self._now_s()), leeway=SKEW_S)
        except (AuthlibBaseError, JoseError, TypeError, ValueError, KeyError) as fault:
            raise ProviderFault("token_refused") from fault
        return dict(token.claims)

    async def _decoded(self, metadata: Mapping[str, Any], id_token: str, algorithms: list[str]) -> jwt.Token:
        """The token, if one of the provider's keys has signed it; keys that are new since the last look included.

        That may be a moment ago. Tokens come from the provider itself, so nobody else can have keys fetched anew.
        """
        for is_last in (False, True):
            keys = await self._key_set(metadata, is_stale=is_last)
            try:
                return jwt.decode(id_token, keys, algorithms=algorithms)
            except (JoseError, ValueError) as fault:
                if is_last:
                    raise ProviderFault("token_refused") from fault
        raise AssertionError("the last try returns or raises")

    async def _key_set(self, metadata: Mapping[str, Any], *, is_stale: bool) -> KeySet:
        kept = self._keys
        if kept is None or is_stale or self._now_s() - kept.at_s >= KEPT_S:
            found = await self._json("GET", str(metadata["jwks_uri"]))
            try:
                kept = _Kept(KeySet.import_key_set(found), self._now_s())  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as fault:
                raise ProviderFault("bad_keys") from fault
            self._keys = kept
        assert isinstance(kept.value, KeySet)
        return kept.value

    async def _user_info(self, metadata: Mapping[str, Any], access_token: str, subject: str) -> dict[str, Any]:
        """What more the provider tells of the same person; many tell roles only here."""
        endpoint = metadata.get("userinfo_endpoint")
        if endpoint is None:
            return {}
        self._must_be_safe(endpoint)
        found = await self._json("GET", str(endpoint), headers={"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise ProviderFault("another_person")
        return {name: value for name, value in found.items() if name not in ("iss", "aud", "sub")}

    def _must_be_safe(self, endpoint: object) -> None:
        """An address by https, or on this machine where the issuer is."""
        scheme = "http" if self.settings.issuer.startswith("http://") else "https"
        if not isinstance(endpoint, str) or not endpoint.startswith(f"{scheme}://"):
            raise ProviderFault("bad_metadata")

    async def _json(self, method: str, url: str, **how: Any) -> dict[str, Any]:
        try:
            async with self._http.stream(method, url, timeout=TIME_LIMIT_S, follow_redirects=False, **how) as answer:
                body = bytearray()
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    if len(body) > ANSWER_BYTES_MAX:
                        raise ProviderFault("answer_too_long")
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise ProviderFault("unreachable") from fault
        if answer.status_code != httpx.codes.OK:
            raise ProviderFault(f"status_{answer.status_code}")
        try:
            found = json.loads(bytes(body))
        except (ValueError, RecursionError) as fault:
            raise ProviderFault("no_json") from fault
        if not isinstance(found, dict):
            raise ProviderFault("no_json")
        return found
