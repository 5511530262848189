"""Statements made once, on connections that are kept. Owns both; knows no table and gives no statement a meaning.

For what happens with every call: a connection from the pool and a statement compiled anew cost ten times what SQLite
takes for a row. Nobody waits for another's connection, so a look-up never waits for a commit.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import PoolProxiedConnection

_NAMED = sqlite.dialect(paramstyle="named")
_KEPT_MAX = 4
"""Of the pool's fifteen; more than these are made for a crowd and go back to it."""


def text_of(statement: Executable) -> str:
    """Return a statement's text; each of its values is a ``bindparam`` of the name that it is given by."""
    compiled = statement.compile(dialect=_NAMED)  # type: ignore[attr-defined]
    assert all(value.required for value in compiled.binds.values()), "a value of the statement itself would be lost"
    return str(compiled)


class KeptConnections:
    """Runs statements on one file; any thread may use it."""

    def __init__(self, engine: Engine, told_apart: Callable[[], AbstractContextManager[None]]) -> None:
        """``told_apart`` raises StorageStalled in the place of errors that pass."""
        self._engine = engine
        self._told_apart = told_apart
        self._free: deque[PoolProxiedConnection] = deque()

    def read(self, statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Return the rows of one statement, as SQLite has them; they are one state of the file."""
        with self._told_apart(), self._connection() as connection:
            return connection.execute(statement, values).fetchall()

    def write(self, statement: str, values: Mapping[str, object]) -> int:
        """Run one statement as a transaction of its own; return how many rows it wrote."""
        with self._told_apart(), self._connection() as connection:
            return connection.execute(statement, values).rowcount

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the file's write lock from its beginning and commits at its end."""
        with self._told_apart(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        while self._free:
            self._free.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            kept = self._taken()
            driver = kept.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            try:
                yield driver
            except BaseException:  # whatever it was, the state is unknown: the next one begins with a fresh one
                kept.invalidate()
                raise
        except sqlite3.Error as error:  # as by the other way to the file: callers know SQLAlchemy's errors alone
            raise DatabaseError(None, None, error, hide_parameters=True) from error
        if len(self._free) < _KEPT_MAX:
            self._free.append(kept)
        else:
            kept.close()

    def _taken(self) -> PoolProxiedConnection:
        try:
            return self._free.pop()
        except IndexError:
            return self._engine.raw_connection()
