"""Contacts are found over HTTP by whoever may read them, and read, heard and explained by the same rule."""

import logging
from collections.abc import Iterator

import pytest

from cic.api.app import create_app
from cic.api.ports import RecordedTalk, Services
from cic.api.rates import Allowance
from cic.api.search_ports import SearchTooLong
from routing.vocabulary import ContactId, EndCause, RecordingId
from tests.unit.api.conftest import Backstage, TestClient
from tests.unit.api.day_parts import DayParts
from tests.unit.api.searched_calls import PEOPLE, LoggedCalls, as_, with_people

pytestmark = pytest.mark.unit
NUMBER = "+8613912345678"
EVERYTHING = ["machine", "missed", "robins", "alices"]
READ_BY = {
    "alice": ["missed", "alices"],
    "day-lead": ["machine", "missed", "alices"],
    "night-lead": ["machine", "missed", "robins"],
    "boss": EVERYTHING,
    "admin": EVERYTHING,
    "auditor": EVERYTHING,
    "reviewer": EVERYTHING,
}
"""The missed call rang at Alice's, and nobody took it."""


@pytest.fixture
def calls(day: DayParts) -> LoggedCalls:
    made = LoggedCalls(day)
    made.add(
        made.call("alices", at_s=0, number=NUMBER, caller="王小明", agents=["alice"], note="refund wanted", rating=5,
                  disposition="solved", is_recorded=True),
        made.call("robins", at_s=10, number="+442079460000", caller="Ann Lee", agents=["robin"], is_recorded=True),
        made.call("missed", at_s=20, asked=["alice"], is_abandoned=True),
        made.call("machine", at_s=30, queue="", end_cause=EndCause.FLOW_ENDED),
    )  # fmt: skip
    return made


@pytest.fixture
def client(services: Services, day: DayParts, calls: LoggedCalls) -> Iterator[TestClient]:
    assert calls is not None
    with TestClient(create_app(with_people(services, day)), base_url="http://127.0.0.1:8080") as made:
        yield made


def search(client: TestClient, person: str = "boss", **body: object) -> list[str]:
    answer = client.post("/api/contacts/search", headers=as_(person), json=body)
    assert answer.status_code == 200, answer.text
    return [row["contact_id"] for row in answer.json()["contacts"]]


def test_everybody_finds_reads_and_lists_what_the_role_covers(client: TestClient) -> None:
    for person, expected in READ_BY.items():
        check_what_is_read(client, person, expected)


def check_what_is_read(client: TestClient, person: str, expected: list[str]) -> None:
    assert search(client, person) == expected
    listed = client.get("/api/contacts", headers=as_(person)).json()["contacts"]
    assert [row["contact_id"] for row in listed] == expected
    counted = client.post("/api/contacts/search", headers=as_(person), json={"with_count": True, "limit": 1}).json()
    assert (counted["count"], counted["is_more"]) == (len(expected), False)
    for contact_id in EVERYTHING:
        for path in (f"/api/contacts/{contact_id}", f"/api/contacts/{contact_id}/timeline"):
            status = client.get(path, headers=as_(person)).status_code
            assert status == (200 if contact_id in expected else 404), path


def test_the_list_goes_on_before_a_contact_for_those_who_read_some(client: TestClient) -> None:
    page = client.get("/api/contacts?limit=1&before=missed", headers=as_("day-lead")).json()["contacts"]
    assert [row["contact_id"] for row in page] == ["alices"]
    assert client.get("/api/contacts?before=nothing", headers=as_("alice")).json() == {"contacts": []}


def test_a_recording_is_heard_by_whoever_may_read_its_contact(
    client: TestClient, backstage: Backstage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("tracks") / "a.wav"
    file.write_bytes(b"RIFF")
    tracks = ("alices", "robins")
    for name in tracks:
        backstage.talks[RecordingId(name)] = RecordedTalk(ContactId(name), frozenset())
        backstage.track_files[RecordingId(name)] = file
    may = {
        "alice": [200, 403], "day-lead": [200, 403], "night-lead": [403, 200], "boss": [200, 200],
        "reviewer": [200, 200], "auditor": [403, 403],
    }  # fmt: skip
    heard = {
        person: [client.get(f"/api/recordings/{name}", headers=as_(person)).status_code for name in tracks]
        for person in may
    }
    assert heard == may


def test_an_explanation_is_told_of_contacts_that_one_may_read(client: TestClient, backstage: Backstage) -> None:
    told = {"contact_id": "robins", "interaction_ids": [], "seq": 1, "at_ms": 1, "asked_about": None}
    backstage.explanations.answer = told | {"story": [], "standing": []}
    asked = "/api/contacts/i-robins/explanation"
    assert client.get(asked, headers=as_("alice")).status_code == 404
    assert client.get(asked, headers=as_("night-lead")).status_code == 200
    assert client.get(asked, headers=as_("boss")).status_code == 200


def test_an_agent_reads_all_of_a_party_that_is_in_hand(client: TestClient, day: DayParts, calls: LoggedCalls) -> None:
    party_id = day.calls("+442079461111", PEOPLE["alice"].agent_id)
    calls.add(calls.call("before", at_s=40, party=party_id, agents=["robin"]))
    assert search(client, "alice") == ["before", "missed", "alices"]
    assert client.get("/api/contacts/before", headers=as_("alice")).status_code == 200
    day.in_hand.clear()
    assert search(client, "alice") == ["missed", "alices"]


def test_a_card_shows_the_contacts_that_one_may_read(client: TestClient, day: DayParts, calls: LoggedCalls) -> None:
    party_id = day.calls("+442079461111")
    calls.add(
        calls.call("with-robin", at_s=50, party=party_id, agents=["robin"], note="for robin"),
        calls.call("with-alice", at_s=60, party=party_id, agents=["alice"]),
        calls.call("with-nobody", at_s=70, party=party_id),
    )

    def shown(person: str) -> list[str]:
        card = client.get(f"/api/customers/{party_id}", headers=as_(person)).json()
        return [line["contact_id"] for line in card["last_contacts"]]

    assert shown("alice") == ["with-alice"]
    assert shown("day-lead") == ["with-alice", "with-nobody"]
    assert shown("boss") == ["with-alice", "with-robin", "with-nobody"]


def test_a_search_names_what_it_looks_for(client: TestClient) -> None:
    assert search(client, number="1234 5678") == ["alices"]
    assert search(client, number="020 7946 0000") == [], "a national number is one of the center's country"
    assert search(client, name="小明") == ["alices"]
    assert search(client, note="refund", queues=["sales"], rating={"least": 4}) == ["alices"]
    assert search(client, is_recorded=True, talk_ms={"least": 1}, directions=["inbound"]) == ["robins", "alices"]
    assert search(client, rating={}) == ["alices"]
    assert search(client, order="longest", limit=1) in (["alices"], ["robins"])


def test_customers_are_found_by_the_name_on_their_cards(client: TestClient, day: DayParts, calls: LoggedCalls) -> None:
    """The name was written down after the call."""
    party_id = day.calls("+442079461111")
    calls.add(calls.call("nameless", at_s=50, party=party_id, number="+442079461111", agents=["robin"]))
    card = {"version": 0, "name": "Zebediah Quill"}
    assert client.put(f"/api/customers/{party_id}", headers=as_("boss"), json=card).status_code == 200
    assert search(client, name="zebediah") == ["nameless"]
    assert search(client, "alice", name="zebediah") == []
    assert search(client, party_id=party_id) == ["nameless"]


def test_pages_follow_each_other(client: TestClient) -> None:
    first = client.post("/api/contacts/search", headers=as_("boss"), json={"limit": 3}).json()
    rest = client.post("/api/contacts/search", headers=as_("boss"), json={"limit": 3, "cursor": first["cursor"]}).json()
    assert [row["contact_id"] for row in first["contacts"] + rest["contacts"]] == EVERYTHING
    assert (rest["cursor"], rest["count"]) == (None, None)


def test_a_wish_of_the_wrong_form_is_refused_without_being_repeated(client: TestClient) -> None:
    wrong: list[tuple[str, dict[str, object]]] = [
        ("bad_cursor", {"cursor": "1-2"}),
        *[("bad_request", body) for body in ({"limit": 0}, {"name": "x" * 101}, {"outcomes": ["lost"]}, {"any": 1})],
    ]
    for code, body in wrong:
        answer = client.post("/api/contacts/search", headers=as_("boss"), json={"number": NUMBER} | body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
        assert "1391234" not in answer.text


def test_what_takes_too_long_is_told_so(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(*_args: object, **_named: object) -> None:
        raise SearchTooLong

    monkeypatch.setattr(services.search.search, "find", find)
    answer = client.post("/api/contacts/search", headers=as_("boss"), json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "search_too_long")


def test_whoever_searches_all_the_time_has_to_wait(client: TestClient, services: Services) -> None:
    object.__setattr__(services.search, "asked", Allowance(burst=1, now_s=lambda: 0.0))
    search(client, "alice")
    answer = client.post("/api/contacts/search", headers=as_("alice"), json={})
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    search(client, "boss")


def test_the_log_tells_by_what_was_searched_and_not_for_what(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        search(client, "boss", number=NUMBER, name="王小明", note="refund")
    told = caplog.text
    assert "boss has searched contacts by name, note, number" in told
    assert "1391234" not in told and "小明" not in told and "refund" not in told
