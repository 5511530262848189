"""`cic explain` on a small journal: a mail that waits, is widened, declined and done; in words and as JSON."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from cic.api.explanation_bodies import ExplanationBody
from cic.center.inputs import CenterInput, ConfigurationApplied, DeadlinePassed
from cic.center.settle import settle
from cic.center.state import CenterState
from cic.cli.journal_file import JournalFile
from cic.cli.main import main
from cic.journal.port import Committed
from routing.commands import AcceptOffer, CompleteInteraction, DeclineOffer, SetActivity, SetDesktopState, SubmitWork
from routing.configuration import CAPACITY, MediumConfiguration, RoutingConfiguration
from routing.relaxation import LowerLevel, RelaxationStep
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, Medium, OfferId, QueueId, SiteId, TenantId
from tests.unit.routing.floor import agent, asks, queue

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]
ALICE, BOB, MAIL = AgentId("alice"), AgentId("bob"), InteractionId("m1")
BEGUN_MS = 1_700_000_000_000


def configuration() -> ConfigurationApplied:
    steps = (
        RelaxationStep(10_000, LowerLevel("spanish", 30)),
        RelaxationStep(600_000, LowerLevel("spanish", 10)),
    )
    support = queue("support", requires=asks("spanish >= 60"), steps=steps)
    agents = (
        agent("alice", "support", skills=(("spanish", 40),)),
        agent("bob", "support", skills=(("spanish", 35),)),
        agent("carol", "support", skills=(("spanish", 20),)),
    )
    media = (MediumConfiguration(Medium.MAIL, CAPACITY, 1),)
    return ConfigurationApplied("v1", RoutingConfiguration((support,), agents, ("lunch",), media), (), ())


DAY: list[tuple[int, CenterInput]] = [
    (0, configuration()),
    *[(1, SetDesktopState(name, True)) for name in (ALICE, BOB)],
    (2, SetActivity(ALICE, Activity.AVAILABLE, "")),
    (3, SetActivity(BOB, Activity.AVAILABLE, "")),
    (10, SubmitWork(MAIL, ContactId("c1"), Medium.MAIL, QueueId("support"))),  # record 6
    (20, DeadlinePassed()),
    (25, DeclineOffer(ALICE, OfferId("m1.1"))),
    (30, AcceptOffer(BOB, OfferId("m1.2"))),
    (90, CompleteInteraction(BOB, MAIL)),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the journal of the day."""
    journal, state = JournalFile(tmp_path / "journal.db", TenantId("demo"), SiteId("main")), CenterState()
    for seq, (at_s, given) in enumerate(DAY, 1):
        at_ms = BEGUN_MS + at_s * 1_000
        settled = settle(state, given, at_ms, seq)
        assert settled.events and settled.rejection is None, given
        journal.keep(Committed(seq, at_ms, given, settled.events, None))
    journal.close()
    return tmp_path


def told(capture: Capture, data: Path, *arguments: str) -> str:
    """What the command prints."""
    assert main(["explain", *arguments, "--data", str(data)]) == 0
    return capture.readouterr().out


def test_the_story_tells_each_wait_step_offer_and_answer(data: Path, capsys: Capture) -> None:
    lines = [line.strip() for line in told(capsys, data, "c1").splitlines()]
    for line in (
        "0:00  #6       queued for support, first in line",
        "asks for spanish >= 60 of queue support",
        "0:10  #7       step 1 taken: spanish at 30 is enough",
        "asks for spanish >= 30 of queue support",
        "0:10  #7       offered to alice",
        "1. alice: free for 0:18",
        "2. bob: free for 0:17; behind: free for 0:17, the first 0:18",
        "- 1 has too low a level of spanish: needed 30, has 20 (carol)",
        "0:15  #8       declined by alice; not to be asked again before 0:45",
        "0:15  #8       offered to bob",
        "- 1 is not to be asked again before 0:45 (alice)",
        "0:20  #9       accepted by bob",
        "1:20  #10      ended: completed",
        "It is over.",
    ):
        assert line in lines, "\n".join(lines)


def test_at_a_moment_it_says_why_it_is_still_waiting(data: Path, capsys: Capture) -> None:
    words = told(capsys, data, "c1", "--at", "6")
    assert "#7" not in words
    assert "At this moment m1 waits in support, for 0:00 so far, first in line." in words
    assert "step 1, to come at 0:10: spanish at 30 is enough" in words
    assert "Nobody can take it now, of 3 who may be asked:" in words
    assert "3 have too low a level of spanish: needed 60, best 40 (alice, bob, carol)" in words
    time = datetime.fromtimestamp(BEGUN_MS / 1000 + 15).astimezone().strftime("%Y-%m-%dT%H:%M:%S")
    assert "for 0:05 so far" in told(capsys, data, "m1", "--at", time)
    assert "At this moment m1 is offered to alice." in told(capsys, data, "m1", "--at", "7")


def test_why_not_an_agent(data: Path, capsys: Capture) -> None:
    words = told(capsys, data, "c1", "--agent", "carol")
    assert (
        "why not carol: has too low a level of spanish: needed 30, has 20; is signed out; has no desktop open" in words
    )
    words = told(capsys, data, "c1", "--agent", "bob")
    assert "why not bob: could have, but is behind: free for 0:17, the first 0:18" in words
    words = told(capsys, data, "c1", "--agent", "alice", "--at", "6")
    assert "  why not alice: has too low a level of spanish: needed 60, has 40" in words


def test_json_is_what_the_api_shows(data: Path, capsys: Capture) -> None:
    body = json.loads(told(capsys, data, "c1", "--agent", "bob", "--json"))
    ExplanationBody.model_validate(body)
    assert (body["contact_id"], body["interaction_ids"], body["seq"]) == ("c1", ["m1"], 10)
    offers = [chapter["offer"] for chapter in body["story"] if chapter["what"] == "offer_made"]
    assert [offer["is_as_happened"] for offer in offers] == [True, True]
    assert [one["agent_id"] for one in offers[0]["eligible"]] == ["alice", "bob"]
    first, other = offers[0]["eligible"][0]["rank"][0], offers[0]["eligible"][1]["rank"][0]
    assert offers[0]["asked_about"]["behind"] == {"by": "free_since_ms", "first": first, "other": other}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["c9"], "no contact or interaction c9"),
        (["c1", "--at", "5"], "no contact or interaction c1 up to record 5"),
        (["c1", "--agent", "zoe"], "no agent zoe was configured"),
    ],
)
def test_what_is_not_there_is_said(data: Path, capsys: Capture, arguments: list[str], reason: str) -> None:
    assert main(["explain", *arguments, "--data", str(data)]) == 1
    shown = capsys.readouterr()
    assert shown.out == "" and reason in shown.err and "Traceback" not in shown.err


def test_a_folder_without_a_journal_is_1_and_a_wrong_moment_2(tmp_path: Path, capsys: Capture) -> None:
    assert main(["explain", "c1", "--data", str(tmp_path)]) == 1
    assert "there is no journal here" in capsys.readouterr().err
    assert not (tmp_path / "journal.db").exists()
    assert main(["explain", "c1", "--at", "soon"]) == 2
    assert "'soon' is no moment" in capsys.readouterr().err
    assert main(["explain", "--help"]) == 0
    assert "Exit codes: 0 done" in capsys.readouterr().out


def test_what_is_not_in_a_named_journal_is_not_looked_for_in_another_center(data: Path, capsys: Capture) -> None:
    file = next(data.glob("*.db"))
    for arguments in (["c99"], ["c1", "--agent", "zoe"]):
        assert main(["explain", *arguments, "--journal", str(file)]) == 1
        told = capsys.readouterr().err
        assert str(file) in told and "'cic contacts'" not in told and "'cic agents'" not in told
