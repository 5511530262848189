"""`cic flows check | publish | history | rollback`: what is asked of the running center, and what a person reads."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cic.cli.main import main
from cic.configuration.store import ConfigurationStore
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center
from tests.unit.configuration.small_center import FLOW, agent, load, queue, write_center

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]
OLD, NEW = "1" * 12, "2" * 12
HELD: dict[str, Any] = {
    "version": "b" * 16,
    "at_ms": 1_700_000_000_000,
    "how": "flows_published",
    "by": "operator",
    "note": "shorter \x1b[2J welcome",
    "changed": [{"flow": "main", "old": OLD, "new": NEW}, {"flow": "night", "old": None, "new": NEW}],
    "holds": True,
}


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        yield made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "operator.token").write_text(TOKEN)
    return folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write_center(tmp_path / "text", [queue("sales")], [agent("alice", "sales")])


def check(text: Path, *more: str) -> int:
    return main(["flows", "check", "--config", str(text), "--flows", str(text / "flows"), *more])


def flows(action: str, data: Path, center: PretendCenter, *more: str) -> int:
    return main(["flows", action, "--data", str(data), "--url", center.url, *more])


def running(text: Path, data: Path, center: PretendCenter) -> str:
    """The pretended center runs this text, and answers that with what it would answer to publishing."""
    version = load(text).version
    ConfigurationStore(data / "configurations", text / "flows" / "prompts").keep(version, text, text / "flows")
    change = {"flow": "main", "old": OLD, "new": NEW, "contacts_on_earlier": 3}
    center.answer = {"version": version, "previous": "a" * 16, "changed": [change]}
    return version


def test_good_flows_are_said_to_be(text: Path, capsys: Capture) -> None:
    assert check(text) == 0
    assert capsys.readouterr().out == "The flows are good (1 file).\n"
    assert check(text, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "files": ["main.yaml"], "problems": [], "warnings": [], "unread": [],
    }  # fmt: skip


def test_only_problems_of_flows_are_told_with_their_lines(text: Path, capsys: Capture) -> None:
    (text / "agents.yaml").write_text((text / "agents.yaml").read_text().replace("[sales]", "[sails]"))
    assert check(text) == 0
    (text / "flows" / "main.yaml").write_text(FLOW.replace("queue: sales", "queue: sails"))
    (text / "flows" / "night.yaml").write_text("flow: night\nnodes: {half: [")
    capsys.readouterr()
    assert check(text) == 1
    told = capsys.readouterr().out
    assert "main.yaml:7: node wait" in told and "night.yaml:2" in told and "agents.yaml" not in told
    assert all(word in told for word in ("found", "expected", "to mend", "2 problem(s)."))
    assert check(text, "--json") == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [(problem["file"], problem["line"]) for problem in problems] == [("main.yaml", 7), ("night.yaml", 2)]


def test_flows_that_could_not_be_held_against_the_center_are_not_called_good(text: Path, capsys: Capture) -> None:
    (text / "queues.yaml").write_text("broken: [")
    assert check(text) == 1
    told = capsys.readouterr()
    assert "queues.yaml cannot be read" in told.err and "good" not in told.out
    assert check(text, "--flows", str(text)) == 1, "no flow there"


@pytest.mark.parametrize("named", [(), ("main",)])
def test_the_folders_flows_are_laid_beside_the_rest_that_runs(
    center: PretendCenter, data: Path, text: Path, named: tuple[str, ...], capsys: Capture
) -> None:
    base = running(text, data, center)
    (text / "queues.yaml").write_text("broken: [")
    (text / "flows" / "main.yaml").write_text("# Better.\n" + FLOW)
    folder = ("--flows", str(text / "flows"))
    assert flows("publish", data, center, *named, *folder, "--note", "shorter welcome") == 0
    (asked, (method, path, body)) = center.asked
    assert asked == ("GET", "/api/flows", None)
    assert (method, path, body["base"], body["note"]) == ("POST", "/api/flows/publish", base, "shorter welcome")
    kept = data / "configurations" / body["version"]
    assert (kept / "flows" / "main.yaml").read_text().startswith("# Better.")
    assert (kept / "config" / "queues.yaml").read_text().startswith("queues:")
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == ["FLOW", "BEFORE", "NOW", "CONTACTS", "ON", "EARLIER"]
    assert told[1].split() == ["main", OLD, NEW, "3"]
    assert "'cic flows rollback' goes back" in told[2]


def test_a_half_written_flow_reaches_nobody(center: PretendCenter, data: Path, text: Path, capsys: Capture) -> None:
    base = running(text, data, center)
    (text / "flows" / "main.yaml").write_text("flow: main\nnodes: {half: [")
    assert flows("publish", data, center, "--flows", str(text / "flows")) == 1
    assert [path for _, path, _ in center.asked] == ["/api/flows"]
    assert [path.name for path in (data / "configurations").iterdir()] == [base]
    assert "main.yaml:2" in capsys.readouterr().out
    assert flows("publish", data, center, "mian", "--flows", str(text / "flows")) == 1
    assert "did you mean 'main'?" in capsys.readouterr().out
    assert flows("publish", data, center, "--flows", str(data)) == 1
    assert "holds no flow" in capsys.readouterr().err


def test_flows_that_hold_already_are_said_to(center: PretendCenter, data: Path, text: Path, capsys: Capture) -> None:
    running(text, data, center)
    center.answer["changed"] = []
    assert flows("publish", data, center, "--flows", str(text / "flows")) == 0
    assert capsys.readouterr().out == "These flows hold already.\n"


def test_the_history_is_a_table_of_texts_or_of_one_flow(center: PretendCenter, data: Path, capsys: Capture) -> None:
    gone = HELD | {"holds": False, "how": "applied", "changed": [{"flow": "main", "old": NEW, "new": None}]}
    center.answer = {"history": [HELD, gone]}
    assert flows("history", data, center) == 0
    first, second = capsys.readouterr().out.splitlines()[1:]
    assert first.split()[:2] == ["b" * 16, "yes"] and "main +night" in first and "shorter ?[2J welcome" in first
    assert "-main" in second and "apply" in second and "yes" not in second
    assert flows("history", data, center, "main") == 0
    first, second = capsys.readouterr().out.splitlines()[1:]
    assert first.split()[0] == NEW and "b" * 16 in first and second.split()[0] == "gone"
    assert [path for _, path, _ in center.asked] == ["/api/flows/history", "/api/flows/history?flow=main"]
    assert flows("history", data, center, "--json") == 0
    assert json.loads(capsys.readouterr().out) == center.answer


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), {"flow": None, "to": None, "note": ""}),
        (("main",), {"flow": "main", "to": None, "note": ""}),
        (("main", "--to", OLD, "--note", "why"), {"flow": "main", "to": OLD, "note": "why"}),
    ],
)
def test_going_back_asks_for_a_version_of_one_flow_or_of_all(
    center: PretendCenter, data: Path, words: tuple[str, ...], wanted: dict[str, Any], capsys: Capture
) -> None:
    change = {"flow": "main", "old": NEW, "new": OLD, "contacts_on_earlier": None}
    center.answer = {"version": "a" * 16, "previous": "b" * 16, "changed": [change]}
    assert flows("rollback", data, center, *words) == 0
    assert center.asked == [("POST", "/api/flows/rollback", wanted)]
    told = capsys.readouterr().out.splitlines()
    assert told[1].split() == ["main", NEW, OLD, "-"] and "mend them there" in told[2]


def test_a_refusal_of_the_center_is_1_with_its_detail(center: PretendCenter, data: Path, capsys: Capture) -> None:
    center.refuse(409, "nothing_before", "no other version held before the one that holds")
    assert flows("rollback", data, center) == 1
    told = capsys.readouterr()
    assert told.out == "" and "no other version held" in told.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nothing",),
        ("rollback", "--to", "../../etc"),
        ("publish", "--note", "two\nlines"),
        ("publish", "--note", "x" * 201),
    ],
)
def test_wrong_use_is_2(words: tuple[str, ...], capsys: Capture) -> None:
    assert main(["flows", *words]) == 2
    assert "usage: cic flows" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["check", "publish", "history", "rollback"])
def test_each_has_examples(action: str, capsys: Capture) -> None:
    assert main(["flows", action, "--help"]) == 0
    assert f"cic flows {action}" in capsys.readouterr().out.split("Examples:")[1]


def test_what_is_wrong_with_the_texts_of_prompts_is_told_too(text: Path, capsys: Capture) -> None:
    (text / "flows" / "prompts" / "en.yaml").write_text("main:\n  place: You are number {place:numbr}.\n")
    assert check(text) == 1
    assert "prompts/en.yaml:2" in capsys.readouterr().out
