"""`cic simulate`: the command and its options. Owns their words; what it does stands in ``scenario_run``."""

import argparse
from pathlib import Path

from cic.cli.words import ExitCode

REPLICATIONS_MAX = 10_000
WORDS = "Run a scenario in virtual time, with the very same routing, and print what came out."
EPILOG = """\
A scenario says what comes in, who is there and by which rules: config/scenarios holds examples, all keys stand in
cic/simulation/README.md. The same seed gives the same output. Examples:
  cic simulate config/scenarios/hotline.yaml --seed 1
  cic simulate config/scenarios/hotline.yaml --seed 1 --json
  cic simulate config/scenarios/hotline.yaml --journal day.db --replications 1; cic replay --verify day.db
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""


def add_simulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    raw = argparse.RawDescriptionHelpFormatter
    added = commands.add_parser("simulate", help=WORDS, description=WORDS, epilog=EPILOG, formatter_class=raw)
    added.set_defaults(command=simulate)
    added.add_argument("scenario", type=Path, metavar="SCENARIO.yaml")
    added.add_argument("--seed", type=int, default=1, metavar="N", help="where chance begins (default: 1)")
    words = "how often, each with other chances (default: what the scenario says)"
    added.add_argument("--replications", type=_count, metavar="N", help=words)
    added.add_argument("--json", action="store_true", help="JSON instead of a table")
    added.add_argument("--journal", type=Path, metavar="FILE", help="write the first replication as a new journal")


def simulate(chosen: argparse.Namespace) -> ExitCode:
    """Run a scenario and print its figures."""
    from cic.cli.scenario_run import run_scenario  # needed by nobody else

    return run_scenario(chosen)


def _count(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= REPLICATIONS_MAX:
        raise argparse.ArgumentTypeError(f"'{word}' is no count; use a number from 1 to {REPLICATIONS_MAX}")
    return int(word)
