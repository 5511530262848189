"""Looks up in a CSV file. Owns reading it anew when it changes, and what it may be; knows no other source.

A file that cannot be read leaves the last good one in use: people save spreadsheets while callers call.
"""

import csv
import io
import logging
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cic.lookups.answers import Found, LookupFailure, NotFound, Reason
from cic.lookups.sources import CsvSource, Several
from cic.lookups.templates import Arguments
from cic.lookups.threads import OwnThreads

FILE_BYTES_MAX = 32 * 1024 * 1024
ROWS_MAX = 200_000

_log = logging.getLogger(__name__)

Key = tuple[str, ...]
Stamp = tuple[int, int, int]


_Content = Mapping[Key, tuple[Sequence[str], ...]]
"""The rows of a file by what they are found by; the second of a key says that the first is not the only one."""


class SpreadsheetLookup:
    """Asks one file, kept in memory."""

    def __init__(self, source: CsvSource, folder: Path) -> None:
        self._source = source
        self._path = folder / source.file
        self._columns = source.columns
        self._content: _Content | None = None
        self._fault: LookupFailure | None = None
        self._seen: Stamp | None = (-1, -1, -1)
        self._threads = OwnThreads(source.name, 1)
        self._threads.begin(self._current)  # so that the first caller does not wait for a large file

    async def find(self, arguments: Arguments, places: Sequence[str]) -> Found | NotFound:
        """The row whose columns are these arguments, in whatever case and width they are written."""
        content = await self._threads.run(self._current)
        key = tuple(normal(arguments[argument]) for _, argument in self._source.match)
        rows = content.get(key, ()) if all(key) else ()
        if not rows:
            return NotFound()
        if len(rows) > 1 and self._source.on_several is Several.NOT_FOUND:
            return NotFound(Reason.AMBIGUOUS)
        return Found({place: rows[0][self._columns.index(place)] for place in places})

    async def aclose(self) -> None:
        """Nothing is kept open."""
        self._threads.close()

    def _current(self) -> _Content:
        """What the file holds now; runs in the one thread, so that no two read it at once."""
        stamp = _stamp(self._path)
        if stamp != self._seen:  # a bad file is looked at once, not with every caller
            self._seen = stamp
            try:
                self._content, self._fault = self._read(), None
            except LookupFailure as fault:
                self._fault = fault
                advice = "what was read before stays in use" if self._content else "save it as CSV UTF-8"
                _log.warning("lookup %s: its file cannot be read: %s; %s", self._source.name, fault.detail, advice)
        if self._content is None:
            raise LookupFailure(Reason.FILE, self._fault.detail if self._fault else "")
        return self._content

    def _read(self) -> _Content:
        try:
            with self._path.open("rb") as file:
                raw = file.read(FILE_BYTES_MAX + 1)
            if len(raw) > FILE_BYTES_MAX:
                raise LookupFailure(Reason.FILE, f"more than {FILE_BYTES_MAX // 1024**2} MB")
            lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
            return self._indexed(lines)
        except OSError as fault:
            raise LookupFailure(Reason.FILE, fault.strerror or "unreadable") from None
        except UnicodeDecodeError:
            raise LookupFailure(Reason.FILE, "no UTF-8") from None
        except csv.Error:
            raise LookupFailure(Reason.FILE, "quotes that do not match") from None

    def _indexed(self, lines: Iterable[list[str]]) -> _Content:
        records = iter(lines)
        header = [name.strip() for name in next(records, [])]
        for column in self._columns:
            if column not in header:
                raise LookupFailure(Reason.FILE, f"no column '{column}'")
        places = [header.index(column) for column in self._columns]
        rows: dict[Key, tuple[Sequence[str], ...]] = {}
        for number, record in enumerate(records, start=1):
            if number > ROWS_MAX:
                raise LookupFailure(Reason.FILE, f"more than {ROWS_MAX} rows")
            cells = tuple(record[place] if place < len(record) else "" for place in places)
            key = tuple(normal(cell) for cell in cells[: len(self._source.match)])
            if all(key):
                rows[key] = (*rows.get(key, ())[:1], cells)
        return rows


def normal(text: str) -> str:
    """The one form of a cell that is searched for, whether typed, keyed or full-width."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
