"""`cic contacts`: the contact log of the running center, searched, told and exported. Owns its options."""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cic.cli.asking import ask_center, fetch_file, take_back, tell_center
from cic.cli.contact_filters import add_filters, wish_of
from cic.cli.contact_story import LIST_TITLES, list_cells, print_story
from cic.cli.words import CommandFailed, ExitCode, print_table, tell

Row = dict[str, Any]
EXPORT = "export"
PAGE_MAX = 200
SEARCH_LIMIT_S = 20.0
POLL_S = 0.5
EPILOG = """\
Examples:
  cic contacts                                          the newest
  cic contacts 5f0c...                                  one contact with its time line
  cic contacts --number 5678 --from 2026-11-01          by the last digits of a number
  cic contacts --queue sales --outcome abandoned --waited 60- --json
  cic contacts --name wang --note "refund invoice" --longest
  cic contacts export week.csv --from 2026-11-21 --until 2026-11-28 --reason "weekly report to the client"
  cic contacts export all.jsonl --columns contact_id,arrived_at,total_ms --reason "audit"
An export is written down with its reason. What is typed here may stand in the history of your shell.
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""


def contacts(chosen: argparse.Namespace) -> ExitCode:
    """Print contacts or one of them, or write an export."""
    if chosen.what == EXPORT:
        return _export(chosen)
    if chosen.file is not None:
        tell("error: one contact is shown at a time; an export is 'cic contacts export FILE --reason WHY'.")
        return ExitCode.WRONG_USE
    if chosen.what:
        return _one(chosen)
    wish = wish_of(chosen)
    return _found(chosen, wish) if wish else _newest(chosen)


def _one(chosen: argparse.Namespace) -> ExitCode:
    contact = ask_center(chosen.data, chosen.url, f"/api/contacts/{quote(chosen.what, safe='')}")
    if chosen.json:
        return _print_json(contact)
    print_story(contact)
    return ExitCode.DONE


def _newest(chosen: argparse.Namespace) -> ExitCode:
    query = {"limit": str(chosen.limit)} | ({"before": chosen.before} if chosen.before else {})
    body = ask_center(chosen.data, chosen.url, "/api/contacts", query)
    if chosen.json:
        return _print_json(body)
    print_table(LIST_TITLES, [list_cells(row) for row in body["contacts"]])
    return ExitCode.DONE


def _found(chosen: argparse.Namespace, wish: Row) -> ExitCode:
    if chosen.before:
        tell("error: --before goes through the list of all; a search goes on with --cursor.")
        return ExitCode.WRONG_USE
    rows: list[Row] = []
    page: Row = {"cursor": chosen.cursor}
    count, is_more = None, False
    while len(rows) < chosen.limit:
        asked = wish | {"limit": min(PAGE_MAX, chosen.limit - len(rows)), "cursor": page["cursor"]}
        page = tell_center(
            chosen.data, chosen.url, "/api/contacts/search", asked | {"with_count": count is None}, SEARCH_LIMIT_S
        )
        if count is None:
            count, is_more = page["count"], page["is_more"]
        rows += page["contacts"]
        if page["cursor"] is None:
            break
    if chosen.json:
        return _print_json({"contacts": rows, "cursor": page["cursor"], "count": count, "is_more": is_more})
    print_table(LIST_TITLES, [list_cells(row) for row in rows])
    more = "more than " if is_more else ""
    tell(f"{len(rows)} of {more}{count}" + (f"; the next: --cursor {page['cursor']}" if page["cursor"] else ""))
    return ExitCode.DONE


def _export(chosen: argparse.Namespace) -> ExitCode:
    if chosen.file is None or not chosen.reason:
        tell("error: an export needs a file and a reason: cic contacts export FILE --reason WHY")
        return ExitCode.WRONG_USE
    if chosen.file.exists():
        raise CommandFailed(f"{chosen.file} is there already. Name another file, or move that one away.")
    form = "jsonl" if chosen.file.suffix == ".jsonl" else "csv"
    body: Row = {"search": wish_of(chosen), "form": form, "reason": chosen.reason}
    if chosen.columns:
        body["columns"] = chosen.columns.split(",")
    begun = tell_center(chosen.data, chosen.url, "/api/exports", body)
    path = f"/api/exports/{begun['export_id']}"
    try:
        told = _watched(lambda: ask_center(chosen.data, chosen.url, path))
    except KeyboardInterrupt:
        take_back(chosen.data, chosen.url, path)
        raise
    if told["state"] != "done":
        raise CommandFailed(f"the export ended as '{told['state']}': {told['failure'] or 'it was ended meanwhile'}.")
    _write(chosen.file, fetch_file(chosen.data, chosen.url, f"{path}/file"))
    take_back(chosen.data, chosen.url, path)
    if chosen.json:
        return _print_json(told | {"file": str(chosen.file)})
    print(f"{told['rows_written']} contacts in {chosen.file}")
    return ExitCode.DONE


def _watched(ask: Callable[[], Row]) -> Row:
    """How an export is once it is over, with its progress on standard error."""
    while True:
        told = ask()
        total = told["rows_total"]
        if total:
            tell(f"{told['rows_written']} of {total} ({100 * told['rows_written'] // total} %)")
        if told["state"] != "running":
            return told
        time.sleep(POLL_S)


def _write(path: Path, parts: Iterator[bytes]) -> None:
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(opened, "wb") as file:
            for part in parts:
                file.write(part)
    except OSError as fault:
        raise CommandFailed(f"{path} cannot be written ({fault.strerror}). Name another place.") from None


def add_contacts(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "The contact log of the running center: the newest, a search, one contact, or an export of what is found."
    adding = commands.add_parser(
        "contacts", help=words, description=words, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    adding.set_defaults(command=contacts)
    adding.add_argument("what", nargs="?", metavar="CONTACT", help="one contact with its segments; or the word export")
    adding.add_argument("file", nargs="?", type=Path, metavar="FILE", help="of an export: ends in .csv or .jsonl")
    adding.add_argument("--limit", type=_limit, default=20, help="how many at most, up to 500 (default: 20)")
    adding.add_argument("--before", metavar="CONTACT", help="of the list of all: only older than this one")
    adding.add_argument("--cursor", help="of a search: where it goes on")
    adding.add_argument("--reason", default="", help="why contacts are exported")
    adding.add_argument("--columns", default="", metavar="A,B,...", help="of an export (default: all)")
    add_filters(adding)
    adding.add_argument("--json", action="store_true", help="JSON instead of a table")
    adding.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
    adding.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _limit(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= 500:
        raise argparse.ArgumentTypeError(f"'{word}' is no limit; use a number from 1 to 500")
    return int(word)


def _print_json(body: Row) -> ExitCode:
    print(json.dumps(body, ensure_ascii=False, indent=2))
    return ExitCode.DONE
