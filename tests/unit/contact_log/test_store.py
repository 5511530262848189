"""The contact log's tables: exactly once over crashes, catching up, and what readers see."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import get_args

import pytest

from cic.api.contact_bodies import ContactBody, WholeContactBody
from cic.api.contact_bodies import Direction as DirectionWord
from cic.api.contact_bodies import Initiator as InitiatorWord
from cic.api.contact_bodies import Releaser as ReleaserWord
from cic.api.contact_bodies import SegmentKind as SegmentKindWord
from cic.center.inputs import DeadlinePassed
from cic.contact_log.fold import Ledger
from cic.contact_log.projection import Projection
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.record import ContactRecord, Direction, SegmentKind
from cic.contact_log.rows import contact_row
from cic.contact_log.sides import Initiator, Releaser
from cic.contact_log.store import ContactLogStore
from cic.contact_log.writing import ContactWriter
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from routing.events import InteractionConnected, InteractionQueued, OfferMade, WrapUpEnded, WrapUpStarted
from routing.vocabulary import AgentId, ContactId, PersonalRef, SiteId, TenantId
from tests.unit.contact_log.test_fold import ALICE, HUNG_UP, OPENED, SALES, C, I, InteractionEnded, O
from tests.unit.runtime.parts import HandJournal, lived_world

pytestmark = pytest.mark.unit

TENANT, SITE = TenantId("demo"), SiteId("main")
STEP_S = 10.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ContactLogStore]:
    store = ContactLogStore(Database(tmp_path / "contacts.db"), Codec, TENANT, SITE, agent_number=number_of)
    yield store
    store.close()


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the log's file."""
    tables = ("contact", "contact_segment", "contact_open", "contact_rating", "contact_cursor")
    with sqlite3.connect(path) as connection:
        rows = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in tables[:4]
        }
        rows["contact_cursor"] = connection.execute("SELECT seq FROM contact_cursor").fetchall()
    connection.close()
    return rows


def number_of(agent_id: AgentId) -> str:
    return {"alice": "101"}.get(agent_id, "")


def opened(ref: PersonalRef) -> str | None:
    return {"n1": "+15550100777", "note": "a note"}.get(ref)


def test_the_rows_are_those_of_the_fold_however_the_records_were_batched(tmp_path: Path) -> None:
    world = lived_world(5)
    whole, single = tmp_path / "whole.db", tmp_path / "single.db"
    for path, size in ((whole, len(world.records)), (single, 7)):
        store, ledger = ContactLogStore(Database(path), Codec, TENANT, SITE, agent_number=number_of), Ledger()
        for start in range(0, len(world.records), size):
            store.take(ledger, world.records[start : start + size])
        store.close()
    assert dump(whole) == dump(single)
    rows = dump(whole)
    assert rows["contact_open"] == [] and rows["contact_cursor"] == [(len(world.records),)]
    assert len(rows["contact"]) >= 20


def before_the_commit(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Something happens when all rows of a batch are written and none is committed."""
    move_cursor = ContactWriter.move_cursor

    def moved(writer: ContactWriter, seq: int) -> None:
        move_cursor(writer, seq)
        happens()

    monkeypatch.setattr(ContactWriter, "move_cursor", moved)


@pytest.mark.parametrize("place", [1, 40, 180])
def test_a_failed_or_killed_write_counts_nothing_twice_and_loses_nothing(
    tmp_path: Path, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = lived_world(6)
    calm, shaken = tmp_path / "calm.db", tmp_path / "shaken.db"
    store = ContactLogStore(Database(calm), Codec, TENANT, SITE, agent_number=number_of)
    store.take(Ledger(), world.records)
    store.close()
    store, ledger = ContactLogStore(Database(shaken), Codec, TENANT, SITE, agent_number=number_of), Ledger()
    store.take(ledger, world.records[:place])

    def failing() -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        before_the_commit(patched, failing)
        store.take(ledger, world.records[place : place + 20])
    store.close()
    again = ContactLogStore(Database(shaken), Codec, TENANT, SITE, agent_number=number_of)
    assert again.cursor() == place
    again.take(again.ledger(), world.records[place:])
    again.close()
    assert dump(shaken) == dump(calm)


def test_the_projection_catches_up_from_the_journal_and_then_follows(store: ContactLogStore) -> None:
    records = lived_world(7).records
    journal = HandJournal(records=records[:50])
    projection = Projection(store, journal)
    assert projection.wait_for(50, STEP_S)
    for record in records[50:60]:
        journal.records.append(record)
        projection.committed(record, None)
    assert projection.wait_for(60, STEP_S)
    journal.records.extend(records[60:81])
    projection.committed(records[80], None)
    assert projection.wait_for(81, STEP_S), "what was never handed over is read from the journal"
    projection.committed(records[80], None)
    projection.close()
    assert store.cursor() == 81
    again = Projection(store, HandJournal(records=records))
    assert again.wait_for(len(records), STEP_S)
    again.close()
    assert dump(store.database.path)["contact_open"] == []


def test_whoever_asks_gets_what_has_happened_by_now(store: ContactLogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cic.contact_log.projection.BATCH_EVERY_S", 60.0)
    records = lived_world(7).records
    journal = HandJournal(records=records[:50])
    projection = Projection(store, journal)
    assert projection.wait_for(50, STEP_S)
    for record in records[50:60]:
        journal.records.append(record)
        projection.committed(record, None)
    queries = ContactLogQueries(store, {}.get, projection.catch_up)
    queries.newest_now(1)
    assert projection.seq == 60
    projection.close()


def test_the_projection_tries_again_after_a_failure(store: ContactLogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cic.contact_log.projection.RETRY_FIRST_S", 0.01)
    failures = {"left": 2}

    def failing() -> None:
        if failures["left"]:
            failures["left"] -= 1
            raise OSError("no space left on device")

    before_the_commit(monkeypatch, failing)
    records = lived_world(8).records
    behind: list[bool] = []
    projection = Projection(store, HandJournal(records=records), on_behind=behind.append)
    assert projection.wait_for(len(records), STEP_S)
    projection.close()
    assert behind == [True, False], "told once, however often it fails"
    assert failures["left"] == 0 and len(dump(store.database.path)["contact"]) >= 20


def call_in_progress(store: ContactLogStore) -> Ledger:
    ledger = Ledger()
    store.take(ledger, [Committed(1, 1_000, DeadlinePassed(), (OPENED,), None)])
    later = (InteractionQueued(I, SALES, 0, 0), OfferMade(O, I, ALICE, 1, 0))
    store.take(ledger, [Committed(2, 4_000, DeadlinePassed(), later, None)])
    store.take(ledger, [Committed(3, 6_000, DeadlinePassed(), (InteractionConnected(I, ALICE),), None)])
    return ledger


async def test_readers_see_a_call_in_progress_as_it_is_now(store: ContactLogStore) -> None:
    call_in_progress(store)
    queries = ContactLogQueries(store, opened)
    (row,) = await queries.newest(10)
    assert row["ended_at_ms"] is None and row["last_agent"] == "alice" and row["ivr_ms"] == 3_000
    assert row["caller"] == {
        "party_id": "p1",
        "number": "+15550100777",
        "name": None,
        "is_known": False,
        "grade": "standard",
        "is_vip": False,
        "area": "china",
    }
    whole = await queries.contact(C)
    assert whole is not None
    assert [segment["kind"] for segment in whole["segments"]] == ["ivr", "queue", "ring", "talk"]
    assert [segment["agent_number"] for segment in whole["segments"]] == ["", "", "101", "101"]
    assert [segment["served_by"] for segment in whole["segments"]] == ["machine", "machine", "person", "person"]
    json.dumps(whole)


async def test_readers_see_a_finished_contact_with_its_wrap_up(store: ContactLogStore) -> None:
    ledger = call_in_progress(store)
    ended = (WrapUpStarted(I, ALICE, 0), InteractionEnded(I, HUNG_UP, ALICE))
    store.take(ledger, [Committed(4, 9_000, DeadlinePassed(), ended, None)])
    wrapped = (WrapUpEnded(I, ALICE, "sold", PersonalRef("note")),)
    store.take(ledger, [Committed(5, 12_000, DeadlinePassed(), wrapped, None)])
    row = await ContactLogQueries(store, opened).contact(C)
    assert row is not None
    assert (row["total_ms"], row["talk_ms"], row["wrap_up_ms"], row["disposition"]) == (8_000, 3_000, 3_000, "sold")
    assert row["segments"][-1]["kind"] == "wrap_up" and row["segments"][-1]["note"] == "a note"
    assert [segment["ordinal"] for segment in row["segments"]] == [1, 2, 3, 4, 5]
    assert [segment["duration_ms"] for segment in row["segments"]] == [3_000, 0, 2_000, 3_000, 3_000]
    assert (row["last_agent_number"], row["initiator"], row["hand_overs"]) == ("101", "caller", [])


async def test_contacts_come_newest_first_and_in_pages(store: ContactLogStore) -> None:
    world = lived_world(9)
    store.take(Ledger(), world.records)
    queries = ContactLogQueries(store, lambda ref: None)
    everything = await queries.newest(100)
    assert [row["contact_id"] for row in everything] == list(reversed(world.opened))
    page = await queries.newest(5, before=everything[4]["contact_id"])
    assert page == everything[5:10]
    assert await queries.newest(5, before=ContactId("nobody")) == []
    assert await queries.contact(ContactId("nobody")) is None


async def test_an_erased_or_missing_value_hides_nothing_else(store: ContactLogStore) -> None:
    call_in_progress(store)

    def missing(ref: PersonalRef) -> str | None:
        raise KeyError("no personal value of this reference")

    (row,) = await ContactLogQueries(store, missing).newest(1)
    assert row["caller"]["number"] is None and row["dialled_number"] == "4000"


def test_sites_are_apart(tmp_path: Path, store: ContactLogStore) -> None:
    call_in_progress(store)
    other = ContactLogStore(Database(tmp_path / "contacts.db"), Codec, TENANT, SiteId("other"), agent_number=number_of)
    assert other.cursor() == 0 and other.ledger().contacts == {}
    assert ContactLogQueries(other, opened).newest_now(5) == []
    other.close()


def test_every_column_of_a_contact_has_a_value() -> None:
    record = lived_world(1, callers=1).records
    ledger, contacts = Ledger(), list[ContactRecord]()
    for item in record:
        contacts.extend(ledger.take(item))
    assert all(
        contact_row(contact, number_of).keys() == contact_row(contacts[0], number_of).keys() for contact in contacts
    )


def test_a_log_of_another_form_is_made_again_from_the_journal(tmp_path: Path) -> None:
    records = lived_world(4).records
    path, old = tmp_path / "contacts.db", tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        connection.execute("CREATE TABLE contact (tenant TEXT, site TEXT, contact_id TEXT, agent_number TEXT)")
        connection.execute("CREATE TABLE contact_cursor (tenant TEXT, site TEXT, seq BIGINT)")
        connection.execute("INSERT INTO contact_cursor VALUES ('demo', 'main', 7)")
    connection.close()
    for file in (path, old):
        store = ContactLogStore(Database(file), Codec, TENANT, SITE, agent_number=number_of)
        assert store.cursor() == 0
        store.take(store.ledger(), records)
        store.close()
    assert dump(old) == dump(path)
    again = ContactLogStore(Database(old), Codec, TENANT, SITE, agent_number=number_of)
    assert again.cursor() == len(records), "a log of this form stays"
    again.close()


def test_what_readers_are_given_is_what_the_api_describes(store: ContactLogStore) -> None:
    ledger, queries, records = Ledger(), ContactLogQueries(store, opened), lived_world(1).records
    seen: set[str] = set()
    for start in range(0, len(records), 20):
        store.take(ledger, records[start : start + 20])
        for row in queries.newest_now(20):
            ContactBody.model_validate(row)
            whole = WholeContactBody.model_validate(queries.contact_now(row["contact_id"]))
            seen |= {segment.kind for segment in whole.segments}
    rare = {"work", "entered", "consult", "consulted", "parked", "outside"}
    assert seen >= {kind.value for kind in SegmentKind} - rare


@pytest.mark.parametrize(
    ("described", "known"),
    [(SegmentKindWord, SegmentKind), (InitiatorWord, Initiator), (ReleaserWord, Releaser), (DirectionWord, Direction)],
)
def test_the_api_has_every_word_of_the_log(described: object, known: type[Enum]) -> None:
    assert set(get_args(described)) == {member.value for member in known}
