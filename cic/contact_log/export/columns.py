"""The columns of an export. Owns their names, their order and how a contact's values become cells; writes nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cic.api.search_ports import EXPORT_COLUMNS

Row = Mapping[str, Any]
Cell = str | int | None
LIST_SEPARATOR = "; "


def _plain(name: str) -> Callable[[Row, ZoneInfo], Cell]:
    return lambda row, _: row[name]


def _moment(name: str) -> Callable[[Row, ZoneInfo], Cell]:
    def told(row: Row, zone: ZoneInfo) -> Cell:
        at_ms = row[name]
        return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, zone).isoformat(timespec="milliseconds")

    return told


def _of_caller(name: str) -> Callable[[Row, ZoneInfo], Cell]:
    return lambda row, _: row["caller"][name]


def _listed(name: str) -> Callable[[Row, ZoneInfo], Cell]:
    return lambda row, _: LIST_SEPARATOR.join(row[name])


def _ratings(row: Row, _: ZoneInfo) -> Cell:
    return LIST_SEPARATOR.join(
        f"{rating['subject']} {rating['value']} ({rating['lowest']}-{rating['highest']})" for rating in row["ratings"]
    )


def _yes(name: str) -> Callable[[Row, ZoneInfo], Cell]:
    return lambda row, _: "yes" if row[name] else "no"


COLUMNS: dict[str, Callable[[Row, ZoneInfo], Cell]] = {
    "contact_id": _plain("contact_id"),
    "arrived_at": _moment("arrived_at_ms"),
    "answered_at": _moment("answered_at_ms"),
    "ended_at": _moment("ended_at_ms"),
    "medium": _plain("medium"),
    "direction": _plain("direction"),
    "outcome": _plain("outcome"),
    "caller_name": _of_caller("name"),
    "caller_number": _of_caller("number"),
    "party_id": _of_caller("party_id"),
    "grade": _of_caller("grade"),
    "area": _of_caller("area"),
    "language": _plain("language"),
    "dialled_number": _plain("dialled_number"),
    "entry_flow": _plain("entry_flow"),
    "queues": _listed("queues"),
    "agents": _listed("agents"),
    "last_agent": _plain("last_agent"),
    "last_agent_number": _plain("last_agent_number"),
    "disposition": _plain("disposition"),
    "waited_ms": _plain("waited_ms"),
    **{f"{kind}_ms": _plain(f"{kind}_ms") for kind in ("ivr", "talk", "hold", "consult", "work", "wrap_up", "total")},
    "end_cause": _plain("end_cause"),
    "released_by": _plain("released_by"),
    "subject": _plain("subject"),
    "origin": _plain("origin"),
    "predecessor": _plain("predecessor"),
    "ratings": _ratings,
    "is_recorded": _yes("is_recorded"),
    "notes": _listed("notes"),
}
assert tuple(COLUMNS) == EXPORT_COLUMNS, "what may be asked for is what there is"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_line(cells: Sequence[Cell]) -> str:
    """Return cells as a line of CSV (RFC 4180); none of them is a formula to a spreadsheet."""
    return ",".join(map(_quoted, cells)) + "\r\n"


def json_line(columns: Sequence[str], cells: Sequence[Cell]) -> str:
    """Return cells as an object on a line of its own."""
    return json.dumps(dict(zip(columns, cells, strict=True)), ensure_ascii=False) + "\n"


def cells_of(columns: Sequence[str], row: Row, zone: ZoneInfo) -> list[Cell]:
    """Return a contact's cells."""
    return [COLUMNS[name](row, zone) for name in columns]


def _quoted(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    # Whoever calls chooses the name: what begins so would be computed by the spreadsheet that opens it (OWASP, CSV
    # injection). A number with its sign is one all the same.
    if cell.startswith(_STARTS_A_FORMULA) and not (cell[0] in "+-" and cell[1:].isdecimal()):
        cell = f"'{cell}"
    if any(sign in cell for sign in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
