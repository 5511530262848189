"""Reports over HTTP: the golden hour as JSON and as CSV, who sees which rows, and what is refused."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from cic.access.identity import Identity, Role, SessionId
from cic.api.app import create_app
from cic.api.csv_text import csv_text
from cic.api.ports import Services
from cic.api.report_bodies import BehindBody, ReportBody
from cic.configuration.labels import AgentLabel, Label
from routing.vocabulary import AgentId
from tests.unit.api.conftest import LABELS, TestClient

pytestmark = pytest.mark.unit

HOUR = {"from": "2026-03-02T09:00", "until": "2026-03-02T10:00"}
LABELLED = replace(
    LABELS,
    agents={
        AgentId("ann"): AgentLabel("=Ann", "201", (), (), team="blue"),
        AgentId("bob"): AgentLabel("Bob", "202", (), (), team="blue"),
        AgentId("cal"): AgentLabel("Cal", "203", (), (), team="red"),
    },
    break_reasons={"lunch": Label("Lunch", "午餐")},
)


def asking_as(services: Services, role: Role, agent: str | None = None, team: str = "") -> TestClient:
    """A client of somebody in this role."""

    class OneDoor:
        async def identify(self, _token: str) -> Identity | None:
            return Identity("somebody", role, None if agent is None else AgentId(agent), SessionId("s"), team=team)

    object.__setattr__(services, "access", OneDoor())
    object.__setattr__(services, "labels", lambda: LABELLED)
    return TestClient(create_app(services), base_url="http://127.0.0.1:8080", headers={"Authorization": "Bearer x"})


def figures(body: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return dict(zip([metric["id"] for metric in body["metrics"]], row["values"], strict=True))


def test_a_report_comes_with_its_definitions_and_its_total(services: Services) -> None:
    body = asking_as(services, Role.SUPERVISOR).get("/api/reports/queues", params=HOUR).json()
    ReportBody.model_validate(body)
    assert (body["zone"], body["interval"]) == ("Europe/Vienna", "none")
    of = {(row["queue_id"], row["medium"]): figures(body, row) for row in body["rows"]}
    assert of["sales", "voice"]["service_level"] == 0.6
    assert of["sales", "voice"]["average_handle_ms"] == 285_000
    assert figures(body, body["total"])["offered"] == 13
    (service_level,) = [metric for metric in body["metrics"] if metric["id"] == "service_level"]
    assert "Short abandons" in service_level["definition"]["en"] and service_level["definition"]["zh"]
    assert body["queues"]["sales"] == {"en": "Sales", "zh": "销售"}
    assert body["queues"]["support"] == {"en": "support", "zh": "support"}  # it is gone from the center's text


def test_without_a_range_it_is_today_in_the_centers_zone(services: Services) -> None:
    body = asking_as(services, Role.SUPERVISOR).get("/api/reports/states", params={"interval": "day"}).json()
    ReportBody.model_validate(body)
    assert body["until_ms"] - body["from_ms"] == 86_400_000
    assert body["break_reasons"] == {
        "lunch": {"en": "Lunch", "zh": "午餐"},
        "training": {"en": "training", "zh": "training"},
    }
    bob = next(row for row in body["rows"] if row["agent_id"] == "bob")
    assert figures(body, bob)["signed_in_ms"] == 3_600_000  # still signed in at ten, and counted up to then


@pytest.mark.parametrize(
    ("role", "agent", "team", "seen"),
    [
        (Role.SUPERVISOR, None, "", {"ann", "bob", "cal", "dan"}),
        (Role.TEAM_SUPERVISOR, None, "blue", {"ann", "bob"}),
        (Role.TEAM_SUPERVISOR, "cal", "", {"cal"}),
        (Role.AGENT, "bob", "", {"bob"}),
        (Role.AGENT, "nobody", "", set()),
    ],
)
def test_who_sees_whose_rows(services: Services, role: Role, agent: str | None, team: str, seen: set[str]) -> None:
    client = asking_as(services, role, agent, team)
    for kind in ("agents", "states"):
        body = client.get(f"/api/reports/{kind}", params=HOUR).json()
        assert {row["agent_id"] for row in body["rows"]} == seen
    asked = client.get("/api/reports/agents", params=HOUR | {"agent": ["bob", "cal"]}).json()
    assert {row["agent_id"] for row in asked["rows"]} == seen & {"bob", "cal"}


def test_an_agent_sees_no_report_of_queues(services: Services) -> None:
    client = asking_as(services, Role.AGENT, "bob")
    for path in ("queues", "intervals", "queues/contacts?metric=offered&from_ms=0&until_ms=9"):
        answer = client.get(f"/api/reports/{path}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "own_rows_only")


def test_what_stands_behind_a_figure(services: Services) -> None:
    client = asking_as(services, Role.SUPERVISOR)
    row = client.get("/api/reports/queues", params=HOUR | {"queue": "sales"}).json()["rows"][0]
    of = {name: row[name] for name in ("from_ms", "until_ms", "queue_id", "medium")}
    body = client.get("/api/reports/queues/contacts", params={"metric": "answered", "limit": 3, **of}).json()
    BehindBody.model_validate(body)
    assert (body["count"], [row["contact_id"] for row in body["rows"]]) == (4, ["c1", "c2", "c6"])
    rest = client.get(
        "/api/reports/queues/contacts", params={"metric": "answered", "after": body["next_after"], **of}
    ).json()
    assert ([row["contact_id"] for row in rest["rows"]], rest["next_after"]) == (["c7"], None)
    mine = asking_as(services, Role.AGENT, "bob").get(
        "/api/reports/agents/contacts", params={"metric": "handled", **{k: of[k] for k in ("from_ms", "until_ms")}}
    )
    assert {row["contact_id"] for row in mine.json()["rows"]} == {"c2", "c7", "c12"}


def test_the_same_as_csv(services: Services) -> None:
    answer = asking_as(services, Role.SUPERVISOR).get("/api/reports/states", params=HOUR | {"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment; filename=cic-states.csv"
    assert "\r\n" in answer.text and not answer.text.startswith("\ufeff")
    header, ann, *_, total = list(csv.reader(io.StringIO(answer.text)))
    assert header[:4] == ["From", "Until", "Agent", "Agent id"]
    told = dict(zip(header, ann, strict=True))
    assert (told["Agent"], told["From"]) == ("'=Ann", "2026-03-02T09:00+01:00")  # no spreadsheet computes a name
    assert (told["Ready (s)"], told["Break: Lunch (s)"]) == ("2285.0", "900.0")
    assert (total[0], dict(zip(header, total, strict=True))["Signed in (s)"]) == ("Total", "11760.0")


def test_csv_in_chinese_for_a_spreadsheet(services: Services) -> None:
    wanted = HOUR | {"format": "csv", "language": "zh", "byte_order_mark": "true"}
    text = asking_as(services, Role.SUPERVISOR).get("/api/reports/queues", params=wanted).content.decode()
    assert text.startswith("\ufeff开始,结束,队列,队列编号,媒介,进入队列")
    assert "销售,sales,voice,7" in text and text.rstrip().splitlines()[-1].startswith("合计")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum", "\tx", "\r=1"])
def test_no_text_is_a_formula(name: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_text(["a"], [[name, -1, 'say "hi", twice']]).split("\r\n", 1)[1], newline=""))
    assert row == [f"'{name}", "-1", 'say "hi", twice']


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Nowhere/Town"},
        {"from": "2026-03-02T09:07"},
        {"from": "2026-03-03"},
        {"from": "soon"},
        {"from": "2020-01-01"},
        {"interval": "decade"},
        {"format": "xls"},
    ],
)
def test_a_wrong_question_is_refused_with_what_to_do(services: Services, wrong: dict[str, str]) -> None:
    answer = asking_as(services, Role.SUPERVISOR).get("/api/reports/queues", params=HOUR | wrong)
    assert answer.status_code == 422 and answer.json()["error"]["detail"]
