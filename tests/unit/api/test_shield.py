"""By https, behind a proxy, and asked by another site: cookies, headers and addresses as they have to be."""

import dataclasses
from collections.abc import Iterator

import pytest

from cic.access.access import Access
from cic.access.settings import SignInSettings
from cic.api.app import create_app
from cic.api.ports import Services
from cic.api.shield import SECURE_COOKIE, SESSION_COOKIE
from tests.unit.api.conftest import TestClient

pytestmark = pytest.mark.unit

PUBLIC = {"Host": "cic.example.com", "Origin": "https://cic.example.com"}
BEHIND_PROXY = SignInSettings("https://cic.example.com", ("testclient", "10.0.0.2"))


@pytest.fixture
def behind_proxy(services: Services) -> Iterator[TestClient]:
    """A center whose text names a public address and proxies; who asks here is one of them."""
    app = create_app(dataclasses.replace(services, sign_in=lambda: BEHIND_PROXY))
    with TestClient(app, base_url="http://127.0.0.1:8080") as made:
        yield made


def sign_in(client: TestClient, passwords: dict[str, str], headers: dict[str, str]) -> str:
    body = {"user": "alice", "password": passwords["alice"]}
    return client.post("/api/sign-in", json=body, headers=headers).headers["set-cookie"]


def test_by_the_public_address_the_cookie_has_its_strictest_form(
    behind_proxy: TestClient, passwords: dict[str, str]
) -> None:
    cookie = sign_in(behind_proxy, passwords, PUBLIC)
    assert cookie.startswith(f"{SECURE_COOKIE}=") and "Secure" in cookie and "SameSite=strict" in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    for name, status in ((SECURE_COOKIE, 200), (SESSION_COOKIE, 401)):
        answer = behind_proxy.get("/api/me", headers=PUBLIC | {"Cookie": f"{name}={token}"})
        assert answer.status_code == status, "a cookie that plain HTTP could have planted opens nothing"
    answer = behind_proxy.post("/api/sign-out", headers=PUBLIC | {"Cookie": f"{SECURE_COOKIE}={token}"})
    gone = answer.headers["set-cookie"]
    assert answer.status_code == 204 and gone.startswith(f'{SECURE_COOKIE}=""') and "Secure" in gone


def test_only_by_https_browsers_are_told_to_stay_with_https(behind_proxy: TestClient) -> None:
    assert "max-age" in behind_proxy.get("/api/health", headers=PUBLIC).headers["strict-transport-security"]
    assert "strict-transport-security" not in behind_proxy.get("/api/health").headers


def test_a_page_of_plain_http_is_not_the_center_of_https(behind_proxy: TestClient, passwords: dict[str, str]) -> None:
    body = {"user": "alice", "password": passwords["alice"]}
    for origin, status in (("http://cic.example.com", 403), ("https://cic.example.com", 200)):
        headers = {"Host": "cic.example.com", "Origin": origin}
        assert behind_proxy.post("/api/sign-in", json=body, headers=headers).status_code == status
    assert behind_proxy.get("/api/health", headers={"Host": "cic.example.com:8443"}).status_code == 400


def test_who_asks_is_told_by_proxies_that_are_trusted_and_by_nobody_else(
    services: Services, behind_proxy: TestClient, client: TestClient, passwords: dict[str, str]
) -> None:
    assert isinstance(services.access, Access)
    for asked, told, seen in (
        (behind_proxy, "203.0.113.9", "203.0.113.9"),
        (behind_proxy, "192.0.2.66, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (behind_proxy, "no address", "testclient"),
        (client, "203.0.113.9", "testclient"),
    ):
        sign_in(asked, passwords, {"X-Forwarded-For": told})
        asked.cookies.clear()
        peers = {session.peer for session in services.access.people.sessions_of("alice")}
        assert peers == {seen}, told
        for session in services.access.people.sessions_of("alice"):
            services.access._sessions._sessions.pop(session.session_id)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asks_is_refused_whatever_its_origin_says(
    client: TestClient, bearer: dict[str, str], site: str
) -> None:
    home = {"Origin": "http://127.0.0.1:8080"}
    answer = client.post("/api/desktop/ticket", headers=bearer | home | {"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_origin")
    for own in ("same-origin", "none"):
        assert client.post("/api/desktop/ticket", headers=bearer | home | {"Sec-Fetch-Site": own}).status_code == 200
    assert client.get("/", headers={"Sec-Fetch-Site": site}).status_code != 403, "a link from elsewhere is followed"


def test_a_session_is_begun_anew_whatever_cookie_was_there(client: TestClient, passwords: dict[str, str]) -> None:
    headers = {"Cookie": f"{SESSION_COOKIE}=planted", "Origin": "http://127.0.0.1:8080"}
    cookie = sign_in(client, passwords, headers)
    assert "planted" not in cookie
    assert client.get("/api/me", headers={"Cookie": f"{SESSION_COOKIE}=planted"}).status_code == 401


def test_every_answer_has_the_headers_that_keep_a_page_safe(client: TestClient) -> None:
    for path in ("/", "/api/health", "/api/me", "/nowhere", "/assets/none.js"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy, path
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
