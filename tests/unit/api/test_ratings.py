"""Ratings over HTTP: averages and distributions by queue and by agent, for the operator."""

import pytest

from cic.api.ports import JsonObject
from cic.api.ratings import DAY_MS
from tests.unit.api.conftest import Backstage, TestClient

pytestmark = pytest.mark.unit

Headers = dict[str, str]


def row(queue_id: str | None, agent_id: str | None, values: dict[int, int], highest: int = 5) -> JsonObject:
    return {
        "queue_id": queue_id,
        "agent_id": agent_id,
        "subject": "service",
        "lowest": 1,
        "highest": highest,
        "values": values,
    }


def test_ratings_are_counted_by_queue_and_by_agent(client: TestClient, operator: Headers, backstage: Backstage) -> None:
    backstage.rating_rows = [
        row("sales", "alice", {5: 2, 1: 1}),
        row("sales", "bob", {4: 1}),
        row("support", "alice", {3: 1}),
        row(None, None, {2: 1}),
    ]
    body = client.get("/api/ratings", headers=operator).json()
    figures = [(one["queue_id"], one["count"], one["average"]) for one in body["queues"]]
    assert figures == [("sales", 4, 3.75), ("support", 1, 3.0), (None, 1, 2.0)]
    assert body["queues"][0]["values"] == {"1": 1, "2": 0, "3": 0, "4": 1, "5": 2}
    figures = [(one["agent_id"], one["count"], one["average"]) for one in body["agents"]]
    assert figures == [("alice", 4, 3.5), ("bob", 1, 4.0), (None, 1, 2.0)]


def test_scales_are_kept_apart(client: TestClient, operator: Headers, backstage: Backstage) -> None:
    backstage.rating_rows = [row("sales", "alice", {5: 1}), row("sales", "alice", {9: 1}, highest=9)]
    body = client.get("/api/ratings", headers=operator).json()
    assert [(one["highest"], one["average"]) for one in body["queues"]] == [(5, 5.0), (9, 9.0)]


def test_a_time_a_queue_and_an_agent_limit_what_is_counted(
    client: TestClient, operator: Headers, backstage: Backstage
) -> None:
    client.get("/api/ratings?from_ms=5&until_ms=9&queue_id=sales&agent_id=alice", headers=operator)
    assert backstage.rated_within == (5, 9, "sales", "alice")
    client.get("/api/ratings", headers=operator)
    until_ms = backstage.supervision.at_ms + 1
    assert backstage.rated_within == (until_ms - DAY_MS, until_ms, None, None)
    assert client.get("/api/ratings?from_ms=9&until_ms=5", headers=operator).status_code == 422


def test_they_are_for_the_operator_alone(client: TestClient, bearer: Headers) -> None:
    assert client.get("/api/ratings", headers=bearer).json()["error"]["code"] == "not_permitted"
    assert client.get("/api/ratings").status_code == 401
