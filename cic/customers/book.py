"""The customers' cards, each with what was merged into it. Owns who may have which number, and the order of writes.

Every function here reads and writes files: call it in a thread, never on the event loop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from cic.customers.areas import UNKNOWN_AREA
from cic.customers.card_rows import changes_of, mark_words, opened, sealed, trace
from cic.customers.cards import FIELDS, Card, CardRefused, Change, Merged, change_of, named
from cic.customers.merging import MergeRow, Merges
from cic.customers.reading import STANDARD_GRADE
from cic.customers.store import LISTS_BEGIN, CustomerStore
from cic.customers.tables import customer, party_number
from cic.customers.words import WORDS_FORM
from routing.vocabulary import PartyId


@dataclass(slots=True)
class _Whole:
    """A party with all that were merged into it: their own cards by party (a visitor has none) and their numbers."""

    root: PartyId
    parties: tuple[PartyId, ...]
    own: dict[PartyId, Card]
    visitors: dict[PartyId, tuple[str, ...]]
    marks: dict[PartyId, tuple[bytes, bytes]]
    """The marks of customer number and imported row, of those who have a card."""

    @property
    def version(self) -> int:
        return sum(card.version for card in self.own.values())

    @property
    def has_card(self) -> bool:
        return self.root in self.own

    def numbers_of(self, party_id: PartyId) -> tuple[str, ...]:
        own = self.own.get(party_id)
        return self.visitors.get(party_id, ()) if own is None else own.numbers


class CardBook:
    """The cards of one site; any thread may use it."""

    def __init__(self, store: CustomerStore, *, default_language: str) -> None:
        self._store = store
        self._merges = Merges(store)
        self._default_language = default_language

    def card(self, party_id: PartyId) -> Card:
        """Return the card of a party as it is now; raise CardRefused for one that nobody is."""
        with self._store.database.reading() as connection:
            return self._shown(connection, self._whole(connection, party_id))

    def parties(self, party_id: PartyId) -> tuple[PartyId, ...]:
        """Return the ids of everybody who a party is, the kept one first."""
        with self._store.database.reading() as connection:
            return self._merges.parties(connection, self._merges.root(connection, party_id))

    def save(self, party_id: PartyId, given: Mapping[str, object], version: int, by: str, now_ms: int) -> Card:
        """Make or correct a card and return it; raise BadCard, or CardRefused when it was changed meanwhile."""
        change = change_of(given)
        with self._store.database.writing() as connection:
            whole = self._whole(connection, party_id)
            if whole.version != version:
                raise CardRefused("stale", "Somebody has changed this card meanwhile: look at it again.")
            before = self._shown(connection, whole)
            after = self._changed(whole, before, change, by, now_ms)
            fields = tuple(name for name in FIELDS if getattr(after, name) != getattr(before, name))
            if fields or not whole.has_card:
                self._write(connection, whole, before, after)
                what = "corrected" if whole.has_card else "made"
                trace(self._store, connection, [(whole.root, Change(now_ms, by, what, fields))])
            return self._shown(connection, self._whole(connection, whole.root))

    def merge(self, keep: PartyId, merge: PartyId, by: str, now_ms: int) -> tuple[str, Card]:
        """Let a party be another from now on; return the merge's id and the card that is kept."""
        if keep == merge:
            raise CardRefused("same_party", "A party cannot be merged into itself.")
        with self._store.database.writing() as connection:
            kept, merged = self._whole(connection, keep), self._whole(connection, merge)
            if merged.has_card and not kept.has_card:
                raise CardRefused("keep_the_customer", "Keep the customer, and merge the visitor into it.")
            row = self._merges.merge(connection, kept.root, merged.root, by, now_ms)
            self._age(connection, kept.root, 1)
            self._trace_merge(connection, row, "merged", by, now_ms)
            return row.merge_id, self._shown(connection, self._whole(connection, kept.root))

    def undo(self, merge_id: str, by: str, now_ms: int) -> Card:
        """Let the two parties of a merge be two again; return the card of the one that was kept."""
        with self._store.database.writing() as connection:
            row = self._merges.find(connection, merge_id)
            apart = self._whole_of(connection, row.merged)
            self._merges.undo(connection, row, by, now_ms)
            # Versions never go back: whoever has seen the two as one must look again.
            self._age(connection, self._merges.root(connection, row.kept), apart.version + 1)
            self._age(connection, row.merged, 1)
            self._trace_merge(connection, row, "undone", by, now_ms)
            return self._shown(connection, self._whole(connection, row.kept))

    def merge_of(self, merge_id: str) -> MergeRow:
        """Return a merge that holds."""
        with self._store.database.reading() as connection:
            return self._merges.find(connection, merge_id)

    def _whole(self, connection: Connection, party_id: PartyId) -> _Whole:
        root = self._merges.root(connection, party_id)
        if root.startswith(LISTS_BEGIN) or self._store.keyring.key(root) is None:
            raise CardRefused("unknown_party", "There is nobody of this id.")
        return self._whole_of(connection, root)

    def _whole_of(self, connection: Connection, root: PartyId) -> _Whole:
        parties = self._merges.parties(connection, root)
        whole = _Whole(root, parties, {}, {}, {})
        rows = select(customer).where(self._store.of_site(customer), customer.c.party_id.in_(parties))
        for row in connection.execute(rows):
            if (key := self._store.keyring.key(PartyId(row.party_id))) is not None:
                whole.own[PartyId(row.party_id)] = opened(self._store, row, key)
                whole.marks[PartyId(row.party_id)] = (row.customer_number_mark, row.row_mark)
        visitors = [party_id for party_id in parties if party_id not in whole.own]
        wanted = select(party_number.c.party_id, party_number.c.sealed).where(
            self._store.of_site(party_number), party_number.c.party_id.in_(visitors), party_number.c.sealed.is_not(None)
        )
        for party_id, kept in connection.execute(wanted):
            if (key := self._store.keyring.key(party_id)) is not None:
                number = self._store.unseal(key, party_id, "number", kept)
                whole.visitors[party_id] = (*whole.visitors.get(party_id, ()), number)
        return whole

    def _shown(self, connection: Connection, whole: _Whole) -> Card:
        own = whole.own.get(whole.root) or Card(
            whole.root, 0, grade=STANDARD_GRADE, language=self._default_language, area=UNKNOWN_AREA
        )
        numbers = [number for party_id in whole.parties for number in whole.numbers_of(party_id)]
        cards = [whole.own[party_id] for party_id in whole.parties if party_id in whole.own]
        addresses = [address for card in cards for address in card.addresses]
        return replace(
            own,
            version=whole.version,
            numbers=tuple(dict.fromkeys(numbers)),
            addresses=tuple(dict.fromkeys(addresses)),
            parties=whole.parties,
            merged=tuple(
                Merged(row.merge_id, row.merged, _name_of(whole, row.merged), row.at_ms, row.by)
                for row in self._merges.standing(connection, whole.parties)
            ),
            changes=changes_of(self._store, connection, whole.parties),
        )

    def _changed(self, whole: _Whole, before: Card, change: Mapping[str, Any], by: str, now_ms: int) -> Card:
        """The card as it is to be shown. What is left empty is what it is of somebody of whom nothing is known."""
        usual = {"grade": STANDARD_GRADE, "language": self._default_language, "area": UNKNOWN_AREA}
        filled = {name: value or usual.get(name, value) for name, value in change.items()}
        return replace(before, **{**filled, "name": named(before, change)}, changed_at_ms=now_ms, changed_by=by)

    def _write(self, connection: Connection, whole: _Whole, before: Card, after: Card) -> None:
        """Each party keeps of numbers and addresses what it had and is still wanted; what is new is the kept one's."""
        self._claim(connection, whole, before.numbers, after.numbers)
        wanted_numbers, wanted_addresses = set(after.numbers), set(after.addresses)
        others_numbers: set[str] = set()
        others_addresses: set[object] = set()
        for party_id in whole.parties[1:]:
            own = whole.own.get(party_id)
            others_numbers |= wanted_numbers & set(whole.numbers_of(party_id))
            if own is None:
                continue
            numbers = tuple(number for number in own.numbers if number in wanted_numbers)
            addresses = tuple(address for address in own.addresses if address in wanted_addresses)
            others_addresses |= set(addresses)
            if (numbers, addresses) != (own.numbers, own.addresses):
                at, by, version = after.changed_at_ms, after.changed_by, own.version + 1
                left = replace(own, numbers=numbers, addresses=addresses, version=version)
                self._put(connection, whole, replace(left, changed_at_ms=at, changed_by=by))
        root = whole.own.get(whole.root)
        self._put(
            connection,
            whole,
            replace(
                after,
                version=1 if root is None else root.version + 1,
                numbers=tuple(number for number in after.numbers if number not in others_numbers),
                addresses=tuple(address for address in after.addresses if address not in others_addresses),
            ),
        )

    def _claim(self, connection: Connection, whole: _Whole, had: Sequence[str], wanted: Sequence[str]) -> None:
        """Give the numbers to the party that are nobody's or a visitor's, and take away those that are not wanted."""
        marks = {self._store.marks.number(number): number for number in wanted}
        dropped = [self._store.marks.number(number) for number in had if number not in wanted]
        of_site, numbers = self._store.of_site(party_number), party_number.c
        owners = connection.execute(
            select(numbers.number_mark, numbers.party_id).where(of_site, numbers.number_mark.in_(list(marks)))
        )
        ours: set[bytes] = set()
        for mark, owner in owners.all():
            if owner in whole.parties:
                ours.add(mark)
            elif self._is_customers(connection, PartyId(owner)):
                raise CardRefused(
                    "number_taken", "A number belongs to another customer: merge the two, or leave it out."
                )
        new = [mark for mark in marks if mark not in ours]
        connection.execute(delete(party_number).where(of_site, numbers.number_mark.in_([*dropped, *new])))
        if new:
            rows = [{**self._store.site, "number_mark": mark, "party_id": whole.root} for mark in new]
            connection.execute(insert(party_number), rows)
        # A visitor who becomes a customer: the row has the number from now on.
        of_root = (of_site, numbers.party_id == whole.root)
        connection.execute(update(party_number).where(*of_root).values(sealed=None))

    def _is_customers(self, connection: Connection, party_id: PartyId) -> bool:
        root = self._merges.root(connection, party_id)
        of_root = select(customer.c.party_id).where(self._store.of_site(customer), customer.c.party_id == root)
        return connection.execute(of_root).first() is not None

    def _put(self, connection: Connection, whole: _Whole, card: Card) -> None:
        party_id = PartyId(card.party_id)
        key = self._store.keyring.key(party_id)
        assert key is not None, "what was opened has a key"
        number_mark, row_mark = whole.marks.get(party_id, (self._store.marks.unnumbered(party_id), b""))
        marks = {"customer_number_mark": number_mark, "row_mark": row_mark, "words_form": WORDS_FORM}
        of_party = (self._store.of_site(customer), customer.c.party_id == party_id)
        connection.execute(delete(customer).where(*of_party))
        connection.execute(insert(customer), [{**sealed(self._store, card, key), **marks}])
        mark_words(self._store, connection, [card])

    def _age(self, connection: Connection, party_id: PartyId, by: int) -> None:
        of_party = (self._store.of_site(customer), customer.c.party_id == party_id)
        connection.execute(update(customer).where(*of_party).values(version=customer.c.version + by))

    def _trace_merge(self, connection: Connection, row: MergeRow, what: str, by: str, now_ms: int) -> None:
        change = Change(now_ms, by, what, ())
        trace(self._store, connection, [(row.kept, change), (row.merged, change)])


def _name_of(whole: _Whole, party_id: PartyId) -> str:
    own = whole.own.get(party_id)
    return "" if own is None else own.name
