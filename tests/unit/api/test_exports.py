"""Contacts are taken out of the center in a file: with progress, for a while, for one person, and never unnoted."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cic.api.app import create_app
from cic.api.ports import JsonObject, Services
from cic.api.search_ports import ContactWish, FoundContacts, SearchServices, SearchTooLong
from cic.contact_log.export import jobs
from cic.contact_log.export.columns import csv_line
from cic.contact_log.export.jobs import ContactExports
from tests.unit.api.conftest import TestClient
from tests.unit.api.day_parts import DayParts
from tests.unit.api.searched_calls import LoggedCalls, as_, with_people

pytestmark = pytest.mark.unit
HOUR_MS = 3_600_000
WAIT_S = 20.0


class HeldSearch:
    """The search of a test, which waits before each page where it is told to."""

    def __init__(self, services: SearchServices) -> None:
        self._search = services.search
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.is_asked = threading.Event()
        self.fault: Exception | None = None

    def find(
        self, wish: ContactWish, limit: int, cursor: str | None = None, *, with_count: bool = False
    ) -> FoundContacts:
        """A page, once it may be."""
        self.is_asked.set()
        assert self.may_go_on.wait(WAIT_S)
        if self.fault is not None:
            raise self.fault
        return self._search.find(wish, limit, cursor, with_count=with_count)

    def count(self, wish: ContactWish, time_limit_s: float) -> int:
        """How many there are."""
        return self._search.count(wish, time_limit_s)


@pytest.fixture
def held(services: Services) -> HeldSearch:
    return HeldSearch(services.search)


@pytest.fixture
def calls(day: DayParts) -> LoggedCalls:
    made = LoggedCalls(day)
    made.add(
        made.call("first", at_s=0, number="+8613912345678", caller="=1+1, \"quoted\"", agents=["alice", "robin"],
                  note="第一行\nrefund", rating=5, disposition="solved", is_recorded=True),
        made.call("second", at_s=10, caller="Ann", agents=["robin"], queue="support"),
    )  # fmt: skip
    return made


@pytest.fixture
def client(services: Services, day: DayParts, calls: LoggedCalls, held: HeldSearch) -> Iterator[TestClient]:
    assert calls is not None
    exports = ContactExports(
        day.exports_folder, held, lambda: day.at_ms, lambda: "Asia/Shanghai", pause_share=0  # type: ignore[arg-type]
    )  # fmt: skip
    people = with_people(services, day)
    with TestClient(
        create_app(replace(people, search=replace(services.search, exports=exports))), base_url="http://127.0.0.1:8080"
    ) as made:
        yield made
    held.may_go_on.set()
    exports.close()


def begin(client: TestClient, person: str = "boss", **body: object) -> JsonObject:
    wish = {"search": {}, "reason": "asked for by the regulator"} | body
    answer = client.post("/api/exports", headers=as_(person), json=wish)
    assert answer.status_code == 202, answer.text
    told: JsonObject = answer.json()
    return told


def ended(client: TestClient, export_id: object, person: str = "boss") -> JsonObject:
    """An export once it goes on no more."""
    for _ in range(2_000):
        told: JsonObject = client.get(f"/api/exports/{export_id}", headers=as_(person)).json()
        if told["state"] != "running":
            return told
        threading.Event().wait(0.01)
    raise AssertionError("the export does not end")


def audited(client: TestClient, count: int, code: str = "contacts.export") -> list[JsonObject]:
    """What was noted of exports, once there is so much of it."""
    for _ in range(2_000):
        entries = client.get("/api/audit", headers=as_("auditor")).json()["entries"]
        found = [entry for entry in entries if entry["code"].startswith(code)]
        if len(found) >= count:
            return found[::-1]
        threading.Event().wait(0.01)
    raise AssertionError(f"not noted: {found}")


def test_an_export_is_a_file_of_what_the_search_finds(client: TestClient, day: DayParts) -> None:
    columns = ["contact_id", "arrived_at", "caller_name", "caller_number", "queues", "agents", "ratings", "notes"]
    told = ended(client, begin(client, columns=columns)["export_id"])
    assert (told["state"], told["rows_written"], told["rows_total"], told["failure"]) == ("done", 2, 2, "")
    assert told["kept_until_ms"] == day.at_ms + HOUR_MS
    answer = client.get(f"/api/exports/{told['export_id']}/file", headers=as_("boss"))
    assert answer.headers["cache-control"] == "no-store" and "attachment" in answer.headers["content-disposition"]
    assert len(answer.content) == told["file_bytes"] and answer.content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == columns
    assert rows[1][0] == "second"
    assert rows[2] == [
        "first", "2027-01-15T16:00:00.000+08:00", "'=1+1, \"quoted\"", "+8613912345678", "sales", "alice; robin",
        "service 5 (1-5)", "第一行\nrefund",
    ]  # fmt: skip


def test_json_lines_have_a_contact_each(client: TestClient) -> None:
    wish = {"queues": ["support"]}
    told = ended(client, begin(client, form="jsonl", columns=["contact_id", "total_ms"], search=wish)["export_id"])
    file = client.get(f"/api/exports/{told['export_id']}/file", headers=as_("boss")).text
    assert [json.loads(line) for line in file.splitlines()] == [{"contact_id": "second", "total_ms": 70_000}]


def test_all_columns_are_exported_where_none_are_named(client: TestClient) -> None:
    told = ended(client, begin(client)["export_id"])
    assert told["state"] == "done" and len(told["columns"]) == 36  # type: ignore[arg-type]


def test_who_exported_why_and_how_much_is_noted_and_not_whom(client: TestClient) -> None:
    told = ended(client, begin(client, search={"number": "5678", "name": "", "queues": ["sales"]})["export_id"])
    client.get(f"/api/exports/{told['export_id']}/file", headers=as_("boss"))
    entries = audited(client, 3)
    assert [entry["code"] for entry in entries] == [
        "contacts.export", "contacts.export_ended", "contacts.export_taken",
    ]  # fmt: skip
    assert {(entry["user"], entry["target"]) for entry in entries} == {("boss", told["export_id"])}
    asked, over, taken = entries
    assert asked["reason"] == "asked for by the regulator"
    assert (asked["details"]["filters"], asked["details"]["filters_count"]) == ("number, queues", 2)  # type: ignore[index]
    assert over["details"] == {"state": "done", "rows": 1, "failure": ""}
    assert taken["details"] == {"rows": 1}
    assert "5678" not in json.dumps(entries)


def test_an_export_is_its_owners_alone(client: TestClient, day: DayParts) -> None:
    export_id = ended(client, begin(client)["export_id"])["export_id"]
    for path in (f"/api/exports/{export_id}", f"/api/exports/{export_id}/file"):
        assert client.get(path, headers=as_("admin")).json()["error"]["code"] == "unknown_export"
    assert client.delete(f"/api/exports/{export_id}", headers=as_("admin")).status_code == 404
    assert client.get("/api/exports", headers=as_("admin")).json() == {"exports": []}
    assert [item["export_id"] for item in client.get("/api/exports", headers=as_("boss")).json()["exports"]] == [
        export_id
    ]
    (file,) = day.exports_folder.glob("*.csv")
    assert file.stat().st_mode & 0o777 == 0o600 and day.exports_folder.stat().st_mode & 0o777 == 0o700


def test_not_everybody_exports(client: TestClient) -> None:
    for person in ("alice", "day-lead", "reviewer"):
        answer = client.post("/api/exports", headers=as_(person), json={"search": {}, "reason": "x"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_permitted")


def test_an_export_needs_a_reason(client: TestClient) -> None:
    for reason in ({}, {"reason": ""}, {"reason": "x" * 501}):
        assert client.post("/api/exports", headers=as_("boss"), json={"search": {}} | reason).status_code == 422
    assert (
        client.post(
            "/api/exports", headers=as_("boss"), json={"search": {}, "reason": "x", "columns": ["key"]}
        ).status_code
        == 422
    )


def test_progress_is_told_and_an_export_can_be_cancelled(
    client: TestClient, held: HeldSearch, monkeypatch: pytest.MonkeyPatch, day: DayParts
) -> None:
    monkeypatch.setattr(jobs, "PAGE_CONTACTS", 1)
    held.may_go_on.clear()
    export_id = begin(client)["export_id"]
    assert client.get(f"/api/exports/{export_id}", headers=as_("boss")).json()["state"] == "running"
    assert client.get(f"/api/exports/{export_id}/file", headers=as_("boss")).json()["error"]["code"] == "no_file"
    client.delete(f"/api/exports/{export_id}", headers=as_("boss"))
    held.may_go_on.set()
    told = ended(client, export_id)
    assert (told["state"], told["rows_written"], told["rows_total"]) == ("cancelled", 1, 2)
    assert list(day.exports_folder.glob("*.csv")) == []
    assert audited(client, 2)[-1]["details"]["state"] == "cancelled"  # type: ignore[index]


def test_there_are_a_few_at_once_and_one_for_each_person(client: TestClient, held: HeldSearch) -> None:
    held.may_go_on.clear()
    first = begin(client)
    again = client.post("/api/exports", headers=as_("boss"), json={"search": {}, "reason": "again"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "export_running")
    assert audited(client, 2)[-1]["outcome"] == "export_running"
    begin(client, "admin"), begin(client, "auditor")
    held.may_go_on.set()
    assert ended(client, first["export_id"])["state"] == "done"


def test_a_file_goes_after_its_time_or_when_it_is_let_go(client: TestClient, day: DayParts) -> None:
    first = ended(client, begin(client)["export_id"])
    day.at_ms += HOUR_MS
    assert ended(client, first["export_id"])["state"] == "removed"
    second = ended(client, begin(client)["export_id"])
    assert client.delete(f"/api/exports/{second['export_id']}", headers=as_("boss")).json()["state"] == "removed"
    assert list(day.exports_folder.glob("*.csv")) == []
    assert client.get(f"/api/exports/{second['export_id']}/file", headers=as_("boss")).status_code == 404
    day.at_ms += 24 * HOUR_MS
    assert client.get("/api/exports", headers=as_("boss")).json() == {"exports": []}
    assert list(day.exports_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "failure"), [(SearchTooLong(), "search_too_long"), (OSError(5, "input/output error"), "not_written")]
)
def test_an_export_that_fails_says_why_and_leaves_nothing(
    client: TestClient, held: HeldSearch, day: DayParts, fault: Exception, failure: str
) -> None:
    held.fault = fault
    told = ended(client, begin(client)["export_id"])
    assert (told["state"], told["failure"]) == ("failed", failure)
    assert list(day.exports_folder.glob("*.csv")) == []


def test_an_export_leaves_room_on_the_disk(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FREE_BYTES_LEAST", 2**62)
    monkeypatch.setattr(jobs, "PAGE_CONTACTS", 1)
    told = ended(client, begin(client)["export_id"])
    assert (told["state"], told["failure"]) == ("failed", "no_room")


def test_a_restart_ends_exports_and_says_so(client: TestClient, held: HeldSearch, day: DayParts) -> None:
    done = ended(client, begin(client)["export_id"])
    held.may_go_on.clear()
    held.is_asked.clear()
    running = begin(client)
    assert held.is_asked.wait(WAIT_S), "its file is there"
    (day.exports_folder / "export-half.json").write_text("{")
    restarted = ContactExports(day.exports_folder, held, lambda: day.at_ms, lambda: "UTC")  # type: ignore[arg-type]
    states = {told.export_id: told.state.value for told in restarted.of("boss")}
    assert states == {done["export_id"]: "lost", running["export_id"]: "lost"}
    assert restarted.file("boss", str(done["export_id"])) is None
    assert list(day.exports_folder.glob("*.csv")) == []
    held.may_go_on.set()
    ended(client, running["export_id"])


@pytest.mark.parametrize("dangerous", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tx", "＝1", "\r=1", "-"])
def test_no_cell_is_a_formula(dangerous: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_line([dangerous, 5, None]), newline=""))
    assert row == [f"'{dangerous}", "5", ""]


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    assert csv_line(["+8613912345678", "-5", 7]) == "+8613912345678,-5,7\r\n"
