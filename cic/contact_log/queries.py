"""Reads the contact log as JSON-ready rows. Owns the shape that readers see; writes nothing.

Names and numbers are opened here, for readers who were let in; an erased person's are None.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Connection, Table, select

from cic.api.ports import RecordedTalk
from cic.contact_log.recordings import told
from cic.contact_log.rows import ContactRows, Row
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import (
    contact,
    contact_open,
    contact_rating,
    contact_recording,
    contact_segment,
    contact_track,
)
from routing.vocabulary import AgentId, ContactId, PersonalRef, RecordingId

_CALLER = {
    "party_id": "party_id",
    "number": "caller_number",
    "name": "caller_name",
    "is_known": "is_known",
    "grade": "grade",
    "is_vip": "is_vip",
    "area": "area",
}
_LISTS = ("path", "hand_overs", "flow_visits", "consults", "work_left", "follow_ups", "help_asked", "monitorings")
_KEPT_BACK = {"tenant", "site", "opened_seq", *_CALLER.values()}
_KEY = ("tenant", "site", "contact_id")


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
        self.opened = self._opened = partial(opened, open_personal)
        self._catch_up = catch_up

    async def newest(self, limit: int, before: ContactId | None = None) -> Sequence[Row]:
        """Return contacts, newest first; with ``before``, those that arrived before that contact."""
        return await asyncio.to_thread(self.newest_now, limit, before)

    async def contact(self, contact_id: ContactId) -> Row | None:
        """Return one contact with its ``segments`` and ``ratings``."""
        return await asyncio.to_thread(self.contact_now, contact_id)

    async def track(self, track: RecordingId) -> RecordedTalk | None:
        """Return whose talk a track is of; None when no talk has one of this name."""
        return await asyncio.to_thread(self.track_now, track)

    def track_now(self, track: RecordingId) -> RecordedTalk | None:
        """As ``track``, on the caller's thread."""
        self._catch_up()
        columns, of_site = contact_track.c, self._store.of_site(contact_track)
        named = select(columns.contact_id, columns.recording_id).where(of_site, columns.track == track)
        with self._store.database.reading() as connection:
            found = connection.execute(named).first()
            if found is None:
                return None
            same = (columns.contact_id == found.contact_id, columns.recording_id == found.recording_id)
            agents = connection.execute(select(columns.agent_id).where(of_site, *same)).scalars()
            return RecordedTalk(ContactId(found.contact_id), frozenset(AgentId(each) for each in agents if each))

    def newest_now(self, limit: int, before: ContactId | None = None) -> list[Row]:
        """As ``newest``, on the caller's thread."""
        self._catch_up()
        columns, of_site = contact.c, self._store.of_site(contact)
        wanted = select(columns.contact_id).where(of_site).order_by(columns.opened_seq.desc()).limit(limit)
        if before is not None:
            place = select(columns.opened_seq).where(of_site, columns.contact_id == before).scalar_subquery()
            wanted = wanted.where(columns.opened_seq < place)
        with self._store.database.reading() as connection:
            return self.told(connection, list(connection.execute(wanted).scalars()))

    def told(self, connection: Connection, ids: Sequence[str]) -> list[Row]:
        """Return contacts as readers see them, in the order of their ids."""
        wanted = select(contact).where(self._store.of_site(contact), contact.c.contact_id.in_(ids))
        rows = {row["contact_id"]: dict(row) for row in connection.execute(wanted).mappings()}
        found = [rows[contact_id] for contact_id in ids if contact_id in rows]
        return [
            self._shown((self._open_form(connection, row) or ContactRows(row, [], [], [], [])).contact) for row in found
        ]

    def contact_now(self, contact_id: ContactId) -> Row | None:
        """As ``contact``, on the caller's thread."""
        self._catch_up()
        wanted = select(contact).where(self._store.of_site(contact), contact.c.contact_id == contact_id)
        with self._store.database.reading() as connection:
            found = connection.execute(wanted).mappings().first()
            if found is None:
                return None
            now = self._open_form(connection, dict(found)) or ContactRows(
                dict(found),
                self._of_contact(connection, contact_segment, contact_id),
                self._of_contact(connection, contact_rating, contact_id),
                self._of_contact(connection, contact_recording, contact_id),
                self._of_contact(connection, contact_track, contact_id),
            )
        ratings = [{name: value for name, value in row.items() if name not in _KEY} for row in now.ratings]
        segments = [self._shown_segment(segment) for segment in now.segments]
        recordings = told(now.recordings, now.tracks, now.contact["arrived_at_ms"])
        return {**self._shown(now.contact), "segments": segments, "ratings": ratings, "recordings": recordings}

    def _open_form(self, connection: Connection, row: Row) -> ContactRows | None:
        """The rows of a contact that goes on: they are in its open form."""
        if row["ended_at_ms"] is not None:
            return None
        wanted = select(contact_open.c.body).where(
            self._store.of_site(contact_open), contact_open.c.contact_id == row["contact_id"]
        )
        body = connection.execute(wanted).scalar()
        return None if body is None else self._store.rows(connection, self._store.form.from_text(body))

    def _of_contact(self, connection: Connection, table: Table, contact_id: ContactId) -> list[Row]:
        wanted = (
            select(table).where(self._store.of_site(table), table.c.contact_id == contact_id).order_by(table.c.ordinal)
        )
        return [dict(row) for row in connection.execute(wanted).mappings()]

    def _shown(self, row: Row) -> Row:
        caller = {name: row[column] for name, column in _CALLER.items()}
        caller["number"], caller["name"] = self._opened(caller["number"]), self._opened(caller["name"])
        shown = {name: value for name, value in row.items() if name not in _KEPT_BACK}
        shown["number_to_call"] = self._opened(row["number_to_call"])
        lists = {name: json.loads(row[name]) for name in _LISTS}
        lists["consults"] = [{**item, "number": self._opened(item["number"])} for item in lists["consults"]]
        lists["follow_ups"] = [{**item, "text": self._opened(item["text"])} for item in lists["follow_ups"]]
        return {**shown, "caller": caller, **lists}

    def _shown_segment(self, row: Row) -> Row:
        shown = {name: value for name, value in row.items() if name not in _KEY}
        ended_at_ms = row["ended_at_ms"]
        duration_ms = None if ended_at_ms is None else ended_at_ms - row["started_at_ms"]
        return {**shown, "duration_ms": duration_ms, "note": self._opened(row["note"])}


def opened(open_personal: Callable[[PersonalRef], str | None], ref: str | None) -> str | None:
    """Return the value behind a reference of the log; None where there is none, or no more."""
    if ref is None:
        return None
    try:
        return open_personal(PersonalRef(ref))
    except KeyError:
        return None  # a log that was copied here without its journal still shows everything else
