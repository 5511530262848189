"""`cic wall`: boards on big screens, made, listed and removed. Owns options and output; the rules are the door's."""

import argparse
import json
from pathlib import Path
from urllib.parse import quote

from cic.cli.asking import ask_center, tell_center
from cic.cli.words import ExitCode, local_time, print_table, tell

EPILOG = """\
A wall shows some queues to everybody in the room, without a sign-in. Its token is shown once and kept nowhere: open the
page that is printed on the screen, and remove the wall when the screen is gone. Examples:
  cic wall add lobby --queues sales,support
  cic wall add team-room --queues support --agents       with the names of those who serve them
  cic wall list
  cic wall remove lobby --reason "the screen was sold"
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
TITLES = ("WALL", "QUEUES", "AGENTS", "MADE BY", "SINCE")


def add_walls(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "Walls: boards on big screens that open without a sign-in."
    raw = argparse.RawDescriptionHelpFormatter
    adding = commands.add_parser("wall", help=words, description=words, epilog=EPILOG, formatter_class=raw)
    actions = adding.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, command, told in (
        ("add", add_wall, "Make a wall and show its address, once."),
        ("list", list_walls, "Which walls there are."),
        ("remove", remove_wall, "Take a wall away; what is open on it ends."),
    ):
        action = actions.add_parser(name, help=told, description=told, epilog=EPILOG, formatter_class=raw)
        action.set_defaults(command=command)
        action.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
        action.add_argument("--url", default=url, help=f"where the center runs (default: {url})")
        action.add_argument("--json", action="store_true", help="JSON instead of words")
        if name != "list":
            action.add_argument("name", metavar="NAME", help="lower-case letters, digits, '-' and '_'")
            action.add_argument("--reason", default="on the command line", help="why, for the audit trail")
        if name == "add":
            action.add_argument("--queues", required=True, metavar="A,B", help="the queues that it shows")
            action.add_argument("--agents", action="store_true", help="show who serves them, by name")


def add_wall(chosen: argparse.Namespace) -> ExitCode:
    """Make a wall and print the address of its page."""
    queues = [name.strip() for name in chosen.queues.split(",") if name.strip()]
    body = {"name": chosen.name, "queues": queues, "shows_agents": chosen.agents, "reason": chosen.reason}
    made = tell_center(chosen.data, chosen.url, "/api/walls", body)
    page = f"{chosen.url.rstrip('/')}/wall/{made['name']}#{made['token']}"
    print(json.dumps({**made, "page": page}, indent=2) if chosen.json else page)
    if not chosen.json:
        tell("whoever has this address sees these queues; it is not shown again")
    return ExitCode.DONE


def list_walls(chosen: argparse.Namespace) -> ExitCode:
    """Print which walls there are."""
    body = ask_center(chosen.data, chosen.url, "/api/walls")
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    rows = [
        (
            wall["name"],
            ", ".join(wall["queues"]),
            "by name" if wall["shows_agents"] else "-",
            wall["made_by"],
            local_time(wall["made_at_ms"]),
        )
        for wall in body["walls"]
    ]
    print_table(TITLES, rows)
    return ExitCode.DONE


def remove_wall(chosen: argparse.Namespace) -> ExitCode:
    """Take a wall away."""
    done = tell_center(chosen.data, chosen.url, f"/api/walls/{quote(chosen.name, safe='')}/remove", _reason(chosen))
    print(json.dumps(done) if chosen.json else f"{chosen.name}: removed")
    return ExitCode.DONE


def _reason(chosen: argparse.Namespace) -> dict[str, object]:
    return {"reason": chosen.reason}
