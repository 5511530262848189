"""Commands, records, pages and the headers of every answer."""

from pathlib import Path

import pytest

from cic.api.ports import CommandRefused, SipCredentials
from tests.unit.api.conftest import ALICE, KEYS, SEGMENT, Backstage, TestClient, sign_in_script

pytestmark = pytest.mark.unit


def test_a_command_reaches_the_center_in_the_agents_name(
    client: TestClient, bearer: dict[str, str], backstage: Backstage
) -> None:
    body = {"op": "accept_offer", "args": {"offer_id": "o-1"}}
    response = client.post("/api/commands", json=body, headers=bearer)
    assert (response.status_code, response.json()) == (200, {"ok": True})
    assert backstage.performed == [(ALICE, "accept_offer", {"offer_id": "o-1"}, None)]


def test_a_command_over_http_may_bring_the_revision_that_the_agent_saw(
    client: TestClient, bearer: dict[str, str], backstage: Backstage
) -> None:
    """Found by review: only the websocket's commands were held against it."""
    body = {"op": "hold", "args": {"interaction_id": "i-1"}, "rev": 7}
    assert client.post("/api/commands", json=body, headers=bearer).status_code == 200
    assert backstage.performed == [(ALICE, "hold", {"interaction_id": "i-1"}, 7)]
    backstage.refusal = CommandRefused("stale", "the interaction has changed")
    stale = client.post("/api/commands", json=body, headers=bearer)
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
    for wrong in ("7", 7.5, True, []):
        assert client.post("/api/commands", json=body | {"rev": wrong}, headers=bearer).status_code == 422
    document = client.get("/openapi.json").json()
    assert "`stale`" in document["components"]["schemas"]["CommandBody"]["properties"]["rev"]["description"]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("offer_closed", 409),
        ("not_allowed_now", 409),
        ("unknown_queue", 404),
        ("unknown_interaction", 404),
        ("bad_command", 400),
        ("engine_stopped", 503),
        ("journal_stalled", 503),
    ],
)
def test_a_refusal_keeps_its_code(
    client: TestClient, bearer: dict[str, str], backstage: Backstage, code: str, status: int
) -> None:
    backstage.refusal = CommandRefused(code, "why")
    response = client.post("/api/commands", json={"op": "hold"}, headers=bearer)
    assert (response.status_code, response.json()) == (status, {"error": {"code": code, "detail": "why"}})


def test_the_contact_log_is_read_page_by_page(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    page = client.get("/api/contacts?limit=2", headers=operator).json()["contacts"]
    assert page == backstage.rows[:2]
    rest = client.get("/api/contacts?limit=2&before=c-2", headers=operator).json()["contacts"]
    assert [row["contact_id"] for row in rest] == ["c-1"]
    whole = client.get("/api/contacts/c-1", headers=operator).json()
    assert whole == backstage.rows[2] | {"segments": [SEGMENT], "ratings": [], "recordings": []}
    assert client.get("/api/contacts/c-9", headers=operator).json()["error"]["code"] == "unknown_contact"
    for wrong in ("limit=0", "limit=501", "limit=x"):
        assert client.get(f"/api/contacts?{wrong}", headers=operator).status_code == 422


def test_agents_and_queues_are_shown_with_their_words(client: TestClient, bearer: dict[str, str]) -> None:
    agents = client.get("/api/agents", headers=bearer).json()["agents"]
    assert [(row["name"], row["number"], row["activity"], row["is_free"]) for row in agents] == [
        ("Alice Chen", "101", "available", True)
    ]
    names = ("queues", "skills", "in_hand", "load", "capacity", "override_until_ms")
    assert [[row[name] for name in names] for row in agents] == [
        [["sales"], {"spanish": 60}, {"chat": 2}, 60, 100, 9_000]
    ]
    queues = client.get("/api/queues", headers=bearer).json()["queues"]
    assert [(row["label"]["zh"], row["waiting"], row["longest_wait_since_ms"]) for row in queues] == [
        ("销售", 2, 1_000)
    ]
    names = ("mode", "mode_until_ms", "estimated_median_ms", "estimated_p90_ms", "missed")
    assert [[row[name] for name in names] for row in queues] == [["holiday", 5_000, 30_000, 90_000, 4]]


def test_health_is_open_to_everybody(client: TestClient) -> None:
    assert client.get("/api/health").json() == {"status": "ok", "build": "0.1.0", "providers": {"simulated": "up"}}


def test_the_sip_phone_is_told_while_there_is_one(
    client: TestClient, bearer: dict[str, str], backstage: Backstage
) -> None:
    assert client.get("/api/phone/sip", headers=bearer).json() == {"is_available": False}
    backstage.sip = SipCredentials("ws://127.0.0.1:8188/ws", "sip:alice@127.0.0.1", "alice", "p")
    assert client.get("/api/phone/sip", headers=bearer).json() == {
        "is_available": True,
        "websocket_url": "ws://127.0.0.1:8188/ws",
        "uri": "sip:alice@127.0.0.1",
        "username": "alice",
        "password": "p",
    }
    assert "password" not in repr(backstage.sip)


def test_phone_tickets(client: TestClient, bearer: dict[str, str], passwords: dict[str, str]) -> None:
    for body in ({}, None):
        assert client.post("/api/phone/ticket", json=body, headers=bearer).status_code == 200
    assert client.post("/api/phone/ticket", json={"key": KEYS.test_phone_key}).status_code == 200
    wrong = client.post("/api/phone/ticket", json={"key": "wrong"}, headers=bearer)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_key")
    assert client.post("/api/phone/ticket", json={}).status_code == 401
    assert client.post("/api/phone/ticket", content=b'{"key":"\\ud800"}').status_code in (401, 422)
    robin = sign_in_script(client, "robin", passwords["robin"])
    assert client.post("/api/phone/ticket", json={}, headers=robin).json()["error"]["code"] == "no_phone"


def test_every_answer_has_the_safe_headers(client: TestClient, backstage: Backstage) -> None:
    backstage.sip_origin = "ws://127.0.0.1:8188"
    for path in ("/", "/api/health", "/api/me", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "connect-src 'self' ws://127.0.0.1:8188;" in policy
        assert "unsafe" not in policy
        assert headers["permissions-policy"].startswith("microphone=(self)")
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/api/me").headers["cache-control"] == "no-store"


def test_pages_that_are_not_built_name_the_command(client: TestClient) -> None:
    for path in ("/", "/phone", "/supervisor", "/supervisor/live", "/wall/room"):
        response = client.get(path)
        assert response.status_code == 503
        assert "make install" in response.text
    assert client.get("/assets/app.js").status_code == 404


def test_built_pages_are_never_cached_and_their_assets_always(client: TestClient, tmp_path: Path) -> None:
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<title>desk</title>")
    (tmp_path / "dist" / "phone.html").write_text("<title>phone</title>")
    (tmp_path / "dist" / "supervisor.html").write_text("<title>supervision</title>")
    (assets / "app-4f2a.js").write_text("1")
    page = client.get("/")
    assert (page.text, page.headers["cache-control"]) == ("<title>desk</title>", "no-cache")
    assert client.get("/phone").text == "<title>phone</title>"
    assert client.get("/supervisor").text == client.get("/supervisor/live").text == "<title>supervision</title>"
    assert "immutable" in client.get("/assets/app-4f2a.js").headers["cache-control"]
    assert client.get("/assets/..%2findex.html").status_code == 404


def test_recordings_are_served_and_their_texts_are_not(client: TestClient, tmp_path: Path) -> None:
    folder = tmp_path / "prompts" / "en" / "main"
    folder.mkdir(parents=True)
    (folder / "welcome.wav").write_bytes(b"RIFF")
    (tmp_path / "prompts" / "en.yaml").write_text("welcome: hello")
    assert client.get("/prompts/en/main/welcome.wav").content == b"RIFF"
    for path in ("/prompts/en.yaml", "/prompts/en/main/gone.wav", "/prompts/..%2faccess.db", "/prompts/%00.wav"):
        assert client.get(path).status_code == 404, path


def test_the_open_api_document_describes_refusals(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], f"{method} {path}"
    refused = document["paths"]["/api/commands"]["post"]["responses"]["409"]
    assert refused["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorBody")
    assert "/" not in document["paths"]


def test_the_open_api_document_describes_every_field_of_the_contact_log(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    parts = ("SegmentBody", "StepBody", "HandOverBody", "FlowVisitBody", "WorkLeftBody", "RatingBody", "CallerBody")
    for name in ("ContactBody", "WholeContactBody", *parts):
        assert schemas[name]["additionalProperties"] is False
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])
    assert "wrap_up" in schemas["SegmentBody"]["properties"]["kind"]["enum"]


def test_unknown_paths_and_methods_have_the_one_form(client: TestClient) -> None:
    assert client.get("/api/nowhere").json()["error"]["code"] == "not_found"
    assert client.put("/api/me").json()["error"]["code"] == "method_not_allowed"
