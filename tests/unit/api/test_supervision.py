"""Watching over the center by HTTP: who may, what is asked of the center, and what makes no sense."""

from typing import Any

import pytest

from cic.api.figures import MissedFigures, NotWaiting, WaitFigures
from cic.api.ports import CommandRefused
from routing.overrides import NO_OVERRIDE, AgentOverride, QueueMode
from routing.supervisor_commands import CloseMissedContact, SetOverride, SetPriority, SetQueueMode
from routing.vocabulary import AgentId, ContactId, InteractionId, QueueId
from tests.unit.api.conftest import ALICE, KEYS, Backstage, TestClient

pytestmark = pytest.mark.unit

NOW_MS = 1_700_000_000_000
LATER_MS = NOW_MS + 3_600_000
SALES = QueueId("sales")
MODE, OVERRIDE, PRIORITY = "/api/queues/sales/mode", "/api/agents/alice/override", "/api/interactions/i-1/priority"
CLOSE, WAIT = "/api/missed/c-1/close", "/api/interactions/i-1/wait"
WHY = {"reason": "it is Monday"}
SKILL = {"until_ms": LATER_MS, "skills": {"spanish": 60}}


@pytest.mark.parametrize(
    ("path", "body", "command"),
    [
        (MODE, {"mode": "closed", "until_ms": LATER_MS}, SetQueueMode(SALES, QueueMode.CLOSED, LATER_MS)),
        (MODE, {"mode": "emergency", "until_ms": None}, SetQueueMode(SALES, QueueMode.EMERGENCY, 0)),
        (MODE, {"mode": "open"}, SetQueueMode(SALES, QueueMode.OPEN, 0)),
        (OVERRIDE, SKILL, SetOverride(ALICE, AgentOverride(LATER_MS, (("spanish", 60),)))),
        (
            OVERRIDE,
            {"until_ms": LATER_MS, "more_queues": ["b", "a", "b"], "without_queues": ["sales"]},
            SetOverride(ALICE, AgentOverride(LATER_MS, (), (QueueId("b"), QueueId("a")), (SALES,))),
        ),
        (PRIORITY, {"priority": -5}, SetPriority(InteractionId("i-1"), -5)),
        (CLOSE, {}, CloseMissedContact(ContactId("c-1"))),
    ],
)
def test_each_route_asks_the_center_for_one_thing(
    client: TestClient, backstage: Backstage, path: str, body: dict[str, Any], command: object
) -> None:
    answer = client.post(path, json=body | WHY, headers={"Authorization": f"Bearer {KEYS.operator_token}"})
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert backstage.supervision.performed == [command]


def test_an_override_is_ended(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    assert client.post(f"{OVERRIDE}/end", json=WHY, headers=operator).status_code == 200
    assert backstage.supervision.performed == [SetOverride(AgentId("alice"), NO_OVERRIDE)]


def test_it_is_for_the_operator_alone(
    client: TestClient, bearer: dict[str, str], operator: dict[str, str], backstage: Backstage
) -> None:
    asked = [("POST", path) for path in (MODE, OVERRIDE, PRIORITY, CLOSE)]
    asked += [("POST", f"{OVERRIDE}/end"), ("GET", WAIT), ("GET", "/api/missed")]
    for method, path in asked:
        assert client.request(method, path).status_code == 401, path
        refused = client.request(method, path, headers=bearer)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_permitted"), path
    assert backstage.supervision.performed == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (MODE, {}),
        (MODE, {"mode": "ajar"}),
        (MODE, {"mode": "closed", "until_ms": 0}),
        (MODE, {"mode": "closed", "until_ms": "soon"}),
        (MODE, {"mode": "closed", "until_ms": True}),
        (MODE, {"mode": "closed", "until_ms": NOW_MS + 400 * 86_400_000}),
        (MODE, {"mode": "closed", "until_ms": 2**60}),
        (MODE, {"mode": "open", "until_ms": LATER_MS}),
        (MODE, {"mode": "open", "why": "x"}),
        (OVERRIDE, {"skills": {"spanish": 60}}),
        (OVERRIDE, {"until_ms": LATER_MS}),
        (OVERRIDE, {"until_ms": LATER_MS, "skills": {"spanish": 101}}),
        (OVERRIDE, {"until_ms": LATER_MS, "skills": {"spanish": -1}}),
        (OVERRIDE, {"until_ms": LATER_MS, "skills": {"spanish": "60"}}),
        (OVERRIDE, {"until_ms": LATER_MS, "skills": {"": 60}}),
        (OVERRIDE, {"until_ms": LATER_MS, "skills": {f"s{n}": 1 for n in range(201)}}),
        (OVERRIDE, {"until_ms": LATER_MS, "more_queues": ["q" * 129]}),
        (OVERRIDE, {"until_ms": LATER_MS, "more_queues": ["q"] * 201}),
        (OVERRIDE, {"until_ms": LATER_MS, "more_queues": ["q"], "without_queues": ["q"]}),
        (OVERRIDE, SKILL | {"until_ms": NOW_MS + 400 * 86_400_000}),
        (PRIORITY, {"priority": 1_000_001}),
        (PRIORITY, {"priority": 1.5}),
        (PRIORITY, {}),
        (f"/api/queues/{'q' * 129}/mode", {"mode": "open"}),
    ],
)
def test_what_makes_no_sense_reaches_nobody(
    client: TestClient, operator: dict[str, str], backstage: Backstage, path: str, body: dict[str, Any]
) -> None:
    refused = client.post(path, json=WHY | body, headers=operator)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_request")
    assert backstage.supervision.performed == []


def test_a_skill_that_nobody_can_have_is_told(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    refused = client.post(OVERRIDE, json=SKILL | WHY | {"skills": {"spanisch": 60}}, headers=operator)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "unknown_skill")
    assert backstage.supervision.performed == []


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("unknown_queue", 404),
        ("unknown_agent", 404),
        ("unknown_interaction", 404),
        ("not_allowed_now", 409),
        ("journal_stalled", 503),
        ("engine_stopped", 503),
    ],
)
def test_a_refusal_keeps_its_code(
    client: TestClient, operator: dict[str, str], backstage: Backstage, code: str, status: int
) -> None:
    backstage.supervision.refusal = CommandRefused(code, "why")
    refused = client.post(MODE, json={"mode": "open"} | WHY, headers=operator)
    assert (refused.status_code, refused.json()) == (status, {"error": {"code": code, "detail": "why"}})


def test_the_work_list_holds_who_gave_up(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    backstage.gave_up = [
        MissedFigures(ContactId("c-1"), SALES, 50, 10, 90, False),
        MissedFigures(ContactId("c-2"), SALES, 60, 20, 100, True),
    ]
    body = client.get("/api/missed", headers=operator).json()
    assert (body["count"], [row["contact_id"] for row in body["missed"]]) == (2, ["c-1", "c-2"])
    assert body["missed"][1] == {
        "contact_id": "c-2",
        "queue_id": "sales",
        "missed_at_ms": 60,
        "waiting_since_ms": 20,
        "resume_until_ms": 100,
        "may_resume": True,
    }
    body = client.get("/api/missed?limit=1", headers=operator).json()
    assert (body["count"], len(body["missed"])) == (2, 1)
    assert client.get("/api/missed?limit=0", headers=operator).status_code == 422


def test_the_place_in_line_is_told_while_there_is_one(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    assert client.get(WAIT, headers=operator).json()["error"]["code"] == "unknown_interaction"
    backstage.standing = NotWaiting("connected")
    gone = client.get(WAIT, headers=operator)
    assert (gone.status_code, gone.json()["error"]["code"]) == (409, "not_allowed_now")
    backstage.standing = WaitFigures(SALES, 3, 10, None, None)
    assert client.get(WAIT, headers=operator).json() == {
        "queue_id": "sales",
        "place": 3,
        "waiting_since_ms": 10,
        "estimated_median_ms": None,
        "estimated_p90_ms": None,
    }
