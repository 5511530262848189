"""The contact log in words, of a call that the log itself has folded."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.center.control_inputs import (
    SendIntoFlow,
)
from cic.center.desk_events import ContactEntered, FollowUpMade, HelpAsked
from cic.center.events import ContactClosed, ContactRated, FlowEntered, FlowReturned, WorkOpened
from cic.cli.contact_story import LIST_TITLES, list_cells, print_story, result, whole_seconds
from cic.cli.words import print_table
from cic.contact_log.fold import Ledger
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.store import ContactLogStore
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from routing.events import (
    AgentReleased,
    InteractionConnected,
    InteractionEnded,
    InteractionQueued,
    OfferExpired,
    OfferMade,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import (
    AgentId,
    ContactId,
    EndCause,
    FlowId,
    InteractionId,
    Medium,
    PersonalRef,
    RecordingId,
    SiteId,
    TenantId,
)
from tests.unit.contact_log.test_fold import (
    ALICE,
    BOB,
    HOLD,
    HUNG_UP,
    OPENED,
    RESUME,
    SALES,
    SUPPORT,
    Chapter,
    I,
    InteractionHeld,
    InteractionResumed,
    O,
    dialled,
    offered,
    queued,
)  # fmt: skip
from tests.unit.contact_log.test_steps import advanced

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]
NUMBERS = {ALICE: "101", BOB: "102"}
WELCOME, MENU, SALES_NODE = ("welcome", 1, "said"), ("menu", 3, "sales"), ("to_sales", 12, "connected")
STORY: tuple[Chapter, ...] = (
    (0, [OPENED]),
    (1, [advanced(("welcome", 1, ""))]),
    (3, [advanced(WELCOME, ("menu", 3, ""))]),
    (12, [queued(), advanced(WELCOME, MENU, ("to_sales", 12, "")), offered(BOB)]),
    (30, [OfferExpired(O, I, BOB), offered()]),
    (34, [dialled("alice-browser")]),
    (36, [advanced(WELCOME, MENU, SALES_NODE), InteractionConnected(I, ALICE)]),
    (80, [InteractionHeld(I)], HOLD),
    (110, [InteractionResumed(I)], RESUME),
    (150, [AgentReleased(I, ALICE, EndCause.TRANSFERRED), WrapUpStarted(I, ALICE, 0), queued(SUPPORT), offered(BOB)]),
    (160, [InteractionConnected(I, BOB), WrapUpEnded(I, ALICE, "quote_sent", None)]),
    (790, [AgentReleased(I, BOB, HUNG_UP), WrapUpStarted(I, BOB, 0), InteractionEnded(I, HUNG_UP, None)]),
    (880, [WrapUpEnded(I, BOB, "timed_out", None)]),
)
TOLD = """\
Contact     c1
Call        inbound, the caller dialled 4000 (flow main, provider p)
Caller      +15550100 (visitor, grade standard, area china, language en)
Arrived     1970-01-01 00:00:00
Ended       1970-01-01 00:13:10 by the caller (caller hung up)
Result      served, timed out
Previous    -
Missed      1 offer
Hand-over   at 2:30 from alice (101) to support, taken by bob (102)

#      AT  LASTED  SEGMENT                STARTED BY   QUEUE    AGENT        ENDED BY  OUTCOME         AFTER
1    0:00   0:12   ivr                    caller       -        -            -         -               -
     0:01   0:02   . welcome: said
     0:03   0:09   . menu: sales
2    0:12   0:00   queue                  flow         sales    -            -         -               1
     0:12   0:24   . to_sales: connected
3    0:12   0:18   ring                   queue        sales    bob (102)    machine   expired         2
4    0:30   0:06   ring                   queue        sales    alice (101)  -         -               3
5    0:36   0:44   talk                   queue        sales    alice (101)  -         -               4
6    1:20   0:30   hold                   alice (101)  sales    alice (101)  -         -               5
7    1:50   0:40   talk                   alice (101)  sales    alice (101)  agent     transferred     6
8    2:30   0:00   queue                  alice (101)  support  -            -         -               7
9    2:30   0:10   ring                   queue        support  bob (102)    -         -               8
10   2:40  10:30   talk                   queue        support  bob (102)    caller    caller hung up  9
11   2:30   0:10   wrap-up                queue        sales    alice (101)  agent     quote sent      7
12  13:10   1:30   wrap-up                queue        support  bob (102)    machine   timed out       10

ivr 0:12 + queue 0:00 + ring 0:34 + talk 11:54 + hold 0:30 = total 13:10; wrap-up 1:40
"""

MESSAGE = WorkOpened(
    ContactId("c2"), InteractionId("i2"), OPENED.contact_id, Medium.VOICEMAIL, SALES, "invoice", "4000",
    OPENED.caller, "zh", 3_600_000, RecordingId("m1.1"), 65_000, PersonalRef("n1"), {},
)  # fmt: skip
PUT_OFF = FollowUpMade(
    ContactId("c3"), OPENED.contact_id, ALICE, ALICE, SALES, 7_200_000, None, PersonalRef("text"), OPENED.caller, "en",
    "4000", PersonalRef("n1"),
)  # fmt: skip
AT_THE_DESK: tuple[Chapter, ...] = (
    (0, [OPENED]),
    (1, [queued(), advanced(("to_sales", 1, "")), offered()]),
    (5, [InteractionConnected(I, ALICE)]),
    (10, [HelpAsked(I, ALICE, True)]),
    (25, [HelpAsked(I, ALICE, False)]),
    (30, [AgentReleased(I, ALICE, HUNG_UP), WrapUpStarted(I, ALICE, 0), InteractionEnded(I, HUNG_UP, None)]),
    (34, [PUT_OFF]),
    (40, [WrapUpEnded(I, ALICE, "solved", None), ContactClosed(OPENED.contact_id, HUNG_UP)]),
)
VISIT = ContactEntered(ContactId("c4"), ALICE, "visit", SALES, OPENED.caller, 60_000, 90_000, "solved", None)
INTO_FLOW = SendIntoFlow(ALICE, I, FlowId("verify"))
LEFT_BEHIND: tuple[Chapter, ...] = (
    (0, [OPENED]),
    (1, [queued(), advanced(("to_sales", 1, "")), offered()]),
    (5, [InteractionConnected(I, ALICE)]),
    (10, [InteractionHeld(I), FlowEntered(OPENED.contact_id, I, ALICE, FlowId("verify"))], INTO_FLOW),
    (12, [advanced(("ask_pin", 12, "verified"), ("told", 18, ""))]),
    (20, [FlowReturned(OPENED.contact_id, I, FlowId("verify"), "verified"), InteractionResumed(I)]),
    (30, [AgentReleased(I, ALICE, EndCause.AGENT_HUNG_UP), advanced(("to_sales", 1, "connected"), ("rate", 30, ""))]),
    (34, [ContactRated(OPENED.contact_id, I, "service", 4, 1, 5, SALES, ALICE)]),
    (40, [MESSAGE, InteractionQueued(MESSAGE.interaction_id, SALES, 0, 0)]),
    (41, [InteractionEnded(I, HUNG_UP, None), OfferMade(O, MESSAGE.interaction_id, BOB, 1, 0)]),
    (43, [InteractionConnected(MESSAGE.interaction_id, BOB)]),
    (
        103,
        [
            AgentReleased(MESSAGE.interaction_id, BOB, EndCause.COMPLETED),
            InteractionEnded(MESSAGE.interaction_id, EndCause.COMPLETED, None),
        ],
    ),
)


def contact_after(
    folder: Path, chapters: int, story: tuple[Chapter, ...] = STORY, contact_id: ContactId = OPENED.contact_id
) -> Any:
    """The contact as readers get it after so many chapters of a story."""

    def number_of(agent_id: AgentId) -> str:
        return NUMBERS[agent_id]

    store = ContactLogStore(
        Database(folder / f"{chapters}.db"), Codec, TenantId("demo"), SiteId("main"), agent_number=number_of
    )
    ledger = Ledger()
    for seq, (at_s, events, *led_by) in enumerate(story[:chapters], 1):
        given_input: Any = led_by[0] if led_by else None
        store.take(ledger, [Committed(seq, at_s * 1_000, given_input, tuple(events), None)])
    contact = ContactLogQueries(store, {"n1": "+15550100"}.get).contact_now(contact_id)
    store.close()
    return contact


@pytest.fixture(autouse=True)
def in_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_contact_is_told_as_a_time_line(tmp_path: Path, capsys: Capture) -> None:
    print_story(contact_after(tmp_path, len(STORY)))
    assert capsys.readouterr().out == TOLD


def test_a_contact_in_progress_is_told_as_far_as_it_has_come(tmp_path: Path, capsys: Capture) -> None:
    contact = contact_after(tmp_path, 4)
    print_story(contact)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["0:12", "...", ".", "to_sales"] in lines
    assert ["3", "0:12", "...", "ring", "queue", "sales", "bob", "(102)", "-", "-", "2"] in lines
    assert "total 0:12 so far" in " ".join(lines[-1])
    assert list_cells(contact)[12:15] == ["    -", "    -", "in progress"]


def test_tracks_and_pauses_are_told_with_whose_they_are(tmp_path: Path, capsys: Capture) -> None:
    contact = contact_after(tmp_path, len(STORY))
    began_ms = contact["arrived_at_ms"] + 14_000
    of_alice = {"is_customer": False, "agent_id": ALICE, "failure": "not_recorded", "ended_at_ms": None}
    of_customer = {"is_customer": True, "agent_id": None, "failure": "", "ended_at_ms": began_ms + 60_000}
    contact["recordings"] = [
        {
            "tracks": [
                {"track": "m1-1-1", "started_at_ms": began_ms, **of_customer},
                {"track": "m1-1-2", "started_at_ms": began_ms, **of_alice},
            ],
            "pauses": [{"reason": "agent", "started_at_ms": began_ms + 5_000, "ended_at_ms": began_ms + 9_000}],
        }
    ]
    print_story(contact)
    told = [line.split(None, 1) for line in capsys.readouterr().out.splitlines()]
    assert ["Track", "m1-1-1 of customer, from 0:14 to 1:14"] in told
    assert ["Track", "m1-1-2 of alice (101), from 0:14 to ..., failed: not recorded"] in told
    assert ["Pause", "from 0:19 to 0:23 (by the agent)"] in told


def test_a_contact_in_the_list(tmp_path: Path, capsys: Capture) -> None:
    print_table(LIST_TITLES, [list_cells(contact_after(tmp_path, len(STORY)))])
    heads, row = capsys.readouterr().out.splitlines()
    for title, words in (("AGENT", "bob (102)"), (" TALK", "11:54"), ("TOTAL", "13:10"), ("RESULT", "served")):
        assert row[heads.index(title) :].startswith(words)


def test_what_a_caller_did_besides_stands_on_the_time_line(tmp_path: Path, capsys: Capture) -> None:
    print_story(contact_after(tmp_path, len(LEFT_BEHIND), LEFT_BEHIND))
    table = capsys.readouterr().out.split("\n\n")[1]
    lines = [line.split() for line in table.splitlines()]
    assert ["0:10", "0:10", ".", "sent", "into", "verify:", "verified"] in lines
    assert ["0:12", ".", ".", "ask_pin:", "verified"] in lines
    assert ["0:34", ".", "rated", "service:", "4", "of", "1", "to", "5", "(sales,", "alice)"] in lines
    assert ["0:40", ".", "left", "a", "voicemail", "for", "sales", "(invoice):", "c2"] in lines
    assert ["6", "0:20", "0:10", "talk", "flow"] in [line[:5] for line in lines]
    assert [line[1] for line in lines[1:] if line[0].isdigit()] == sorted(
        line[1] for line in lines[1:] if line[0].isdigit()
    )


def test_work_is_told_with_what_there_is_to_do_and_where_it_came_from(tmp_path: Path, capsys: Capture) -> None:
    contact = contact_after(tmp_path, len(LEFT_BEHIND), LEFT_BEHIND, MESSAGE.contact_id)
    print_story(contact)
    told = capsys.readouterr().out
    assert "Work        voicemail, invoice, message m1.1, 1:05 long, call +15550100 (left in contact c1, " in told
    assert "Due         1970-01-01 01:00:00" in told and "language zh" in told
    assert "by the agent (completed)" in told and "Result      done" in told
    assert told.endswith("queue 0:01 + ring 0:02 + work 1:00 = total 1:03; wrap-up 0:00\n")
    assert list_cells(contact)[1] == "voicemail" and list_cells(contact)[14] == "done"


def test_what_an_agent_did_at_the_desk_stands_on_the_time_line(tmp_path: Path, capsys: Capture) -> None:
    print_story(contact_after(tmp_path, len(AT_THE_DESK), AT_THE_DESK))
    table = capsys.readouterr().out.split("\n\n")[1]
    lines = [line.split() for line in table.splitlines()]
    assert ["0:10", "0:15", ".", "alice", "wanted", "help"] in lines
    due = ["due", "1970-01-01", "02:00:00:", "c3"]
    assert ["0:34", ".", "alice", "put", "off", "work", "for", "sales", "and", "alice,", *due] == lines[-1]
    assert lines[-2][3] == "wrap-up"


def test_what_an_agent_has_entered_is_told_as_it_was(tmp_path: Path, capsys: Capture) -> None:
    contact = contact_after(tmp_path, 1, ((200, [VISIT]),), VISIT.contact_id)
    print_story(contact)
    told = capsys.readouterr().out
    assert "Entered     visit, by alice (101)" in told and "Result      entered, solved" in told
    assert "Ended       1970-01-01 00:02:30 by the agent (completed)" in told
    assert told.endswith("entered 1:30 = total 1:30; wrap-up 0:00\n")
    cells = dict(zip(LIST_TITLES, list_cells(contact), strict=True))
    assert (cells["MEDIUM"], cells[" WORK"].strip(), cells["TOTAL"].strip()) == ("visit", "1:30", "1:30")
    assert (cells["RESULT"], cells["AGENT"], cells["DISPOSITION"]) == ("entered", "alice (101)", "solved")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"ended_at_ms": None}, "in progress"),
        ({"is_abandoned": True}, "abandoned"),
        ({"last_agent": "bob"}, "served"),
        ({"end_cause": "flow_ended"}, "self-service"),
        ({}, "left in IVR"),
        ({"medium": "task", "ended_at_ms": None}, "to be done"),
        ({"medium": "task", "end_cause": "completed"}, "done"),
        ({"medium": "voicemail"}, "let go"),
        ({"medium": None}, "entered"),
    ],
)
def test_what_became_of_a_contact(facts: dict[str, Any], words: str) -> None:
    gone = {"medium": "voice", "ended_at_ms": 5, "is_abandoned": False, "last_agent": None}
    gone |= {"end_cause": "caller_hung_up"}
    assert result(gone | facts) == words


@given(st.lists(st.integers(0, 10_000_000), max_size=6))
def test_whole_seconds_add_up_and_stay_close(parts_ms: list[int]) -> None:
    seconds = whole_seconds(parts_ms)
    assert sum(seconds) == sum(parts_ms) // 1000
    assert all(abs(shown * 1000 - exact) < 1000 for shown, exact in zip(seconds, parts_ms, strict=True))
