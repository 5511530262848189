"""`cic ratings`: its options and its table, asked of the running center. Counts nothing."""

import argparse
import json
from pathlib import Path
from typing import Any

from cic.cli.asking import ask_center, now_ms
from cic.cli.words import ExitCode, local_time, print_table, shown

Row = dict[str, Any]
DAYS_MAX = 3_660
DAY_MS = 86_400_000
EPILOG = """\
Counted are contacts whose callers have gone; each subject and each scale stands in a row of its own. Examples:
  cic ratings                     the last day, by queue and by agent
  cic ratings --days 7 --queue support
  cic ratings --agent alice --json
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""


def show_ratings(chosen: argparse.Namespace) -> ExitCode:
    """Print what callers think, by queue and by agent."""
    from_ms = now_ms() - chosen.days * DAY_MS
    wanted = {"queue_id": chosen.queue, "agent_id": chosen.agent}
    asked = {name: value for name, value in wanted.items() if value}
    body = ask_center(chosen.data, chosen.url, "/api/ratings", {"from_ms": str(from_ms), **asked})
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    print(f"Ratings since {local_time(body['from_ms'])}")
    for title, name in (("QUEUE", "queue_id"), ("AGENT", "agent_id")):
        print()
        rows = body[f"{title.lower()}s"]
        print_table((title, "SUBJECT", "COUNT", "AVERAGE", "SCALE", "VALUES"), [_cells(row, name) for row in rows])
    return ExitCode.DONE


def add_ratings(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "What callers think of those who served them: average, count and distribution."
    adding = commands.add_parser(
        "ratings", help=words, description=words, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    adding.set_defaults(command=show_ratings)
    adding.add_argument("--queue", metavar="QUEUE", help="only of this queue")
    adding.add_argument("--agent", metavar="AGENT", help="only of this agent")
    adding.add_argument("--days", type=_days, default=1, help="how far back (default: 1)")
    adding.add_argument("--json", action="store_true", help="JSON instead of tables")
    adding.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
    adding.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _cells(row: Row, name: str) -> list[str]:
    values = sorted(row["values"].items(), key=lambda item: int(item[0]))
    return [
        shown(row[name]),
        shown(row["subject"]),
        shown(row["count"]),
        f"{row['average']:.2f}",
        f"{row['lowest']} to {row['highest']}",
        "  ".join(f"{value}: {count}" for value, count in values),
    ]


def _days(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= DAYS_MAX:
        raise argparse.ArgumentTypeError(f"'{word}' is no number of days; use 1 to {DAYS_MAX}")
    return int(word)
