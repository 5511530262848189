"""Wrong PINs counted over calls, and accounts locked for a while. Owns the count; compares nothing.

The file knows an account by a keyed mark (HMAC) alone. It is durable before an answer is given: whoever hangs up and
calls again, or has the engine killed, does not begin anew.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from cic.journal.port import Storage

_LOCKS = MetaData()
_wrong = Table(
    "wrong_secret",
    _LOCKS,
    Column("mark", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
    Column("locked_until_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
FORGOTTEN_AFTER_MS = 24 * 3_600_000
"""So long after the last wrong one the count begins anew."""


class Locks:
    """The accounts that have been tried. Blocking: any thread but the event loop's may use it."""

    def __init__(self, storage: Storage, key: bytes) -> None:
        self._storage = storage
        self._key = key
        with storage.writing() as connection:
            _LOCKS.create_all(connection)

    def mark(self, source: str, given: Mapping[str, str]) -> bytes:
        """What stands for an account in the file."""
        account = json.dumps([source, sorted(given.items())], ensure_ascii=False)
        return hmac.digest(self._key, account.encode("utf-8", "surrogatepass"), hashlib.sha256)

    def is_locked(self, mark: bytes, now_ms: int) -> bool:
        """Whether this account is locked now."""
        with self._storage.reading() as connection:
            until_ms = connection.scalar(select(_wrong.c.locked_until_ms).where(_wrong.c.mark == mark))
        return until_ms is not None and now_ms < until_ms

    def note_right(self, mark: bytes) -> None:
        """The secret was right: what was wrong before is forgotten."""
        with self._storage.writing() as connection:
            connection.execute(delete(_wrong).where(_wrong.c.mark == mark))

    def note_wrong(self, mark: bytes, tries_max: int, lock_ms: int, now_ms: int) -> bool:
        """One more was wrong; whether the account is locked by that."""
        with self._storage.writing() as connection:
            row = connection.execute(
                select(_wrong.c.count, _wrong.c.last_at_ms, _wrong.c.locked_until_ms).where(_wrong.c.mark == mark)
            ).first()
            before, last_at_ms, locked_until_ms = row or (0, 0, 0)
            is_fresh = now_ms - last_at_ms > FORGOTTEN_AFTER_MS or locked_until_ms > 0
            count = 1 if is_fresh else before + 1
            is_locked = count >= tries_max
            values = {
                "mark": mark,
                "count": count,
                "last_at_ms": now_ms,
                "locked_until_ms": now_ms + lock_ms if is_locked else 0,
            }
            statement = insert(_wrong).values(values)
            connection.execute(statement.on_conflict_do_update(index_elements=[_wrong.c.mark], set_=values))
            connection.execute(delete(_wrong).where(_wrong.c.last_at_ms < now_ms - 2 * FORGOTTEN_AFTER_MS))
        return is_locked

    def close(self) -> None:
        """Let the file go."""
        self._storage.close()
