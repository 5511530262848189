"""The golden day: the full hour with what came before and after, over both midnights. Every figure is made by hand.

What the hour has is in ``test_golden_hour.py``. The rest (waits and times in seconds):

    c20  support  waited 15, Cal: talk 240, wrap-up 60; Cal has been signed in since the day before
    c21  sales    gave up after 70
    c9   sales    had come in the hour, gave up after 300
    c22  sales    waited 8, Ann: talk 600 + 240, hold 60, wrap-up 60; rated 5 of 1 to 5
    c23  support  a chat, gone after 200
    c24  support  waited 20, Bob: talk 1800, wrap-up 90
    c25  sales    waited 6, Cal: talk 1200, wrap-up 60; begins on this day, ends on the next
    c26  sales    gave up after 150, on the next day
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
from routing.vocabulary import SiteId, TenantId
from tests.harness.golden_day import ZONE, at_ms, golden_day_records
from tests.unit.reporting.golden_figures import STATES, by_name

pytestmark = pytest.mark.unit

S = 1000
MIDNIGHT, NEXT = at_ms("00:00:00"), at_ms("24:00:00")
DAY = Asked(ReportKind.QUEUES, MIDNIGHT, NEXT, ZONE)
BOTH_DAYS = replace(DAY, until_ms=at_ms("48:00:00"), interval=Interval.DAY)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportReading]:
    path: Path = tmp_path_factory.mktemp("golden") / "reports.db"
    store = ReportStore(Database(path), Codec, TenantId("demo"), SiteId("main"))
    ledger, records = Ledger(), golden_day_records()
    for start in range(0, len(records), 7):
        store.take(ledger, records[start : start + 7])
    yield ReportReading(store, lambda: at_ms("36:00:00"))
    store.close()


UNRATED: dict[str, int | float | None] = {"average_rating": None}
UNABANDONED: dict[str, int | float | None] = {"average_abandon_ms": None}
QUEUES_OF_THE_DAY: dict[str, dict[str, int | float | None]] = {
    "sales voice": {
        "offered": 11,  # c1, c2, c3, c4, c6, c7, c9, c21, c22, c25, c26
        "contacts": 11,
        "answered": 6,  # c1, c2, c6, c7, c22, c25
        "answered_in_target": 5,  # not c2
        "abandoned": 4,  # c3, c9, c21, c26
        "short_abandoned": 1,  # c4
        "service_level": 5 / 10,
        "abandon_rate": 4 / 10,
        "average_answer_ms": 11_833,  # (12 + 30 + 5 + 10 + 8 + 6) / 6
        "average_abandon_ms": 140 * S,  # (40 + 300 + 70 + 150) / 4
        "handled": 6,
        "finished": 6,
        "transferred_out": 2,  # c6, c7
        "talk_ms": 2_955 * S,  # the hour's 915, 840, 1200
        "hold_ms": 105 * S,  # 30 + 15 + 60
        "consult_ms": 30 * S,
        "wrap_up_ms": 270 * S,  # the hour's 150, 60, 60
        "handle_ms": 3_360 * S,
        "average_handle_ms": 560 * S,
        "average_talk_ms": 492_500,
        "average_wrap_up_ms": 45 * S,
        "ratings": 2,
        "average_rating": 0.875,  # 0.75 and 1
    },
    "support voice": UNRATED
    | UNABANDONED
    | {
        "offered": 5,  # c5, c7, c12, c20, c24
        "contacts": 4,  # c7 had waited in sales before
        "handed_in": 1,
        "answered": 4,
        "answered_in_target": 4,
        "left": 1,  # c5
        "service_level": 4 / 5,
        "average_answer_ms": 22 * S,  # (25 + 28 + 15 + 20) / 4
        "handled": 5,  # c6, c7, c12, c20, c24
        "finished": 5,
        "transferred_in": 2,
        "talk_ms": 2_430 * S,  # the hour's 390, 240, 1800
        "wrap_up_ms": 175 * S,  # the hour's 25, 60, 90
        "handle_ms": 2_605 * S,
        "average_handle_ms": 521 * S,
        "average_talk_ms": 486 * S,
        "average_wrap_up_ms": 35 * S,
    },
    "support callback": UNRATED
    | UNABANDONED
    | {
        "offered": 1,
        "contacts": 1,
        "answered": 1,
        "average_answer_ms": 300 * S,
        "handled": 1,
        "finished": 1,
        "work_ms": 120 * S,
        "handle_ms": 120 * S,
        "average_handle_ms": 120 * S,
    },
    "support chat": UNRATED
    | {
        "offered": 3,  # c10, c11, c23
        "contacts": 3,
        "answered": 2,
        "answered_in_target": 2,
        "abandoned": 1,
        "service_level": 2 / 3,
        "abandon_rate": 1 / 3,
        "average_answer_ms": 10 * S,
        "average_abandon_ms": 200 * S,
        "handled": 2,
        "finished": 2,
        "talk_ms": 1_200 * S,
        "handle_ms": 1_200 * S,
        "average_handle_ms": 600 * S,
        "average_talk_ms": 600 * S,
    },
}


def test_queues_of_the_day(reading: ReportReading) -> None:
    assert by_name(reading.report_now(DAY)) == QUEUES_OF_THE_DAY


AGENTS_OF_THE_DAY: dict[str, dict[str, int | float | None]] = {
    "ann": {
        "handled": 3,  # c1, c6, c22
        "finished": 3,
        "transferred_out": 1,
        "talk_ms": 1_105 * S,  # the hour's 265, 840
        "hold_ms": 105 * S,
        "consult_ms": 30 * S,
        "wrap_up_ms": 110 * S,
        "handle_ms": 1_350 * S,
        "average_handle_ms": 450 * S,
        "average_talk_ms": 368_333,
        "average_wrap_up_ms": 36_667,
        "offers_declined": 1,
        "ratings": 1,
        "average_rating": 1.0,
        "signed_in_ms": 25_230 * S,  # 8:59:30 to 10:00, 12:00 to 18:00
        "in_hand_ms": 1_357 * S,  # the hour's 394; c22 from 12:15:05 to 12:31:08
        "occupancy": 1_357 / 22_530,  # without 2,700 s of breaks
        "average_at_once": 1.0,
    },
    "bob": {
        "handled": 4,  # c2, c7, c12, c24
        "finished": 4,
        "transferred_out": 1,
        "talk_ms": 2_480 * S,  # the hour's 680, 1800
        "wrap_up_ms": 200 * S,
        "handle_ms": 2_680 * S,
        "average_handle_ms": 670 * S,
        "average_talk_ms": 620 * S,
        "average_wrap_up_ms": 50 * S,
        "ratings": 1,
        "average_rating": 0.75,
        "signed_in_ms": 28_800 * S,  # 9:00 to 17:00
        "in_hand_ms": 2_695 * S,  # the hour's 800; c24 from 16:00:05 to 16:31:40
        "occupancy": 2_695 / 26_100,
        "average_at_once": 1.0,
    },
    "cal": UNRATED
    | {
        "handled": 5,  # c6, c7, c8, c20, c25
        "finished": 5,
        "transferred_in": 2,
        "talk_ms": 1_800 * S,  # the hour's 360, 240, and all 1200 of c25: contacts are counted whole
        "work_ms": 120 * S,
        "wrap_up_ms": 135 * S,
        "handle_ms": 2_055 * S,
        "average_handle_ms": 411 * S,
        "average_talk_ms": 360 * S,
        "average_wrap_up_ms": 27 * S,
        "consulted": 1,
        "offers_missed": 1,
        "signed_in_ms": 6_000 * S,  # half an hour, 40 minutes, half an hour: time is cut at midnight
        "in_hand_ms": 1_734 * S,  # the hour's 535; c20 from 0:10:12 to 0:15:15; c25 from 23:45:04 to midnight
        "occupancy": 1_734 / 5_978,
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
        "signed_in_ms": 16_560 * S,  # 9:04 to 9:40, 14:00 to 18:00
        "in_hand_ms": 905 * S,
        "occupancy": 905 / 14_160,
        "average_at_once": 1_210 / 905,
    },
}


def test_agents_of_the_day(reading: ReportReading) -> None:
    assert by_name(reading.report_now(replace(DAY, kind=ReportKind.AGENTS))) == AGENTS_OF_THE_DAY


def test_states_of_the_day(reading: ReportReading) -> None:
    report = reading.report_now(replace(DAY, kind=ReportKind.STATES))
    assert {row.agent_id: [row.sums[name] // S for name in STATES] for row in report.rows} == {
        "ann": [21_147, 26, 1_247, 110, 2_700, 0],
        "bob": [23_358, 47, 2_495, 200, 2_700, 0],
        "cal": [4_180, 64, 1_659, 75, 0, 22],
        "dan": [13_250, 5, 905, 0, 2_400, 0],
    }
    counts = {row.agent_id: (row.sums["sign_ins"], row.sums["breaks"]) for row in report.rows}
    assert counts == {"ann": (2, 2), "bob": (1, 1), "cal": (2, 0), "dan": (2, 2)}  # Cal's first was the day before
    assert {row.agent_id: row.breaks for row in report.rows} == {
        "ann": {"lunch": 2_700 * S}, "bob": {"lunch": 2_700 * S}, "cal": {}, "dan": {"training": 2_400 * S},
    }  # fmt: skip


def test_the_day_by_the_hour(reading: ReportReading) -> None:
    report = reading.report_now(replace(DAY, kind=ReportKind.INTERVALS, interval=Interval.HOUR))
    assert len(report.rows) == 24, "an hour in which nothing happened has its row too"
    names = ("offered", "answered", "abandoned", "short_abandoned", "left", "handled", "talk_ms")
    by_hour = {hour: [row.sums.get(name, 0) for name in names] for hour, row in enumerate(report.rows)}
    assert {hour: found for hour, found in by_hour.items() if any(found)} == {
        0: [1, 1, 0, 0, 0, 1, 240 * S],
        7: [1, 0, 1, 0, 0, 0, 0],
        # The hour: c9 gave up later, and counts where the wait began.
        9: [13, 9, 2, 1, 1, 10, 2_505 * S],
        12: [1, 1, 0, 0, 0, 1, 840 * S],
        13: [1, 0, 1, 0, 0, 0, 0],
        15: [1, 1, 0, 0, 0, 0, 0],  # c24 waits from here,
        16: [0, 0, 0, 0, 0, 1, 1_800 * S],  # and is in contact from here
        23: [2, 1, 1, 0, 0, 1, 1_200 * S],
    }


def test_the_next_day_has_what_is_left(reading: ReportReading) -> None:
    first, second = reading.report_now(replace(BOTH_DAYS, kind=ReportKind.INTERVALS)).rows
    names = ("offered", "answered", "short_abandoned", "handled", "talk_ms")
    assert [[row.sums.get(name, 0) for name in names] for row in (first, second)] == [
        [20, 13, 1, 14, 6_585 * S],
        [1, 0, 1, 0, 0],  # c27
    ]
    (cal,) = (
        row
        for row in reading.report_now(replace(BOTH_DAYS, kind=ReportKind.STATES)).rows
        if row.agent_id == "cal" and row.from_ms == NEXT
    )
    assert [cal.sums[name] // S for name in STATES] == [1_434, 0, 306, 60, 0, 0]
    assert cal.sums["sign_ins"] == 0
