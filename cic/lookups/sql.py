"""Looks up in a database. Owns the statement and how many rows are taken; reads only, whatever the statement says."""

import asyncio
import contextlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cic.lookups.answers import Found, LookupFailure, NotFound, Reason
from cic.lookups.databases import open_database
from cic.lookups.sources import Several, SqlSource
from cic.lookups.templates import Arguments
from cic.lookups.threads import OwnThreads


class SqlLookup:
    """Asks one database, in threads of its own."""

    def __init__(self, source: SqlSource, folder: Path) -> None:
        self._source = source
        self._folder = folder
        self._statement = text(source.select)
        self._threads = OwnThreads(source.name, source.at_once)
        self._opening = threading.Lock()
        self._engine: Engine | None = None

    async def find(self, arguments: Arguments, places: Sequence[str]) -> Found | NotFound:
        """Run the statement with the arguments as its parameters."""
        try:
            async with asyncio.timeout(self._source.timeout_ms / 1000):
                rows = await self._threads.run(lambda: self._rows(dict(arguments)))
        except TimeoutError:
            raise LookupFailure(Reason.TIMEOUT) from None
        if not rows:
            return NotFound()
        if len(rows) > 1 and self._source.on_several is Several.NOT_FOUND:
            return NotFound(Reason.AMBIGUOUS)
        return Found({place: rows[0].get(place) for place in places})

    async def aclose(self) -> None:
        """Close the connections."""
        self._threads.close()
        engine = self._engine
        if engine is not None:
            await asyncio.to_thread(engine.dispose)

    def _rows(self, arguments: dict[str, str]) -> Sequence[Mapping[Any, Any]]:
        """At most two rows: the second one says that the first is not the only one."""
        try:
            with self._opened().connect() as connection:
                # Rows stay in the database until they are fetched: a statement that finds a whole table brings two.
                streaming = connection.execution_options(stream_results=True, max_row_buffer=2)
                with contextlib.closing(streaming.execute(self._statement, arguments)) as result:
                    return [row._mapping for row in result.fetchmany(2)]
        except PoolTimeout:
            raise LookupFailure(Reason.TIMEOUT) from None
        except DBAPIError as fault:
            raise LookupFailure(_reason_of(fault), type(fault.orig).__name__) from None
        except SQLAlchemyError as fault:
            raise LookupFailure(Reason.QUERY, type(fault).__name__) from None

    def _opened(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = open_database(self._source, self._folder)
            return self._engine


def _reason_of(fault: DBAPIError) -> Reason:
    """Interrupted by our own deadline, no connection, or a statement that the database does not take."""
    if "interrupted" in str(fault.orig) or "timeout" in str(fault.orig):
        return Reason.TIMEOUT
    if isinstance(fault, DataError):
        return Reason.REFUSED  # what one caller gave is no value of its column
    is_connection = fault.connection_invalidated or isinstance(fault, InterfaceError)
    is_connection = is_connection or (isinstance(fault, OperationalError) and fault.statement is None)
    return Reason.CONNECTION if is_connection else Reason.QUERY
