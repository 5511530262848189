"""`cic lookups`: the sources of flows, tried out by hand, and hashes of PINs for them. Asks no running center."""

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cic.cli.words import CommandFailed, ExitCode, print_table, shown, tell
from cic.configuration.loader import load_center
from cic.lookups.sources import arguments_of
from ivr_flows.inputs import LookupResult

if TYPE_CHECKING:
    from argparse import _SubParsersAction as Commands

HIDDEN = "(personal; --show tells)"
EPILOG = """\
Examples:
  cic lookups ask accounts account_number=10001
  cic lookups ask accounts account_number=10001 --show --json
Exit codes: 0 found, 1 not found or failed (the reason is told), 2 wrong use."""


def add_lookups(commands: "Commands[argparse.ArgumentParser]", config: Path, flows: Path) -> None:
    """The command and its actions."""
    words = "Try the sources that flows ask, and make hashes of PINs for them."
    adding = commands.add_parser("lookups", help=words, description=words)
    actions = adding.add_subparsers(dest="action", required=True, metavar="ACTION")
    asking = actions.add_parser(
        "ask",
        help="ask a source and show what it says",
        description="Ask a source.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asking.add_argument("source", help="a source of config/lookups.yaml")
    asking.add_argument("given", nargs="*", metavar="NAME=VALUE", help="what it is asked with")
    asking.add_argument("--show", action="store_true", help="show personal values too")
    asking.add_argument("--json", action="store_true", help="JSON instead of a table")
    asking.add_argument("--config", type=Path, default=config, help="the center's text (default: config)")
    asking.add_argument("--flows", type=Path, default=flows, help="its flows (default: ivr_flows/flows)")
    asking.set_defaults(command=ask)
    hashing = actions.add_parser(
        "hash", help="read a PIN and print its hash", description="Read a PIN and print its hash (argon2id)."
    )
    hashing.set_defaults(command=hash_pin)


def ask(chosen: argparse.Namespace) -> ExitCode:
    """Ask one source as a flow would."""
    loaded = load_center(chosen.config, chosen.flows)
    sources = tuple(lookup.source for lookup in loaded.text.lookups)
    if chosen.source not in {source.name for source in sources}:
        names = ", ".join(sorted(source.name for source in sources)) or "none"
        raise CommandFailed(f"There is no source {chosen.source}; config/lookups.yaml has: {names}.")
    from cic.lookups.lookups import Lookups  # it opens threads and connections

    given = _given(chosen.given)
    wanted = next(arguments_of(source) for source in sources if source.name == chosen.source)
    if given.keys() != set(wanted):
        found, expected = (" ".join(f"{name}=..." for name in names) or "nothing" for names in (given, wanted))
        raise CommandFailed(f"{chosen.source} is not asked with that: found {found}, expected {expected}.")

    async def asked() -> int:
        lookups = Lookups(sources, chosen.config)
        try:
            answer = await lookups.look_up(chosen.source, given)
        finally:
            await lookups.aclose()
        personal = answer.personal if chosen.show else dict.fromkeys(answer.personal, HIDDEN)
        _print(answer.reason, {**answer.values, **personal}, as_json=chosen.json)
        return ExitCode.DONE if answer.result is LookupResult.FOUND else ExitCode.FAILED

    return ExitCode(asyncio.run(asked()))


def _given(words: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise CommandFailed(f"'{name}' has no value; write NAME=VALUE, such as account_number=10001.")
        given[name] = value
    return given


def _print(reason: str, values: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"reason": reason, "values": values}, ensure_ascii=False))
        return
    tell(f"The source says: {reason}.")
    if values:
        print_table(("result", "value"), [(name, shown(value)) for name, value in values.items()])


def hash_pin(chosen: argparse.Namespace) -> ExitCode:
    """Read a PIN without showing it and print the hash that a source may keep."""
    from argon2 import PasswordHasher

    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not pin.isdecimal() or not 1 <= len(pin) <= 32:
        raise CommandFailed("That is no PIN; give 1 to 32 digits, all that a telephone has.")
    print(PasswordHasher().hash(pin))
    return ExitCode.DONE
