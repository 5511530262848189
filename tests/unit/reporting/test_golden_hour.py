"""The golden hour: what happened stands as text in ``tests/harness/golden_day.py``; every figure here is made by hand.

Contacts by queue (waits and times in seconds):

    c1   sales    waited 12, Ann: talk 120 + 90, hold 30, wrap-up 30
    c2   sales    waited 30 (too late), Bob: talk 600, wrap-up 60; rated 4 of 1 to 5; Ann had declined
    c3   sales    gave up after 40
    c4   sales    gave up after 3: a short abandon
    c6   sales    waited 5, Ann: talk 55, hold 15, consult 30, wrap-up 20, handed over to
                  Cal under support's rules: talk 240, wrap-up 15; Cal was consulted once before
    c7   sales    waited 10, Bob: talk 50, wrap-up 40, handed to support
                  support: waited 25, Cal: talk 120
    c9   sales    waits
    c5   support  left after 120
    c12  support  waited 28, Bob: talk 30, wrap-up 10; Cal had missed it
    c8   support  a call back, waited 300 (too late), Cal: work 120
    c10  support  a chat, waited 10, Dan: 600
    c11  support  a chat, waited 10, Dan: 600
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.reporting.asked import Asked, Interval, ReportKind
from cic.reporting.fold import Ledger
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore
from routing.vocabulary import AgentId, QueueId, SiteId, TenantId
from tests.harness.golden_day import ZONE, at_ms, golden_records
from tests.unit.reporting.golden_figures import STATES, by_name

pytestmark = pytest.mark.unit

S = 1000
NINE, TEN = at_ms("09:00:00"), at_ms("10:00:00")
HOUR = Asked(ReportKind.QUEUES, NINE, TEN, ZONE)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportStore]:
    path: Path = tmp_path_factory.mktemp("golden") / "reports.db"
    store = ReportStore(Database(path), Codec, TenantId("demo"), SiteId("main"))
    ledger, records = Ledger(), golden_records()
    for start in range(0, len(records), 7):
        store.take(ledger, records[start : start + 7])
    yield store
    store.close()


@pytest.fixture(scope="module")
def reading(store: ReportStore) -> ReportReading:
    return ReportReading(store, lambda: TEN)


QUEUES_IN_THE_HOUR: dict[str, dict[str, int | float | None]] = {
    "sales voice": {
        "offered": 7,  # c1, c2, c3, c4, c6, c7, c9
        "contacts": 7,
        "answered": 4,  # c1, c2, c6, c7
        "answered_in_target": 3,  # not c2
        "abandoned": 1,  # c3
        "short_abandoned": 1,  # c4
        "waiting": 1,  # c9
        "service_level": 3 / 5,  # of c1, c2, c3, c6, c7
        "abandon_rate": 1 / 5,
        "average_answer_ms": 14_250,  # (12 + 30 + 5 + 10) / 4
        "average_abandon_ms": 40 * S,
        "handled": 4,
        "finished": 4,
        "transferred_out": 2,  # c6, c7
        "talk_ms": 915 * S,  # 210 + 600 + 55 + 50
        "hold_ms": 45 * S,  # 30 + 15
        "consult_ms": 30 * S,
        "wrap_up_ms": 150 * S,  # 30 + 60 + 20 + 40
        "handle_ms": 1_140 * S,
        "average_handle_ms": 285 * S,
        "average_talk_ms": 228_750,
        "average_wrap_up_ms": 37_500,
        "ratings": 1,
        "average_rating": 0.75,
    },
    "support voice": {
        "offered": 3,  # c5, c7, c12
        "contacts": 2,  # c7 had waited in sales before
        "handed_in": 1,
        "answered": 2,
        "answered_in_target": 2,
        "left": 1,  # c5
        "service_level": 2 / 3,
        "average_answer_ms": 26_500,  # (25 + 28) / 2
        "average_abandon_ms": None,
        "handled": 3,  # c6 and c7 by Cal, c12 by Bob
        "finished": 3,
        "transferred_in": 2,
        "talk_ms": 390 * S,  # 240 + 120 + 30
        "wrap_up_ms": 25 * S,  # 15 + 10
        "handle_ms": 415 * S,
        "average_handle_ms": 138_333,
        "average_talk_ms": 130 * S,
        "average_wrap_up_ms": 8_333,
        "average_rating": None,
    },
    "support callback": {
        "offered": 1,
        "contacts": 1,
        "answered": 1,
        "average_answer_ms": 300 * S,
        "average_abandon_ms": None,
        "handled": 1,
        "finished": 1,
        "work_ms": 120 * S,
        "handle_ms": 120 * S,
        "average_handle_ms": 120 * S,
        "average_rating": None,
    },
    "support chat": {
        "offered": 2,
        "contacts": 2,
        "answered": 2,
        "answered_in_target": 2,
        "service_level": 1.0,
        "average_answer_ms": 10 * S,
        "average_abandon_ms": None,
        "handled": 2,
        "finished": 2,
        "talk_ms": 1_200 * S,
        "handle_ms": 1_200 * S,
        "average_handle_ms": 600 * S,
        "average_talk_ms": 600 * S,
        "average_rating": None,
    },
}


def test_queues_in_the_hour(reading: ReportReading) -> None:
    found = by_name(reading.report_now(HOUR))
    assert found == QUEUES_IN_THE_HOUR


def test_all_queues_by_the_quarter(reading: ReportReading) -> None:
    report = reading.report_now(replace(HOUR, kind=ReportKind.INTERVALS, interval=Interval.QUARTER))
    names = ("offered", "answered", "abandoned", "short_abandoned", "left", "waiting", "handled", "talk_ms", "ratings")
    assert [[row.sums.get(name, 0) for name in names] for row in report.rows] == [
        # c1, c2, c3 and two chats; c3 gave up in the next quarter, and counts where the wait began
        [5, 4, 1, 0, 0, 0, 4, (210 + 600 + 600 + 600) * S, 0],
        [2, 0, 0, 1, 1, 0, 0, 0, 1],  # c4, c5; c2 was rated
        [4, 4, 0, 0, 0, 0, 5, (55 + 240 + 50 + 120 + 30) * S, 0],  # c6, c7 twice, c12; c6 had two agents
        [2, 1, 0, 0, 0, 1, 1, 0, 0],  # c8, c9
    ]


UNRATED: dict[str, int | float | None] = {"average_rating": None}
AGENTS_IN_THE_HOUR: dict[str, dict[str, int | float | None]] = {
    "ann": UNRATED
    | {
        "handled": 2,  # c1, c6
        "finished": 2,
        "transferred_out": 1,
        "talk_ms": 265 * S,
        "hold_ms": 45 * S,
        "consult_ms": 30 * S,
        "wrap_up_ms": 50 * S,
        "handle_ms": 390 * S,
        "average_handle_ms": 195 * S,
        "average_talk_ms": 132_500,
        "average_wrap_up_ms": 25 * S,
        "offers_declined": 1,  # c2
        "signed_in_ms": 3_600 * S,
        "in_hand_ms": 394 * S,  # from accepting: 242 + 30 of c1, 102 + 20 of c6
        "occupancy": 394 / 2_700,  # an hour without the break
        "average_at_once": 1.0,
    },
    "bob": {
        "handled": 3,  # c2, c7, c12
        "finished": 3,
        "transferred_out": 1,
        "talk_ms": 680 * S,
        "wrap_up_ms": 110 * S,
        "handle_ms": 790 * S,
        "average_handle_ms": 263_333,
        "average_talk_ms": 226_667,
        "average_wrap_up_ms": 36_667,
        "ratings": 1,
        "average_rating": 0.75,
        "signed_in_ms": 3_600 * S,
        "in_hand_ms": 800 * S,  # 602 + 60, 54 + 40, 34 + 10
        "occupancy": 800 / 3_600,
        "average_at_once": 1.0,
    },
    "cal": UNRATED
    | {
        "handled": 3,  # c6, c7, c8
        "finished": 3,
        "transferred_in": 2,
        "talk_ms": 360 * S,
        "work_ms": 120 * S,
        "wrap_up_ms": 15 * S,
        "handle_ms": 495 * S,
        "average_handle_ms": 165 * S,
        "average_talk_ms": 120 * S,
        "average_wrap_up_ms": 5 * S,
        "consulted": 1,
        "offers_missed": 1,  # c12
        "signed_in_ms": 2_400 * S,
        "in_hand_ms": 535 * S,  # 275 + 15, 125, 120
        "occupancy": 535 / 2_378,  # 40 minutes without 22 s of not responding
        "average_at_once": 1.0,
    },
    "dan": UNRATED
    | {
        "handled": 2,
        "finished": 2,
        "talk_ms": 1_200 * S,
        "handle_ms": 1_200 * S,
        "average_handle_ms": 600 * S,
        "average_talk_ms": 600 * S,
        "signed_in_ms": 2_160 * S,
        "in_hand_ms": 905 * S,  # 9:04:55 to 9:20, both chats at once for a third of it
        "occupancy": 905 / 1_560,
        "average_at_once": 1_210 / 905,  # each chat was in hand for 605 s
    },
}


def test_agents_in_the_hour(reading: ReportReading) -> None:
    found = by_name(reading.report_now(replace(HOUR, kind=ReportKind.AGENTS)))
    assert found == AGENTS_IN_THE_HOUR


def test_states_in_the_hour(reading: ReportReading) -> None:
    report = reading.report_now(replace(HOUR, kind=ReportKind.STATES))
    assert {row.agent_id: [row.sums[name] // S for name in STATES] for row in report.rows} == {
        "ann": [2_285, 21, 344, 50, 900, 0],
        "bob": [2_768, 32, 690, 110, 0, 0],
        "cal": [1_795, 48, 520, 15, 0, 22],
        "dan": [650, 5, 905, 0, 600, 0],
    }
    counts = {row.agent_id: (row.sums["sign_ins"], row.sums["breaks"]) for row in report.rows}
    assert counts == {"ann": (0, 1), "bob": (1, 0), "cal": (1, 0), "dan": (1, 1)}  # Ann had signed in before nine
    assert {row.agent_id: row.breaks for row in report.rows} == {
        "ann": {"lunch": 900 * S}, "bob": {}, "cal": {}, "dan": {"training": 600 * S},
    }  # fmt: skip
    assert (report.break_reasons, report.total.breaks) == (
        ("lunch", "training"),
        {"lunch": 900 * S, "training": 600 * S},
    )


def test_a_state_that_goes_over_a_border_is_in_both_quarters(reading: ReportReading) -> None:
    asked = replace(HOUR, kind=ReportKind.STATES, interval=Interval.QUARTER, agent_ids=frozenset({AgentId("bob")}))
    assert [[row.sums[name] // S for name in STATES[:4]] for row in reading.report_now(asked).rows] == [
        [608, 20, 272, 0],
        [510, 0, 330, 60],  # c2 until 9:20:30
        [758, 12, 88, 42],  # ready until 9:40:00, and 158 s; the wrap-up of c12 is cut at 9:45:00
        [892, 0, 0, 8],
    ]


def test_rows_that_are_asked_for_are_all_that_come(reading: ReportReading) -> None:
    chats = replace(HOUR, media=frozenset({"chat"}), queue_ids=frozenset({QueueId("support"), QueueId("sales")}))
    assert list(by_name(reading.report_now(chats))) == ["support chat"]
    nobody = replace(HOUR, kind=ReportKind.AGENTS, agent_ids=frozenset())
    assert reading.report_now(nobody).rows == ()


def test_a_range_counts_what_began_in_it_and_nothing_twice(reading: ReportReading) -> None:
    first = reading.report_now(replace(HOUR, until_ms=at_ms("09:15:00")))
    second = reading.report_now(replace(HOUR, from_ms=at_ms("09:15:00")))
    whole = reading.report_now(HOUR)
    for name, value in whole.total.sums.items():
        assert first.total.sums.get(name, 0) + second.total.sums.get(name, 0) == value, name
