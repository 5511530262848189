"""The tables beside the journal's one writer thread. Owns their columns; holds no behaviour."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

SCHEMA_VERSION = 1

JOURNAL = MetaData()
KEYS = MetaData()

journal_header = Table(
    "journal_header",
    JOURNAL,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("schema_version", Integer, nullable=False),
)
"""What form the journal of a site has."""

journal_input = Table(
    "journal_input",
    JOURNAL,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""One row an input: ``body`` is ``{"given", "events", "rejection"}``."""

personal_value = Table(
    "personal_value",
    JOURNAL,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("party_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""One row a sealed value. It stays after erasure, unreadable."""

party_key = Table(
    "party_key",
    KEYS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("party_id", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""One row a party: its key, wrapped by the master key. Erasing a person deletes it."""
