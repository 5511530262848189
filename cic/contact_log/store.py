"""The contact log in its database. Owns rows and cursor, changed in one transaction; decides nothing about contacts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select

from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord
from cic.contact_log.rows import Row, contact_row, segment_rows
from cic.contact_log.tables import CONTACT_LOG, contact, contact_cursor, contact_open, contact_segment
from cic.journal.port import Committed, Storage, TextForm
from routing.vocabulary import SiteId, TenantId


class ContactLogStore:
    """One site's contact log. The cursor moves with the rows, so each record counts exactly once."""

    def __init__(self, database: Storage, form_of: Callable[[Any], TextForm], tenant: TenantId, site: SiteId) -> None:
        """Make the tables where there are none. ``form_of`` gives the text form of a type (the journal's codec)."""
        self.database = database
        self.form = form_of(ContactRecord)
        self.site: Row = {"tenant": tenant, "site": site}
        with self.database.writing() as connection:
            CONTACT_LOG.create_all(connection)

    def of_site(self, table: Table) -> ColumnElement[bool]:
        """Restrict a statement to this site."""
        return and_(table.c.tenant == self.site["tenant"], table.c.site == self.site["site"])

    def cursor(self) -> int:
        """Return the number of the last record in the log."""
        with self.database.reading() as connection:
            return connection.execute(select(contact_cursor.c.seq).where(self.of_site(contact_cursor))).scalar() or 0

    def ledger(self) -> Ledger:
        """Return the open contacts as the log last had them."""
        ledger = Ledger()
        with self.database.reading() as connection:
            bodies = connection.execute(select(contact_open.c.body).where(self.of_site(contact_open)))
            for body in bodies.scalars():
                ledger.resume(self.form.from_text(body))
        return ledger

    def take(self, ledger: Ledger, records: Sequence[Committed]) -> None:
        """Fold records into the ledger and write what they touched. After an error the ledger is to be read again."""
        touched: dict[str, ContactRecord] = {}
        for record in records:
            touched |= {item.contact_id: item for item in ledger.take(record)}
        first_seq = records[0].seq
        with self.database.writing() as connection:
            self._write(connection, list(touched.values()), first_seq)
            connection.execute(delete(contact_cursor).where(self.of_site(contact_cursor)))
            connection.execute(insert(contact_cursor), [{**self.site, "seq": records[-1].seq}])

    def close(self) -> None:
        """Let the file go."""
        self.database.close()

    def _write(self, connection: Connection, touched: Sequence[ContactRecord], first_seq: int) -> None:
        ids = [item.contact_id for item in touched]
        self._replace(connection, contact_open, ids, (self._body(item) for item in touched if not item.is_closed))
        # While a call goes on its row stays as it began, and readers take the rest from contact_open.
        settled = [item for item in touched if item.ended_at_ms is not None or item.opened_seq >= first_seq]
        ids = [item.contact_id for item in settled]
        self._replace(connection, contact, ids, (contact_row(item) for item in settled))
        ended = [item for item in settled if item.ended_at_ms is not None]
        ids = [item.contact_id for item in ended]
        self._replace(connection, contact_segment, ids, (row for item in ended for row in segment_rows(item)))

    def _body(self, item: ContactRecord) -> Row:
        return {"contact_id": item.contact_id, "body": self.form.to_text(item)}

    def _replace(self, connection: Connection, table: Table, ids: Sequence[str], rows: Iterable[Row]) -> None:
        if ids:
            connection.execute(delete(table).where(self.of_site(table), table.c.contact_id.in_(ids)))
        full = [{**self.site, **row} for row in rows]
        if full:
            connection.execute(insert(table), full)
