"""The contact log in words, of a call that the log itself has folded."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    OfferExpired,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import AgentId, EndCause, SiteId, TenantId
from tests.unit.contact_log.test_fold import (
    ALICE,
    BOB,
    HOLD,
    HUNG_UP,
    OPENED,
    RESUME,
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


def contact_after(folder: Path, chapters: int) -> Any:
    """The contact as readers get it after so many chapters of the story."""

    def number_of(agent_id: AgentId) -> str:
        return NUMBERS[agent_id]

    store = ContactLogStore(
        Database(folder / f"{chapters}.db"), Codec, TenantId("demo"), SiteId("main"), agent_number=number_of
    )
    ledger = Ledger()
    for seq, (at_s, events, *led_by) in enumerate(STORY[:chapters], 1):
        given_input: Any = led_by[0] if led_by else None
        store.take(ledger, [Committed(seq, at_s * 1_000, given_input, tuple(events), None)])
    contact = ContactLogQueries(store, {"n1": "+15550100"}.get).contact_now(OPENED.contact_id)
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
    assert list_cells(contact)[10:13] == ["    -", "    -", "in progress"]


def test_a_contact_in_the_list(tmp_path: Path, capsys: Capture) -> None:
    print_table(LIST_TITLES, [list_cells(contact_after(tmp_path, len(STORY)))])
    heads, row = capsys.readouterr().out.splitlines()
    for title, words in (("AGENT", "bob (102)"), (" TALK", "11:54"), ("TOTAL", "13:10"), ("RESULT", "served")):
        assert row[heads.index(title) :].startswith(words)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"ended_at_ms": None}, "in progress"),
        ({"is_abandoned": True}, "abandoned"),
        ({"last_agent": "bob"}, "served"),
        ({"end_cause": "flow_ended"}, "self-service"),
        ({}, "left in IVR"),
    ],
)
def test_what_became_of_a_contact(facts: dict[str, Any], words: str) -> None:
    gone = {"ended_at_ms": 5, "is_abandoned": False, "last_agent": None, "end_cause": "caller_hung_up"}
    assert result(gone | facts) == words


@given(st.lists(st.integers(0, 10_000_000), max_size=6))
def test_whole_seconds_add_up_and_stay_close(parts_ms: list[int]) -> None:
    seconds = whole_seconds(parts_ms)
    assert sum(seconds) == sum(parts_ms) // 1000
    assert all(abs(shown * 1000 - exact) < 1000 for shown, exact in zip(seconds, parts_ms, strict=True))
