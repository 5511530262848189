"""Customers from a file into the store. Owns matching by customer number and who gets a number; reads no file format.

The same file again changes nothing. Rows go in by batches, so that nobody waits for a whole import.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select

from cic.customers.reading import CustomerRow, ImportProblem, read_customers
from cic.customers.store import CustomerStore
from cic.customers.tables import customer, party_number
from routing.vocabulary import PartyId

BATCH_ROWS = 1_000


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


class _Importing:
    def __init__(self, store: CustomerStore, rows_in_file: frozenset[bytes], now_ms: int, result: ImportResult) -> None:
        self._store = store
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
            rows = [self._values(item, keys[item.party_id], owned) for item in pending]
            parties = [item.party_id for item in pending]
            connection.execute(delete(customer).where(self._of_site(customer), customer.c.party_id.in_(parties)))
            connection.execute(insert(customer), rows)
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
            yield _Pending(row, party_id, mark, row_mark, is_new=found is None)

    def _claim_numbers(self, connection: Connection, pending: Sequence[_Pending]) -> dict[str, PartyId]:
        """Write who owns the batch's numbers; return the owners. A visitor's number becomes the customer's."""
        numbers = party_number.c
        parties = [item.party_id for item in pending]
        connection.execute(delete(party_number).where(self._of_site(party_number), numbers.party_id.in_(parties)))
        wanted = {self._store.marks.number(number): (number, item) for item in pending for number in item.row.numbers}
        taken = self._taken_by_others(connection, list(wanted))
        owned: dict[str, PartyId] = {}
        rows: list[dict[str, Any]] = []
        for mark, (number, item) in wanted.items():
            if mark in taken:
                item.row_mark = b""  # so that the row is tried again with the next import
                mend = "It was imported without it: a number can belong to one customer only."
                self._result.problems.append(
                    ImportProblem(item.row.line, "numbers", "the number belongs to another customer", mend)
                )
                continue
            owned[number] = item.party_id
            rows.append({**self._store.site, "number_mark": mark, "party_id": item.party_id})
        for piece in _pieces([row["number_mark"] for row in rows]):
            connection.execute(delete(party_number).where(self._of_site(party_number), numbers.number_mark.in_(piece)))
        if rows:
            connection.execute(insert(party_number), rows)
        return owned

    def _taken_by_others(self, connection: Connection, marks: Sequence[bytes]) -> frozenset[bytes]:
        """Which numbers belong to customers of whom this file says nothing."""
        owner = and_(
            customer.c.tenant == party_number.c.tenant,
            customer.c.site == party_number.c.site,
            customer.c.party_id == party_number.c.party_id,
        )
        taken: set[bytes] = set()
        for piece in _pieces(marks):
            owners = (
                select(party_number.c.number_mark, customer.c.customer_number_mark)
                .join(customer, owner)
                .where(self._of_site(party_number), party_number.c.number_mark.in_(piece))
            )
            found = connection.execute(owners)
            taken |= {row.number_mark for row in found if row.customer_number_mark not in self._rows_in_file}
        return frozenset(taken)

    def _values(self, item: _Pending, key: bytes, owned: dict[str, PartyId]) -> dict[str, Any]:
        row, party_id, seal = item.row, item.party_id, self._store.seal
        numbers = ";".join(number for number in row.numbers if owned.get(number) == party_id)
        return {
            **self._store.site,
            "party_id": party_id,
            "customer_number_mark": item.mark,
            "row_mark": item.row_mark,
            "customer_number": seal(key, party_id, "customer_number", row.customer_number),
            "name": seal(key, party_id, "name", row.name),
            "numbers": seal(key, party_id, "numbers", numbers),
            "grade": row.grade,
            "language": row.language,
            "area": row.area,
            "is_vip": row.is_vip,
            "changed_at_ms": self._now_ms,
        }

    def _of_site(self, table: Any) -> Any:
        return and_(table.c.tenant == self._store.site["tenant"], table.c.site == self._store.site["site"])


def _content(row: CustomerRow) -> list[object]:
    return [row.customer_number, row.name, list(row.numbers), row.grade, row.language, row.area, row.is_vip]


def _pieces(marks: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """A few marks at a time: a statement holds a limited number of values."""
    for start in range(0, len(marks), BATCH_ROWS):
        yield marks[start : start + BATCH_ROWS]
