"""Customer cards: made, corrected, merged, undone, traced; and files of before."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.customers.book import CardBook
from cic.customers.cards import Address, BadCard, Card, CardRefused, whole_name
from cic.customers.finding import Finder
from cic.customers.store import CustomerStore
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from routing.vocabulary import PartyId
from tests.unit.customers.test_customers import ANN, HEADER, SITE, TENANT, Bench

pytestmark = pytest.mark.unit

WIDE = "customer_number,name,numbers,kind,given_name,family_name,company_name,mail_addresses,postal_addresses,"
WIDE += "account_manager,preferred_channel,note\n"
OLD_FILE = """
CREATE TABLE customer (tenant TEXT NOT NULL, site TEXT NOT NULL, party_id TEXT NOT NULL,
  customer_number_mark BLOB NOT NULL, row_mark BLOB NOT NULL, customer_number BLOB NOT NULL, name BLOB NOT NULL,
  numbers BLOB NOT NULL, grade TEXT NOT NULL, language TEXT NOT NULL, area TEXT NOT NULL, is_vip BOOLEAN NOT NULL,
  changed_at_ms BIGINT NOT NULL, PRIMARY KEY (tenant, site, party_id)) WITHOUT ROWID;
CREATE TABLE party_number (tenant TEXT NOT NULL, site TEXT NOT NULL, number_mark BLOB NOT NULL, party_id TEXT NOT NULL,
  PRIMARY KEY (tenant, site, number_mark)) WITHOUT ROWID;
CREATE UNIQUE INDEX customer_by_number ON customer (tenant, site, customer_number_mark);
CREATE INDEX number_by_party ON party_number (tenant, site, party_id);
"""
"""The tables as the center made them before there were cards."""


class Desk:
    """An agent's view of the customers' file."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.book = CardBook(bench.store, default_language="en")
        self.finder = Finder(bench.store, self.book)
        self.at_ms = 100

    def calls(self, number: str) -> PartyId:
        return self.bench.customers.identify(number).party_id

    def card(self, party_id: str) -> Card:
        return self.book.card(PartyId(party_id))

    def save(self, party_id: str, version: int | None = None, **fields: object) -> Card:
        self.at_ms += 1
        now = self.card(party_id).version if version is None else version
        return self.book.save(PartyId(party_id), fields, now, "alice", self.at_ms)

    def merge(self, keep: str, merge: str) -> str:
        self.at_ms += 1
        return self.book.merge(PartyId(keep), PartyId(merge), "alice", self.at_ms)[0]

    def undo(self, merge_id: str) -> Card:
        self.at_ms += 1
        return self.book.undo(merge_id, "bob", self.at_ms)

    def found(self, query: str, country: str | None = None) -> list[str]:
        return [card.name for card in self.finder.find(query, country)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    bench = Bench(tmp_path)
    yield Desk(bench)
    bench.close()


def refused(code: str) -> "pytest.RaisesExc[CardRefused]":
    return pytest.raises(CardRefused, check=lambda fault: fault.code == code)


def test_a_visitor_becomes_a_customer_and_stays_the_same_party(desk: Desk) -> None:
    party = desk.calls("+442079460000")
    before = desk.card(party)
    assert (before.version, before.name, before.numbers) == (0, "", ("+442079460000",))
    card = desk.save(
        party,
        given_name="Ann",
        family_name="Lee",
        numbers=["+44 20 7946 0000", "0044 7700 900123"],
        addresses=[{"kind": "mail", "text": "ann@example.com"}, {"kind": "postal", "text": "1 High Street\nLondon"}],
        grade="gold",
        language="zh",
        account_manager="bob",
        preferred_channel="mail",
        note="likes it short",
        is_vip=True,
    )
    assert (card.party_id, card.version, card.name) == (party, 1, "Ann Lee")
    assert card.addresses == (Address("mail", "ann@example.com"), Address("postal", "1 High Street\nLondon"))
    assert (card.account_manager, card.preferred_channel, card.note) == ("bob", "mail", "likes it short")
    facts = desk.bench.customers.identify("+447700900123")
    assert facts.party_id == party and facts.is_known and facts.is_vip
    assert (facts.grade, facts.language, desk.bench.shown(facts)[1]) == ("gold", "zh", "Ann Lee")
    assert desk.card(party) == card


def test_a_correction_changes_what_it_names_and_is_traced_by_field(desk: Desk) -> None:
    party = desk.calls("+15550001")
    desk.save(party, name="Ann", note="first")
    card = desk.save(party, note="second")
    assert (card.name, card.note, card.version, card.changed_by) == ("Ann", "second", 2, "alice")
    assert [(change.what, change.fields) for change in card.changes] == [
        ("corrected", ("note",)),
        ("made", ("name", "note")),
    ]
    assert desk.save(party, note="second") == card, "what changes nothing is no change"


def test_of_two_who_correct_at_once_the_later_must_look_again(desk: Desk) -> None:
    party = desk.calls("+15550001")
    seen = desk.save(party, name="Ann").version
    desk.save(party, seen, grade="gold")
    with refused("stale"):
        desk.save(party, seen, grade="silver")
    assert desk.card(party).grade == "gold"


def test_a_name_is_made_of_its_parts_unless_somebody_has_written_it(desk: Desk) -> None:
    party = desk.calls("+15550001")
    assert desk.save(party, family_name="王", given_name="丽").name == "王丽"
    assert desk.save(party, family_name="李").name == "李丽"
    assert desk.save(party, name="Lily").name == "Lily"
    assert desk.save(party, given_name="莉").name == "Lily"
    assert desk.save(party, name="").name == "李莉"
    assert desk.save(party, kind="company", company_name="Acme Ltd").name == "Acme Ltd"
    assert whole_name("person", "Ann", "", "Acme") == "Ann" and whole_name("person", "", "", "Acme") == "Acme"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "cat"}, "kind: one of person, company"),
        ({"numbers": ["+1555", "sip:me"]}, "numbers: number 2 is no telephone number"),
        ({"numbers": [f"+1555{n}" for n in range(21)]}, "numbers: a list of at most 20"),
        ({"addresses": [{"kind": "mail", "text": "not a mail"}]}, "address 1 is no mail address"),
        ({"addresses": [{"kind": "fax", "text": "x"}]}, "address 1 needs a kind"),
        ({"note": "x" * 2_001}, "note: at most 2000 characters"),
        ({"name": "a\x00b"}, "name: at most 200 characters and no control characters"),
        ({"preferred_channel": "pigeon"}, "preferred_channel: empty, or one of"),
        ({"is_vip": "yes"}, "is_vip: true or false"),
        ({"secret": 1}, "a field that a card does not have"),
    ],
)
def test_what_makes_no_card_is_told_by_field_without_the_value(
    desk: Desk, fields: dict[str, object], told: str
) -> None:
    party = desk.calls("+15550001")
    with pytest.raises(BadCard, match=told.replace("(", r"\(")) as fault:
        desk.save(party, **fields)
    assert "sip:me" not in str(fault.value) and "pigeon" not in str(fault.value)
    assert desk.card(party).version == 0


def test_a_number_of_another_customer_is_refused_and_a_visitors_is_taken_over(desk: Desk) -> None:
    ann, bob, visitor = (desk.calls(number) for number in ("+15550001", "+15550002", "+15550003"))
    desk.save(ann, name="Ann")
    desk.save(bob, name="Bob")
    with refused("number_taken"):
        desk.save(ann, numbers=["+15550001", "+15550002"])
    assert desk.save(ann, numbers=["+15550001", "+15550003"]).numbers == ("+15550001", "+15550003")
    assert desk.calls("+15550003") == ann != visitor
    assert desk.save(ann, numbers=["+15550003"]).numbers == ("+15550003",)
    assert desk.calls("+15550001") not in (ann, bob), "a number that was taken off leads to nobody"


def test_merged_parties_are_one_until_it_is_undone_and_then_just_as_before(desk: Desk) -> None:
    ann, double, visitor = (desk.calls(number) for number in ("+15550001", "+15550002", "+15550003"))
    mails = [{"kind": "mail", "text": "a@example.com"}]
    desk.save(ann, name="Ann Lee", addresses=mails)
    desk.save(double, name="A. Lee", addresses=[{"kind": "postal", "text": "High Street"}], note="double")
    before = desk.card(ann), desk.card(double), desk.card(visitor)
    first, second = desk.merge(ann, double), desk.merge(double, visitor)
    card = desk.card(visitor)
    assert card.party_id == ann and card.name == "Ann Lee" and card.parties == (ann, double, visitor)
    assert card.numbers == ("+15550001", "+15550002", "+15550003") and len(card.addresses) == 2
    assert [desk.calls(number) for number in card.numbers] == [ann] * 3
    assert [(merge.merge_id, merge.name) for merge in card.merged] == [(second, ""), (first, "A. Lee")]
    desk.undo(first)
    desk.undo(second)
    for old, now in zip(before, (desk.card(ann), desk.card(double), desk.card(visitor)), strict=True):
        changed = {"version", "changes"}
        assert all(getattr(old, name) == getattr(now, name) for name in old.__slots__ if name not in changed)
    assert [desk.calls(number) for number in card.numbers] == [ann, double, visitor]


def test_what_cannot_be_merged_or_undone_is_refused_with_a_reason(desk: Desk) -> None:
    ann, bob, visitor = (desk.calls(number) for number in ("+15550001", "+15550002", "+15550003"))
    desk.save(ann, name="Ann")
    desk.save(bob, name="Bob")
    for code, keep, merge in (
        ("same_party", ann, ann),
        ("keep_the_customer", visitor, ann),
        ("unknown_party", ann, "?"),
    ):
        with refused(code):
            desk.merge(keep, merge)
    merge_id = desk.merge(ann, bob)
    with refused("already_merged"):
        desk.merge(ann, bob)
    desk.undo(merge_id)
    with refused("already_undone"):
        desk.undo(merge_id)
    with refused("unknown_merge"):
        desk.undo("merge-0")


def test_a_chain_of_merges_is_bounded(desk: Desk) -> None:
    parties = [desk.calls(f"+1555000{n:02}") for n in range(11)]
    for party in parties[1:10]:
        desk.merge(parties[0], party)
    with refused("too_many_merged"):
        desk.merge(parties[10], parties[0])


def test_whoever_has_seen_two_as_one_cannot_change_them_as_two(desk: Desk) -> None:
    ann, bob = desk.calls("+15550001"), desk.calls("+15550002")
    desk.save(ann, name="Ann")
    desk.save(bob, name="Bob")
    alone = desk.card(ann).version
    merge_id = desk.merge(ann, bob)
    as_one = desk.card(ann).version
    with refused("stale"):
        desk.save(ann, alone, note="x")
    desk.undo(merge_id)
    with refused("stale"):
        desk.save(ann, as_one, note="x")


def test_a_card_of_merged_parties_is_corrected_as_one_and_each_keeps_its_own(desk: Desk) -> None:
    ann, bob = desk.calls("+15550001"), desk.calls("+15550002")
    desk.save(ann, name="Ann")
    desk.save(bob, name="Bob", numbers=["+15550002", "+15550022"])
    merge_id = desk.merge(ann, bob)
    desk.save(ann, numbers=["+15550001", "+15550002", "+15550009"])
    assert desk.undo(merge_id).numbers == ("+15550001", "+15550009")
    assert desk.card(bob).numbers == ("+15550002",)


def test_an_erased_person_is_gone_with_everything_that_was_merged(desk: Desk) -> None:
    ann, bob = desk.calls("+15550001"), desk.calls("+15550002")
    desk.save(ann, name="Ann Unmistakable")
    desk.save(bob, name="Bob")
    desk.merge(ann, bob)
    desk.bench.customers.erase(bob)
    for party in (ann, bob):
        with refused("unknown_party"):
            desk.card(party)
    assert desk.found("Unmistakable") == [] and desk.found("+15550002") == []
    assert not desk.bench.customers.identify("+15550001").is_known


def test_a_file_brings_in_whole_cards_and_tells_all_that_is_wrong_with_them(desk: Desk) -> None:
    rows = '1,,+15550001,company,,,Acme Ltd,a@example.com;b@example.com,"1 High Street, London",bob,mail,"two\nlines"\n'
    rows += "2,Ann,+15550002,cat,Ann,Lee,,not a mail,,,pigeon,\n"
    result = desk.bench.bring_in(rows, WIDE)
    assert (result.created, result.refused) == (2, 0)
    assert [(problem.line, problem.column) for problem in result.problems] == [
        (4, "kind"), (4, "mail_addresses"), (4, "preferred_channel")
    ]  # fmt: skip
    assert all(problem.mend for problem in result.problems)
    card = desk.card(desk.calls("+15550001"))
    assert (card.kind, card.name, card.note) == ("company", "Acme Ltd", "two\nlines")
    assert [address.text for address in card.addresses] == ["a@example.com", "b@example.com", "1 High Street, London"]
    assert card.changes[0].what == "imported" and "note" in card.changes[0].fields
    assert desk.found("acme") == ["Acme Ltd"] and desk.found("b@example.com") == ["Acme Ltd"]


def test_a_file_leaves_alone_what_it_has_no_column_for(desk: Desk) -> None:
    desk.bench.bring_in("1,Ann,+15550001,gold,,\n")
    party = desk.calls("+15550001")
    card = desk.save(party, note="an agent's", numbers=["+15550001", "+15550009"])
    assert desk.bench.bring_in("1,Ann,+15550001,gold,,\n").unchanged == 1
    assert desk.card(party) == card
    desk.bench.bring_in("1,Anna\n", "customer_number,name\n")
    now = desk.card(party)
    assert (now.name, now.note, now.grade, now.numbers) == ("Anna", "an agent's", "gold", card.numbers)
    assert now.version == card.version + 1 and now.changed_by == "import"
    assert desk.calls("+15550009") == party


def test_a_file_may_name_a_number_of_one_who_was_merged_with_the_customer(desk: Desk) -> None:
    desk.bench.bring_in("1,Ann,+15550001,,,\n2,Bob,+15550002,,,\n")
    ann, bob = desk.calls("+15550001"), desk.calls("+15550002")
    merge_id = desk.merge(ann, bob)
    assert not desk.bench.bring_in("1,Ann,+15550001;+15550002,,,\n").problems
    assert desk.card(ann).numbers == ("+15550001", "+15550002")
    desk.undo(merge_id)
    assert desk.calls("+15550002") == bob
    visitor = desk.calls("+15550003")
    desk.merge(ann, visitor)
    told = [problem.found for problem in desk.bench.bring_in("3,Cid,+15550003,,,\n").problems]
    assert told == ["the number belongs to another customer"]


def test_a_file_of_before_is_taken_on_as_it_is(tmp_path: Path) -> None:
    """The rows are those that the center wrote then: the same marks and seals, without the columns of today."""
    bench = Bench(tmp_path / "new") if (tmp_path / "new").mkdir() is None else None
    assert bench is not None
    bench.bring_in(ANN)
    visitor = bench.customers.identify("+15559999").party_id
    bench.close()
    with sqlite3.connect(tmp_path / "new" / "customers.db") as file:
        file.executescript("ALTER TABLE customer RENAME TO c; ALTER TABLE party_number RENAME TO p;")
        file.executescript("DROP INDEX customer_by_number; DROP INDEX number_by_party;" + OLD_FILE)
        columns = "tenant,site,party_id,customer_number_mark,row_mark,customer_number,name,numbers,grade,language,area,"
        columns += "is_vip,changed_at_ms"
        file.execute(f"INSERT INTO customer ({columns}) SELECT {columns} FROM c")
        file.execute("INSERT INTO party_number SELECT tenant, site, number_mark, party_id FROM p")
        for table in ("c", "p", "customer_word", "customer_change", "merged_party", "party_merge", "favourite_list"):
            file.execute(f"DROP TABLE {table}")
    file.close()
    for _ in range(2):  # the second time it is a file of today
        again = Desk(Bench(tmp_path / "new"))
        facts = again.bench.customers.identify("+861055550100")
        assert facts.is_known and again.card(facts.party_id).version == 1
        assert again.found("王小") == ["王小明"], "its words are marked when somebody first looks for one"
        assert again.calls("+15559999") == visitor
        assert again.bench.bring_in(ANN).unchanged == 1
        again.bench.close()


def test_there_is_no_card_for_an_id_that_nobody_has_or_of_whom_is_erased(desk: Desk) -> None:
    party = desk.calls("+442079460000")
    desk.save(party, name="Ann Lee")
    desk.bench.customers.erase(party)
    for nobody in (party, "nobody"):
        with refused("unknown_party"):
            desk.save(nobody, 0, name="Ann Lee")
    assert desk.found("Ann") == []


def test_the_file_holds_nothing_personal_of_a_card(desk: Desk) -> None:
    party = desk.calls("+15550100777")
    desk.save(
        party,
        name="Unmistakable Name",
        company_name="Quagmire",
        numbers=["+15550100777", "+15558675309"],
        addresses=[{"kind": "mail", "text": "walrus@example.com"}, {"kind": "postal", "text": "Purple Lane"}],
        account_manager="Zebulon",
        note="asks about walruses",
    )
    desk.merge(party, desk.calls("+15550200888"))
    desk.bench.close()
    words = (b"nmistakable", b"uagmire", b"5550100777", b"8675309", b"5550200888", b"alrus", b"urple", b"ebulon")
    for file in desk.bench.folder.iterdir():
        content = file.read_bytes()
        assert not [word for word in words if word in content], file.name


def test_cards_of_another_site_are_not_seen(desk: Desk) -> None:
    desk.bench.bring_in(ANN, HEADER)
    keys = Keyring(desk.bench.folder, TENANT, SITE)
    other_keys = Keyring(desk.bench.folder, TENANT, type(SITE)("other"))
    other = CustomerStore(Database(desk.bench.folder / "customers.db"), other_keys, TENANT, type(SITE)("other"))
    book = CardBook(other, default_language="en")
    assert Finder(other, book).find("王") == []
    with refused("unknown_party"):
        book.card(desk.calls("+861055550100"))
    other.close()
    keys.close()
    other_keys.close()
