"""Applying a text over HTTP: who may, what makes sense, and how a refusal is told."""

import pytest

from cic.api.ports import ConfigurationRefusal
from tests.unit.api.conftest import Backstage, TestClient

pytestmark = pytest.mark.unit

NEW, OLD = "b" * 16, "a" * 16


def test_the_operator_applies_a_version_or_the_one_before(
    client: TestClient, operator: dict[str, str], backstage: Backstage
) -> None:
    applied = client.post("/api/configuration", json={"version": NEW}, headers=operator)
    assert (applied.status_code, applied.json()) == (200, {"version": NEW, "previous": OLD, "parts": 2})
    assert client.post("/api/configuration", json={"is_previous": True}, headers=operator).status_code == 200
    assert backstage.configurations.asked == [NEW, None]
    assert backstage.configurations.by == ["operator", "operator"]


def test_an_agent_may_not(client: TestClient, bearer: dict[str, str], backstage: Backstage) -> None:
    refused = client.post("/api/configuration", json={"version": NEW}, headers=bearer)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_permitted")
    assert client.post("/api/configuration", json={"version": NEW}).status_code == 401
    assert backstage.configurations.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": NEW, "is_previous": True},
        {"version": "../../etc"},
        {"version": NEW.upper()},
        {"version": NEW, "force": True},
    ],
)
def test_exactly_one_version_is_asked_for(
    client: TestClient, operator: dict[str, str], backstage: Backstage, body: dict[str, object]
) -> None:
    assert client.post("/api/configuration", json=body, headers=operator).status_code == 422
    assert backstage.configurations.asked == []


def test_a_refusal_says_why(client: TestClient, operator: dict[str, str], backstage: Backstage) -> None:
    backstage.configurations.answer = ConfigurationRefusal("bad_configuration", "queues.yaml:3: what is wrong")
    refused = client.post("/api/configuration", json={"version": NEW}, headers=operator)
    assert (refused.status_code, refused.json()["error"]) == (
        409,
        {"code": "bad_configuration", "detail": "queues.yaml:3: what is wrong"},
    )
