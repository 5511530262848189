"""Reads the contact log as JSON-ready rows. Owns the shape that readers see; writes nothing.

Names and numbers are opened here, for readers who were let in; an erased person's are None.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from cic.contact_log.rows import Row
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import contact, contact_open, contact_segment
from routing.vocabulary import ContactId, PersonalRef

_CALLER = {
    "party_id": "party_id",
    "number": "caller_number",
    "name": "caller_name",
    "is_known": "is_known",
    "grade": "grade",
    "is_vip": "is_vip",
    "area": "area",
}
_LISTS = ("path", "hand_overs")
_KEPT_BACK = {"tenant", "site", "opened_seq", *_CALLER.values()}


class ContactLogQueries:
    """Answers questions about past and present contacts. Reads on threads, never on the event loop."""

    def __init__(
        self,
        store: ContactLogStore,
        open_personal: Callable[[PersonalRef], str | None],
        catch_up: Callable[[], object] = lambda: None,
    ) -> None:
        """``catch_up`` lets the log take what has happened by now; it returns when that is so, or after a bound."""
        self._store = store
        self._open_personal = open_personal
        self._catch_up = catch_up

    async def newest(self, limit: int, before: ContactId | None = None) -> Sequence[Row]:
        """Return contacts, newest first; with ``before``, those that arrived before that contact."""
        return await asyncio.to_thread(self.newest_now, limit, before)

    async def contact(self, contact_id: ContactId) -> Row | None:
        """Return one contact with its ``segments``."""
        return await asyncio.to_thread(self.contact_now, contact_id)

    def newest_now(self, limit: int, before: ContactId | None = None) -> list[Row]:
        """As ``newest``, on the caller's thread."""
        self._catch_up()
        columns, of_site = contact.c, self._store.of_site(contact)
        wanted = select(contact).where(of_site).order_by(columns.opened_seq.desc()).limit(limit)
        if before is not None:
            place = select(columns.opened_seq).where(of_site, columns.contact_id == before).scalar_subquery()
            wanted = wanted.where(columns.opened_seq < place)
        with self._store.database.reading() as connection:
            rows = [dict(row) for row in connection.execute(wanted).mappings()]
            return [self._shown(self._as_it_is_now(connection, row)[0]) for row in rows]

    def contact_now(self, contact_id: ContactId) -> Row | None:
        """As ``contact``, on the caller's thread."""
        self._catch_up()
        wanted = select(contact).where(self._store.of_site(contact), contact.c.contact_id == contact_id)
        with self._store.database.reading() as connection:
            found = connection.execute(wanted).mappings().first()
            if found is None:
                return None
            row, segments = self._as_it_is_now(connection, dict(found))
            if segments is None:
                segments = self._segments(connection, contact_id)
        return {**self._shown(row), "segments": [self._shown_segment(segment) for segment in segments]}

    def _as_it_is_now(self, connection: Connection, row: Row) -> tuple[Row, list[Row] | None]:
        """The row and segments of a contact; while the call goes on they are in its open form."""
        if row["ended_at_ms"] is not None:
            return row, None
        wanted = select(contact_open.c.body).where(
            self._store.of_site(contact_open), contact_open.c.contact_id == row["contact_id"]
        )
        body = connection.execute(wanted).scalar()
        if body is None:
            return row, None
        return self._store.rows(connection, self._store.form.from_text(body))

    def _segments(self, connection: Connection, contact_id: ContactId) -> list[Row]:
        wanted = (
            select(contact_segment)
            .where(self._store.of_site(contact_segment), contact_segment.c.contact_id == contact_id)
            .order_by(contact_segment.c.ordinal)
        )
        return [dict(row) for row in connection.execute(wanted).mappings()]

    def _shown(self, row: Row) -> Row:
        caller = {name: row[column] for name, column in _CALLER.items()}
        caller["number"], caller["name"] = self._opened(caller["number"]), self._opened(caller["name"])
        shown = {name: value for name, value in row.items() if name not in _KEPT_BACK}
        return {**shown, "caller": caller, **{name: json.loads(row[name]) for name in _LISTS}}

    def _shown_segment(self, row: Row) -> Row:
        shown = {name: value for name, value in row.items() if name not in ("tenant", "site", "contact_id")}
        ended_at_ms = row["ended_at_ms"]
        duration_ms = None if ended_at_ms is None else ended_at_ms - row["started_at_ms"]
        return {**shown, "duration_ms": duration_ms, "note": self._opened(row["note"])}

    def _opened(self, ref: Any) -> str | None:
        if ref is None:
            return None
        try:
            return self._open_personal(PersonalRef(ref))
        except KeyError:
            return None  # a log that was copied here without its journal still shows everything else
