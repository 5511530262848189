"""Kept connections: what they see, whom they keep waiting, and how they fail."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from cic.journal.database import Database
from cic.journal.kept import text_of
from cic.journal.port import Stall, StorageStalled

pytestmark = pytest.mark.unit

TABLES = MetaData()
thing = Table("thing", TABLES, Column("number", Integer, primary_key=True), Column("word", Text, nullable=False))
ADDED = text_of(thing.insert())
FOUND = text_of(select(thing.c.word).where(thing.c.number == bindparam("number")))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "things.db", forgets=True, busy_timeout_ms=1)
    with database.writing() as connection:
        TABLES.create_all(connection)
    yield database
    database.close()


def add(database: Database, number: int, word: str) -> None:
    with database.kept.writing() as connection:
        connection.execute(ADDED, {"number": number, "word": word})


def words(database: Database, number: int) -> list[tuple[str]]:
    return database.kept.read(FOUND, {"number": number})


def test_what_another_process_writes_is_seen_at_once(database: Database) -> None:
    add(database, 1, "old")
    assert words(database, 1) == [("old",)]
    other = Database(database.path)
    with other.writing() as connection:
        connection.execute(thing.update().values(word="new"))
    other.close()
    assert words(database, 1) == [("new",)]


def test_a_look_up_waits_for_no_commit(database: Database) -> None:
    with database.kept.writing() as connection:
        connection.execute(ADDED, {"number": 1, "word": "a"})
        found: list[list[tuple[str]]] = []
        thread = threading.Thread(target=lambda: found.append(words(database, 1)))
        thread.start()
        thread.join(5.0)
        assert found == [[]]
    assert words(database, 1) == [("a",)]


def test_a_transaction_that_fails_leaves_nothing_behind_and_blocks_nobody(database: Database) -> None:
    with pytest.raises(LookupError), database.kept.writing() as connection:
        connection.execute(ADDED, {"number": 1, "word": "a"})
        raise LookupError
    assert words(database, 1) == []
    add(database, 1, "b")
    assert words(database, 1) == [("b",)]


def test_one_statement_is_a_transaction_and_tells_what_it_wrote(database: Database) -> None:
    again = ADDED + " ON CONFLICT DO NOTHING"
    assert database.kept.write(again, {"number": 1, "word": "a"}) == 1
    assert database.kept.write(again, {"number": 1, "word": "b"}) == 0
    assert words(database, 1) == [("a",)]
    other = Database(database.path)
    with other.writing(), pytest.raises(StorageStalled) as caught:
        database.kept.write(again, {"number": 2, "word": "c"})
    assert caught.value.stall is Stall.LOCKED
    assert database.kept.write(again, {"number": 2, "word": "c"}) == 1, "nobody is left holding the file"
    other.close()


def test_a_file_that_is_held_stalls_and_goes_through_later(database: Database) -> None:
    other = Database(database.path)
    with other.writing(), pytest.raises(StorageStalled) as caught:
        add(database, 1, "a")
    other.close()
    assert caught.value.stall is Stall.LOCKED
    add(database, 1, "a")
    assert words(database, 1) == [("a",)]


def test_an_error_is_one_that_callers_know_and_shows_no_value(database: Database) -> None:
    add(database, 1, "a secret")
    with pytest.raises(SQLAlchemyError) as caught:
        add(database, 1, "a secret")
    assert "secret" not in str(caught.value)


def test_no_look_up_keeps_deletions_in_the_log(database: Database) -> None:
    add(database, 1, "a word to forget")
    assert words(database, 1)
    with database.kept.writing() as connection:
        connection.execute(text_of(thing.delete()))
    database.settle_deletions()
    for file in database.path.parent.iterdir():
        assert b"to forget" not in file.read_bytes(), file.name


def test_a_crowd_is_served_and_few_connections_are_kept(database: Database) -> None:
    add(database, 1, "a")
    together = threading.Barrier(12)
    found: list[object] = []

    def ask() -> None:
        with database.kept._connection() as connection:
            together.wait(5.0)
            found.append(connection.execute(FOUND, {"number": 1}).fetchall())

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5.0)
    assert found == [[("a",)]] * 12
    assert len(database.kept._free) <= 5
