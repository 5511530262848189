"""`cic audit`: who did what, and whether the trail holds. Decides nothing.

The list is asked of the running center; the trail is verified on its file, whether a center runs or not.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from cic.audit.chain import Broken, Head, Intact
from cic.audit.trail import AuditTrail, kept_sites
from cic.cli.asking import ask_center
from cic.cli.words import ExitCode, local_time, print_table, shown, tell
from cic.journal.database import Database
from cic.main.parts import AUDIT_FILE

Row = dict[str, Any]
LIMIT_MAX = 500
TITLES = ("NO.", "TIME", "USER", "ROLE", "WHAT", "TO", "OUTCOME", "REASON")
LIST_EPILOG = """\
Each row was written down before the act was carried out; one that was refused has a second row. Examples:
  cic audit list
  cic audit list --user dana --limit 500
  cic audit list --target alice --json
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
VERIFY_EPILOG = """\
Note the last entry that it prints elsewhere (on paper, in another system): with --since it is looked for the next time,
and an end that was cut off or written anew is found out. Examples:
  cic audit verify
  cic audit verify --since 1204:9f2c...
  cic audit verify --json
Exit codes: 0 the trail holds, 1 it does not or cannot be read, 2 wrong use."""


def add_audit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "The audit trail: who did what, and whether it holds."
    adding = commands.add_parser("audit", help=words, description=words)
    inner = adding.add_subparsers(title="commands", required=True, metavar="COMMAND")
    raw = argparse.RawDescriptionHelpFormatter
    words = "Who did what to whom and why, newest first."
    listing = inner.add_parser("list", help=words, description=words, epilog=LIST_EPILOG, formatter_class=raw)
    listing.set_defaults(command=show_entries)
    listing.add_argument(
        "--limit", type=_limit, default=100, help=f"how many at most, up to {LIMIT_MAX} (default: 100)"
    )
    listing.add_argument("--before", type=_ordinal, metavar="NO", help="only what was before this one")
    listing.add_argument("--user", default="", help="only what this user did")
    listing.add_argument("--code", default="", help="only this kind of act, such as agent.force_activity")
    listing.add_argument("--target", default="", help="only what was done to this agent, queue, contact or user")
    listing.add_argument("--url", default=url, help=f"where the center runs (default: {url})")
    words = "Whether nothing was changed, taken out or put in."
    verifying = inner.add_parser("verify", help=words, description=words, epilog=VERIFY_EPILOG, formatter_class=raw)
    verifying.set_defaults(command=verify_trail)
    verifying.add_argument("--since", type=_head, metavar="NO:HASH", help="an entry noted earlier, to be in it still")
    for added in (listing, verifying):
        added.add_argument("--json", action="store_true", help="JSON instead of words")
        added.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")


def show_entries(chosen: argparse.Namespace) -> ExitCode:
    """Print who did what, newest first."""
    given = {name: getattr(chosen, name) for name in ("limit", "before", "user", "code", "target")}
    asked = {name: str(value) for name, value in given.items() if value not in (None, "")}
    body = ask_center(chosen.data, chosen.url, "/api/audit", asked)
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        print_table(TITLES, [_cells(row) for row in body["entries"]])
    return ExitCode.DONE


def verify_trail(chosen: argparse.Namespace) -> ExitCode:
    """Say whether the trail of a data folder holds."""
    path = chosen.data / AUDIT_FILE
    if not path.is_file():
        tell(f"there is no audit trail in {chosen.data}: nothing was done there yet, or --data names another folder")
        return ExitCode.FAILED
    storage = Database(path)
    try:
        found = [AuditTrail(storage, *site).verify(chosen.since) for site in kept_sites(storage)]
    finally:
        storage.close()
    if chosen.json:
        print(json.dumps([_result(one) for one in found], indent=2))
    for one in found:
        if isinstance(one, Broken):
            tell(f"the audit trail does not hold from entry {one.ordinal} on: {one.why}")
        elif not chosen.json:
            print(f"The audit trail holds: {one.entries} entries. Last entry: {one.head.ordinal}:{one.head.hash}")
    if not found and not chosen.json:
        print("The audit trail holds: nothing was noted yet.")
    return ExitCode.FAILED if any(isinstance(one, Broken) for one in found) else ExitCode.DONE


def _result(found: Intact | Broken) -> dict[str, object]:
    if isinstance(found, Broken):
        return {"holds": False, "ordinal": found.ordinal, "why": found.why}
    return {"holds": True, "entries": found.entries, "head": f"{found.head.ordinal}:{found.head.hash}"}


def _cells(row: Row) -> list[str]:
    reason = "(erased)" if row["is_reason_erased"] else row["reason"] or ""
    outcome = row["outcome"] if row["of"] is None else f"{row['outcome']} (of {row['of']})"
    target = f"{row['kind']} {row['target']}".strip()
    words = (row["user"], row["role"], row["code"], target, outcome, reason)
    return [str(row["ordinal"]), local_time(row["at_ms"]), *(shown(word) for word in words)]


def _limit(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= LIMIT_MAX:
        raise argparse.ArgumentTypeError(f"'{word}' is no number of rows; use 1 to {LIMIT_MAX}")
    return int(word)


def _ordinal(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"'{word}' is no entry's number; use the one of the last row, such as 100")
    return int(word)


def _head(word: str) -> Head:
    ordinal, _, digest = word.partition(":")
    if not ordinal.isdigit() or len(digest) != 64:
        raise argparse.ArgumentTypeError("expected NO:HASH as `cic audit verify` printed it")
    return Head(int(ordinal), digest)
