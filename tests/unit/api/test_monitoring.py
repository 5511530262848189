"""A supervisor listens in by HTTP: who may with whom, what is asked of the center, and what is noted of it."""

from typing import Any

import pytest

from cic.access.identity import Identity, Role, SessionId
from cic.api.app import create_app
from cic.api.contact_rows import shown_to
from cic.api.ports import CommandRefused, Services
from cic.audit.port import Wanted
from cic.calls.commands import MonitorMode
from cic.center.monitoring_inputs import EndMonitoring, StartMonitoring, SwitchMonitoring, TakeOver
from routing.vocabulary import InteractionId
from tests.unit.api.conftest import ALICE, ROBIN, Backstage, TestClient

pytestmark = pytest.mark.unit

MONITOR, OVER = "/api/agents/alice/monitor", "/api/agents/alice/monitor/take-over"
PEOPLE = {
    "robin": Identity("robin", Role.SUPERVISOR, ROBIN, SessionId("s1")),
    "phoneless": Identity("phoneless", Role.SUPERVISOR, None, SessionId("s2")),
    "other_team": Identity("other_team", Role.TEAM_SUPERVISOR, ROBIN, SessionId("s3"), team="night"),
    "alice": Identity("alice", Role.AGENT, ALICE, SessionId("s4")),
}


@pytest.fixture
def client(services: Services) -> TestClient:
    """The app with these people signed in, each by the name as token."""

    class Door:
        async def identify(self, token: str) -> Identity | None:
            return PEOPLE.get(token)

    object.__setattr__(services, "access", Door())
    return TestClient(create_app(services), base_url="http://127.0.0.1:8080")


def ask(client: TestClient, who: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.request(method, path, json=body, headers={"Authorization": f"Bearer {who}"})


Asked = tuple[str, str, dict[str, Any] | None, object, tuple[str, str]]
ACTS: list[Asked] = [
    (
        "POST",
        MONITOR,
        {"mode": "whisper", "reason": "new here"},
        StartMonitoring(ROBIN, ALICE, None, MonitorMode.WHISPER),
        ("call.monitor", "new here"),
    ),
    (
        "POST",
        MONITOR,
        {"mode": "listen", "reason": "a complaint", "interaction_id": "i7"},
        StartMonitoring(ROBIN, ALICE, InteractionId("i7"), MonitorMode.LISTEN),
        ("call.monitor", "a complaint"),
    ),
    (
        "PUT",
        MONITOR,
        {"mode": "barge"},
        SwitchMonitoring(ROBIN, ALICE, MonitorMode.BARGE),
        ("call.switch_monitoring", ""),
    ),
    ("DELETE", MONITOR, None, EndMonitoring(ROBIN, ALICE), ("call.end_monitoring", "")),
    ("POST", OVER, {"reason": "it escalates"}, TakeOver(ROBIN, ALICE), ("call.take_over", "it escalates")),
]


@pytest.mark.parametrize("asked", ACTS)
async def test_each_route_asks_for_one_thing_and_notes_it(
    client: TestClient, services: Services, backstage: Backstage, asked: Asked
) -> None:
    method, path, body, given, (code, reason) = asked
    answer = ask(client, "robin", method, path, body)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert backstage.supervision.performed == [given]
    (entry,) = await services.audit.entries(Wanted(10))
    assert (entry["user"], entry["code"], entry["target"]) == ("robin", code, "alice")
    assert (entry["reason"] or "") == reason


@pytest.mark.parametrize("asked", ACTS)
def test_it_is_for_supervisors_of_that_agent_with_a_phone(
    client: TestClient, backstage: Backstage, asked: Asked
) -> None:
    method, path, body, _, _ = asked
    refused = {"alice": "not_permitted", "other_team": "not_your_team", "phoneless": "not_an_agent"}
    for who, code in refused.items():
        answer = ask(client, who, method, path, body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, code), who
    assert "agents.yaml" in ask(client, "phoneless", method, path, body).json()["error"]["detail"]
    assert backstage.supervision.performed == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", MONITOR, {"mode": "listen"}),
        ("POST", MONITOR, {"mode": "listen", "reason": ""}),
        ("POST", MONITOR, {"mode": "listen", "reason": "x" * 501}),
        ("POST", MONITOR, {"mode": "shout", "reason": "why"}),
        ("POST", MONITOR, {"mode": "listen", "reason": "why", "more": 1}),
        ("PUT", MONITOR, {}),
        ("POST", OVER, {}),
    ],
)
def test_what_has_the_wrong_form_is_refused(
    client: TestClient, backstage: Backstage, method: str, path: str, body: dict[str, Any]
) -> None:
    assert ask(client, "robin", method, path, body).status_code == 422
    assert backstage.supervision.performed == []


async def test_a_refusal_of_the_center_is_told_and_noted(
    client: TestClient, services: Services, backstage: Backstage
) -> None:
    backstage.supervision.refusal = CommandRefused("not_allowed_now", "the agent is in no such talk")
    answer = ask(client, "robin", "POST", MONITOR, {"mode": "listen", "reason": "why"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_allowed_now")
    outcomes = [entry["outcome"] for entry in await services.audit.entries(Wanted(10))]
    assert outcomes == ["not_allowed_now", ""]


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.AGENT, False),
        (Role.QUALITY_REVIEWER, False),
        (Role.TEAM_SUPERVISOR, True),
        (Role.SUPERVISOR, True),
        (Role.AUDITOR, True),
    ],
)
def test_who_has_listened_in_is_not_for_agents_to_read(role: Role, sees: bool) -> None:
    """What an agent sees of it is the desktop's to show, as the center's text says."""
    row = {"contact_id": "c-1", "monitorings": [{"supervisor_id": "robin"}]}
    shown = shown_to(Identity("somebody", role, ALICE, SessionId("s")), row)
    assert shown == (row if sees else row | {"monitorings": []})
