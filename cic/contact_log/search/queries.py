"""Finds contacts by a wish. Owns the bound in time, and that nobody is found by what was erased; writes nothing.

A contact that goes on is found by what it began with: the party, the number, the flow. Its row is told as it is now.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from cic.api.search_ports import COUNTED_MAX, ContactWish, FoundContacts, SearchTooLong, Whose
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.record import SegmentKind
from cic.contact_log.rows import Row
from cic.contact_log.search.forgetting import Forgetting
from cic.contact_log.search.statements import Statements
from cic.contact_log.search.tables import contact_search
from cic.contact_log.search.terms import outcome_of, waited_ms
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import contact_rating, contact_segment, contact_track
from cic.journal.port import ReadingTooLong
from routing.vocabulary import ContactId, PartyId

log = logging.getLogger(__name__)

TIME_LIMIT_S = 5.0
"""A search takes a tenth of a second: this is for wishes that nobody has measured."""
ERASED_TRIES_MAX = 3


class ContactSearch:
    """Finds contacts of one site; any thread may use it, never the event loop."""

    def __init__(
        self,
        store: ContactLogStore,
        queries: ContactLogQueries,
        statements: Statements,
        forgetting: Forgetting,
        catch_up: Callable[[], object] = lambda: None,
        *,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        """``catch_up`` lets the log take what has happened by now; it returns when that is so, or after a bound."""
        self._store = store
        self._queries = queries
        self._statements = statements
        self._forgetting = forgetting
        self._catch_up = catch_up
        self._time_limit_s = time_limit_s

    def find(
        self, wish: ContactWish, limit: int, cursor: str | None = None, *, with_count: bool = False
    ) -> FoundContacts:
        """Return a page of contacts; raise SearchTooLong or BadCursor."""
        if cursor is None:
            self._catch_up()
        for _ in range(ERASED_TRIES_MAX):
            found, erased = self._find(wish, limit, cursor, with_count)
            if not erased:
                return found
            # Another process has erased them, or it happened at this moment: their words lead nowhere from now on.
            self._forgetting.forget(erased)
        return found

    def newest(self, whose: Whose, limit: int, before: ContactId | None = None) -> list[Row]:
        """Return contacts of some, newest first; with ``before``, those that came before that contact."""
        self._catch_up()
        wish = ContactWish(whose)
        columns = contact_search.c
        with self._store.database.reading(self._time_limit_s) as connection:
            cursor: str | None = None
            if before is not None:
                of_contact = (self._store.of_site(contact_search), columns.contact_id == before)
                place = connection.execute(select(columns.place).where(*of_contact)).scalar()
                if place is None:
                    return []
                cursor = str(place)
            places = connection.execute(self._statements.page(wish, limit, cursor)).all()
            return self._queries.told(connection, [place.contact_id for place in places])

    def count(self, wish: ContactWish, time_limit_s: float) -> int:
        """Return how many contacts there are, however many."""
        try:
            with self._store.database.reading(time_limit_s) as connection:
                return int(connection.execute(self._statements.count(wish, None)).scalar_one())
        except ReadingTooLong as error:
            raise SearchTooLong from error

    def _find(
        self, wish: ContactWish, limit: int, cursor: str | None, with_count: bool
    ) -> tuple[FoundContacts, Sequence[PartyId]]:
        try:
            with self._store.database.reading(self._time_limit_s) as connection:
                places = connection.execute(self._statements.page(wish, limit + 1, cursor)).all()
                is_all = cursor is None and len(places) <= limit  # then they are counted already
                counting = None if is_all or not with_count else self._statements.count(wish)
                count = len(places) if counting is None else int(connection.execute(counting).scalar_one())
                told = self._told(connection, [place.contact_id for place in places[:limit]])
        except ReadingTooLong as error:
            raise SearchTooLong from error
        erased = self._forgetting.erased({place.party_id for place in places}) if wish.is_personal else ()
        gone = set(erased)
        rows = [row for row, place in zip(told, places, strict=False) if place.party_id not in gone]
        after = self._statements.cursor(wish, places[limit - 1]) if len(places) > limit else None
        is_more = count > COUNTED_MAX
        told_count = min(count, COUNTED_MAX) if with_count else None
        return FoundContacts(rows, after, told_count, is_more and with_count), erased

    def _told(self, connection: Connection, ids: Sequence[str]) -> list[Row]:
        """The contacts with their queues, their agents and what became of them."""
        queues: defaultdict[str, dict[str, None]] = defaultdict(dict)
        agents: defaultdict[str, dict[str, None]] = defaultdict(dict)
        notes: defaultdict[str, list[Any]] = defaultdict(list)
        columns = contact_segment.c
        wanted = (
            select(columns.contact_id, columns.kind, columns.queue_id, columns.agent_id, columns.note)
            .where(self._store.of_site(contact_segment), columns.contact_id.in_(ids))
            .order_by(columns.contact_id, columns.ordinal)
        )
        for segment in connection.execute(wanted):
            if segment.queue_id is not None:
                queues[segment.contact_id][segment.queue_id] = None
            if segment.agent_id is not None and segment.kind != SegmentKind.RING.value:
                agents[segment.contact_id][segment.agent_id] = None
            if segment.note is not None:
                notes[segment.contact_id].append(segment.note)
        recorded, ratings = self._recorded(connection, ids), self._ratings(connection, ids)
        return [
            row
            | {
                "outcome": outcome_of(row),
                "waited_ms": waited_ms(row),
                "queues": list(queues[row["contact_id"]]),
                "agents": list(agents[row["contact_id"]]),
                "ratings": ratings[row["contact_id"]],
                "is_recorded": row["contact_id"] in recorded or row["recording"] is not None,
                "notes": [note for ref in notes[row["contact_id"]] if (note := self._queries.opened(ref))],
            }
            for row in self._queries.told(connection, ids)
        ]

    def _recorded(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        tracks = contact_track.c.contact_id
        wanted = select(tracks).distinct().where(self._store.of_site(contact_track), tracks.in_(ids))
        return set(connection.execute(wanted).scalars())

    def _ratings(self, connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
        columns = contact_rating.c
        wanted = (
            select(columns.contact_id, columns.subject, columns.value, columns.lowest, columns.highest)
            .where(self._store.of_site(contact_rating), columns.contact_id.in_(ids))
            .order_by(columns.contact_id, columns.ordinal)
        )
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in connection.execute(wanted).mappings():
            found[row["contact_id"]].append({name: row[name] for name in ("subject", "value", "lowest", "highest")})
        return found
