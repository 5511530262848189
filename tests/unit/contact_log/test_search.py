"""Contacts are found by all that a person may know of them, by those who may, and by nobody once a person is erased."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from cic.api.search_ports import COUNTED_MAX, EVERYBODYS, BadCursor, ContactWish, Order, SearchTooLong, Span, Whose
from cic.contact_log.search.queries import ContactSearch
from cic.contact_log.search.statements import Statements
from cic.journal import database
from routing.vocabulary import AgentId, EndCause, PartyId, TenantId
from tests.unit.contact_log.searched_log import NOON_MS, SearchedLog

pytestmark = pytest.mark.unit


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SearchedLog]:
    made = SearchedLog(tmp_path)
    yield made
    made.close()


@pytest.fixture
def day(log: SearchedLog) -> SearchedLog:
    """Four calls of a day, one after the other."""
    return filled(log)


@pytest.fixture(scope="module")
def same_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchedLog]:
    """The same, for those who only look."""
    made = SearchedLog(tmp_path_factory.mktemp("same_day"))
    yield filled(made)
    made.close()


def filled(log: SearchedLog) -> SearchedLog:
    log.add(
        log.call("wang", at_s=0, number="+8613912345678", caller="王小明", agents=["alice"], disposition="solved",
                 note="客户要求退款, invoice was Wrong", rating=5, is_recorded=True),
        log.call("smith", at_s=10, number="+4420798765432", caller="Alexander Smith", agents=["bob", "alice"],
                 queue="support", talk_s=600, disposition="call_again", rating=2, consulted="+861065529988"),
        log.call("gone", at_s=20, number="010 6552 9988", wait_s=90, asked=["carol"], is_abandoned=True),
        log.call("machine", at_s=30, queue="", wait_s=0, end_cause=EndCause.FLOW_ENDED),
    )  # fmt: skip
    return log


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, ["machine", "gone", "smith", "wang"]),
        ({"number": "+86 139 1234 5678"}, ["wang"]),
        ({"number": "5678"}, ["wang"]),
        ({"number": "9988"}, ["gone", "smith"]),
        ({"number": "01065529988", "numbers_alike": ("+861065529988",)}, ["gone", "smith"]),
        ({"number": "678"}, []),
        ({"name": "王小明"}, ["wang"]),
        ({"name": "小明"}, ["wang"]),
        ({"name": "王"}, ["wang"]),
        ({"name": "smith alex"}, ["smith"]),
        ({"name": "SMITH"}, ["smith"]),
        ({"name": "mith"}, []),
        ({"name": "nobody", "named": (PartyId("party-of-gone"),)}, ["gone"]),
        ({"note": "退款"}, ["wang"]),
        ({"note": "wrong invoice"}, ["wang"]),
        ({"note": "款退"}, []),
        ({"note": "!!"}, []),
        ({"from_ms": NOON_MS + 10_000, "until_ms": NOON_MS + 30_000}, ["gone", "smith"]),
        ({"queues": ("support",)}, ["smith"]),
        ({"agents": ("alice",)}, ["smith", "wang"]),
        ({"agents": ("carol",)}, []),
        ({"outcomes": ("abandoned", "self_service")}, ["machine", "gone"]),
        ({"dispositions": ("solved",)}, ["wang"]),
        ({"media": ("voice",), "directions": ("inbound",), "flows": ("main",)}, ["machine", "gone", "smith", "wang"]),
        ({"media": ("chat",)}, []),
        ({"talk_ms": Span(least=100_000)}, ["smith"]),
        ({"talk_ms": Span(most=60_000), "agents": ("alice",)}, ["wang"]),
        ({"waited_ms": Span(60_000, 90_000)}, ["gone"]),
        ({"total_ms": Span(most=0)}, ["machine"]),
        ({"rating": Span(1, 3)}, ["smith"]),
        ({"rating": Span(least=4), "rating_of": "service"}, ["wang"]),
        ({"rating_of": "service"}, ["smith", "wang"]),
        ({"rating_of": "price"}, []),
        ({"is_recorded": True}, ["wang"]),
        ({"is_recorded": False}, ["machine", "gone", "smith"]),
        ({"is_recorded": False, "agents": ("alice",)}, ["smith"]),
        ({"parties": (PartyId("party-of-smith"),)}, ["smith"]),
        ({"dialled": ("+864001234567",), "queues": ("sales",)}, ["gone", "wang"]),
        ({"order": Order.LONGEST}, ["smith", "gone", "wang", "machine"]),
        ({"order": Order.LONGEST, "agents": ("alice",)}, ["smith", "wang"]),
    ],
)  # fmt: skip
def test_contacts_are_found_by_what_is_known_of_them(
    same_day: SearchedLog, wish: dict[str, object], expected: list[str]
) -> None:
    assert same_day.found(**wish) == expected
    assert same_day.found(limit=1, **wish) == expected, "page by page it is the same"
    assert same_day.search.find(ContactWish(EVERYBODYS, **wish), 1, with_count=True).count == len(expected)  # type: ignore[arg-type]


def test_a_contact_tells_who_served_it_and_what_became_of_it(same_day: SearchedLog) -> None:
    (row,) = same_day.search.find(ContactWish(EVERYBODYS, number="5432"), 5).contacts
    assert (row["queues"], row["agents"], row["outcome"]) == (["support"], ["bob", "alice"], "answered")
    (row,) = same_day.search.find(ContactWish(EVERYBODYS, note="退款"), 5).contacts
    assert row["notes"] == ["客户要求退款, invoice was Wrong"]


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        (Whose(agents=frozenset({AgentId("bob")})), ["smith"]),
        (Whose(agents=frozenset({AgentId("carol")})), ["gone"]),
        (Whose(parties=frozenset({PartyId("party-of-wang")})), ["wang"]),
        (Whose(agents=frozenset({AgentId("bob")}), with_nobodys=True), ["machine", "gone", "smith"]),
        (Whose(), []),
    ],
)
def test_only_contacts_that_a_person_may_read_are_found(
    same_day: SearchedLog, whose: Whose, expected: list[str]
) -> None:
    assert same_day.found(ContactWish(whose)) == expected
    assert same_day.search.find(ContactWish(whose), 1, with_count=True).count == len(expected)
    narrowed = ContactWish(whose, outcomes=("answered",))
    assert same_day.found(narrowed) == [name for name in expected if name in ("smith", "wang")]


def test_paging_goes_on_where_it_was_although_contacts_come_meanwhile(day: SearchedLog) -> None:
    first = day.search.find(ContactWish(EVERYBODYS), 2)
    day.add(day.call("later", at_s=40))
    rest = day.search.find(ContactWish(EVERYBODYS), 2, first.cursor)
    assert [row["contact_id"] for row in rest.contacts] == ["smith", "wang"]
    assert rest.cursor is None


def test_contacts_of_one_millisecond_have_places_of_their_own(log: SearchedLog) -> None:
    names = [f"c{number}" for number in range(60)]
    log.add(*[log.call(name) for name in names])
    found = log.found(limit=7)
    assert sorted(found) == sorted(names)
    log.add(*[log.call(name, note="again", agents=["alice"]) for name in names])
    assert log.found(limit=7) == found, "a contact that is written again stays where it was"


def test_a_cursor_of_another_order_is_refused(same_day: SearchedLog) -> None:
    cursor = same_day.search.find(ContactWish(EVERYBODYS), 1).cursor
    for wrong in (cursor, "x", "1-", "-", "9" * 30 + "-1"):
        with pytest.raises(BadCursor):
            same_day.search.find(ContactWish(EVERYBODYS, order=Order.LONGEST), 1, wrong)


def test_a_count_beyond_its_bound_says_so(log: SearchedLog) -> None:
    wish = ContactWish(EVERYBODYS, media=("voice",))
    statement = str(Statements(log.index.marks, log.store.site).count(wish).compile())
    assert "LIMIT" in statement.upper()
    log.add(*[log.call(f"c{number}") for number in range(3)])
    found = log.search.find(wish, 1, with_count=True)
    assert (found.count, found.is_more, COUNTED_MAX) == (3, False, 10_000)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (ContactWish(EVERYBODYS), ["SCAN contact_search"]),
        (ContactWish(EVERYBODYS, from_ms=1), ["SEARCH contact_search USING INTEGER PRIMARY KEY (rowid>?)"]),
        (ContactWish(EVERYBODYS, talk_ms=Span(least=9)), ["SCAN contact_search"]),
        (
            ContactWish(EVERYBODYS, queues=("sales",), talk_ms=Span(least=9)),
            [
                "SCAN contact_term VIRTUAL TABLE INDEX",
                "SEARCH contact_search USING INTEGER PRIMARY KEY (rowid=?)",
            ],
        ),
        (ContactWish(EVERYBODYS, order=Order.LONGEST), ["SCAN contact_search", "USE TEMP B-TREE FOR ORDER BY"]),
    ],
)
def test_what_is_newest_is_read_along_the_places_and_nothing_is_sorted_but_by_length(
    same_day: SearchedLog, wish: ContactWish, expected: list[str]
) -> None:
    page = Statements(same_day.index.marks, same_day.store.site).page(wish, 50, None)
    text = page.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with same_day.store.database.reading() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert len(steps) == len(expected)
    assert all(step.startswith(start) for step, start in zip(steps, expected, strict=True)), steps


def test_whoever_was_erased_is_found_by_nothing_personal(day: SearchedLog) -> None:
    """By another process, whose keys this one knows for a moment longer."""
    with sqlite3.connect(day.file.parent / "keys.db") as keys:
        keys.execute("DELETE FROM party_key WHERE party_id = 'party-of-wang'")
    keys.close()
    for wish in ({"number": "5678"}, {"name": "王小明"}, {"note": "退款"}):
        found = day.search.find(ContactWish(EVERYBODYS, **wish), 5, with_count=True)  # type: ignore[arg-type]
        assert (found.contacts, found.count) == ([], 0)
    assert day.found(agents=("alice",)) == ["smith", "wang"], "what is nobody's secret is still found"


def test_erased_persons_are_forgotten_without_being_looked_for(day: SearchedLog) -> None:
    before = _marks(day)
    day.keys.erase(PartyId("party-of-wang"))
    assert day.forgetting.sweep() == 1
    assert day.forgetting.sweep() == 0
    gone = before["wang"] - _marks(day)["wang"]
    assert len(gone) > 10 and _marks(day)["smith"] == before["smith"]


def test_nothing_that_was_said_stands_in_the_file(day: SearchedLog) -> None:
    day.close()
    stored = b"".join(path.read_bytes() for path in day.file.parent.glob("contacts.db*"))
    for said in ("王小明", "Alexander", "alexander", "退款", "13912345678", "5678 "):
        assert said.encode() not in stored


def test_another_tenant_finds_nothing_and_has_other_marks(day: SearchedLog, tmp_path: Path) -> None:
    other = SearchedLog(tmp_path, TenantId("other"))
    assert other.found() == []
    assert other.found(agents=("alice",)) == []
    assert other.index.marks.mark("took=alice") != day.index.marks.mark("took=alice")
    other.close()


def test_what_takes_too_long_ends_and_says_so(log: SearchedLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "STEPS_BETWEEN_LOOKS", 100)
    log.add(*[log.call(f"c{number}") for number in range(2_000)])
    hurried = ContactSearch(
        log.store, log.search._queries, Statements(log.index.marks, log.store.site), log.forgetting, time_limit_s=-1.0
    )
    with pytest.raises(SearchTooLong):
        hurried.find(ContactWish(EVERYBODYS, total_ms=Span(least=10**9)), 5, with_count=True)
    assert len(log.found(limit=500)) == 2_000, "the connection serves others afterwards"


def test_a_log_that_is_made_again_finds_the_same(day: SearchedLog) -> None:
    places = {row.contact_id: row.place for row in _rows(day)}
    call = day.call("wang", number="+8613912345678", caller="王小明", agents=["alice"])
    day.add(replace(call, arrived_at_ms=NOON_MS))
    assert {row.contact_id: row.place for row in _rows(day)} == places


def _rows(log: SearchedLog) -> list[sqlite3.Row]:
    with log.store.database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT contact_id, place FROM contact_search"))  # type: ignore[arg-type]


def _marks(log: SearchedLog) -> dict[str, set[str]]:
    with log.store.database.reading() as connection:
        joined = "SELECT contact_id, marks FROM contact_search JOIN contact_term ON contact_term.rowid = place"
        return {name: set(marks.split()) for name, marks in connection.exec_driver_sql(joined)}
