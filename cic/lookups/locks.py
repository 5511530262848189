"""Wrong PINs counted over calls, and accounts locked for a while. Owns the count; compares nothing.

The file knows an account by a keyed mark (HMAC) alone. A try is counted, and durable, before it is compared: whoever
hangs up and calls again, has the engine killed, or calls on many lines at once, has no try more than anybody.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from enum import Enum

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, delete, select, update
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


class Try(Enum):
    """Whether a secret may be compared, and what a wrong one comes to."""

    REFUSED = "refused"
    ONE_OF_SEVERAL = "one_of_several"
    LAST = "last"


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

    def begin_try(self, mark: bytes, tries_max: int, lock_ms: int, now_ms: int) -> Try:
        """Count a try as a wrong one, before anybody knows; the last one locks the account at once."""
        with self._storage.writing() as connection:
            row = connection.execute(
                select(_wrong.c.count, _wrong.c.last_at_ms, _wrong.c.locked_until_ms).where(_wrong.c.mark == mark)
            ).first()
            before, last_at_ms, locked_until_ms = row or (0, 0, 0)
            if now_ms < locked_until_ms:
                return Try.REFUSED
            is_fresh = now_ms - last_at_ms > FORGOTTEN_AFTER_MS or locked_until_ms > 0
            count = 1 if is_fresh else before + 1
            is_last = count >= tries_max
            values = {
                "mark": mark,
                "count": count,
                "last_at_ms": now_ms,
                "locked_until_ms": now_ms + lock_ms if is_last else 0,
            }
            statement = insert(_wrong).values(values)
            connection.execute(statement.on_conflict_do_update(index_elements=[_wrong.c.mark], set_=values))
            connection.execute(delete(_wrong).where(_wrong.c.last_at_ms < now_ms - 2 * FORGOTTEN_AFTER_MS))
        return Try.LAST if is_last else Try.ONE_OF_SEVERAL

    def take_back(self, mark: bytes) -> None:
        """A try that was counted was not compared after all: there is one more again."""
        with self._storage.writing() as connection:
            of_account = update(_wrong).where(_wrong.c.mark == mark, _wrong.c.count > 0)
            connection.execute(of_account.values(count=_wrong.c.count - 1, locked_until_ms=0))

    def note_right(self, mark: bytes) -> None:
        """The secret was right: what was wrong before is forgotten."""
        with self._storage.writing() as connection:
            connection.execute(delete(_wrong).where(_wrong.c.mark == mark))

    def close(self) -> None:
        """Let the file go."""
        self._storage.close()
