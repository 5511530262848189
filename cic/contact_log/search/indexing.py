"""Keeps what contacts are found by. Owns places and documents of marks; decides nothing about contacts.

It runs on the contact log's thread, within the log's transaction, where personal values are opened too: never on the
event loop.
"""

import sqlite3
from collections.abc import Sequence
from zlib import crc32

from sqlalchemy import bindparam, delete, insert, select

from cic.contact_log.rows import ContactRows, Row
from cic.contact_log.search.marks import SearchMarks
from cic.contact_log.search.tables import PLACE_BITS, contact_search, first_place
from cic.contact_log.search.terms import Open, open_terms, personal_terms, waited_ms
from cic.journal.port import text_of

_OF_CONTACT = (
    contact_search.c.tenant == bindparam("tenant"),
    contact_search.c.site == bindparam("site"),
    contact_search.c.contact_id == bindparam("contact_id"),
)
_PLACE = text_of(select(contact_search.c.place).where(*_OF_CONTACT))
_TAKEN = text_of(select(contact_search.c.place).where(contact_search.c.place == bindparam("place")))
_REMOVE = text_of(delete(contact_search).where(contact_search.c.place == bindparam("place")))
_ADD = text_of(insert(contact_search))
_MARK = "INSERT OR REPLACE INTO contact_term (rowid, marks) VALUES (:place, :marks)"


class ContactIndex:
    """Writes what the contacts of one site are found by."""

    def __init__(self, marks: SearchMarks, opened: Open) -> None:
        self.marks = marks
        self.opened = opened

    def write(self, connection: sqlite3.Connection, site: Row, contacts: Sequence[ContactRows]) -> None:
        """Let these contacts be found as they are now."""
        for rows in contacts:
            row = rows.contact
            place = self._place(connection, {**site, "contact_id": row["contact_id"]}, row["arrived_at_ms"])
            connection.execute(_REMOVE, {"place": place})
            connection.execute(_ADD, {**site, **facts_of(row), "place": place})
            document = self.marks.document(open_terms(rows), personal_terms(rows, self.opened))
            connection.execute(_MARK, {"place": place, "marks": document})

    def _place(self, connection: sqlite3.Connection, of_contact: Row, at_ms: int) -> int:
        found = connection.execute(_PLACE, of_contact).fetchone()
        if found is not None:
            return int(found[0])
        # The same contact gets the same place when the log is made again, but for those that share a millisecond.
        place = first_place(at_ms) | (crc32(of_contact["contact_id"].encode()) & ((1 << PLACE_BITS) - 1))
        while connection.execute(_TAKEN, {"place": place}).fetchone() is not None:
            place += 1
        return place


def facts_of(row: Row) -> Row:
    """Return what of a contact is compared by size, and whose it is."""
    return {
        "contact_id": row["contact_id"],
        "party_id": row["party_id"],
        "total_ms": row["total_ms"],
        "talk_ms": row["talk_ms"],
        "waited_ms": waited_ms(row),
    }
