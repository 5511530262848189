"""Signing in over HTTP: the cookie, the token, and what is refused."""

import pytest

from cic.api.shield import BODY_BYTES_MAX
from tests.unit.api.conftest import KEYS, Backstage, TestClient

pytestmark = pytest.mark.unit

HOME = {"Origin": "http://127.0.0.1:8080"}
AWAY = {"Origin": "http://evil.example"}


def code_of(response: object) -> str:
    return str(response.json()["error"]["code"])  # type: ignore[attr-defined]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient, passwords: dict[str, str]) -> None:
    response = client.post("/api/sign-in", json={"user": "alice", "password": passwords["alice"]}, headers=HOME)
    assert response.status_code == 200
    body = response.json()
    assert {key: body[key] for key in ("user", "role", "agent_id", "name")} == {
        "user": "alice",
        "role": "agent",
        "agent_id": "alice",
        "name": "Alice Chen",
    }
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie, "over plain HTTP on this machine a Secure cookie would not come back"
    me = client.get("/api/me")
    assert (me.status_code, me.json()["user"]) == (200, "alice")
    assert "token" not in me.json()


def test_over_https_the_cookie_is_secure(client: TestClient, passwords: dict[str, str]) -> None:
    body = {"user": "alice", "password": passwords["alice"]}
    response = client.post("https://127.0.0.1/api/sign-in", json=body)
    assert "Secure" in response.headers["set-cookie"]


def test_wrong_credentials_are_401_and_too_many_are_429(client: TestClient) -> None:
    for _ in range(5):
        response = client.post("/api/sign-in", json={"user": "alice", "password": "wrong"})
        assert (response.status_code, code_of(response)) == (401, "wrong_credentials")
    response = client.post("/api/sign-in", json={"user": "alice", "password": "wrong"})
    assert (response.status_code, code_of(response)) == (429, "too_many_attempts")
    assert response.headers["retry-after"] == "1"


def test_the_token_works_without_a_cookie_and_ends_with_the_session(
    client: TestClient, bearer: dict[str, str], backstage: Backstage
) -> None:
    assert client.get("/api/me", headers=bearer).status_code == 200
    assert client.post("/api/sign-out", headers=bearer).status_code == 204
    assert len(backstage.ended) == 1, "the open desktop is closed too"
    assert client.get("/api/me", headers=bearer).status_code == 401
    assert client.post("/api/sign-out", headers=bearer).status_code == 204


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic YWxpY2U6eA==", "wrong"])
def test_whoever_is_not_signed_in_sees_nothing(client: TestClient, authorization: str) -> None:
    for path in ("/api/me", "/api/contacts", "/api/contacts/c-1", "/api/agents", "/api/queues", "/api/phone/sip"):
        response = client.get(path, headers={"Authorization": authorization} if authorization else {})
        assert (response.status_code, code_of(response)) == (401, "not_signed_in"), path


def test_a_cookie_is_not_enough_when_another_site_asks(client: TestClient, passwords: dict[str, str]) -> None:
    sign_in = {"user": "alice", "password": passwords["alice"]}
    assert code_of(client.post("/api/sign-in", json=sign_in, headers=AWAY)) == "wrong_origin"
    client.post("/api/sign-in", json=sign_in, headers=HOME)
    for headers in (AWAY, {"Origin": "null"}, {"Origin": "http://127.0.0.1:9999"}, {}):
        response = client.post("/api/desktop/ticket", headers=headers)
        assert (response.status_code, code_of(response)) == (403, "wrong_origin"), headers
    assert client.post("/api/desktop/ticket", headers=HOME).status_code == 200


def test_a_page_of_another_name_that_points_here_is_not_served(client: TestClient) -> None:
    response = client.get("/api/health", headers={"Host": "evil.example"})
    assert (response.status_code, code_of(response)) == (400, "unknown_host")
    for host in ("localhost:8080", "127.0.0.1", "[::1]:8080", "[::1]"):
        assert client.get("/api/health", headers={"Host": host}).status_code == 200


def test_a_body_that_is_too_long_is_refused_whether_it_says_so_or_not(client: TestClient) -> None:
    told = client.post("/api/sign-in", content=b"x" * (BODY_BYTES_MAX + 1))
    assert (told.status_code, code_of(told)) == (413, "body_too_large")
    streamed = client.post("/api/sign-in", content=iter([b"x" * 40_000, b"x" * 40_000]))
    assert (streamed.status_code, code_of(streamed)) == (413, "body_too_large")
    assert client.post("/api/sign-in", content=b"x" * BODY_BYTES_MAX).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"user":"alice"}',
        b'{"user":"alice","password":"secret-7","x":1}',
        b'{"user":7}',
        b'{"user":"\\ud800","password":"\\ud800"}',
        b"\xff",
    ],
)
def test_a_body_of_the_wrong_form_is_refused_without_repeating_it(client: TestClient, body: bytes) -> None:
    response = client.post("/api/sign-in", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == (400 if body == b"\xff" else 422), "bytes that are no text are no body at all"
    assert code_of(response) == "bad_request"
    assert "secret-7" not in response.text


def test_the_operators_token_reads_but_has_no_desk(client: TestClient) -> None:
    operator = {"Authorization": f"Bearer {KEYS.operator_token}"}
    assert client.get("/api/me", headers=operator).json()["role"] == "administrator"
    assert client.get("/api/agents", headers=operator).status_code == 200
    response = client.post("/api/desktop/ticket", headers=operator)
    assert (response.status_code, code_of(response)) == (403, "not_an_agent")
    assert client.post("/api/commands", json={"op": "hold"}, headers=operator).status_code == 403
