"""How people sign in, as the center's text says it. Owns the types; reads nothing and holds no secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cic.access.identity import Role
from cic.lookups.sources import SecretPlace


class Prompt(StrEnum):
    """What the provider is to ask of a person who is signed in there already (OpenID Connect Core, 3.1.2.1)."""

    NOTHING = "nothing"
    LOGIN = "login"
    SELECT_ACCOUNT = "select_account"
    CONSENT = "consent"


OPENID_SCOPES = ("openid", "profile", "email")


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """A provider that people may sign in at, and what its claims make of them."""

    issuer: str
    client_id: str
    secret: SecretPlace
    roles: Mapping[str, Role]
    """The role of whoever has a value in the claim of roles. Of several the first one named here counts."""
    role_claim: str = "roles"
    user_claim: str = "preferred_username"
    agent_claim: str = ""
    team_claim: str = ""
    scopes: tuple[str, ...] = OPENID_SCOPES
    prompt: Prompt = Prompt.NOTHING
    label_en: str = "company account"
    label_zh: str = "公司账号"


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """`sign_in` of `center.yaml`. Nothing of it is there unless somebody writes it."""

    public_url: str = ""
    """What browsers type for the center, where a proxy stands before it; without a path."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose `X-Forwarded-For` is believed."""
    openid: OpenIdSettings | None = None

    @property
    def public_host(self) -> str:
        """Host and port of the public URL; empty without one."""
        return self.public_url.partition("://")[2]


NO_SIGN_IN = SignInSettings()
OPENID_CALLBACK = "/api/sign-in/openid/callback"
"""Where the provider sends browsers back to, behind the public URL."""
