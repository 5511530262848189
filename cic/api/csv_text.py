"""Tables as CSV by RFC 4180, safe to open in a spreadsheet. Owns the form; knows no columns."""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""By it a spreadsheet knows UTF-8; other programs take it for a part of the first column's name."""
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | float | None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, with_mark: bool = False) -> str:
    """Return lines that end with CR LF. A text that a spreadsheet would compute is told as text by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_plain(name) for name in header])
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return f"{BYTE_ORDER_MARK if with_mark else ''}{out.getvalue()}"


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_BEGINS_FORMULA):
        return f"'{cell}"
    return cell
