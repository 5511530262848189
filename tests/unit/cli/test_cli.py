"""The command line: exit codes, words for people, JSON for programs, no tracebacks for mistakes."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from cic.cli.main import PROJECT, main
from cic.cli.words import duration, shown, width_of

pytestmark = pytest.mark.unit

DEMO = PROJECT / "config"
TOKEN = "token-of-the-operator"
CONTACT = {
    "contact_id": "c-1",
    "medium": "voice",
    "direction": "inbound",
    "initiator": "caller",
    "provider": "simulated",
    "arrived_at_ms": 1_700_000_000_000,
    "ended_at_ms": 1_700_000_065_000,
    "caller": {
        "name": "李娜", "number": "+861055550104", "is_known": True, "grade": "gold", "is_vip": True, "area": "china",
    },
    "language": "zh",
    "dialled_number": "4000",
    "entry_flow": "main",
    "disposition": "solved",
    "last_agent": "carol",
    "last_agent_number": "103",
    "is_abandoned": False,
    "released_by": "caller",
    "offers_missed": 0,
    "hand_overs": [],
    "flow_visits": [],
    "consults": [],
    "work_left": [],
    "follow_ups": [],
    "help_asked": [],
    "monitorings": [],
    "entered_kind": "",
    "ratings": [],
    "recordings": [],
    "predecessor": None,
    **dict.fromkeys(
        [f"{kind}_ms" for kind in ("ivr", "queue", "ring", "hold", "consult", "parked", "outside", "consulted")], 0
    ),
    **dict.fromkeys(("work_ms", "entered_ms", "wrap_up_ms"), 0),
    "talk_ms": 65_000,
    "total_ms": 65_000,
    "end_cause": "caller_hung_up",
    "path": [{"node": "welcome", "at_ms": 1_700_000_000_000, "duration_ms": 0, "result": "", "segment": 1}],
}  # fmt: skip
SEGMENT = {
    "ordinal": 1,
    "predecessor": None,
    "kind": "talk",
    "initiator": "queue",
    "initiator_agent_id": None,
    "queue_id": "support",
    "started_at_ms": 1_700_000_000_000,
    "ended_at_ms": 1_700_000_065_000,
    "agent_id": "carol",
    "agent_number": "103",
    "released_by": "caller",
    "cause": "caller_hung_up",
    "disposition": "",
}
HEALTH = {"status": "ok", "seq": 7, "uncommitted": 60, "alarms": [{"code": "journal_disk_full", "since_ms": 5}]}
ANSWERS = {
    "/api/health": HEALTH,
    "/api/contacts?limit=20": {"contacts": [CONTACT]},
    "/api/contacts?limit=5&before=c-2": {"contacts": []},
    "/api/contacts/c-1": CONTACT | {"segments": [SEGMENT]},
    "/api/agents": {
        "agents": [
            {
                "agent_id": "carol",
                "name": "王丽",
                "number": "103",
                "queues": ["support"],
                "activity": "available",
                "reason": "",
                "since_ms": 5,
                "is_free": True,
                "interactions": 0,
                "reachable_phones": 1,
                "is_desktop_open": True,
                "skills": {"spanish": 60},
                "in_hand": {"chat": 2},
                "load": 60,
                "capacity": 100,
                "override_until_ms": 1_700_000_000_000,
            }
        ]
    },
    "/api/queues": {
        "queues": [
            {
                "queue_id": "support",
                "label": {"en": "Support", "zh": "技术支持"},
                "service_level_target_ms": 30_000,
                "waiting": 2,
                "offered": 1,
                "in_progress": 3,
                "longest_wait_since_ms": None,
                "agents_available": 1,
                "mode": "holiday",
                "mode_until_ms": None,
                "estimated_median_ms": 95_000,
                "estimated_p90_ms": None,
                "missed": 4,
            }
        ]
    },
}


class _Center(BaseHTTPRequestHandler):
    """A center's answers, for the operator's token."""

    def do_GET(self) -> None:
        is_operator = self.headers["Authorization"] == f"Bearer {TOKEN}"
        found = ANSWERS.get(self.path)
        error = {"error": {"code": "refused", "detail": "There is no contact of this id."}}
        body = json.dumps(found if is_operator and found else error).encode()
        self.send_response(200 if is_operator and found else 404 if is_operator else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Center)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "operator.token").write_text(TOKEN + "\n")
    return tmp_path


Capture = pytest.CaptureFixture[str]


def test_help_is_help_for_every_command(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    for command in (
        "up",
        "check",
        "contacts",
        "agents",
        "queues",
        "health",
        "customers",
        "replay",
        "prompts",
        "asterisk",
        "apply",
        "mode",
        "override",
        "missed",
    ):
        assert main([command, "--help"]) == 0
        assert "Exit codes: 0 done" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["contacts", "--limit", "0"],
        ["contacts", "--limit", "many"],
        ["up", "--port", "99999"],
        ["replay"],
        ["customers", "export", "x"],
    ],
)
def test_wrong_use_is_2(arguments: list[str], capsys: Capture) -> None:
    assert main(arguments) == 2
    assert "usage: cic" in capsys.readouterr().err


def test_the_demo_center_is_good(capsys: Capture) -> None:
    assert main(["check"]) == 0
    assert "The configuration is good" in capsys.readouterr().out
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_a_bad_center_is_1_with_all_its_problems(tmp_path: Path, capsys: Capture) -> None:
    for file in DEMO.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text().replace("[sales]", "[sails]"))
    (tmp_path / "hours.yaml").write_text((DEMO / "hours.yaml").read_text().replace("sunday", "someday"))
    assert main(["check", "--config", str(tmp_path)]) == 1
    words = capsys.readouterr().out
    assert "did you mean 'sales'?" in words
    assert "did you mean 'sunday'?" in words
    assert main(["check", "--config", str(tmp_path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["version"] is None
    assert {"agents.yaml", "hours.yaml"} <= {problem["file"] for problem in found["problems"]}
    assert main(["customers", "import", str(DEMO / "customers.csv"), "--config", str(tmp_path)]) == 1


def test_contacts_agents_and_queues_as_tables(data: Path, url: str, capsys: Capture) -> None:
    assert main(["contacts", "--data", str(data), "--url", url]) == 0
    heads, row = capsys.readouterr().out.splitlines()
    assert heads.split()[0] == "CONTACT"
    assert {"c-1", "李娜", "4000", "carol", "(103)", "1:05", "served", "caller", "solved"} <= set(row.split())
    assert main(["contacts", "c-1", "--data", str(data), "--url", url]) == 0
    assert "talk" in capsys.readouterr().out
    assert main(["contacts", "--limit", "5", "--before", "c-2", "--data", str(data), "--url", url]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["agents", "--data", str(data), "--url", url]) == 0
    agent = set(capsys.readouterr().out.splitlines()[1].split())
    assert {"carol", "王丽", "103", "available", "yes", "2", "chat", "60/100", "spanish=60", "until"} <= agent
    assert main(["queues", "--data", str(data), "--url", url + "/"]) == 0
    assert {"support", "Support", "2", "0:30", "holiday", "1:35", "4"} <= set(
        capsys.readouterr().out.splitlines()[1].split()
    )


def test_health_is_1_while_an_alarm_stands(
    data: Path, url: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["health", "--data", str(data), "--url", url]) == 1
    told = capsys.readouterr().out
    assert "uncommitted 60" in told and "journal_disk_full" in told and "until there is room" in told
    assert main(["health", "--json", "--data", str(data), "--url", url]) == 1
    assert json.loads(capsys.readouterr().out) == HEALTH
    monkeypatch.setitem(ANSWERS, "/api/health", HEALTH | {"alarms": []})
    assert main(["health", "--data", str(data), "--url", url]) == 0
    assert "No alarm stands." in capsys.readouterr().out
    monkeypatch.setitem(ANSWERS, "/api/health", HEALTH | {"alarms": [], "status": "starting"})
    assert main(["health", "--data", str(data), "--url", url]) == 1
    assert "callers are not taken yet" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["contacts", "agents", "queues"])
def test_json_is_the_centers_own(command: str, data: Path, url: str, capsys: Capture) -> None:
    assert main([command, "--json", "--data", str(data), "--url", url]) == 0
    path = "/api/contacts?limit=20" if command == "contacts" else f"/api/{command}"
    assert json.loads(capsys.readouterr().out) == ANSWERS[path]


def test_whatever_stands_in_the_way_is_said(data: Path, url: str, tmp_path: Path, capsys: Capture) -> None:
    def refused(*arguments: str) -> str:
        assert main(list(arguments)) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert "Traceback" not in told.err
        return told.err

    assert "no center has run" in refused("agents", "--data", str(tmp_path / "none"), "--url", url)
    assert "no center runs at" in refused("agents", "--data", str(data), "--url", "http://127.0.0.1:1")
    assert "no center runs at" in refused("agents", "--data", str(data), "--url", "not a url")
    assert "no contact of this id" in refused("contacts", "c-9", "--data", str(data), "--url", url)
    (data / "operator.token").write_text("another")
    assert "does not take the token" in refused("agents", "--data", str(data), "--url", url)


def test_customers_are_imported_once(tmp_path: Path, capsys: Capture) -> None:
    arguments = ["customers", "import", str(DEMO / "customers.csv"), "--data", str(tmp_path / "data")]
    assert main(arguments) == 0
    assert "6 created" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 6


def test_a_customer_file_with_problems_is_1(tmp_path: Path, capsys: Capture) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("customer_number,vip\n1,maybe\n")
    assert main(["customers", "import", str(bad), "--data", str(tmp_path / "data")]) == 1
    assert "line 2" in capsys.readouterr().out
    assert main(["customers", "import", str(tmp_path / "gone.csv"), "--data", str(tmp_path / "data")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_replay_without_a_journal_is_1(tmp_path: Path, capsys: Capture) -> None:
    assert main(["replay", "--verify", "--data", str(tmp_path)]) == 1
    assert "there is no journal here" in capsys.readouterr().err


def test_an_address_that_is_taken_is_explained(tmp_path: Path, url: str, capsys: Capture) -> None:
    taken = url.rpartition(":")[2]
    assert main(["up", "--port", taken, "--data", str(tmp_path / "data")]) == 1
    assert "choose another --port" in capsys.readouterr().err


def test_columns_are_as_wide_as_they_look() -> None:
    assert [width_of(word) for word in ("ab", "王丽", "é", "e\u0301")] == [2, 4, 1, 1]
    assert [duration(length_ms) for length_ms in (0, 65_000, 3_600_000, None)] == ["0:00", "1:05", "60:00", "-"]
    assert shown("a\x1b[31m") == "a?[31m"
