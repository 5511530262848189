"""The tables that contacts are found by. Owns their columns; holds no behaviour.

They belong to the contact log, are changed in its transactions and are made again with it. ``place`` is where a contact
stands in the order of arrival, and the key of both tables, so that what is newest is found first without sorting.

``contact_term`` is SQLite's own full-text index (FTS5) over marks. On PostgreSQL it is a column of marks with a GIN
index; ``statements.having`` is the only place that knows how one asks.
"""

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, Table, Text, column, event, table

from cic.contact_log.tables import CONTACT_LOG

PLACE_BITS = 12
"""A place is the time of arrival, and below it these many bits for those who came in the same millisecond."""

contact_search = Table(
    "contact_search",
    CONTACT_LOG,
    Column("place", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("tenant", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("total_ms", BigInteger, nullable=False),
    Column("talk_ms", BigInteger, nullable=False),
    Column("waited_ms", BigInteger, nullable=False),
)
"""What is compared by size. Narrow on purpose: a million of these rows are read through in a part of a second."""
# The contact alone: with the site in it too, a planner that is asked for all of a site goes this way, row by row, and
# not along the places, which takes five times as long.
Index("contact_search_by_contact", contact_search.c.contact_id)

contact_term = table("contact_term", column("rowid"), column("marks"))
"""The marks of a contact's terms; ``rowid`` is its place."""

# No places of words within a contact and no lengths are kept: whether it has a mark is all that is asked.
_MAKE = "CREATE VIRTUAL TABLE IF NOT EXISTS contact_term USING fts5(marks, detail=none, columnsize=0, tokenize='ascii')"
_DROP = "DROP TABLE IF EXISTS contact_term"


def _of_sqlite(_table: Table, connection: Connection, words: str) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(words)


event.listen(contact_search, "after_create", lambda of, connection, **_: _of_sqlite(of, connection, _MAKE))
event.listen(contact_search, "before_drop", lambda of, connection, **_: _of_sqlite(of, connection, _DROP))


def first_place(at_ms: int) -> int:
    """Return the first place of those who arrive at a time."""
    return at_ms << PLACE_BITS


def arrived_at_ms(place: int) -> int:
    """Return when whoever is at a place arrived."""
    return place >> PLACE_BITS
