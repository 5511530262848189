"""What routes note in the audit trail, and who may read it."""

import pytest

from tests.unit.api.conftest import TestClient

pytestmark = pytest.mark.unit


def test_an_administrator_reads_what_was_done(client: TestClient, operator: dict[str, str]) -> None:
    assert client.post("/api/configuration", json={"is_previous": True}, headers=operator).status_code == 200
    body = {"version": "b" * 16, "base": "a" * 16, "note": "the new menu"}
    assert client.post("/api/flows/publish", json=body, headers=operator).status_code == 200
    entries = client.get("/api/audit", headers=operator).json()["entries"]
    assert [(entry["ordinal"], entry["user"], entry["code"], entry["reason"]) for entry in entries] == [
        (2, "operator", "flows.publish", "the new menu"),
        (1, "operator", "configuration.apply_previous", None),
    ]
    page = client.get("/api/audit", params={"before": 2, "limit": 1}, headers=operator).json()["entries"]
    assert [entry["ordinal"] for entry in page] == [1]
    found = client.get("/api/audit", params={"code": "flows.publish"}, headers=operator).json()["entries"]
    assert [entry["ordinal"] for entry in found] == [2]


def test_an_agent_does_not(client: TestClient, bearer: dict[str, str]) -> None:
    assert client.get("/api/audit", headers=bearer).json()["error"]["code"] == "not_permitted"


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 501}, {"before": 0}, {"user": "x" * 129}, {"more": 1}])
def test_a_wish_of_the_wrong_form_is_refused(
    client: TestClient, operator: dict[str, str], params: dict[str, str | int]
) -> None:
    assert client.get("/api/audit", params=params, headers=operator).status_code == 422
