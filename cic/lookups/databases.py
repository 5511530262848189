"""Databases opened for reading only. Owns which kinds we know how to bound; holds no statement of a flow.

Only drivers are taken whose waiting can be limited: a thread in a database that never answers is a thread lost.
"""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from cic.lookups.answers import LookupFailure, Reason
from cic.lookups.secret_places import read_secret
from cic.lookups.sources import SqlSource

CELL_BYTES_MAX = 1_000_000
STEPS_BETWEEN_LOOKS = 1_000
"""SQLite looks at the clock after so many steps of its machine: some tens of microseconds."""
# Reading, and nothing else: no other file is attached, no setting changed.
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Driver:
    """How a driver limits its waiting, and what makes a session of its database read only and bounded."""

    connect_arguments: Callable[[int], dict[str, Any]]
    session: Callable[[int], tuple[str, ...]]


_KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""In seconds. The system's own pauses between two tries would hold a thread for minutes when a network is cut."""


def _postgresql(timeout_ms: int) -> dict[str, Any]:
    return {"connect_timeout": _whole_s(timeout_ms), "tcp_user_timeout": timeout_ms} | _KEEPALIVES


def _postgresql_session(timeout_ms: int) -> tuple[str, ...]:
    return ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", f"SET statement_timeout = {timeout_ms}")


def _mysql(timeout_ms: int) -> dict[str, Any]:
    return {"connect_timeout": _whole_s(timeout_ms), "read_timeout": _whole_s(timeout_ms)}


_DRIVERS = {
    "postgresql+psycopg": _Driver(_postgresql, _postgresql_session),
    "postgresql+psycopg2": _Driver(_postgresql, _postgresql_session),
    "mysql+pymysql": _Driver(_mysql, lambda timeout_ms: ("SET SESSION TRANSACTION READ ONLY",)),
    "mysql+mysqldb": _Driver(_mysql, lambda timeout_ms: ("SET SESSION TRANSACTION READ ONLY",)),
    "mariadb+pymysql": _Driver(_mysql, lambda timeout_ms: ("SET SESSION TRANSACTION READ ONLY",)),
    "mariadb+mysqldb": _Driver(_mysql, lambda timeout_ms: ("SET SESSION TRANSACTION READ ONLY",)),
}
KNOWN_DRIVERS = tuple(sorted(_DRIVERS))


def open_database(source: SqlSource, folder: Path) -> Engine:
    """The database of a source; nothing is connected yet. Blocking: a secret may be in a file."""
    if source.sqlite:
        return _open_sqlite(folder / source.sqlite, source)
    assert source.url is not None, "a source without a file has a URL"
    try:
        url = make_url(read_secret(source.url, folder))
        driver = _DRIVERS.get(f"{url.get_backend_name()}+{url.get_driver_name()}")
        if driver is None:
            raise LookupFailure(Reason.SECRET, "driver")
        engine = create_engine(
            url,
            connect_args=driver.connect_arguments(source.timeout_ms),
            pool_size=source.at_once,
            max_overflow=0,
            pool_timeout=source.timeout_ms / 1000,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        raise LookupFailure(Reason.SECRET, "url") from None

    @event.listens_for(engine, "connect")
    def bound(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for statement in driver.session(source.timeout_ms):
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return engine


def _open_sqlite(path: Path, source: SqlSource) -> Engine:
    def connect() -> sqlite3.Connection:
        timeout_s = source.timeout_ms / 1000
        uri = f"file:{quote(str(path.absolute()))}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=timeout_s, check_same_thread=False)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES_MAX)
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=source.at_once, max_overflow=0,
        pool_timeout=source.timeout_ms / 1000, hide_parameters=True,
    )  # fmt: skip

    @event.listens_for(engine, "checkout")
    def bound(connection: Any, _record: object, _proxy: object) -> None:
        connection.set_authorizer(_authorise)  # only now: SQLAlchemy itself asks a new connection for its settings
        ends_at_s = time.monotonic() + source.timeout_ms / 1000
        connection.set_progress_handler(lambda: time.monotonic() > ends_at_s, STEPS_BETWEEN_LOOKS)

    return engine


def _authorise(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _whole_s(timeout_ms: int) -> int:
    return max(1, -(-timeout_ms // 1000))
