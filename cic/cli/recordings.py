"""`cic recordings`: who listened to recorded talks, asked of the running center. Decides nothing."""

import argparse
import json
from pathlib import Path
from typing import Any

from cic.cli.asking import ask_center
from cic.cli.words import ExitCode, local_time, print_table, shown

Row = dict[str, Any]
LIMIT_MAX = 500
BYTES_PER_S = 16_000
TITLES = ("TIME", "USER", "ROLE", "CONTACT", "TRACK", "FROM")
EPILOG = """\
Each row is a request for a track or a part of one, written down before anything was heard; none is ever taken out.
Examples:
  cic recordings listen-log
  cic recordings listen-log --limit 500 --json
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""


def show_listenings(chosen: argparse.Namespace) -> ExitCode:
    """Print who listened to what, newest first."""
    asked = {"limit": str(chosen.limit)} | ({} if chosen.before is None else {"before": str(chosen.before)})
    body = ask_center(chosen.data, chosen.url, "/api/recordings/listenings", asked)
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        print_table(TITLES, [_cells(row) for row in body["listenings"]])
    return ExitCode.DONE


def add_recordings(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "Recorded talks: who listened to them."
    adding = commands.add_parser("recordings", help=words, description=words)
    inner = adding.add_subparsers(title="commands", required=True, metavar="COMMAND")
    words = "Who listened to recorded talks, newest first."
    log = inner.add_parser(
        "listen-log", help=words, description=words, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    log.set_defaults(command=show_listenings)
    log.add_argument("--limit", type=_limit, default=100, help=f"how many at most, up to {LIMIT_MAX} (default: 100)")
    log.add_argument("--before", type=_ordinal, metavar="ORDINAL", help="only what was before this one")
    log.add_argument("--json", action="store_true", help="JSON instead of a table")
    log.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
    log.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _cells(row: Row) -> list[str]:
    return [
        local_time(row["at_ms"]),
        shown(row["user"]),
        shown(row["role"]),
        shown(row["contact_id"]),
        shown(row["track"]),
        f"{row['from_byte'] // BYTES_PER_S} s",
    ]


def _limit(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= LIMIT_MAX:
        raise argparse.ArgumentTypeError(f"'{word}' is no number of rows; use 1 to {LIMIT_MAX}")
    return int(word)


def _ordinal(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"'{word}' is no ordinal; use the one of the last row, such as 100")
    return int(word)
