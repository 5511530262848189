"""Who is calling: customers, visitors, erasure; and imports into the store."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.customers.customers import KEYS_AT_ONCE, Customers
from cic.customers.importing import ImportResult, import_csv
from cic.customers.numbers import normalise_number
from cic.customers.store import CustomerStore
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal
from routing.vocabulary import CallerFacts, PartyId, SiteId, TenantId

pytestmark = pytest.mark.unit

TENANT, SITE = TenantId("demo"), SiteId("main")
HEADER = "customer_number,name,numbers,grade,language,vip\n"
ANN = "1001,王小明,+86 10 5555 0100;+1 555 010 0777,gold,zh,yes\n"


class Bench:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = Keyring(folder, TENANT, SITE)
        self.store = CustomerStore(Database(folder / "customers.db"), self.keys, TENANT, SITE)
        self.journal = SqlJournal(
            folder / "journal.db", TENANT, SITE, deliver=lambda call: call(), on_failure=self.failed
        )
        self.values = PersonalValues(self.journal.database, self.journal.writer, self.keys, TENANT, SITE)
        self.customers = Customers(self.store, self.values, default_language="en")

    def failed(self, error: Exception) -> None:
        raise error

    def bring_in(self, rows: str, header: str = HEADER) -> ImportResult:
        return import_csv(self.store, header + rows, default_language="en", now_ms=1)

    def shown(self, facts: CallerFacts | None) -> tuple[str | None, str | None]:
        """The caller's number and name, opened."""
        assert facts is not None
        refs = (facts.number, facts.name)
        number, name = (None if ref is None else self.values.open(ref) for ref in refs)
        return number, name

    def close(self) -> None:
        self.journal.close()
        self.store.close()
        self.keys.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.refused


def test_a_customer_is_known_by_each_number_however_it_is_written(bench: Bench) -> None:
    bench.bring_in(ANN)
    for number in ("+861055550100", "0086 10 5555-0100", "＋86１０55550100", "+15550100777"):
        facts = bench.customers.identify(number)
        assert facts.is_known and facts.is_vip
        assert (facts.grade, facts.language) == ("gold", "zh")
        assert facts.area == ("united_states" if "777" in number else "beijing")
        assert bench.shown(facts)[1] == "王小明"


def test_an_unknown_caller_is_a_visitor_and_the_same_one_next_time(bench: Bench) -> None:
    first = bench.customers.identify("+44 20 7946 0000", "Reception")
    assert not first.is_known and not first.is_vip
    assert (first.grade, first.language, first.area) == ("standard", "en", "united_kingdom")
    assert bench.shown(first) == ("+442079460000", "Reception")
    assert bench.customers.identify("+442079460000").party_id == first.party_id
    assert bench.customers.identify("+442079460001").party_id != first.party_id


@pytest.mark.parametrize(("number", "shown"), [("", None), ("  ", None), ("anonymous", "anonymous")])
def test_a_caller_without_a_number_is_a_new_visitor_each_time(bench: Bench, number: str, shown: str | None) -> None:
    first, second = bench.customers.identify(number), bench.customers.identify(number)
    assert first.party_id != second.party_id and first.area == "unknown"
    assert bench.shown(first) == (shown, None)


def test_many_calls_of_one_unknown_number_at_once_are_one_visitor(bench: Bench) -> None:
    parties: list[PartyId] = []
    start = threading.Barrier(8)

    def call() -> None:
        start.wait(10)
        parties.append(bench.customers.identify("+33155500100").party_id)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(parties) == 8 and len(set(parties)) == 1


def test_keys_of_new_visitors_are_durable_before_they_are_used_and_made_ahead(bench: Bench) -> None:
    def parties_with_a_key() -> set[str]:
        with sqlite3.connect(bench.folder / "keys.db") as connection:
            found = {row[0] for row in connection.execute("SELECT party_id FROM party_key")}
        connection.close()
        return found

    first = bench.customers.identify("+33155500200").party_id
    made = parties_with_a_key()
    assert first in made and len(made) == KEYS_AT_ONCE
    others = {bench.customers.identify(f"+331555003{n:02}").party_id for n in range(KEYS_AT_ONCE - 1)}
    assert {first, *others} == made == parties_with_a_key()
    assert bench.customers.identify("").party_id in parties_with_a_key() - made


def test_a_customer_is_found_by_customer_number_and_keeps_the_number_of_the_call(bench: Bench) -> None:
    bench.bring_in(ANN)
    calling_from = bench.customers.identify("+4420000").number
    found = bench.customers.find_by_customer_number("1001", calling_from)
    assert found is not None and found.number == calling_from and bench.shown(found) == ("+4420000", "王小明")
    assert bench.shown(bench.customers.find_by_customer_number(" １００１ ")) == ("+861055550100", "王小明")
    assert bench.customers.find_by_customer_number("1002") is None
    assert bench.customers.find_by_customer_number("") is None


def test_a_name_from_the_network_serves_where_the_customer_has_none(bench: Bench) -> None:
    bench.bring_in("7,,+1555,,,\n")
    assert bench.shown(bench.customers.identify("+1555", "Network"))[1] == "Network"


def test_the_same_file_again_changes_nothing(bench: Bench) -> None:
    rows = ANN + "1002,Bob,+1556,,,\n"
    assert counts(bench.bring_in(rows)) == (2, 0, 0, 0)
    party = bench.customers.identify("+1556").party_id
    assert counts(bench.bring_in(rows)) == (0, 0, 2, 0)
    assert counts(bench.bring_in(rows.replace("Bob", "Rob"))) == (0, 1, 1, 0)
    facts = bench.customers.identify("+1556")
    assert facts.party_id == party and bench.shown(facts)[1] == "Rob"


def test_a_number_that_is_dropped_leads_to_nobody_and_a_new_one_to_the_customer(bench: Bench) -> None:
    bench.bring_in("1,Ann,+1555,,,\n")
    bench.bring_in("1,Ann,+1556,,,\n")
    assert not bench.customers.identify("+1555").is_known
    assert bench.customers.identify("+1556").is_known


def test_two_customers_can_exchange_their_numbers(bench: Bench) -> None:
    bench.bring_in("1,Ann,+1555,,,\n2,Bob,+1556,,,\n")
    result = bench.bring_in("1,Ann,+1556,,,\n2,Bob,+1555,,,\n")
    assert counts(result) == (0, 2, 0, 0) and not result.problems
    assert bench.shown(bench.customers.identify("+1555"))[1] == "Bob"
    assert bench.shown(bench.customers.identify("+1556"))[1] == "Ann"


def test_a_number_of_a_customer_of_whom_the_file_says_nothing_stays_with_that_customer(bench: Bench) -> None:
    bench.bring_in("1,Ann,+1555,,,\n")
    for _ in range(2):
        result = bench.bring_in("2,Bob,+1555;+1556,,,\n")
        assert [(problem.line, problem.found) for problem in result.problems] == [
            (2, "the number belongs to another customer")
        ], "told each time, until it is mended"
    assert bench.shown(bench.customers.identify("+1555"))[1] == "Ann"
    assert bench.shown(bench.customers.identify("+1556"))[1] == "Bob"
    bench.bring_in("1,Ann,,,,\n")
    assert not bench.bring_in("2,Bob,+1555;+1556,,,\n").problems
    assert bench.shown(bench.customers.identify("+1555"))[1] == "Bob"


def test_a_visitor_who_turns_out_to_be_a_customer_is_known_from_then_on(bench: Bench) -> None:
    visitor = bench.customers.identify("+1555")
    bench.bring_in("1,Ann,+1555,,,\n")
    facts = bench.customers.identify("+1555")
    assert facts.is_known and facts.party_id != visitor.party_id
    assert bench.shown(visitor)[0] == "+1555", "what was sealed for the visitor is still there"


def test_an_erased_person_is_unknown_and_what_was_sealed_is_gone(bench: Bench) -> None:
    bench.bring_in(ANN)
    facts = bench.customers.identify("+861055550100")
    bench.customers.erase(facts.party_id)
    assert bench.shown(facts) == (None, None)
    assert bench.customers.find_by_customer_number("1001") is None
    again = bench.customers.identify("+861055550100")
    assert not again.is_known and again.party_id != facts.party_id


def test_a_deleted_key_alone_makes_the_customer_unknown_too(bench: Bench) -> None:
    bench.bring_in(ANN)
    facts = bench.customers.identify("+861055550100")
    bench.values.erase(facts.party_id)
    assert bench.customers.find_by_customer_number("1001") is None
    assert not bench.customers.identify("+861055550100").is_known
    assert counts(bench.bring_in(ANN))[:2] == (1, 0)


def test_the_files_hold_neither_names_nor_numbers(bench: Bench) -> None:
    bench.bring_in("K1001,Unmistakable Name,+15550100777,,,\n")
    bench.customers.identify("+15550100777")
    bench.close()
    for file in bench.folder.iterdir():
        content = file.read_bytes()
        assert not any(part in content for part in (b"Unmistakable", b"5550100777", b"K1001", b"k1001")), file.name


def test_customers_of_another_site_are_not_seen(bench: Bench) -> None:
    bench.bring_in(ANN)
    other_keys = Keyring(bench.folder, TENANT, SiteId("other"))
    other = CustomerStore(Database(bench.folder / "customers.db"), other_keys, TENANT, SiteId("other"))
    assert not Customers(other, bench.values, default_language="en").identify("+861055550100").is_known
    other.close()
    other_keys.close()


def test_a_large_file_comes_in_by_batches(bench: Bench) -> None:
    rows = "".join(f"{number},Name {number},+1555{number:07d},,,\n" for number in range(3_500))
    assert counts(bench.bring_in(rows)) == (3_500, 0, 0, 0)
    assert bench.shown(bench.customers.identify("+15550003499"))[1] == "Name 3499"
    with sqlite3.connect(bench.folder / "customers.db") as connection:
        assert connection.execute("SELECT count(*) FROM party_number").fetchone() == (3_500,)
    connection.close()


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("+1 (555) 010-0777", "+15550100777"),
        ("00861055550100", "+861055550100"),
        ("４０００", "4000"),
        ("010 5555 0100", "01055550100"),
        ("", ""),
        ("+", ""),
        ("sip:alice", ""),
        ("+1234567890123456", ""),
        ("٣٣٣", ""),
    ],
)
def test_normal_form_of_numbers(written: str, normal: str) -> None:
    assert normalise_number(written) == normal
    assert normalise_number(normal) == normal
