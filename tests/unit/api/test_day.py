"""An agent's day over HTTP: figures with their definitions, the time line, settings, favourites."""

import pytest
from starlette.testclient import TestClient

from cic.api.day_bodies import DEFINITIONS, FiguresBody
from tests.unit.api.conftest import Backstage
from tests.unit.api.day_parts import DayParts

pytestmark = pytest.mark.unit

Headers = dict[str, str]


def test_a_day_without_contacts_is_empty_and_says_what_each_figure_means(
    client: TestClient, day: DayParts, bearer: Headers
) -> None:
    body = client.get("/api/my-day", headers=bearer).json()
    assert (body["now_ms"], body["time_zone"]) == (day.at_ms, "Asia/Shanghai")
    assert day.at_ms - 86_400_000 < body["from_ms"] <= day.at_ms
    assert body["figures"]["handled"] == 0 and body["figures"]["average_handling_ms"] is None
    assert body["definitions"].keys() == body["figures"].keys() == FiguresBody.model_fields.keys() == DEFINITIONS.keys()
    assert all(words["en"] and words["zh"] for words in body["definitions"].values())
    assert (body["contacts"], body["missed_offers"], body["callbacks"], body["follow_ups"]) == ([], [], [], [])


def test_a_day_is_an_agents_own(client: TestClient, operator: Headers) -> None:
    for path in ("/api/my-day", "/api/desk-settings"):
        answer = client.get(path, headers=operator)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_an_agent")


def test_the_time_line_of_a_contact_has_steps_of_its_flow_and_of_flows_that_agents_sent_it_into(
    client: TestClient, backstage: Backstage, operator: Headers
) -> None:
    visit = {"flow": "pin", "segment": 1, "agent_id": "alice", "at_ms": 500, "duration_ms": 90, "result": "verified"}
    backstage.rows[0]["flow_visits"] = [visit | {"path": [{"node": "ask", "at_ms": 510, "result": "said"}]}]
    backstage.rows[0] |= {"recording": "message-1", "message_ms": 900}
    body = client.get("/api/contacts/c-3/timeline", headers=operator).json()
    assert [(step["flow"], step["node"], step["at_ms"], step["segment"]) for step in body["steps"]] == [
        ("pin", "ask", 510, 1), ("main", "welcome", 1_000, 1)
    ]  # fmt: skip
    (segment,) = body["segments"]
    assert (segment["kind"], segment["agent_name"], segment["duration_ms"]) == ("ivr", "", 0)
    assert body["message"] == {"recording": "message-1", "duration_ms": 900}
    assert body["caller"]["number"] == "+15550100" and body["recordings"] == []
    assert client.get("/api/contacts/c-9/timeline", headers=operator).json()["error"]["code"] == "unknown_contact"


def test_settings_are_those_of_the_text_with_the_agents_favourites(
    client: TestClient, day: DayParts, bearer: Headers
) -> None:
    page = {"code": "a", "label": {"en": "A", "zh": "甲"}, "url": "https://crm.example.com/{number}", "opens": "asked"}
    day.settings = day.settings | {"crm": {"pages": [page], "has_lookup": True}}
    body = client.get("/api/desk-settings", headers=bearer).json()
    assert body["crm"] == {"pages": [page], "has_lookup": True}
    assert (body["favourites"], body["favourites_max"]) == ([], 30)
    assert body["card"]["kinds"] == ["person", "company"]


def test_favourites_are_kept_in_order_each_once_and_sealed(client: TestClient, day: DayParts, bearer: Headers) -> None:
    wish = [
        {"kind": "number", "target": "+44 20 7946 0000", "label": "Workshop"},
        {"kind": "agent", "target": "robin", "label": ""},
        {"kind": "number", "target": "+442079460000", "label": "again"},
    ]
    kept = client.put("/api/favourites", headers=bearer, json={"favourites": wish}).json()["favourites"]
    assert [item["target"] for item in kept] == ["+442079460000", "robin"]
    assert client.get("/api/desk-settings", headers=bearer).json()["favourites"] == kept
    list_of_alice = client.get("/api/customers/favourites-alice", headers=bearer)
    assert list_of_alice.json()["error"]["code"] == "unknown_party", "a list is nobody's card"
    content = day.store.database.path.read_bytes()  # type: ignore[attr-defined]
    assert b"7946" not in content and b"Workshop" not in content


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ([{"kind": "number", "target": "walrus"}], "bad_favourite"),
        ([{"kind": "cat", "target": "walrus"}], "bad_request"),
        ([{"kind": "agent", "target": "a"}] * 31, "bad_request"),
    ],
)
def test_a_list_that_is_none_is_refused(
    client: TestClient, bearer: Headers, wish: list[dict[str, str]], code: str
) -> None:
    answer = client.put("/api/favourites", headers=bearer, json={"favourites": wish})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert "walrus" not in answer.text
