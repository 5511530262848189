"""Merging customers and undoing it, against a model that keeps a tree and a table of numbers."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from cic.customers.book import CardBook
from cic.customers.cards import Card, CardRefused
from cic.customers.customers import Customers
from cic.customers.merging import PARTIES_MAX
from cic.customers.store import CustomerStore
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal
from routing.vocabulary import PartyId, SiteId, TenantId

pytestmark = pytest.mark.property

TENANT, SITE = TenantId("demo"), SiteId("main")
NUMBERS = tuple(f"+1555000{place:02}" for place in range(8))
numbers = st.sampled_from(NUMBERS)


@dataclass
class Naive:
    """Who was merged into whom, whose number each is, and who has a card with what of it."""

    into: dict[PartyId, PartyId] = field(default_factory=dict)
    owner: dict[str, PartyId] = field(default_factory=dict)
    names: dict[PartyId, str] = field(default_factory=dict)

    def root(self, party: PartyId) -> PartyId:
        return self.root(self.into[party]) if party in self.into else party

    def parties(self, root: PartyId) -> set[PartyId]:
        known = {*self.owner.values(), *self.names, *self.into}
        return {root} | {party for party in known if self.root(party) == root}

    def numbers(self, root: PartyId) -> set[str]:
        return {number for number, party in self.owner.items() if self.root(party) == root}


class MergedCustomers(RuleBasedStateMachine):
    """Calls, cards, merges and their undoing, in any order."""

    merges = Bundle("merges")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        self.keys = Keyring(folder, TENANT, SITE)
        self.store = CustomerStore(Database(folder / "customers.db"), self.keys, TENANT, SITE)
        self.journal = SqlJournal(folder / "journal.db", TENANT, SITE, deliver=lambda call: call(), on_failure=_failed)
        values = PersonalValues(self.journal.database, self.journal.writer, self.keys, TENANT, SITE)
        self.customers = Customers(self.store, values, default_language="en")
        self.book = CardBook(self.store, default_language="en")
        self.naive = Naive()
        self.at_ms = 0
        self.versions: dict[PartyId, int] = {}

    def teardown(self) -> None:
        self.journal.close()
        self.store.close()
        self.keys.close()
        self.folder.cleanup()

    def calls(self, number: str) -> PartyId:
        """Who calls; a visitor where nobody has the number."""
        party = self.customers.identify(number).party_id
        self.naive.owner.setdefault(number, party)
        return party

    @rule(number=numbers)
    def a_call(self, number: str) -> None:
        assert self.calls(number) == self.naive.root(self.naive.owner[number])

    @rule(number=numbers, name=st.sampled_from(["Ann", "Bob", "王丽"]), wanted=st.sets(numbers, max_size=4))
    def a_card_is_saved(self, number: str, name: str, wanted: set[str]) -> None:
        party = self.calls(number)
        naive, before = self.naive, self.book.card(party)
        taken = {
            other for other in wanted
            if other in naive.owner and naive.root(naive.owner[other]) != party
            and naive.root(naive.owner[other]) in naive.names
        }  # fmt: skip
        self.at_ms += 1
        change = {"name": name, "numbers": sorted(wanted)}
        try:
            card = self.book.save(party, change, before.version, "alice", self.at_ms)
        except CardRefused as refused:
            assert refused.code == "number_taken" and taken
            return
        assert not taken and set(card.numbers) == wanted and card.version > before.version
        for dropped in naive.numbers(party) - wanted:
            del naive.owner[dropped]
        for mine in wanted:
            if mine not in naive.owner or naive.root(naive.owner[mine]) != party:
                naive.owner[mine] = party
        naive.names[party] = name

    @rule(target=merges, keep=numbers, merge=numbers)
    def a_merge(self, keep: str, merge: str) -> object:
        kept, merged, naive = self.calls(keep), self.calls(merge), self.naive
        self.at_ms += 1
        try:
            merge_id, card = self.book.merge(kept, merged, "alice", self.at_ms)
        except CardRefused as refused:
            together = len(naive.parties(kept) | naive.parties(merged))
            assert (
                (refused.code == "same_party" and kept == merged)
                or (refused.code == "keep_the_customer" and merged in naive.names and kept not in naive.names)
                or (refused.code == "too_many_merged" and together > PARTIES_MAX)
            )
            return multiple()
        naive.into[merged] = kept
        assert card.party_id == kept
        return merge_id, merged

    @rule(merge=consumes(merges))
    def a_merge_is_undone(self, merge: tuple[str, PartyId]) -> None:
        merge_id, merged = merge
        self.at_ms += 1
        del self.naive.into[merged]
        self.book.undo(merge_id, "bob", self.at_ms)
        with pytest.raises(CardRefused):
            self.book.undo(merge_id, "bob", self.at_ms)

    @rule(keep=numbers, merge=numbers)
    def undone_at_once_nothing_has_happened(self, keep: str, merge: str) -> None:
        kept, merged = self.calls(keep), self.calls(merge)
        before = _said(self.book.card(kept)), _said(self.book.card(merged))
        try:
            merge_id, _ = self.book.merge(kept, merged, "alice", self.at_ms)
        except CardRefused:
            return
        self.book.undo(merge_id, "alice", self.at_ms)
        assert (_said(self.book.card(kept)), _said(self.book.card(merged))) == before

    @invariant()
    def every_number_leads_to_the_card_that_the_model_says(self) -> None:
        naive = self.naive
        for number, owner in naive.owner.items():
            root = naive.root(owner)
            assert self.customers.identify(number).party_id == root
            card = self.book.card(owner)
            assert card.party_id == root and card.name == naive.names.get(root, "")
            assert set(card.numbers) == naive.numbers(root)
            assert set(card.parties) == naive.parties(root)
            assert card.version >= self.versions.get(root, 0), "a version never goes back"
            self.versions[root] = card.version


def _said(card: Card) -> tuple[object, ...]:
    """What of a card a person sees."""
    return card.party_id, card.name, card.numbers, card.addresses, card.parties, card.merged


def _failed(error: Exception) -> None:
    raise error


TestMergedCustomers = MergedCustomers.TestCase
# Each step is several transactions on a disk.
TestMergedCustomers.settings = settings(max_examples=15, stateful_step_count=20)
