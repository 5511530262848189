"""An allowance: so many at once, then one every so often, each user for themselves."""

import pytest

from cic.api import rates
from cic.api.rates import RATES, Allowance, rate_of
from tests.unit.api.conftest import TestClient

pytestmark = pytest.mark.unit


def test_so_many_at_once_then_one_every_so_often() -> None:
    now_s = [0.0]
    allowance = Allowance(burst=3, each_s=2.0, now_s=lambda: now_s[0])
    assert [allowance.wait_s("a") for _ in range(4)] == [0, 0, 0, 3]
    assert allowance.wait_s("b") == 0, "another user has an own one"
    now_s[0] = 2.0
    assert [allowance.wait_s("a") for _ in range(2)] == [0, 3]
    now_s[0] = 100.0
    assert [allowance.wait_s("a") for _ in range(4)] == [0, 0, 0, 3], "it is full again, and never more than full"


def test_its_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "KEPT_MAX", 2)
    allowance = Allowance(burst=1, each_s=10.0, now_s=lambda: 0.0)
    assert [allowance.wait_s(user) for user in "abc"] == [0, 0, 0]
    assert allowance.wait_s("c") > 0 and allowance.wait_s("a") == 0


def test_each_costly_route_has_the_row_of_its_longest_path() -> None:
    signing_in, elsewhere = rate_of("POST", "/api/sign-in"), rate_of("GET", "/api/sign-in/openid/callback")
    assert signing_in is not None and signing_in.by_address
    assert elsewhere is not None and elsewhere.name == "sign in elsewhere"
    assert rate_of("GET", "/api/contacts/{contact_id}/explanation") is not None
    for method, path in (
        ("GET", "/api/contacts/{contact_id}"),
        ("GET", "/api/sign-in/ways"),
        ("POST", "/api/commands"),
    ):
        assert rate_of(method, path) is None, path


def test_every_row_is_of_a_route(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    held = {rate_of(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert held - {None} == set(RATES)


def test_a_person_who_asks_too_often_is_told_when_to_come_again(client: TestClient, operator: dict[str, str]) -> None:
    rate = rate_of("GET", "/api/audit")
    assert rate is not None
    answers = [client.get("/api/audit", headers=operator) for _ in range(rate.burst + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].json()["error"]["code"]) == (429, "too_many_requests")
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert client.get("/api/me", headers=operator).status_code == 200, "other routes are as ever"
    told = client.get("/openapi.json").json()["paths"]["/api/audit"]["get"]["responses"]
    assert {"400", "429"} <= told.keys()
