"""Who listened to what, written down before anything is heard. Owns the table, to which is only ever added.

A listening that could not be written down does not take place; see ``NotNoted``.
"""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from cic.api.ports import JsonObject, Listening, NotNoted
from cic.journal.port import Storage
from routing.vocabulary import SiteId, TenantId

_AUDIT = MetaData()
_listening = Table(
    "recording_listening",
    _AUDIT,
    Column("ordinal", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("user", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("agent_id", Text),
    Column("contact_id", Text, nullable=False),
    Column("track", Text, nullable=False),
    Column("from_byte", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)
"""One row a request for a track or a part of one; ``from_byte`` is where in the file the part began."""

# The database itself refuses what would make a listening not have been.
_ONLY_ADDED = tuple(
    text(
        f"CREATE TRIGGER IF NOT EXISTS recording_listening_no_{what.lower()} BEFORE {what} ON recording_listening "
        "BEGIN SELECT RAISE(ABORT, 'listenings are only added'); END"
    )
    for what in ("UPDATE", "DELETE")
)


class ListeningAudit:
    """The listenings of one site. Blocking: call it off the event loop."""

    def __init__(self, storage: Storage, tenant: TenantId, site: SiteId) -> None:
        self._storage = storage
        self._site = {"tenant": str(tenant), "site": str(site)}
        with storage.writing() as connection:
            _AUDIT.create_all(connection)
            if connection.dialect.name == "sqlite":
                for trigger in _ONLY_ADDED:
                    connection.execute(trigger)

    def note(self, listening: Listening, at_ms: int) -> None:
        """Write a listening down; it is durable when this returns. NotNoted when it could not be written."""
        row = {
            **self._site,
            "at_ms": at_ms,
            "user": listening.user,
            "role": listening.role,
            "agent_id": listening.agent_id,
            "contact_id": listening.contact_id,
            "track": listening.track,
            "from_byte": listening.from_byte,
        }
        try:
            with self._storage.writing() as connection:
                connection.execute(insert(_listening), [row])
        except (SQLAlchemyError, OSError) as error:
            raise NotNoted(type(error).__name__) from error

    def newest(self, limit: int, before: int | None = None) -> Sequence[JsonObject]:
        """Return listenings, newest first; with ``before``, those with a lower ordinal."""
        columns = _listening.c
        shown = [column for column in columns if column.name not in self._site]
        wanted = select(*shown).filter_by(**self._site).order_by(columns.ordinal.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(columns.ordinal < before)
        with self._storage.reading() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def close(self) -> None:
        """Let the file go."""
        self._storage.close()
