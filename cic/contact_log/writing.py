"""How touched contacts get into the tables, as statements made once. Owns them; decides nothing about contacts."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, update

from cic.contact_log.predecessors import predecessor_of
from cic.contact_log.recordings import LateFailure
from cic.contact_log.rows import ContactRows, Row
from cic.contact_log.tables import (
    contact,
    contact_cursor,
    contact_open,
    contact_rating,
    contact_recording,
    contact_segment,
    contact_track,
)
from cic.journal.port import text_of


class ContactWriter:
    """Writes rows of one site within one transaction that another has begun."""

    def __init__(self, connection: sqlite3.Connection, site: Row) -> None:
        self.connection = connection
        self._site = site
        self._of_site: Row = {"of_tenant": site["tenant"], "of_site": site["site"]}

    def replace(self, table: Table, ids: Sequence[str], rows: Iterable[Row]) -> None:
        """Put these rows in the place of all that the contacts have in the table."""
        self.connection.executemany(_DELETE[table], self._of_contacts(ids))
        blank = {**dict.fromkeys(table.columns.keys()), **self._site}
        self.connection.executemany(_INSERT[table], [{**blank, **row} for row in rows])

    def write(self, contacts: Sequence[ContactRows], within_ms: int) -> None:
        """Write contacts with their segments and ratings, as far as they have any yet, and which came before each."""
        ids = [rows.contact["contact_id"] for rows in contacts]
        self.replace(contact, ids, (rows.contact for rows in contacts))
        self.find_predecessors(ids, within_ms)
        ended = [rows for rows in contacts if rows.segments]
        ids = [rows.contact["contact_id"] for rows in ended]
        self.replace(contact_segment, ids, (row for rows in ended for row in rows.segments))
        rated = [rows for rows in ended if rows.ratings]
        if rated:
            ids = [rows.contact["contact_id"] for rows in rated]
            self.replace(contact_rating, ids, (row for rows in rated for row in rows.ratings))

    def find_predecessors(self, ids: Sequence[str], within_ms: int) -> None:
        """Write which contact came before each of these."""
        rows = [{**row, "within_ms": within_ms} for row in self._of_contacts(ids)]
        self.connection.executemany(_FIND_PREDECESSOR, rows)

    def note_failures(self, failures: Iterable[LateFailure]) -> None:
        """Write that these tracks are not there, whether their contacts are still open or not."""
        rows = [{**self._of_site, "of_track": item.track, "before": "", "why": item.failure} for item in failures]
        self.connection.executemany(_NOTE_FAILURE, rows)

    def move_cursor(self, seq: int) -> None:
        """Write the number of the last record in the tables."""
        self.connection.execute(_DELETE_CURSOR, self._of_site)
        self.connection.execute(_INSERT[contact_cursor], {**self._site, "seq": seq})

    def _of_contacts(self, ids: Sequence[str]) -> list[Row]:
        return [{**self._of_site, "of_contact": contact_id} for contact_id in ids]


def _of_site(table: Table) -> Any:
    # Names of their own: in an update those of the columns belong to the new values.
    return and_(table.c.tenant == bindparam("of_tenant"), table.c.site == bindparam("of_site"))


def _of_contact(table: Table) -> Any:
    return and_(_of_site(table), table.c.contact_id == bindparam("of_contact"))


_OF_CONTACTS = (contact, contact_open, contact_segment, contact_rating, contact_recording, contact_track)
_DELETE = {table: text_of(delete(table).where(_of_contact(table))) for table in _OF_CONTACTS}
_INSERT = {table: text_of(insert(table)) for table in (*_OF_CONTACTS, contact_cursor)}
_NOTE_FAILURE = text_of(
    update(contact_track)
    .where(
        _of_site(contact_track),
        contact_track.c.track == bindparam("of_track"),
        contact_track.c.failure == bindparam("before"),
    )
    .values(failure=bindparam("why"))
)
_DELETE_CURSOR = text_of(delete(contact_cursor).where(_of_site(contact_cursor)))
_FIND_PREDECESSOR = text_of(
    update(contact).where(_of_contact(contact)).values(predecessor=predecessor_of(contact.c, bindparam("within_ms")))
)
