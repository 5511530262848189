"""How often somebody came today and was not served. Owns that question to the database; writes nothing.

It is asked with every call, so it is one statement, made once, that ends at a bound. The log is written up to a second
after things happen: who calls again within that second is not counted.
"""

import logging
from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, literal_column, select
from sqlalchemy.exc import SQLAlchemyError

from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import contact
from cic.journal.port import text_of
from routing.vocabulary import Medium, PartyId

log = logging.getLogger(__name__)

TRIES_MAX = 100
"""Nobody needs to know of more, and a machine that calls all day must not make its next call dear."""
UNSERVED_TODAY = text_of(
    select(func.count()).select_from(
        select(literal_column("1"))
        .where(
            and_(
                contact.c.tenant == bindparam("tenant"),
                contact.c.site == bindparam("site"),
                contact.c.party_id == bindparam("party_id"),
                # Whatever came today has ended today, and by this column there is an index.
                contact.c.ended_at_ms >= bindparam("midnight_ms"),
                contact.c.arrived_at_ms >= bindparam("midnight_ms"),
                contact.c.last_agent.is_(None),
                # A message that nobody has heard yet is no try of its own: the call in which it was left is one.
                contact.c.medium == literal_column(f"'{Medium.VOICE.value}'"),
            )
        )
        .suffix_with("LIMIT :tries_max")  # as words: SQLAlchemy's own limit brings an offset along
        .subquery()
    )
)


class EarlierTries:
    """Counts them for one site; any thread may use it."""

    def __init__(self, store: ContactLogStore, now_ms: Callable[[], int], time_zone: Callable[[], str]) -> None:
        """A day begins at midnight of ``time_zone``."""
        self._store = store
        self._now_ms = now_ms
        self._time_zone = time_zone

    def today(self, party_id: PartyId) -> int:
        """Return how many contacts of a party came and ended since midnight without an agent; TRIES_MAX at most.

        0 while the log cannot be read: a caller is served all the same.
        """
        values = {
            **self._store.site,
            "party_id": party_id,
            "midnight_ms": midnight_ms(self._now_ms(), self._time_zone()),
            "tries_max": TRIES_MAX,
        }
        try:
            return int(self._store.database.kept.read(UNSERVED_TODAY, values)[0][0])
        except SQLAlchemyError as fault:
            log.error("earlier tries of a caller could not be counted: %s", type(fault).__name__)
            return 0


def midnight_ms(now_ms: int, time_zone: str) -> int:
    """Return when the day began that the wall clock of a zone shows."""
    zone = ZoneInfo(time_zone)
    today = datetime.fromtimestamp(now_ms / 1000, zone).date()
    return int(datetime.combine(today, time.min, zone).timestamp()) * 1000
