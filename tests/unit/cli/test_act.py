"""`cic agent`, `cic interaction`: what they ask of the center, what they say, and their exit codes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cic.cli.main import main
from cic.cli.supervise import GIVEN_HERE
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center

pytestmark = pytest.mark.unit

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        yield made


@pytest.fixture
def run(center: PretendCenter, tmp_path: Path) -> Run:
    """Runs a command against the pretended center."""
    (tmp_path / "operator.token").write_text(TOKEN)
    return lambda *words: main([*words, "--data", str(tmp_path), "--url", center.url])


@pytest.mark.parametrize(
    "case",
    [
        (
            ("agent", "carol", "available"),
            "/api/agents/carol/activity",
            {"activity": "available", "break_reason": ""},
            "Agent carol is available.",
        ),
        (
            ("agent", "carol", "break", "--for", "lunch"),
            "/api/agents/carol/activity",
            {"activity": "on_break", "break_reason": "lunch"},
            "Agent carol is on a break (lunch).",
        ),
        (("agent", "a/b", "sign-out"), "/api/agents/a%2Fb/sign-out", {}, "Agent a/b is signed out."),
        (
            ("agent", "carol", "end-wrap-up", "--interaction", "i1.2"),
            "/api/agents/carol/end-wrap-up",
            {"interaction_id": "i1.2"},
            "Agent carol wraps up no more.",
        ),
        (
            ("interaction", "i1.2", "reassign", "--to-agent", "carol"),
            "/api/interactions/i1.2/reassign",
            {"to_agent": "carol", "to_queue": None},
            "Interaction i1.2 is for agent carol.",
        ),
        (
            ("interaction", "i1.2", "reassign", "--to-queue", "sales"),
            "/api/interactions/i1.2/reassign",
            {"to_agent": None, "to_queue": "sales"},
            "Interaction i1.2 is in queue sales.",
        ),
        (("interaction", "i1.2", "front"), "/api/interactions/i1.2/front", {}, "is at the front of its queue."),
        (("interaction", "i1.2", "priority", "-5"), "/api/interactions/i1.2/priority", {"priority": -5}, "worth -5"),
        (("interaction", "i1.2", "release"), "/api/interactions/i1.2/release", {}, "is being ended."),
    ],
)
def test_each_act_asks_the_center_for_one_thing(
    run: Run, center: PretendCenter, capsys: Capture, case: tuple[tuple[str, ...], str, dict[str, object], str]
) -> None:
    words, path, body, told = case
    assert run(*words) == 0
    assert told in capsys.readouterr().out
    assert run(*words, "--reason", "why not", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True}
    assert center.asked == [("POST", path, body | {"reason": reason}) for reason in (GIVEN_HERE, "why not")]


def test_a_message_names_who_is_meant_and_says_who_was_reached(
    run: Run, center: PretendCenter, capsys: Capture
) -> None:
    center.answer = {"ok": True, "reached": ["carol", "bob"], "not_reached": ["alice"]}
    for words, to in (
        (("--all",), {"kind": "all", "id": ""}),
        (("--agent", "carol"), {"kind": "agent", "id": "carol"}),
        (("--team", "north"), {"kind": "team", "id": "north"}),
        (("--queue", "sales"), {"kind": "queue", "id": "sales"}),
    ):
        assert run("message", "Lunch is late", *words) == 0
        assert center.asked[-1] == (
            "POST", "/api/agent-messages", {"to": to, "text": "Lunch is late", "reason": GIVEN_HERE},
        )  # fmt: skip
        assert capsys.readouterr().out == "Told 2. Not reached, with too much to read already: alice.\n"
    assert run("message", "Lunch is late") == 2


def test_it_is_said_when_an_order_has_yet_to_hold(run: Run, center: PretendCenter, capsys: Capture) -> None:
    center.answer = {"ok": True, "when": "after_contact"}
    assert run("agent", "carol", "sign-out") == 0
    assert capsys.readouterr().out == "Agent carol is signed out once nothing is in hand any more.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("agent", "carol"),
        ("agent", "carol", "dance"),
        ("agent", "carol", "break"),
        ("agent", "carol", "available", "--for", "lunch"),
        ("agent", "carol", "sign-out", "--interaction", "i1.2"),
        ("interaction", "i1.2", "reassign"),
        ("interaction", "i1.2", "reassign", "--to-agent", "carol", "--to-queue", "sales"),
        ("interaction", "i1.2", "front", "--to-agent", "carol"),
        ("interaction", "i1.2", "priority"),
        ("interaction", "i1.2", "front", "5"),
    ],
)
def test_wrong_use_of_an_act_is_2_and_asks_nobody(
    words: tuple[str, ...], run: Run, center: PretendCenter, capsys: Capture
) -> None:
    assert run(*words) == 2
    assert "error: " in capsys.readouterr().err
    assert center.asked == []


def test_a_refused_act_is_1_with_its_reason(run: Run, center: PretendCenter, capsys: Capture) -> None:
    center.refuse(409, "not_allowed_now", "the interaction is connecting")
    assert run("interaction", "i1.2", "reassign", "--to-queue", "sales") == 1
    told = capsys.readouterr()
    assert told.out == "" and "the interaction is connecting" in told.err
