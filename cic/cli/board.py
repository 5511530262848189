"""`cic board`: the live board of queues in a terminal. Owns what it looks like; the figures are the center's."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from cic.api.sockets import BOARD_PROTOCOL, TICKET_PREFIX
from cic.cli.asking import now_ms, tell_center
from cic.cli.words import CommandFailed, ExitCode, duration, local_time, print_table, shown

EPILOG = """\
Queues as supervisors' boards show them, told anew as they change; Ctrl+C ends it. Examples:
  cic board
  cic board --once
  cic board --json             a line of JSON for each change: the queues that are others than before
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
TITLES = (
    "QUEUE", "ALARM", "WAITING", "LONGEST", "ESTIMATED", "LEVEL TODAY", "LAST 30 MIN", "TARGET", "OFFERED", "ANSWERED",
    "ABANDONED", "SHORT", "FREE", "BUSY", "MISSED", "MODE",
)  # fmt: skip
TO_TOP = "\x1b[H\x1b[2J"
"""Clears a terminal."""
SILENCE_S = 10.0
Item = dict[str, Any]


def add_board(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "The live board of queues in this terminal."
    raw = argparse.RawDescriptionHelpFormatter
    adding = commands.add_parser("board", help=words, description=words, epilog=EPILOG, formatter_class=raw)
    adding.set_defaults(command=show_board)
    adding.add_argument("--once", action="store_true", help="show it once and end")
    adding.add_argument("--json", action="store_true", help="JSON instead of words")
    adding.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
    adding.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def show_board(chosen: argparse.Namespace) -> ExitCode:
    """Follow the queues until somebody ends it."""
    ticket = tell_center(chosen.data, chosen.url, "/api/board-ticket", {})["ticket"]
    protocols = [Subprotocol(BOARD_PROTOCOL), Subprotocol(f"{TICKET_PREFIX}{ticket}")]
    address = f"{chosen.url.rstrip('/').replace('http', 'ws', 1)}/ws/board"
    try:
        with connect(address, subprotocols=protocols, proxy=None, max_size=None) as socket:
            _follow(socket, chosen)
    except ConnectionClosed:
        raise CommandFailed(f"the center at {chosen.url} has ended the board; is it still running?") from None
    except TimeoutError:
        raise CommandFailed(
            f"nothing is heard from {chosen.url}: what it showed may be old. See 'cic health'."
        ) from None
    except (OSError, WebSocketException):
        raise CommandFailed(f"no board at {chosen.url}. Start a center with 'cic up', or name its --url.") from None
    return ExitCode.DONE


def _follow(socket: ClientConnection, chosen: argparse.Namespace) -> None:
    socket.send(json.dumps({"t": "subscribe", "channel": "queues"}))
    items: dict[str, Item] = {}
    while True:
        frame = json.loads(socket.recv(timeout=SILENCE_S))
        if frame["t"] == "ping":
            socket.send(json.dumps({"t": "pong", "n": frame["n"]}))
        if frame["t"] != "state":
            continue
        merged = {**({} if frame["full"] else items), **frame["items"]}
        items = {name: item for name, item in merged.items() if item is not None}
        if chosen.json:
            print(json.dumps({"as_of_ms": frame["as_of_ms"], "items": frame["items"]}, ensure_ascii=False), flush=True)
        else:
            _show(items, frame["as_of_ms"])
        if chosen.once:
            return


def _show(items: dict[str, Item], as_of_ms: int) -> None:
    if sys.stdout.isatty():
        print(TO_TOP, end="")
    print(f"{local_time(as_of_ms)}")
    print_table(TITLES, [_cells(name, items[name]) for name in sorted(items, key=lambda name: (name == "*", name))])
    sys.stdout.flush()


def _cells(name: str, item: Item) -> list[str]:
    today, waiting, agents = item["periods"]["today"], item["waiting"], item["agents"]
    since_ms = waiting["longest_since_ms"]
    levels = {alarm["level"] for alarm in item.get("alarms", ())}
    return [
        "all" if name == "*" else shown(name),
        "red" if "red" in levels else "amber" if levels else "-",
        str(waiting["count"]),
        duration(None if since_ms is None else now_ms() - since_ms),
        duration(item.get("estimated_wait_ms")),
        _percent(today["service_level_percent"]),
        _percent(item["periods"]["last_30"]["service_level_percent"]),
        f"{item['target_percent']} % in {duration(item['target_ms'])}" if "target_ms" in item else "-",
        *(str(today[figure]) for figure in ("offered", "answered", "abandoned", "short_abandoned")),
        str(agents.get("free", 0)),
        str(agents.get("busy", 0) + agents.get("wrap_up", 0)),
        str(item["missed"]),
        shown(item.get("mode", "-")),
    ]


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:g} %"
