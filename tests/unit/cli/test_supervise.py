"""`cic mode`, `cic override`, `cic missed`: what they ask of the center, what they say, and their exit codes."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cic.cli import supervise
from cic.cli.main import main
from cic.cli.supervise import GIVEN_HERE
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center

pytestmark = pytest.mark.unit

NOW_MS = 1_700_000_000_000
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        yield made


@pytest.fixture
def run(center: PretendCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command against the pretended center, at a time that is known."""
    (tmp_path / "operator.token").write_text(TOKEN)
    monkeypatch.setattr(supervise, "now_ms", lambda: NOW_MS)
    return lambda *words: main([*words, "--data", str(tmp_path), "--url", center.url])


def test_a_queue_is_closed_for_a_while_and_opened(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("mode", "sales", "holiday", "--minutes", "90") == 0
    assert "Queue sales is holiday until 2023-11-1" in capsys.readouterr().out
    assert run("mode", "sales", "emergency") == 0
    assert "until 'cic mode sales open'" in capsys.readouterr().out
    assert run("mode", "sales", "open") == 0
    assert capsys.readouterr().out == "Queue sales is open.\n"
    assert center.asked == [
        ("POST", "/api/queues/sales/mode", {"mode": "holiday", "until_ms": NOW_MS + 90 * 60_000, "reason": GIVEN_HERE}),
        ("POST", "/api/queues/sales/mode", {"mode": "emergency", "until_ms": None, "reason": GIVEN_HERE}),
        ("POST", "/api/queues/sales/mode", {"mode": "open", "until_ms": None, "reason": GIVEN_HERE}),
    ]


def test_several_queues_are_closed_at_once(run: Run, center: PretendCenter, capsys: Capture) -> None:
    assert run("mode", "sales,support", "night", "--reason", "storm") == 0
    assert capsys.readouterr().out.startswith("Queues sales, support are night until")
    body = {"queues": ["sales", "support"], "mode": "night", "until_ms": None, "reason": "storm"}
    assert center.asked == [("POST", "/api/queues/modes", body)]


def test_a_time_of_day_is_the_next_one_that_comes(run: Run, center: PretendCenter) -> None:
    before = datetime.now()
    for word in ("00:00", "12:34", "23:59"):
        assert run("mode", "sales", "closed", "--until", word) == 0
        until = datetime.fromtimestamp(center.asked[-1][2]["until_ms"] / 1_000)
        assert until.strftime("%H:%M:%S") == f"{word}:00"
        assert before < until and (until - before).total_seconds() <= 25 * 3_600


def test_an_override_is_set_and_ended(run: Run, center: PretendCenter, capsys: Capture) -> None:
    words = ("--skill", "spanish=60", "--skill", "tax=0", "--queue", "+sales", "--queue", "-support", "--minutes", "5")
    assert run("override", "carol", *words) == 0
    assert "override of agent carol holds until" in capsys.readouterr().out
    assert run("override", "carol", "--end") == 0
    assert "configured skills and queues" in capsys.readouterr().out
    body = {
        "until_ms": NOW_MS + 300_000,
        "skills": {"spanish": 60, "tax": 0},
        "more_queues": ["sales"],
        "without_queues": ["support"],
        "reason": GIVEN_HERE,
    }
    path = "/api/agents/carol/override"
    assert center.asked == [("POST", path, body), ("POST", f"{path}/end", {"reason": GIVEN_HERE})]


def test_ids_cannot_leave_their_place_in_the_path(run: Run, center: PretendCenter) -> None:
    run("mode", "../agents", "open")
    run("override", "a/b", "--end")
    run("missed", "--close", "c?1")
    assert [path for _, path, _ in center.asked] == [
        "/api/queues/..%2Fagents/mode",
        "/api/agents/a%2Fb/override/end",
        "/api/missed/c%3F1/close",
    ]


def test_missed_callers_are_listed_and_seen_to(run: Run, center: PretendCenter, capsys: Capture) -> None:
    row = {
        "contact_id": "c-1",
        "queue_id": "sales",
        "missed_at_ms": NOW_MS,
        "waiting_since_ms": NOW_MS - 65_000,
        "resume_until_ms": NOW_MS + 60_000,
        "may_resume": True,
    }
    center.answer = {"count": 3, "missed": [row, row | {"contact_id": "c-2", "may_resume": False}]}
    assert run("missed") == 0
    told = capsys.readouterr()
    first, second = told.out.splitlines()[1:]
    assert {"c-1", "sales", "1:05", "until"} <= set(first.split()) and second.split()[-1] == "no"
    assert "3 in all" in told.err
    assert run("missed", "--json") == 0
    assert json.loads(capsys.readouterr().out) == center.answer
    center.answer = {"ok": True}
    assert run("missed", "--close", "c-1", "--reason", "called back") == 0
    assert center.asked[-1] == ("POST", "/api/missed/c-1/close", {"reason": "called back"})
    assert "off the list" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("mode", "sales", "ajar"),
        ("mode", "sales"),
        ("mode", "sales", "closed", "--until", "25:00"),
        ("mode", "sales", "closed", "--minutes", "0"),
        ("mode", "sales", "closed", "--minutes", "527041"),
        ("mode", "sales", "closed", "--minutes", "5", "--until", "12:00"),
        ("mode", "sales", "open", "--minutes", "5"),
        ("override", "carol"),
        ("override", "carol", "--minutes", "5"),
        ("override", "carol", "--skill", "spanish=60"),
        ("override", "carol", "--skill", "spanish", "--minutes", "5"),
        ("override", "carol", "--skill", "spanish=101", "--minutes", "5"),
        ("override", "carol", "--queue", "sales", "--minutes", "5"),
        ("override", "carol", "--queue", "+", "--minutes", "5"),
        ("override", "carol", "--end", "--skill", "spanish=60"),
        ("override", "carol", "--end", "--minutes", "5"),
    ],
)
def test_wrong_use_is_2_and_asks_nobody(
    words: tuple[str, ...], run: Run, center: PretendCenter, capsys: Capture
) -> None:
    assert run(*words) == 2
    assert "error: " in capsys.readouterr().err
    assert center.asked == []


def test_a_refusal_is_1_with_its_reason(run: Run, center: PretendCenter, capsys: Capture) -> None:
    center.refuse(404, "unknown_queue", "no queue of this id is configured")
    assert run("mode", "sails", "open") == 1
    told = capsys.readouterr()
    assert told.out == "" and "no queue of this id is configured" in told.err


@pytest.mark.parametrize(
    "words", [("mode", "sales", "open"), ("override", "carol", "--end"), ("missed", "--close", "c")]
)
def test_json_is_the_centers_answer(words: tuple[str, ...], run: Run, capsys: Capture) -> None:
    assert run(*words, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True}


def test_a_sign_before_a_queue_is_no_option() -> None:
    assert supervise.with_signs(["override", "--queue", "-a", "--queue", "+b", "--queue", "--end"]) == [
        "override", "--queue=-a", "--queue", "+b", "--queue", "--end",
    ]  # fmt: skip
