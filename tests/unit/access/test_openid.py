"""What is believed of an OpenID provider: whatever is wrong with its tokens or its answers, nobody is signed in."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from cic.access.identity import Role
from cic.access.openid import JOURNEY_S, JOURNEYS_MAX, CameBack, OpenIdDoor
from cic.access.openid_provider import KEPT_S, SKEW_S, Provider
from cic.access.settings import OpenIdSettings, Prompt
from cic.access.user_words import Journey, NewUser
from cic.lookups.sources import SecretPlace
from routing.vocabulary import AgentId

pytestmark = pytest.mark.unit

ISSUER = "https://id.example.com/realms/acme"
ROLES = {"cic-admins": Role.ADMINISTRATOR, "cic-agents": Role.AGENT}
SETTINGS = OpenIdSettings(
    ISSUER, "cic", SecretPlace(file="secret"), ROLES, role_claim="groups", agent_claim="desk", team_claim="team"
)
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
NONE, HS256 = "eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"
Change = Callable[["FarProvider"], None]


class FarProvider:
    """The far side of the wire: answers as a provider does, with whatever a test wants to be wrong."""

    def __init__(self) -> None:
        self.at_s = 1_700_000_000.0
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/me",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        self.keys: list[RSAKey] = [KEY]
        self.signing: Any = KEY
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {"sub": "7", "aud": "cic", "iss": ISSUER}
        self.user_info: dict[str, Any] = {"sub": "7", "preferred_username": "ada", "groups": ["x", "cic-agents"]}
        self.nonce = ""
        self.asked: list[httpx.Request] = []
        self.answers: dict[str, httpx.Response] = {}

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        place = request.url.path.rpartition("/")[2]
        if place in self.answers:
            return self.answers[place]
        match place:
            case "openid-configuration":
                return httpx.Response(200, json=self.metadata)
            case "keys":
                return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys]})
            case "me":
                return httpx.Response(200, json=self.user_info)
            case _:
                return httpx.Response(200, json={"id_token": self.token(), "access_token": "opaque"})

    def token(self) -> str:
        times = {"iat": int(self.at_s), "exp": int(self.at_s) + 300}
        claims = times | {"nonce": self.nonce} | self.claims
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, kept, self.signing, algorithms=[self.algorithm])

    def count(self, place: str) -> int:
        return sum(request.url.path.endswith(place) for request in self.asked)


@pytest.fixture
def far() -> FarProvider:
    return FarProvider()


def door_of(far: FarProvider, settings: OpenIdSettings = SETTINGS) -> OpenIdDoor:
    http = httpx.AsyncClient(transport=httpx.MockTransport(far.answer))
    return OpenIdDoor(
        Provider(settings, "the secret", http, lambda: far.at_s), "https://cic.example.com", lambda: far.at_s
    )


async def begin(door: OpenIdDoor, far: FarProvider) -> tuple[Journey, dict[str, str]]:
    """On the way: the journey, and what the provider was asked for."""
    journey = await door.begin("/supervisor")
    assert isinstance(journey, Journey)
    asked = dict(parse_qsl(urlsplit(journey.url).query))
    far.nonce = asked["nonce"]
    return journey, asked


async def sign_in(door: OpenIdDoor, far: FarProvider, **query: str) -> CameBack | str:
    journey, asked = await begin(door, far)
    return await door.come_back({"code": "c", "state": asked["state"]} | query, journey.cookie)


async def test_the_way_there_and_back(far: FarProvider) -> None:
    far.user_info["desk"] = "alice"
    door = door_of(far)
    journey, asked = await begin(door, far)
    assert journey.url.startswith(f"{ISSUER}/auth?")
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", "cic")
    assert asked["redirect_uri"] == "https://cic.example.com/api/sign-in/openid/callback"
    assert len({asked["state"], asked["nonce"], journey.cookie}) == 3
    assert journey.cookie not in repr(journey) and "prompt" not in asked
    came = await door.come_back({"code": "c", "state": asked["state"], "iss": ISSUER}, journey.cookie)
    assert came == CameBack(NewUser("ada", Role.AGENT, AgentId("alice")), f"{ISSUER} 7", "/supervisor")
    (token,) = [request for request in far.asked if request.url.path.endswith("/token")]
    form = parse_qs(token.content.decode())
    assert form["redirect_uri"] == [asked["redirect_uri"]] and len(form["code_verifier"][0]) >= 43
    assert token.headers["authorization"].startswith("Basic ") and "the secret" not in token.content.decode()


async def test_of_several_roles_the_first_one_named_counts(far: FarProvider) -> None:
    far.user_info["groups"] = ["cic-agents", "cic-admins"]
    came = await sign_in(door_of(far), far)
    assert isinstance(came, CameBack) and came.wanted.role is Role.ADMINISTRATOR
    far.user_info["groups"] = "cic-agents"
    came = await sign_in(door_of(far), far)
    assert isinstance(came, CameBack) and came.wanted.role is Role.AGENT, "some write one value as a word"


@pytest.mark.parametrize("groups", [None, [], ["others"], {"cic-admins": True}, 7])
async def test_who_has_no_role_is_refused(far: FarProvider, groups: object) -> None:
    far.user_info["groups"] = groups
    assert await sign_in(door_of(far), far) == "no_role"


WRONG: dict[str, Change] = {
    "another nonce": lambda far: far.claims.update(nonce="another"),
    "no nonce": lambda far: far.claims.update(nonce=None),
    "another audience": lambda far: far.claims.update(aud="another"),
    "for others too, and for another party": lambda far: far.claims.update(aud=["cic", "b"], azp="b"),
    "no audience": lambda far: far.claims.update(aud=None),
    "another issuer": lambda far: far.claims.update(iss="https://evil.example"),
    "no subject": lambda far: far.claims.update(sub=None),
    "expired": lambda far: far.claims.update(exp=int(far.at_s) - SKEW_S - 1),
    "never expires": lambda far: far.claims.update(exp=None),
    "of a time to come": lambda far: far.claims.update(iat=int(far.at_s) + SKEW_S + 60),
    "not valid yet": lambda far: far.claims.update(nbf=int(far.at_s) + SKEW_S + 60),
    "signed by somebody else": lambda far: setattr(far, "signing", OTHER),
    "another access token": lambda far: far.claims.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "no keys": lambda far: far.answers.update(keys=httpx.Response(200, json={"keys": "none"})),
    "no token": lambda far: far.answers.update(token=httpx.Response(200, json={"access_token": "a"})),
    "no JSON": lambda far: far.answers.update(token=httpx.Response(200, text="<html>")),
    "a list": lambda far: far.answers.update(token=httpx.Response(200, json=[])),
    "the code is refused": lambda far: far.answers.update(token=httpx.Response(400, json={"error": "invalid_grant"})),
    "somewhere else": lambda far: far.answers.update(token=httpx.Response(302, headers={"Location": "http://a"})),
    "too much": lambda far: far.answers.update(me=httpx.Response(200, text="x" * 300_000)),
    "another person's claims": lambda far: far.user_info.update(sub="8"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_whatever_is_wrong_nobody_is_signed_in(far: FarProvider, what: str) -> None:
    WRONG[what](far)
    assert await sign_in(door_of(far), far) == "provider_refused"


async def test_a_token_that_anybody_can_sign_is_none(far: FarProvider) -> None:
    claims = far.token().split(".")[1]
    by_public_key = hmac.new(KEY.as_pem(private=False), f"{HS256}.{claims}".encode(), "sha256").digest()
    for token in (
        f"{NONE}.{claims}.",
        f"{HS256}.{claims}.{base64.urlsafe_b64encode(by_public_key).decode().rstrip('=')}",
        "not.a.token",
        "",
    ):
        far.answers["token"] = httpx.Response(200, json={"id_token": token, "access_token": "a"})
        assert await sign_in(door_of(far), far) == "provider_refused", token


async def test_clocks_may_differ_a_little(far: FarProvider) -> None:
    far.claims.update(exp=int(far.at_s) - SKEW_S + 5)
    assert isinstance(await sign_in(door_of(far), far), CameBack)
    far.claims.update(exp=int(far.at_s) + 300, iat=int(far.at_s) + SKEW_S - 5)
    assert isinstance(await sign_in(door_of(far), far), CameBack)


async def test_new_keys_are_taken_as_soon_as_a_token_needs_them(far: FarProvider) -> None:
    door = door_of(far)
    assert isinstance(await sign_in(door, far), CameBack)
    assert isinstance(await sign_in(door, far), CameBack)
    assert (far.count("/keys"), far.count("/openid-configuration")) == (1, 1), "kept for a while"
    rotated = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    far.keys, far.signing = [rotated], rotated
    assert isinstance(await sign_in(door, far), CameBack), "in the same instant as they were fetched"
    assert far.count("/keys") == 2, "once for the token, and kept again"
    far.at_s += KEPT_S
    assert isinstance(await sign_in(door, far), CameBack)
    assert far.count("/openid-configuration") == 2


async def test_a_journey_belongs_to_one_browser_and_ends_once(far: FarProvider) -> None:
    door = door_of(far)
    mine, asked = await begin(door, far)
    other, _ = await begin(door, far)
    right = {"code": "c", "state": asked["state"]}
    assert await door.come_back(right, "") == "journey_over"
    assert await door.come_back(right, "made up") == "journey_over"
    assert await door.come_back(right, other.cookie) == "wrong_state"
    far.nonce = asked["nonce"]
    assert isinstance(await door.come_back(right, mine.cookie), CameBack)
    assert await door.come_back(right, mine.cookie) == "journey_over"
    late, asked = await begin(door, far)
    far.at_s += JOURNEY_S + 1
    assert await door.come_back({"code": "c", "state": asked["state"]}, late.cookie) == "journey_over"
    first, _ = await begin(door, far)
    for _ in range(JOURNEYS_MAX):
        await begin(door, far)
    assert await door.come_back(right, first.cookie) == "journey_over", "memory is bounded"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"state": "wrong"}, "wrong_state"),
        ({"iss": "https://evil.example"}, "wrong_issuer"),
        ({"error": "access_denied"}, "access_denied"),
        ({"error": "server_error"}, "provider_refused"),
        ({"code": ""}, "provider_refused"),
    ],
)
async def test_what_comes_back_wrong_is_not_even_asked_about(
    far: FarProvider, query: dict[str, str], told: str
) -> None:
    assert await sign_in(door_of(far), far, **query) == told
    assert far.count("/token") == 0


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://id.example.com"},
        {"token_endpoint": "http://id.example.com/token"},
        {"jwks_uri": "http://id.example.com/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
async def test_a_description_that_is_not_safe_is_not_followed(far: FarProvider, change: dict[str, object]) -> None:
    far.metadata.update(change)
    assert await door_of(far).begin("/") == "provider_refused"


async def test_a_provider_that_is_down_is_told_as_such(far: FarProvider) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    http = httpx.AsyncClient(transport=httpx.MockTransport(refuse))
    door = OpenIdDoor(Provider(SETTINGS, "s", http, lambda: far.at_s), "https://cic.example.com", lambda: far.at_s)
    assert await door.begin("/") == "provider_down"
    assert await door.end_url() is None
    far.answers["token"] = httpx.Response(503)
    assert await sign_in(door_of(far), far) == "provider_down"


async def test_prompt_and_sign_out_and_another_way_to_show_the_secret(far: FarProvider) -> None:
    far.metadata |= {
        "end_session_endpoint": f"{ISSUER}/end?a=b",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
    settings = OpenIdSettings(ISSUER, "cic", SecretPlace(file="s"), ROLES, role_claim="groups", prompt=Prompt.LOGIN)
    door = door_of(far, settings)
    _, asked = await begin(door, far)
    assert asked["prompt"] == "login"
    assert isinstance(await sign_in(door, far), CameBack)
    (token,) = [request for request in far.asked if request.url.path.endswith("/token")]
    assert parse_qs(token.content.decode())["client_secret"] == ["the secret"] and "authorization" not in token.headers
    end = await door.end_url()
    assert end is not None and end.startswith(f"{ISSUER}/end?a=b&client_id=cic&post_logout_redirect_uri=https")


async def test_a_name_that_the_provider_gives_is_made_fit(far: FarProvider) -> None:
    for given, name in ((" Ada L. ", "-Ada-L.-"), ("李雷", "user"), ("x" * 90, "x" * 64), (7, "ada@example.com")):
        far.user_info.update(preferred_username=given, email="ada@example.com")
        came = await sign_in(door_of(far), far)
        assert isinstance(came, CameBack) and came.wanted.user == name.lstrip("-"), json.dumps(given)
