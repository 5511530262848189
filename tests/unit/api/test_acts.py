"""A supervisor's acts by HTTP: what each asks of the center, its reason, and an act that is asked for twice."""

from typing import Any

import pytest

from cic.access.identity import Role
from cic.api.ports import CommandRefused, Services
from cic.center.agent_message_inputs import TellAgents
from routing.overrides import QueueMode
from routing.supervisor_commands import (
    EndWrapUps,
    ForceActivity,
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    SetQueueModes,
)
from routing.vocabulary import Activity, AgentId, InteractionId, QueueId
from tests.unit.api.conftest import ALICE, Backstage, TestClient
from tests.unit.api.test_reports import asking_as

pytestmark = pytest.mark.unit

WHY = {"reason": "it is Monday"}
FIRST = InteractionId("i1.2")
ACTIVITY, SIGN_OUT, WRAP_UP = (f"/api/agents/alice/{act}" for act in ("activity", "sign-out", "end-wrap-up"))
REASSIGN, FRONT, PICK_UP, RELEASE = (
    f"/api/interactions/i1.2/{act}" for act in ("reassign", "front", "pick-up", "release")
)
MODES, MESSAGES = "/api/queues/modes", "/api/agent-messages"
BODIES: dict[str, dict[str, Any]] = {
    ACTIVITY: {"activity": "available"},
    SIGN_OUT: {},
    WRAP_UP: {},
    REASSIGN: {"to_queue": "sales"},
    FRONT: {},
    PICK_UP: {},
    RELEASE: {},
    MODES: {"queues": ["sales"], "mode": "night"},
}


CASES: list[tuple[str, dict[str, Any], object]] = [
    (ACTIVITY, {"activity": "available"}, ForceActivity(ALICE, Activity.AVAILABLE, "")),
    (ACTIVITY, {"activity": "on_break", "break_reason": "lunch"}, ForceActivity(ALICE, Activity.ON_BREAK, "lunch")),
    (SIGN_OUT, {}, ForceActivity(ALICE, Activity.SIGNED_OUT, "")),
    (WRAP_UP, {}, EndWrapUps(ALICE, None)),
    (WRAP_UP, {"interaction_id": "i1.2"}, EndWrapUps(ALICE, FIRST)),
    (REASSIGN, {"to_agent": "robin"}, ReassignToAgent(FIRST, AgentId("robin"))),
    (REASSIGN, {"to_queue": "sales"}, ReassignToQueue(FIRST, QueueId("sales"))),
    (FRONT, {}, MoveToFront(FIRST)),
    (RELEASE, {}, ForceRelease(FIRST)),
    (
        MODES,
        {"queues": ["sales", "support", "sales"], "mode": "emergency"},
        SetQueueModes((QueueId("sales"), QueueId("support")), QueueMode.EMERGENCY, 0),
    ),
]


def test_each_act_is_one_command(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    for path, body, _ in CASES:
        answer = client.post(path, json=body | WHY, headers=operator)
        assert (answer.status_code, answer.json()["ok"]) == (200, True), path
    assert backstage.supervision.performed == [command for _, _, command in CASES]


def test_an_order_says_when_it_holds(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    for activity, when in ((Activity.SIGNED_OUT, "now"), (Activity.AVAILABLE, "after_contact")):
        backstage.floor.activities[ALICE] = activity
        assert client.post(SIGN_OUT, json=WHY, headers=operator).json() == {"ok": True, "when": when}


def test_no_act_is_without_a_reason(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    reasons: list[dict[str, Any]] = [{}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 501}, {"reason": 5}]
    for path, body in BODIES.items():
        for reason in reasons:
            refused = client.post(path, json=body | reason, headers=operator)
            assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_request"), (path, reason)
    assert backstage.supervision.performed == []


SENSELESS: list[tuple[str, dict[str, Any]]] = [
    (ACTIVITY, {"activity": "not_responding"}),
    (ACTIVITY, {"activity": "available", "more": 1}),
    (REASSIGN, {}),
    (REASSIGN, {"to_agent": "robin", "to_queue": "sales"}),
    (REASSIGN, {"to_agent": ""}),
    (MODES, {"queues": [], "mode": "night"}),
    (MODES, {"queues": ["q"] * 201, "mode": "night"}),
    (MODES, {"queues": ["sales"], "mode": "open", "until_ms": 1_700_000_100_000}),
    (FRONT, {"command_id": "short"}),
    (FRONT, {"command_id": "with a space"}),
]


def test_an_act_that_makes_no_sense_reaches_nobody(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    for path, body in SENSELESS:
        assert client.post(path, json=body | WHY, headers=operator).status_code == 422, (path, body)
    assert backstage.supervision.performed == []


def test_who_has_no_desk_picks_nothing_up(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    refused = client.post(PICK_UP, json=WHY, headers=operator)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_an_agent")
    assert backstage.supervision.performed == []


def test_an_act_under_the_same_id_is_done_once(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    body = WHY | {"command_id": "0123-abc"}
    answers = [client.post(RELEASE, json=body, headers=operator).json() for _ in range(3)]
    assert answers == [{"ok": True}] * 3
    assert backstage.supervision.performed == [ForceRelease(FIRST)]
    client.post(FRONT, json=body, headers=operator)
    client.post(RELEASE, json=WHY, headers=operator)
    assert backstage.supervision.performed[1:] == [MoveToFront(FIRST), ForceRelease(FIRST)]


def test_a_refusal_is_an_answer_too(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    backstage.supervision.refusal = CommandRefused("not_allowed_now", "it is connecting")
    body = BODIES[REASSIGN] | WHY | {"command_id": "0123-abc"}
    for _ in range(2):
        refused = client.post(REASSIGN, json=body, headers=operator)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_allowed_now")
    assert len(backstage.supervision.performed) == 1


def test_a_message_is_sealed_and_goes_to_those_who_are_meant(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    robin = AgentId("robin")
    backstage.floor.activities = {ALICE: Activity.AVAILABLE, robin: Activity.ON_BREAK}
    backstage.floor.reached = (ALICE,)
    for to, told in (
        ({"kind": "agent", "id": "robin"}, (robin,)),
        ({"kind": "all"}, (ALICE, robin)),
        ({"kind": "queue", "id": "sales"}, (ALICE, robin)),
    ):
        answer = client.post(MESSAGES, json={"to": to, "text": " Lunch is late "}, headers=operator)
        assert answer.status_code == 200, answer.json()
        assert answer.json()["reached"] == ["alice"]
        assert answer.json()["not_reached"] == [name for name in told if name != ALICE]
        command = backstage.supervision.performed[-1]
        assert isinstance(command, TellAgents) and command.agent_ids == told
        assert "Lunch" not in repr(command)
    assert backstage.supervision.sealed == ["Lunch is late"] * 3


def test_a_message_that_makes_no_sense_or_reaches_nobody_is_refused(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    senseless: list[tuple[dict[str, Any], int]] = [
        ({"to": {"kind": "all", "id": "x"}, "text": "a"}, 422),
        ({"to": {"kind": "agent"}, "text": "a"}, 422),
        ({"to": {"kind": "all"}, "text": "  "}, 422),
        ({"to": {"kind": "all"}, "text": "a" * 501}, 422),
        ({"to": {"kind": "queue", "id": "none"}, "text": "a"}, 404),
        ({"to": {"kind": "team", "id": "none"}, "text": "a"}, 404),
        ({"to": {"kind": "all"}, "text": "a"}, 409),
    ]
    for body, status in senseless:
        assert client.post(MESSAGES, json=body, headers=operator).status_code == status, body
    backstage.floor.activities = {ALICE: Activity.AVAILABLE}
    backstage.supervision.keeps_nothing = True
    refused = client.post(MESSAGES, json={"to": {"kind": "all"}, "text": "a"}, headers=operator)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "journal_stalled")
    assert backstage.supervision.performed == []


def test_a_team_supervisor_acts_on_the_own_team_and_its_contacts_alone(
    services: Services, backstage: Backstage
) -> None:
    asking = asking_as(services, Role.TEAM_SUPERVISOR, team="blue")
    ann, cal = AgentId("ann"), AgentId("cal")
    backstage.floor.activities = {ann: Activity.AVAILABLE, cal: Activity.AVAILABLE}
    for holder, status in ((ann, 200), (cal, 403)):
        backstage.floor.holders = {FIRST: frozenset({holder})}
        paths = {
            f"/api/agents/{holder}/sign-out": {},
            f"/api/agents/{holder}/end-wrap-up": {},
            f"/api/agents/{holder}/override/end": {},
            FRONT: {},
            RELEASE: {},
            REASSIGN: {"to_queue": "sales"},
            MESSAGES: {"to": {"kind": "agent", "id": holder}, "text": "a"},
        }
        for path, body in paths.items():
            assert asking.post(path, json=body | WHY).status_code == status, path
    assert len(backstage.supervision.performed) == 7
    told = asking.post(MESSAGES, json={"to": {"kind": "all"}, "text": "a"}).json()
    assert told["reached"] == ["ann"]
    assert asking.post(MODES, json=BODIES[MODES] | WHY).status_code == 403
