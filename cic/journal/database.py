"""SQLite files as our stores use them. Owns pragmas, locking and transactions; knows no table of ours.

WAL with synchronous=FULL: a commit that returned survives a power cut, and readers never wait for the writer.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from cic.journal.kept import KeptConnections
from cic.journal.port import JournalError, ReadingTooLong, StorageStalled
from cic.journal.stalls import stall_of

BUSY_TIMEOUT_MS = 10_000
ROWS_AT_ONCE_MAX = 16
STEPS_BETWEEN_LOOKS = 200_000
"""Of SQLite's machine, a few milliseconds each: whoever looks at the clock takes Python's lock for it."""
_READ_ONLY = "cic_read_only"


class Database:
    """One SQLite file with a pool of connections; any thread may use it."""

    def __init__(
        self,
        path: Path,
        *,
        forgets: bool = False,
        is_rebuilt: bool = False,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    ) -> None:
        """Open or create the file, readable by its owner alone. ``forgets``: what is deleted is overwritten too.

        ``is_rebuilt``: its last commits may be lost in a power cut, because they are made again from the journal; the
        file is whole nevertheless. Another writer is waited for as long as ``busy_timeout_ms``.
        """
        self.path = path
        self._busy_timeout_ms = busy_timeout_ms
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._forgets = forgets
        self._synchronous = "NORMAL" if is_rebuilt else "FULL"
        self.engine: Engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
        event.listen(self.engine, "connect", self._connected)
        event.listen(self.engine, "begin", _begin)
        self.kept = KeptConnections(self.engine, self.told_apart)
        """For what happens with every call."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the file's write lock from its beginning and commits at its end.

        Raise StorageStalled, with nothing written, while the disk is full or another process holds the file.
        """
        with self.told_apart(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self, time_limit_s: float | None = None) -> Iterator[Connection]:
        """A transaction that sees one state of the file and locks nobody out.

        With a time limit, what is still being read when it is over ends with ReadingTooLong.
        """
        with self.told_apart(), self.engine.connect().execution_options(**{_READ_ONLY: True}) as connection:
            if time_limit_s is None:
                yield connection
            else:
                with _bounded(connection, time_limit_s):
                    yield connection

    def row_writer(self) -> "RowWriter":
        """What inserts rows at the least cost; for one thread."""
        return RowWriter(self)

    def settle_deletions(self) -> None:
        """Bring deletions from the write-ahead log into the file and empty the log, so that nothing is left of them."""
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def close(self) -> None:
        """Close the connections that nobody is using."""
        self.kept.close()
        self.engine.dispose()

    @contextmanager
    def told_apart(self) -> Iterator[None]:
        """Raise StorageStalled for an error that passes when there is room or the file is let go."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            if (stall := stall_of(error, self.path.parent)) is not None:
                raise StorageStalled(stall, self.path) from error
            raise

    def _connected(self, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # Python's sqlite3 must not begin transactions on its own: it would begin them too late to lock.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in self._pragmas():
            cursor.execute(pragma)
        cursor.close()

    def _pragmas(self) -> Iterator[str]:
        yield f"PRAGMA busy_timeout={self._busy_timeout_ms}"
        yield "PRAGMA journal_mode=WAL"
        yield f"PRAGMA synchronous={self._synchronous}"
        if self._forgets:
            yield "PRAGMA secure_delete=ON"


@contextmanager
def _bounded(connection: Connection, time_limit_s: float) -> Iterator[None]:
    """End statements of a connection that run when the time is over."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    ends_at_s = time.monotonic() + time_limit_s
    driver.set_progress_handler(lambda: time.monotonic() > ends_at_s, STEPS_BETWEEN_LOOKS)
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.OperationalError) and time.monotonic() > ends_at_s:
            raise ReadingTooLong(f"more than {time_limit_s} s") from error
        raise
    finally:
        driver.set_progress_handler(None, 0)


def _begin(connection: Connection) -> None:
    is_read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


class RowWriter:
    """Inserts rows, a transaction at a time, by one connection that it keeps and statements that are made once.

    The journal's way to the disk, taken ten times for each call: each hand-over between SQLite and Python costs more
    here than the decision that is written, for the event loop wants Python's lock back each time. So a few rows of one
    table are one statement, which SQLite makes a transaction of its own. The steps have methods of their own, so that
    a test can fail or die in each.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: PoolProxiedConnection | None = None
        self._statements_at_once: dict[tuple[Table, int], tuple[str, Sequence[str]]] = {}

    def write(self, rows: Mapping[Table, Sequence[dict[str, Any]]]) -> None:
        """Insert all of these or nothing; raise StorageStalled as ``Database.writing`` does."""
        with self._database.told_apart():
            if self._connection is None:
                self._connection = self._database.engine.raw_connection()
            connection = self._connection.driver_connection
            assert isinstance(connection, sqlite3.Connection)
            try:
                if len(rows) == 1 and len(next(iter(rows.values()))) <= ROWS_AT_ONCE_MAX:
                    self.insert_at_once(connection, *next(iter(rows.items())))
                else:
                    self.begin(connection)
                    for table, values in rows.items():
                        self.insert(connection, table, values)
                    self.commit(connection)
            except BaseException:  # whatever ended it: nothing of it stays, and the next try has a fresh connection
                self._give_up()
                raise

    def insert_at_once(self, connection: sqlite3.Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert a few rows of one table and make them durable, by one statement."""
        statement, columns = self._statement_at_once(table, len(rows))
        connection.execute(statement, [row[column] for row in rows for column in columns])

    def begin(self, connection: sqlite3.Connection) -> None:
        """Take the file's write lock."""
        connection.execute("BEGIN IMMEDIATE")

    def insert(self, connection: sqlite3.Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows of one table, as many at once as one statement takes.

        Python's way of many rows (``executemany``) hands its lock over and back for each of them: under load, with the
        event loop computing all the time, the journal's thread then spends itself on waiting for the lock.
        """
        for place in range(0, len(rows), ROWS_AT_ONCE_MAX):
            some = rows[place : place + ROWS_AT_ONCE_MAX]
            statement, columns = self._statement_at_once(table, len(some))
            connection.execute(statement, [row[column] for row in some for column in columns])

    def commit(self, connection: sqlite3.Connection) -> None:
        """Make it durable."""
        connection.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _give_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # it is closed, which rolls back
            self._connection = None

    def _statement_at_once(self, table: Table, count: int) -> tuple[str, Sequence[str]]:
        """A statement for so many rows, and the columns that its values stand for, again and again."""
        made = self._statements_at_once.get((table, count))
        if made is None:
            columns = table.columns.keys()
            places = ", ".join([f"({', '.join('?' * len(columns))})"] * count)
            statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {places}"
            made = self._statements_at_once[table, count] = (statement, columns)
        return made


class WriterLock:
    """Keeps a second writer process away from a file; the operating system lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock or raise JournalError."""
        self._file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise JournalError(
                f"{path}: another engine process is writing this journal. "
                "Stop that process first, or give this one a data folder of its own."
            ) from None

    def release(self) -> None:
        """Let another process write; releasing again is no fault."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
