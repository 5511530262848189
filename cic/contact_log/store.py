"""The contact log in its database. Owns rows and cursor, changed in one transaction; decides nothing about contacts."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, inspect, select

from cic.contact_log.fold import Ledger
from cic.contact_log.predecessors import DAY_MS, columns_of, predecessor_of
from cic.contact_log.record import ContactRecord
from cic.contact_log.recordings import late_failures, recording_rows, track_rows
from cic.contact_log.rows import AgentNumber, ContactRows, Row, contact_row, rating_rows, segment_rows
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.tables import (
    CONTACT_LOG,
    FORM,
    contact,
    contact_cursor,
    contact_log_form,
    contact_open,
    contact_recording,
    contact_track,
)
from cic.contact_log.writing import ContactWriter
from cic.journal.port import Committed, Storage, TextForm
from routing.vocabulary import SiteId, TenantId

log = logging.getLogger(__name__)


class ContactLogStore:
    """One site's contact log. The cursor moves with the rows, so each record counts exactly once."""

    def __init__(
        self,
        database: Storage,
        form_of: Callable[[Any], TextForm],
        tenant: TenantId,
        site: SiteId,
        *,
        agent_number: AgentNumber,
        predecessor_within_ms: int = DAY_MS,
        index: ContactIndex | None = None,
    ) -> None:
        """Make the tables where there are none. ``form_of`` gives the text form of a type (the journal's codec).

        A contact's predecessor ended at most ``predecessor_within_ms`` before the contact came. Without an ``index``
        contacts are kept and not found by what they are about.
        """
        self.database = database
        self.form = form_of(ContactRecord)
        self.site: Row = {"tenant": tenant, "site": site}
        self._agent_number = agent_number
        self._predecessor_within_ms = predecessor_within_ms
        self._index = index
        with self.database.writing() as connection:
            _make_tables(connection)

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
        with self.database.kept.writing() as connection:
            writer = ContactWriter(connection, self.site)
            self._write(writer, list(touched.values()), first_seq)
            writer.note_failures(late_failures(records))
            writer.move_cursor(records[-1].seq)

    def rows(self, connection: Connection, item: ContactRecord) -> ContactRows:
        """Return the rows of a contact as it is now, with the predecessor that it has."""
        row = contact_row(item, self._agent_number)
        predecessor = predecessor_of(columns_of({**self.site, **row}), self._predecessor_within_ms)
        found = {**row, "predecessor": connection.execute(select(predecessor)).scalar()}
        segments, ratings = segment_rows(item, self._agent_number), rating_rows(item)
        return ContactRows(found, segments, ratings, recording_rows(item), track_rows(item))

    def own_rows(self, item: ContactRecord) -> ContactRows:
        """Return the rows of a contact as they are written: segments and ratings once the caller has gone."""
        row = contact_row(item, self._agent_number)
        recordings, tracks = recording_rows(item), track_rows(item)
        if item.ended_at_ms is None:
            return ContactRows(row, [], [], recordings, tracks)
        return ContactRows(row, segment_rows(item, self._agent_number), rating_rows(item), recordings, tracks)

    def close(self) -> None:
        """Let the file go."""
        self.database.close()

    def _write(self, writer: ContactWriter, touched: Sequence[ContactRecord], first_seq: int) -> None:
        ids = [item.contact_id for item in touched]
        writer.replace(contact_open, ids, (self._body(item) for item in touched if not item.is_closed))
        # While a call goes on its row stays as it began, and readers take the rest from contact_open.
        settled = [item for item in touched if item.ended_at_ms is not None or item.opened_seq >= first_seq]
        rows = [self.own_rows(item) for item in settled]
        writer.write(rows, self._predecessor_within_ms)
        if self._index is not None:
            self._index.write(writer.connection, self.site, rows)
        self._write_recordings(writer, [item for item in touched if item.recordings])

    def _write_recordings(self, writer: ContactWriter, touched: Sequence[ContactRecord]) -> None:
        if touched:
            ids = [item.contact_id for item in touched]
            writer.replace(contact_recording, ids, (row for item in touched for row in recording_rows(item)))
            writer.replace(contact_track, ids, (row for item in touched for row in track_rows(item)))

    def _body(self, item: ContactRecord) -> Row:
        return {"contact_id": item.contact_id, "body": self.form.to_text(item)}


def _make_tables(connection: Connection) -> None:
    """Make the tables. A log of another form goes: the journal has all of it, and it is folded from there again."""
    tables = inspect(connection)
    if tables.has_table(contact.name):
        is_known = tables.has_table(contact_log_form.name)
        if not is_known or connection.execute(select(contact_log_form.c.form)).scalar() != FORM:
            log.info("the contact log is of another form: it is made again from the journal")
            CONTACT_LOG.drop_all(connection)
    CONTACT_LOG.create_all(connection)
    if connection.execute(select(contact_log_form.c.form)).scalar() is None:
        connection.execute(insert(contact_log_form), [{"form": FORM}])
