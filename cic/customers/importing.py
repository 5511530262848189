"""Customers from a file into the store. Owns matching by customer number and who gets a number; reads no file format.

The same file again changes nothing. Rows go in by batches, so that nobody waits for a whole import.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from cic.customers.card_rows import mark_words, opened, sealed, trace
from cic.customers.cards import Card, Change, named
from cic.customers.lookups import same_party
from cic.customers.merging import Merges
from cic.customers.reading import CARD_COLUMNS, CustomerRow, ImportProblem, read_customers
from cic.customers.store import CustomerStore
from cic.customers.tables import customer, merged_party, party_number
from cic.customers.words import WORDS_FORM
from routing.vocabulary import PartyId

BATCH_ROWS = 1_000
BY_IMPORT = "import"
"""Who has changed a card that a file has changed."""
_FIELDS_OF = {"vip": "is_vip", "mail_addresses": "addresses", "postal_addresses": "addresses"}


@dataclass(slots=True)
class ImportResult:
    """What an import did. ``refused`` rows are not in; every one of them has a problem."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


def import_csv(store: CustomerStore, source: bytes | str, *, default_language: str, now_ms: int) -> ImportResult:
    """Bring a customer file in; what is wrong with it is in the result, and the rest of it is in the store."""
    file = read_customers(source, default_language)
    result = ImportResult(refused=file.refused, problems=list(file.problems))
    rows_in_file = frozenset(store.marks.customer_number(row.customer_number) for row in file.rows)
    importing = _Importing(store, rows_in_file, now_ms, result)
    rows = iter(file.rows)
    while batch := list(islice(rows, BATCH_ROWS)):
        importing.take(batch)
    result.problems.sort(key=lambda problem: problem.line)
    return result


@dataclass(slots=True)
class _Pending:
    """A row that is new or has changed."""

    row: CustomerRow
    party_id: PartyId
    mark: bytes
    row_mark: bytes
    is_new: bool
    is_readable: bool


class _Importing:
    def __init__(self, store: CustomerStore, rows_in_file: frozenset[bytes], now_ms: int, result: ImportResult) -> None:
        self._store = store
        self._merges = Merges(store)
        self._rows_in_file = rows_in_file
        self._now_ms = now_ms
        self._result = result

    def take(self, batch: Sequence[CustomerRow]) -> None:
        """Bring one batch in. The keys come first: a row must never be durable before the key that opens it."""
        with self._store.database.reading() as connection:
            pending = list(self._changed(connection, batch))
        keys = self._store.keyring.ensure([item.party_id for item in pending])
        if not pending:
            return
        with self._store.database.writing() as connection:
            owned = self._claim_numbers(connection, pending)
            before = self._before(connection, pending, keys)
            cards = [self._card(item, before.get(item.party_id), owned) for item in pending]
            parties = [item.party_id for item in pending]
            connection.execute(delete(customer).where(self._of_site(customer), customer.c.party_id.in_(parties)))
            rows = [self._values(item, card, keys[item.party_id]) for item, card in zip(pending, cards, strict=True)]
            connection.execute(insert(customer), rows)
            mark_words(self._store, connection, cards)
            trace(self._store, connection, [(item.party_id, self._change(item)) for item in pending])
        created = sum(item.is_new for item in pending)
        self._result.created += created
        self._result.updated += len(pending) - created

    def _changed(self, connection: Connection, batch: Sequence[CustomerRow]) -> Iterator[_Pending]:
        marks = {self._store.marks.customer_number(row.customer_number): row for row in batch}
        columns = customer.c
        known = select(columns.customer_number_mark, columns.party_id, columns.row_mark).where(
            self._of_site(customer), columns.customer_number_mark.in_(list(marks))
        )
        stored = {found.customer_number_mark: found for found in connection.execute(known)}
        readable = self._store.keyring.existing([PartyId(found.party_id) for found in stored.values()])
        for mark, row in marks.items():
            found = stored.get(mark)
            row_mark = self._store.marks.row(_content(row))
            if found is not None and found.row_mark == row_mark and found.party_id in readable:
                self._result.unchanged += 1
                continue
            party_id = PartyId("cust-" + secrets.token_hex(8)) if found is None else PartyId(found.party_id)
            yield _Pending(row, party_id, mark, row_mark, is_new=found is None, is_readable=party_id in readable)

    def _before(
        self, connection: Connection, pending: Sequence[_Pending], keys: Mapping[PartyId, bytes]
    ) -> dict[PartyId, Card]:
        """The cards of those who are known, as they are now."""
        known = [item.party_id for item in pending if item.is_readable]
        rows = connection.execute(select(customer).where(self._of_site(customer), customer.c.party_id.in_(known)))
        return {PartyId(row.party_id): opened(self._store, row, keys[PartyId(row.party_id)]) for row in rows}

    def _claim_numbers(self, connection: Connection, pending: Sequence[_Pending]) -> dict[str, PartyId]:
        """Write who owns the batch's numbers; return the owners. A visitor's number becomes the customer's."""
        numbers = party_number.c
        claiming = [item for item in pending if "numbers" in item.row.columns or item.is_new]
        parties = [item.party_id for item in claiming]
        connection.execute(delete(party_number).where(self._of_site(party_number), numbers.party_id.in_(parties)))
        wanted = {self._store.marks.number(number): (number, item) for item in claiming for number in item.row.numbers}
        taken, theirs = self._of_others(connection, {mark: item.party_id for mark, (_, item) in wanted.items()})
        owned: dict[str, PartyId] = {}
        rows: list[dict[str, Any]] = []
        for mark, (number, item) in wanted.items():
            if mark in taken:
                item.row_mark = b""  # so that the row is tried again with the next import
                mend = "It was imported without it: a number can belong to one customer only."
                self._result.problems.append(
                    ImportProblem(item.row.line, "numbers", "the number belongs to another customer", mend)
                )
            elif mark not in theirs:
                owned[number] = item.party_id
                rows.append({**self._store.site, "number_mark": mark, "party_id": item.party_id})
        for piece in _pieces([row["number_mark"] for row in rows]):
            connection.execute(delete(party_number).where(self._of_site(party_number), numbers.number_mark.in_(piece)))
        if rows:
            connection.execute(insert(party_number), rows)
        return owned

    def _of_others(
        self, connection: Connection, wanted: Mapping[bytes, PartyId]
    ) -> tuple[frozenset[bytes], frozenset[bytes]]:
        """Which numbers are those of customers of whom this file says nothing, and which of one who is the same."""
        taken: set[bytes] = set()
        theirs: set[bytes] = set()
        for piece in _pieces(list(wanted)):
            owners = (
                select(
                    party_number.c.number_mark,
                    party_number.c.party_id,
                    customer.c.customer_number_mark,
                    merged_party.c.into_party,
                )
                .outerjoin(customer, same_party(customer, party_number))
                .outerjoin(merged_party, same_party(merged_party, party_number))
                .where(self._of_site(party_number), party_number.c.number_mark.in_(piece))
            )
            for row in connection.execute(owners).all():
                is_in_file = row.customer_number_mark in self._rows_in_file
                if self._are_one(connection, row, wanted[row.number_mark]):
                    theirs.add(row.number_mark)
                elif not is_in_file and (row.customer_number_mark is not None or row.into_party is not None):
                    taken.add(row.number_mark)
        return frozenset(taken), frozenset(theirs)

    def _are_one(self, connection: Connection, owner: Any, party_id: PartyId) -> bool:
        """Whether the owner of a number was merged with the party, one way or the other."""
        root = self._merges.root(connection, party_id)
        if owner.into_party is None and root == party_id:
            return False
        return self._merges.root(connection, PartyId(owner.party_id)) == root

    def _card(self, item: _Pending, before: Card | None, owned: Mapping[str, PartyId]) -> Card:
        """The card after the file: what the file has no column for stays as it is."""
        row, party_id = item.row, item.party_id
        said = {
            "name": row.name,
            "numbers": tuple(number for number in row.numbers if owned.get(number) == party_id),
            "grade": row.grade,
            "language": row.language,
            "area": row.area,
            "is_vip": row.is_vip,
            "addresses": row.addresses,
            **{name: getattr(row, name) for name in CARD_COLUMNS if not name.endswith("_addresses")},
        }
        columns = {_FIELDS_OF.get(column, column) for column in row.columns}
        change = said if before is None else {name: value for name, value in said.items() if name in columns}
        base = before or Card(party_id, 0)
        after = replace(base, **change, customer_number=row.customer_number)
        return replace(
            after,
            name=named(base, change),
            version=base.version + 1,
            changed_at_ms=self._now_ms,
            changed_by=BY_IMPORT,
        )

    def _values(self, item: _Pending, card: Card, key: bytes) -> dict[str, Any]:
        marks = {"customer_number_mark": item.mark, "row_mark": item.row_mark, "words_form": WORDS_FORM}
        return {**sealed(self._store, card, key), **marks}

    def _change(self, item: _Pending) -> Change:
        fields = sorted({_FIELDS_OF.get(column, column) for column in item.row.columns} - {"customer_number"})
        return Change(self._now_ms, BY_IMPORT, "imported", tuple(fields))

    def _of_site(self, table: Any) -> Any:
        return self._store.of_site(table)


def _content(row: CustomerRow) -> list[object]:
    """Everything that a file says of a customer; as ever where it has none of the card's columns."""
    first = [row.customer_number, row.name, list(row.numbers), row.grade, row.language, row.area, row.is_vip]
    said = sorted(row.columns.intersection(CARD_COLUMNS))
    addresses = [[address.kind, address.text] for address in row.addresses]
    return [*first, *[[name, addresses if name.endswith("_addresses") else getattr(row, name)] for name in said]]


def _pieces(marks: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """A few marks at a time: a statement holds a limited number of values."""
    for start in range(0, len(marks), BATCH_ROWS):
        yield marks[start : start + BATCH_ROWS]
