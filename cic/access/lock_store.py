"""Locks of users, and the addresses they have signed in from, on any SQL database. Owns the two tables.

Names that were tried are kept as hashes: what somebody types into the field of the name may be a password.
"""

import hashlib

from sqlalchemy import BigInteger, Column, Engine, String, Table, delete, insert, select

from cic.access.store import AccessStore, metadata

ADDRESSES_MAX = 20
"""So many of a user are kept, the last ones used."""

lock_table = Table(
    "access_lock",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("lane", String(64), primary_key=True),
    Column("until_ms", BigInteger, nullable=False),
)

address_table = Table(
    "access_address",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("user_mark", String(64), primary_key=True),
    Column("lane", String(64), primary_key=True),
    Column("used_at_ms", BigInteger, nullable=False),
)


def mark_of(*words: str) -> str:
    """What stands for some words in the tables."""
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


class LockStore:
    """Reads and writes locks and known addresses of one site. Blocking: call it off the event loop."""

    def __init__(self, store: AccessStore) -> None:
        self._engine: Engine = store.engine
        self._site = store.site
        metadata.create_all(self._engine, tables=[lock_table, address_table])

    def locks(self) -> dict[str, int]:
        """Until when each lane is locked."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(lock_table).filter_by(**self._site))
            return {row.lane: row.until_ms for row in rows}

    def addresses(self) -> dict[str, dict[str, int]]:
        """When each lane of a known address was used, by the user's mark; the one of longest ago first."""
        found: dict[str, dict[str, int]] = {}
        with self._engine.connect() as connection:
            rows = select(address_table).filter_by(**self._site).order_by(address_table.c.used_at_ms)
            for row in connection.execute(rows):
                found.setdefault(row.user_mark, {})[row.lane] = row.used_at_ms
        return found

    def lock(self, lane: str, until_ms: int, now_ms: int) -> None:
        """Write a lock; those that are over are forgotten."""
        with self._engine.begin() as connection:
            over = (lock_table.c.until_ms <= now_ms) | (lock_table.c.lane == lane)
            connection.execute(delete(lock_table).filter_by(**self._site).where(over))
            connection.execute(insert(lock_table), {**self._site, "lane": lane, "until_ms": until_ms})

    def unlock(self, lanes: list[str]) -> None:
        """Forget locks."""
        with self._engine.begin() as connection:
            for lane in lanes:
                connection.execute(delete(lock_table).filter_by(lane=lane, **self._site))

    def know(self, user_mark: str, used_at_ms: dict[str, int]) -> None:
        """Write the known addresses of a user."""
        rows = [
            {**self._site, "user_mark": user_mark, "lane": lane, "used_at_ms": at_ms}
            for lane, at_ms in used_at_ms.items()
        ]
        with self._engine.begin() as connection:
            connection.execute(delete(address_table).filter_by(user_mark=user_mark, **self._site))
            if rows:
                connection.execute(insert(address_table), rows)
