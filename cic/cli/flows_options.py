"""The options that commands of `cic flows` share, and how one joins the group. Carries out nothing."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cic.cli.words import ExitCode

EXIT_CODES = "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."
Actions = argparse._SubParsersAction  # argparse has no public name for it
Command = Callable[[argparse.Namespace], ExitCode]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a command looks unless it is told otherwise."""

    config: Path
    flows: Path
    data: Path
    url: str


def add_action(
    actions: "Actions[argparse.ArgumentParser]", name: str, command: Command, words: str
) -> argparse.ArgumentParser:
    """Add a command of the group; its epilog is printed as it is written."""
    raw = argparse.RawDescriptionHelpFormatter
    added = actions.add_parser(name, help=words, description=words, epilog=EXIT_CODES, formatter_class=raw)
    added.set_defaults(command=command)
    added.add_argument("--json", action="store_true", help="JSON instead of words")
    return added


def add_text(parser: argparse.ArgumentParser, places: Places) -> None:
    """Let a command read the center's text and its flows."""
    parser.add_argument("--config", type=Path, default=places.config, help="the center's text (default: config)")
    add_flows_folder(parser, places)


def add_flows_folder(parser: argparse.ArgumentParser, places: Places) -> None:
    """Let a command read the flows alone."""
    parser.add_argument("--flows", type=Path, default=places.flows, help="the flows (default: ivr_flows/flows)")


def add_center(parser: argparse.ArgumentParser, places: Places) -> None:
    """Let a command ask the running center."""
    parser.add_argument("--data", type=Path, default=places.data, help="the center's data folder (default: var)")
    parser.add_argument("--url", default=places.url, help=f"where the center runs (default: {places.url})")
