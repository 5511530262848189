"""Sealed values: opening, erasing, keys, and what stands in the files."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from cic.journal.database import RowWriter
from cic.journal.keyring import CACHED_FOR_S, Keyring
from cic.journal.personal import PersonalValues
from cic.journal.port import JournalError
from cic.journal.sealing import MasterKey, SealBroken
from cic.journal.sql_journal import SqlJournal
from cic.journal.tables import personal_value
from routing.vocabulary import PartyId, PersonalRef, SiteId, TenantId

pytestmark = pytest.mark.unit

TENANT, SITE = TenantId("demo"), SiteId("main")
ALICE, BOB = PartyId("party-alice"), PartyId("party-bob")


class Bench:
    def __init__(self, folder: Path) -> None:
        self.time_s = 100.0
        self.folder = folder
        self.keys = Keyring(folder, TENANT, SITE, elapsed_s=lambda: self.time_s)
        self.journal = SqlJournal(
            folder / "journal.db", TENANT, SITE, deliver=lambda call: call(), on_failure=self.failed
        )
        self.values = PersonalValues(self.journal.database, self.journal.writer, self.keys, TENANT, SITE)

    def failed(self, error: Exception) -> None:
        raise error

    def close(self) -> None:
        self.journal.close()
        self.keys.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def reopened(bench: Bench) -> Bench:
    bench.close()
    return Bench(bench.folder)


def test_a_sealed_value_opens_at_once_and_after_a_restart(bench: Bench) -> None:
    bench.keys.ensure([ALICE])
    ref = bench.values.seal(ALICE, "name", "王小明 +86 10 5555 0100")
    assert bench.values.open(ref) == "王小明 +86 10 5555 0100", "before its commit too"
    again = reopened(bench)
    assert again.values.open(ref) == "王小明 +86 10 5555 0100"
    again.close()


def test_the_same_value_twice_shows_no_likeness(bench: Bench) -> None:
    first, second = bench.values.seal(ALICE, "number", "1234"), bench.values.seal(ALICE, "number", "1234")
    assert first != second
    bench.journal.close()
    with sqlite3.connect(bench.folder / "journal.db") as connection:
        sealed = [row[0] for row in connection.execute("SELECT sealed FROM personal_value")]
    connection.close()
    assert len({value[8:] for value in sealed}) == 2


def test_no_file_holds_a_value_or_an_unwrapped_key(bench: Bench) -> None:
    key = bench.keys.ensure([ALICE])[ALICE]
    bench.values.seal(ALICE, "number", "+15550100777")
    bench.close()
    for file in bench.folder.iterdir():
        content = file.read_bytes()
        assert b"5550100777" not in content and key not in content, file.name


def test_erasing_a_person_is_deleting_the_key(bench: Bench) -> None:
    gone, kept = bench.values.seal(ALICE, "name", "Alice"), bench.values.seal(BOB, "name", "Bob")
    bench.values.erase(ALICE)
    assert bench.values.open(gone) is None and bench.values.open(kept) == "Bob"
    later = bench.values.seal(ALICE, "digits", "1")
    assert bench.values.open(later) == "1" and bench.values.open(gone) is None, "a new key opens nothing old"
    again = reopened(bench)
    assert again.values.open(gone) is None and again.values.open(kept) == "Bob"
    again.close()


def test_nothing_of_an_erased_key_is_left_in_the_files(bench: Bench) -> None:
    bench.keys.ensure([ALICE, BOB])
    with sqlite3.connect(bench.folder / "keys.db") as connection:
        query = "SELECT wrapped FROM party_key WHERE party_id = ?"
        wrapped = connection.execute(query, (ALICE,)).fetchone()[0]
    connection.close()
    bench.values.erase(ALICE)
    for file in bench.folder.iterdir():
        assert wrapped not in file.read_bytes(), file.name


def test_an_erasure_by_another_process_is_seen_soon(bench: Bench) -> None:
    ref = bench.values.seal(ALICE, "name", "Alice")
    assert bench.values.open(ref) == "Alice"
    other = Keyring(bench.folder, TENANT, SITE)
    other.erase(ALICE)
    other.close()
    bench.time_s += CACHED_FOR_S
    assert bench.values.open(ref) is None


def test_a_key_that_is_read_while_its_party_is_erased_is_not_remembered(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = bench.values.seal(ALICE, "name", "Alice")
    bench.time_s += CACHED_FOR_S
    unwrap = bench.keys.master.unwrap

    def erased_meanwhile(_: object, wrapped: bytes, bound_to: str) -> bytes:
        key = unwrap(wrapped, bound_to)
        bench.keys.erase(ALICE)
        return key

    with monkeypatch.context() as patched:
        patched.setattr(MasterKey, "unwrap", erased_meanwhile)
        bench.keys.key(ALICE)
    assert bench.values.open(ref) is None


def test_a_seal_starts_no_commit_of_its_own_and_is_written_at_the_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = bench.journal.writer
    groups: list[int] = []
    write = RowWriter.write

    def counted(rows_of: RowWriter, rows: Mapping[Table, Sequence[dict[str, Any]]]) -> None:
        groups.append(len(rows[personal_value]))
        write(rows_of, rows)

    monkeypatch.setattr(RowWriter, "write", counted)
    ref = bench.values.seal(ALICE, "name", "Alice")
    assert not writer._is_due, "nobody waits for it"
    committed = threading.Event()
    awaited = {"tenant": TENANT, "site": SITE, "ref": "pv-awaited", "party_id": ALICE, "kind": "name", "sealed": b""}
    writer.add(personal_value, awaited, committed.set)
    assert committed.wait(5.0)
    assert groups == [2], "the seal waited for the commit that somebody waits for"
    assert not bench.values._uncommitted
    last = bench.values.seal(ALICE, "name", "Last")
    again = reopened(bench)
    assert (again.values.open(ref), again.values.open(last)) == ("Alice", "Last")
    again.close()


def test_a_value_moved_to_another_reference_does_not_open(bench: Bench) -> None:
    first, second = bench.values.seal(ALICE, "name", "Alice"), bench.values.seal(ALICE, "number", "1234")
    bench.journal.close()
    with sqlite3.connect(bench.folder / "journal.db") as connection:
        connection.execute(
            "UPDATE personal_value SET sealed = (SELECT sealed FROM personal_value WHERE ref = ?) WHERE ref = ?",
            (first, second),
        )
    connection.close()
    again = Bench(bench.folder)
    with pytest.raises(SealBroken):
        again.values.open(second)
    again.close()


def test_a_reference_that_never_was_is_an_error_not_an_erasure(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.values.open(PersonalRef("pv-unknown"))


def test_half_a_surrogate_pair_from_the_wire_does_not_stop_a_call(bench: Bench) -> None:
    assert bench.values.open(bench.values.seal(ALICE, "name", "A\ud800B")) == "A?B"


def test_values_keys_and_rows_show_nothing_of_themselves(bench: Bench) -> None:
    bench.values.seal(ALICE, "number", "1234")
    shown = repr(bench.values) + repr(bench.keys) + repr(bench.keys.master) + repr(list(bench.values._recent.values()))
    assert "1234" not in shown and "sealed=" not in shown and bench.keys.master._key.hex() not in shown


def test_the_master_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    Bench(tmp_path).close()
    path = tmp_path / "master.key"
    text = path.read_text("ascii")
    assert path.stat().st_mode & 0o777 == 0o600 and len(text.strip()) == 64
    Bench(tmp_path).close()
    assert path.read_text("ascii") == text
    assert not [file for file in os.listdir(tmp_path) if file.startswith("master.key.")]


def test_a_missing_or_open_or_broken_master_key_is_refused_with_what_to_do(bench: Bench) -> None:
    bench.keys.ensure([ALICE])
    path = bench.folder / "master.key"
    path.chmod(0o644)
    with pytest.raises(JournalError, match="chmod 600"):
        Keyring(bench.folder, TENANT, SITE)
    path.chmod(0o600)
    path.write_text("zz")
    with pytest.raises(JournalError, match="not a master key"):
        Keyring(bench.folder, TENANT, SITE)
    path.unlink()
    with pytest.raises(JournalError, match=r"missing.*Restore it"):
        Keyring(bench.folder, TENANT, SITE)
