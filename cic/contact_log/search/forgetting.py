"""Lets nobody be found by what was erased. Owns when marks of an erased person's words go; erases no key.

With a person's key go names, numbers and notes; what stays in the index are marks, which nobody can make but who has
the center's master key, and which tell nothing but that a word is there. Here they go too: at once where this process
erases, and with the next look where another one has.
"""

import logging
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, delete, insert, select

from cic.contact_log.rows import ContactRows, Row
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import contact, contact_forgotten, contact_rating, contact_segment, contact_track
from cic.journal.port import PartyKeys
from routing.vocabulary import PartyId

log = logging.getLogger(__name__)

PARTIES_AT_ONCE = 500
CONTACTS_AT_ONCE = 200


class Forgetting:
    """Forgets erased persons of one site; blocks and writes, so never on the event loop."""

    def __init__(self, store: ContactLogStore, index: ContactIndex, keys: PartyKeys) -> None:
        self._store = store
        # A key that another process has deleted is known here a moment longer: nothing is opened with it any more.
        self._index = ContactIndex(index.marks, lambda _: None)
        self._keys = keys

    def erased(self, parties: Collection[str]) -> list[PartyId]:
        """Return which of the parties have no key any more."""
        asked = [PartyId(party_id) for party_id in parties]
        existing = self._keys.existing(asked) if asked else frozenset()
        return [party_id for party_id in asked if party_id not in existing]

    def forget(self, parties: Sequence[PartyId]) -> None:
        """Let nobody find the contacts of these by a name, a number or a note."""
        for party_id in parties:
            with self._store.database.reading() as connection:
                of_party = (self._store.of_site(contact), contact.c.party_id == party_id)
                ids = list(connection.execute(select(contact.c.contact_id).where(*of_party)).scalars())
            for place in range(0, len(ids), CONTACTS_AT_ONCE):
                self._write_again(ids[place : place + CONTACTS_AT_ONCE])
            with self._store.database.writing() as connection:
                noted = (self._store.of_site(contact_forgotten), contact_forgotten.c.party_id == party_id)
                connection.execute(delete(contact_forgotten).where(*noted))
                connection.execute(insert(contact_forgotten), [{**self._store.site, "party_id": party_id}])
        if parties:
            log.info("contacts of %d erased parties are found by nothing personal any more", len(parties))

    def sweep(self) -> int:
        """Forget all who were erased by another process; return how many those were."""
        found = 0
        parties = self._parties()
        while some := list(islice(parties, PARTIES_AT_ONCE)):
            erased = self.erased(some)
            self.forget(erased)
            found += len(erased)
        return found

    def _parties(self) -> Iterator[str]:
        """Everybody who has contacts and is not forgotten, one page of them after the other: no reading stays open."""
        after = ""
        while True:
            wanted = (
                select(contact.c.party_id)
                .distinct()
                .where(self._store.of_site(contact), contact.c.party_id > after)
                .order_by(contact.c.party_id)
                .limit(PARTIES_AT_ONCE)
            )
            with self._store.database.reading() as connection:
                page = list(connection.execute(wanted).scalars())
                known = contact_forgotten.c.party_id
                of_page = (self._store.of_site(contact_forgotten), known.in_(page))
                forgotten = set(connection.execute(select(known).where(*of_page)).scalars())
            if not page:
                return
            yield from (party_id for party_id in page if party_id not in forgotten)
            after = page[-1]

    def _write_again(self, ids: Sequence[str]) -> None:
        with self._store.database.writing() as connection:  # held from the beginning: the log moves no contact on
            found = [rows for contact_id in ids if (rows := self._rows(connection, contact_id)) is not None]
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            self._index.write(driver, self._store.site, found)

    def _rows(self, connection: Connection, contact_id: str) -> ContactRows | None:
        def of(table: Table) -> list[Row]:
            wanted = select(table).where(self._store.of_site(table), table.c.contact_id == contact_id)
            return [dict(row) for row in connection.execute(wanted).mappings()]

        found = of(contact)
        if not found:
            return None
        return ContactRows(found[0], of(contact_segment), of(contact_rating), [], of(contact_track))
