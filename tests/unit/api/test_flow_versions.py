"""Flows' versions over HTTP: who may, what makes sense, what is told, and how a refusal is."""

from typing import Any

import pytest

from cic.api.ports import ConfigurationRefusal
from tests.unit.api.conftest import Backstage, TestClient

pytestmark = pytest.mark.unit

BASE, NEW, OF_FLOW = "a" * 16, "b" * 16, "1" * 12
PUBLISH, ROLLBACK = "/api/flows/publish", "/api/flows/rollback"
CHANGE = {"flow": "main", "old": "1" * 12, "new": "2" * 12}


def test_the_operator_publishes_and_goes_back(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    expected = {"version": NEW, "previous": BASE, "changed": [CHANGE | {"contacts_on_earlier": 2}]}
    published = client.post(PUBLISH, json={"version": NEW, "base": BASE, "note": "为什么"}, headers=operator)
    assert (published.status_code, published.json()) == (200, expected)
    assert client.post(ROLLBACK, json={"flow": "main", "to": OF_FLOW}, headers=operator).json() == expected
    assert client.post(ROLLBACK, json={}, headers=operator).status_code == 200
    assert backstage.flow_versions.asked == [
        (NEW, BASE, "operator", "为什么"),
        ("main", OF_FLOW, "operator", ""),
        (None, None, "operator", ""),
    ]


def test_what_holds_and_what_held_is_told(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    assert client.get("/api/flows", headers=operator).json() == {
        "version": BASE,
        "flows": [{"flow": "main", "version": OF_FLOW, "contacts": 3, "contacts_on_earlier": 2}],
    }
    step = {"version": NEW, "at_ms": 5, "how": "flows_published", "by": "operator", "note": "why", "holds": True}
    expected = {"history": [step | {"changed": [CHANGE]}]}
    assert client.get("/api/flows/history", headers=operator).json() == expected
    assert client.get("/api/flows/history?flow=main", headers=operator).json() == expected
    assert backstage.flow_versions.asked == [(None,), ("main",)]


def test_flows_that_hold_are_not_refused_for_figures_that_wait(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    backstage.figures_wait = True
    published = client.post(PUBLISH, json={"version": NEW, "base": BASE}, headers=operator)
    assert published.json()["changed"] == [CHANGE | {"contacts_on_earlier": None}]
    assert client.get("/api/flows", headers=operator).status_code == 503


def test_an_agent_may_not(client: TestClient, bearer: dict[str, str], backstage: Backstage) -> None:
    asked: list[tuple[str, str, Any]] = [
        ("GET", "/api/flows", None),
        ("GET", "/api/flows/history", None),
        ("POST", PUBLISH, {"version": NEW, "base": BASE}),
        ("POST", ROLLBACK, {}),
    ]
    for method, path, body in asked:
        assert client.request(method, path, json=body, headers=bearer).status_code == 403, path
        assert client.request(method, path, json=body).status_code == 401, path
    assert backstage.flow_versions.asked == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PUBLISH, {}),
        (PUBLISH, {"version": NEW}),
        (PUBLISH, {"version": "../../etc", "base": BASE}),
        (PUBLISH, {"version": NEW, "base": BASE, "force": True}),
        (PUBLISH, {"version": NEW, "base": BASE, "note": "two\nlines"}),
        (PUBLISH, {"version": NEW, "base": BASE, "note": "\x1b[2J"}),
        (PUBLISH, {"version": NEW, "base": BASE, "note": "x" * 201}),
        (ROLLBACK, {"to": "1"}),
        (ROLLBACK, {"flow": ""}),
        (ROLLBACK, {"flow": "x" * 129}),
    ],
)
def test_what_makes_no_sense_reaches_nobody(
    client: TestClient, operator: dict[str, str], backstage: Backstage, path: str, body: dict[str, object]
) -> None:
    assert client.post(path, json=body, headers=operator).status_code == 422
    assert backstage.flow_versions.asked == []


@pytest.mark.parametrize(("code", "status"), [("bad_configuration", 409), ("unknown_flow", 404)])
def test_a_refusal_says_why(
    client: TestClient, operator: dict[str, str], backstage: Backstage, code: str, status: int
) -> None:
    backstage.flow_versions.refusal = ConfigurationRefusal(code, "main.yaml:3: what is wrong")
    answers = [
        client.post(PUBLISH, json={"version": NEW, "base": BASE}, headers=operator),
        client.post(ROLLBACK, json={}, headers=operator),
        client.get("/api/flows/history?flow=main", headers=operator),
    ]
    for refused in answers:
        error = {"code": code, "detail": "main.yaml:3: what is wrong"}
        assert (refused.status_code, refused.json()["error"]) == (status, error)
