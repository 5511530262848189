"""Customers over HTTP: who may see and change which card, what is found and merged, and what is refused how."""

import json
import logging

import pytest
from starlette.testclient import TestClient

from tests.fuzz.mutation import STRANGE_TEXTS
from tests.unit.api.conftest import ALICE, ROBIN, sign_in_script
from tests.unit.api.day_parts import DayParts

pytestmark = pytest.mark.unit

NUMBER = "+442079460000"
HAND = "/api/interactions/i-1/customer"
Headers = dict[str, str]


def code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]  # type: ignore[attr-defined]


@pytest.fixture
def robin(client: TestClient, passwords: dict[str, str]) -> Headers:
    return sign_in_script(client, "robin", passwords["robin"])


def made(client: TestClient, day: DayParts, bearer: Headers, number: str = NUMBER, name: str = "Ann Lee") -> str:
    """A customer whose call is over."""
    party = day.calls(number, ALICE)
    saved = client.put(HAND, headers=bearer, json={"version": 0, "name": name, "numbers": [number]})
    assert saved.status_code == 200, saved.text
    day.in_hand.clear()
    return party


def test_the_pop_of_a_visitor_shows_what_the_network_tells(client: TestClient, day: DayParts, bearer: Headers) -> None:
    party = day.calls(NUMBER, ALICE)
    body = client.get(HAND, headers=bearer).json()
    card = body["card"]
    assert (card["party_id"], card["version"], card["is_known"]) == (party, 0, False)
    assert (card["name"], card["numbers"], card["grade"]) == ("Network Name", [NUMBER], "standard")
    assert body["calling_from"] == {"number": NUMBER, "name": "Network Name"}
    assert (body["last_contacts"], body["tries_today"], body["follow_ups"]) == ([], 0, [])


def test_a_card_is_made_at_the_pop_and_corrected_by_version(client: TestClient, day: DayParts, bearer: Headers) -> None:
    party = day.calls(NUMBER, ALICE)
    wish = {"version": 0, "given_name": "Ann", "family_name": "Lee", "numbers": [NUMBER], "account_manager": "robin"}
    card = client.put(HAND, headers=bearer, json=wish).json()
    assert (card["party_id"], card["version"], card["name"]) == (party, 1, "Ann Lee")
    assert (card["account_manager_name"], card["changed_by"], card["changed_at_ms"]) == ("Robin", "alice", day.at_ms)
    assert code(client.put(HAND, headers=bearer, json={"version": 0, "note": "x"})) == (409, "stale")
    assert client.put(HAND, headers=bearer, json={"version": 1, "note": "x"}).json()["note"] == "x"
    assert client.get(HAND, headers=bearer).json()["card"]["changes"][0]["fields"] == ["note"]


def test_a_card_is_changed_by_whoever_has_the_contact_and_by_the_operator(
    client: TestClient, day: DayParts, bearer: Headers, robin: Headers, operator: Headers
) -> None:
    party = day.calls(NUMBER, ALICE)
    wish = {"version": 0, "name": "Ann", "numbers": [NUMBER]}
    path = f"/api/customers/{party}"
    assert code(client.get(HAND, headers=robin)) == (404, "unknown_interaction")
    assert code(client.put(HAND, headers=robin, json=wish)) == (404, "unknown_interaction")
    assert code(client.put(path, headers=robin, json=wish)) == (403, "not_yours")
    assert code(client.put(path, json=wish)) == (401, "not_signed_in")
    assert client.put(path, headers=bearer, json=wish).status_code == 200
    card = client.put(path, headers=operator, json={"version": 1, "grade": "gold"}).json()
    assert (card["grade"], card["changed_by"]) == ("gold", "operator")
    assert client.get(path, headers=robin).json()["card"] == card, "any agent may look"


def test_what_makes_no_card_is_refused_by_field_without_the_value(
    client: TestClient, day: DayParts, bearer: Headers
) -> None:
    day.calls(NUMBER, ALICE)
    for wish in ({"numbers": ["walrus"]}, {"addresses": [{"kind": "mail", "text": "walrus"}]}, {"name": "walrus\x07"}):
        answer = client.put(HAND, headers=bearer, json={"version": 0, **wish})
        assert code(answer) == (422, "bad_card") and "walrus" not in answer.text
    for wish in ({"kind": "walrus"}, {"walrus": 1}, {"is_vip": "walrus"}, {"version": "0"}):
        answer = client.put(HAND, headers=bearer, json={"version": 0, **wish})
        assert code(answer) == (422, "bad_request") and "walrus" not in json.dumps(answer.json()).replace(
            "walrus: ", ""
        )


def test_a_number_of_another_customer_is_refused(client: TestClient, day: DayParts, bearer: Headers) -> None:
    made(client, day, bearer)
    day.calls("+15550001", ALICE)
    wish = {"version": 0, "name": "Bob", "numbers": ["+15550001", NUMBER]}
    assert code(client.put(HAND, headers=bearer, json=wish)) == (409, "number_taken")


def test_customers_are_found_so_often_and_not_more(client: TestClient, day: DayParts, bearer: Headers) -> None:
    party = made(client, day, bearer)
    found = client.get("/api/customers", headers=bearer, params={"query": "ann le"}).json()["customers"]
    assert [(row["party_id"], row["name"], row["numbers"], row["is_known"]) for row in found] == [
        (party, "Ann Lee", [NUMBER], True)
    ]
    assert code(client.get("/api/customers", headers=bearer, params={"query": "a"})) == (422, "bad_request")
    for _ in range(19):
        assert client.get("/api/customers", headers=bearer, params={"query": "zz"}).json() == {"customers": []}
    answer = client.get(f"/api/customers/{party}", headers=bearer)
    assert code(answer) == (429, "too_many_requests") and int(answer.headers["Retry-After"]) >= 1


def test_who_looks_for_customers_stands_in_the_log_and_nothing_of_the_customers_does(
    client: TestClient, day: DayParts, bearer: Headers, robin: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    party = made(client, day, bearer)
    with caplog.at_level(logging.INFO, "cic.api.customers"):
        for path in (f"/api/customers?query={NUMBER[1:]}", f"/api/customers/{party}", f"/api/customers/{party}/crm"):
            assert client.get(path, headers=robin).status_code == 200
    told = [record.getMessage() for record in caplog.records if record.name == "cic.api.customers"]
    assert len(told) == 3 and all("robin" in line for line in told)
    assert not any(word in line for line in told for word in ("Ann", NUMBER[1:]))


def test_two_parties_are_merged_by_whoever_has_one_of_them_and_made_two_again(
    client: TestClient, day: DayParts, bearer: Headers, robin: Headers
) -> None:
    ann = made(client, day, bearer)
    double = day.calls("+15550001", ALICE)
    wish = {"keep": ann, "merge": double}
    assert code(client.post("/api/customers/merge", headers=robin, json=wish)) == (403, "not_yours")
    swapped = {"keep": double, "merge": ann}
    assert code(client.post("/api/customers/merge", headers=bearer, json=swapped)) == (409, "keep_the_customer")
    done = client.post("/api/customers/merge", headers=bearer, json=wish).json()
    assert done["card"]["numbers"] == [NUMBER, "+15550001"]
    assert done["card"]["merged"][0]["merge_id"] == done["merge_id"]
    pop = client.get(HAND, headers=bearer).json()
    assert pop["card"]["party_id"] == ann and pop["calling_from"]["number"] == "+15550001"
    undo = f"/api/customers/merges/{done['merge_id']}/undo"
    assert code(client.post(undo, headers=robin, json={})) == (403, "not_yours")
    assert client.post(undo, headers=bearer, json={}).json()["card"]["numbers"] == [NUMBER]
    assert code(client.post(undo, headers=bearer, json={})) == (409, "already_undone")
    assert code(client.post("/api/customers/merges/m-0/undo", headers=bearer, json={})) == (404, "unknown_merge")


def test_numbers_on_a_list_are_told_and_who_is_nobody_is_unknown(
    client: TestClient, day: DayParts, bearer: Headers
) -> None:
    party = day.calls("+19005550", ALICE)
    lists = client.get(HAND, headers=bearer).json()["card"]["lists"]
    assert lists == {"blocked": True, "vip": False, "blocked_numbers": ["+19005550"], "vip_numbers": []}
    assert code(client.get("/api/customers/nobody", headers=bearer)) == (404, "unknown_party")
    assert client.get(f"/api/customers/{party}", headers=bearer).json()["calling_from"] is None


def test_what_is_to_be_done_for_the_customer_is_shown_with_its_owner(
    client: TestClient, day: DayParts, bearer: Headers
) -> None:
    party = day.calls(NUMBER, ALICE)
    later = {"contact_id": "w-1", "origin": "c-1", "queue_id": "sales", "due_at_ms": 5, "remind_at_ms": None}
    later |= {"is_reminded": False, "text": "call again", "party_id": party, "name": None, "number": None}
    day.later = [later | {"owner": ROBIN}, later | {"owner": None, "party_id": "somebody else"}]
    (shown,) = client.get(HAND, headers=bearer).json()["follow_ups"]
    assert (shown["owner_name"], shown["text"]) == ("Robin", "call again")


def test_what_the_crm_knows_is_shown_and_its_silence_is_no_fault(
    client: TestClient, day: DayParts, bearer: Headers
) -> None:
    path = f"/api/customers/{day.calls(NUMBER)}/crm"
    assert client.get(path, headers=bearer).json()["result"] == "not_configured"
    field = {"name": "level", "label": {"en": "Level", "zh": "等级"}, "kind": "amount", "value": 5, "decimals": 2}
    day.crm_answer = {"result": "found", "reason": "found", "fields": [field]}
    assert client.get(path, headers=bearer).json()["fields"] == [field]
    day.crm_answer = {"result": "failed", "reason": "timeout", "fields": []}
    assert client.get(path, headers=bearer).status_code == 200


def test_a_page_of_a_named_origin_may_embed_the_desktop_and_no_other(client: TestClient, day: DayParts) -> None:
    headers = client.get("/api/health").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] and headers["X-Frame-Options"] == "DENY"
    day.embedded_in = ("https://crm.example.com",)
    headers = client.get("/api/health").headers
    assert "frame-ancestors 'self' https://crm.example.com" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize("text", STRANGE_TEXTS[:16], ids=range(16))
def test_strange_texts_are_answered_and_harm_nothing(
    client: TestClient, day: DayParts, bearer: Headers, text: str
) -> None:
    day.calls(NUMBER, ALICE)
    word = "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "replace")[:2_000])
    for path in (
        "customers?query={}",
        "customers/{}",
        "customers/{}/crm",
        "interactions/{}/customer",
        "contacts/{}/timeline",
    ):
        assert client.get(f"/api/{path.format(word)}", headers=bearer).status_code < 500, path
    plain = text.encode("utf-8", "replace").decode()
    cards: list[dict[str, object]] = [{"name": plain}, {"note": plain}, {"numbers": [plain]}, {"grade": plain}]
    cards.append({"addresses": [{"kind": "postal", "text": plain}]})
    for wish in cards:
        assert client.put(HAND, headers=bearer, json={"version": 0, **wish}).status_code < 500, wish.keys()
    merge = {"keep": plain, "merge": plain}
    assert client.post("/api/customers/merge", headers=bearer, json=merge).status_code < 500
    favourites = {"favourites": [{"kind": "agent", "target": plain, "label": plain}]}
    assert client.put("/api/favourites", headers=bearer, json=favourites).status_code < 500
    assert client.get(HAND, headers=bearer).status_code == 200
