"""Every figure of the golden hour leads to what it was counted from: as many facts as it says, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.reporting.asked import METRICS_OF, Asked, BehindAsked, Interval, RangeWrong, ReportKind, ReportRow
from cic.reporting.behind import COUNTED, BehindFigures
from cic.reporting.definitions import METRICS, Unit
from cic.reporting.fold import Ledger
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore
from routing.vocabulary import AgentId, QueueId, SiteId, TenantId
from tests.harness.golden_day import ZONE, at_ms, golden_records

pytestmark = pytest.mark.unit

NINE, TEN = at_ms("09:00:00"), at_ms("10:00:00")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportStore]:
    path: Path = tmp_path_factory.mktemp("golden") / "reports.db"
    store = ReportStore(Database(path), Codec, TenantId("demo"), SiteId("main"))
    store.take(Ledger(), golden_records())
    yield store
    store.close()


def asked_of(row: ReportRow, metric_id: str) -> BehindAsked:
    queue_id = None if row.queue_id is None else QueueId(row.queue_id)
    agent_id = None if row.agent_id is None else AgentId(row.agent_id)
    return BehindAsked(metric_id, row.from_ms, row.until_ms, queue_id, row.medium, agent_id, limit=500)


def test_every_figure_has_something_behind_it() -> None:
    assert set(COUNTED) == set(METRICS)


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("interval", [Interval.NONE, Interval.QUARTER])
def test_a_count_is_how_much_stands_behind_it(store: ReportStore, kind: ReportKind, interval: Interval) -> None:
    report = ReportReading(store, lambda: TEN).report_now(Asked(kind, NINE, TEN, ZONE, interval))
    behind = BehindFigures(store)
    counts = [metric for metric in METRICS_OF[kind] if metric.unit is Unit.COUNT]
    for row in report.rows:
        for metric in counts:
            found = behind.behind_now(asked_of(row, metric.id))
            assert found.count == len(found.rows) == metric.of(row.sums), (metric.id, row)


def test_times_of_a_figure_are_those_behind_it(store: ReportStore) -> None:
    report = ReportReading(store, lambda: TEN).report_now(Asked(ReportKind.AGENTS, NINE, TEN, ZONE))
    behind = BehindFigures(store)
    held = {
        row.agent_id: [found["contact_id"] for found in behind.behind_now(asked_of(row, "hold_ms")).rows]
        for row in report.rows
    }
    assert held == {"ann": ["c1", "c6"], "bob": [], "cal": [], "dan": []}


def test_behind_states_stand_activities_and_contacts(store: ReportStore) -> None:
    behind = BehindFigures(store)
    of_dan = BehindAsked("break_ms", NINE, TEN, agent_id=AgentId("dan"))
    (found,) = behind.behind_now(of_dan).rows
    assert (found["what"], found["reason"], found["at_ms"], found["ended_at_ms"]) == (
        "on_break", "training", at_ms("09:20:00"), at_ms("09:30:00"),
    )  # fmt: skip
    second = replace(of_dan, metric_id="in_contact_ms", from_ms=at_ms("09:16:00"))
    assert [row["contact_id"] for row in behind.behind_now(second).rows] == ["c11"]  # c10 was over by then


def test_pages_follow_each_other_without_gap_or_repetition(store: ReportStore) -> None:
    behind, after, seen = BehindFigures(store), "", list[object]()
    while True:
        page = behind.behind_now(BehindAsked("offered", NINE, TEN, after=after, limit=3))
        assert page.count == 13
        seen += [row["contact_id"] for row in page.rows]
        if page.next_after is None:
            break
        after = page.next_after
    assert seen == ["c1", "c10", "c11", "c2", "c3", "c4", "c5", "c6", "c7", "c7", "c12", "c8", "c9"]


def test_of_other_teams_only_what_no_agent_had_is_told(store: ReportStore) -> None:
    of_bob = BehindAsked("offered", NINE, TEN, agent_ids=frozenset({AgentId("bob")}))
    names = {row["contact_id"] for row in BehindFigures(store).behind_now(of_bob).rows}
    assert names == {"c2", "c7", "c12", "c3", "c4", "c5", "c9"}


@pytest.mark.parametrize("wrong", [{"metric_id": "no such"}, {"after": "x/y/z"}, {"after": "12/c1"}])
def test_what_makes_no_sense_is_refused(store: ReportStore, wrong: dict[str, str]) -> None:
    asked = replace(BehindAsked("offered", NINE, TEN), **wrong)  # type: ignore[arg-type]
    with pytest.raises(RangeWrong):
        BehindFigures(store).behind_now(asked)
