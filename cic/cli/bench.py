"""`cic bench`: how fast the core is on this machine. Owns options, progress and what is printed; measures nothing."""

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cic.cli.words import ExitCode, print_table, tell

if TYPE_CHECKING:
    from cic.bench.journalled import Journalled
    from cic.bench.measuring import Measured

WORDS = "Measure how fast routing is on this machine: inputs a second, time of a decision, memory, and a plain scan."
EPILOG = """\
Made-up floors: agents with 3 to 8 skills, nearly every one with a profile of its own, who can serve some 12 queues of
200. Regimes: agents_idle (90 % busy), contacts_waiting (all busy, and contacts wait for 5 % as many as there are).
An input is a contact that arrives, is accepted, connected, ended, wrapped up: one of each in turn. Examples:
  cic bench routing
  cic bench routing --agents 1000,10000,100000 --queues 200 --skills 50 --json
  cic bench routing --agents 10000 --journal --regime contacts_waiting
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
REGIMES = ("agents_idle", "contacts_waiting")
INPUTS = 100_000
INPUTS_MIN = 100


def add_bench(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    raw = argparse.RawDescriptionHelpFormatter
    subjects = commands.add_parser("bench", help=WORDS, description=WORDS, epilog=EPILOG, formatter_class=raw)
    kinds = subjects.add_subparsers(title="subjects", metavar="SUBJECT", dest="subject", required=True)
    added = kinds.add_parser("routing", help=WORDS, description=WORDS, epilog=EPILOG, formatter_class=raw)
    added.set_defaults(command=bench)
    words = "how many, one floor after the other (default: 1000,10000)"
    added.add_argument("--agents", type=_counts, default=[1_000, 10_000], metavar="N,N", help=words)
    added.add_argument("--queues", type=_count, default=200, metavar="N", help="default: 200")
    added.add_argument("--skills", type=_count, default=50, metavar="N", help="default: 50")
    added.add_argument("--regime", choices=REGIMES, help="only this one (default: both)")
    words = f"how many are timed: in five stretches, the best of which counts, and once more (default: {INPUTS})"
    added.add_argument("--inputs", type=_inputs, default=INPUTS, metavar="N", help=words)
    words = "make each input durable too: SQLite, synchronous=FULL, in a folder for temporary files"
    added.add_argument("--journal", action="store_true", help=words)
    added.add_argument("--seed", type=int, default=1, metavar="N", help="where chance begins (default: 1)")
    added.add_argument("--json", action="store_true", help="JSON instead of a table")


def bench(chosen: argparse.Namespace) -> ExitCode:
    """Measure and print."""
    from cic.bench.measuring import Plan, measure  # needed by nobody else
    from cic.bench.world import Regime
    from cic.main.tuning import tune

    plan = Plan(
        queues=chosen.queues,
        skills=chosen.skills,
        regimes=(Regime(chosen.regime),) if chosen.regime else tuple(Regime),
        inputs=chosen.inputs,
        seed=chosen.seed,
        settled=tune,
        tell=tell,
    )
    found: list[Measured] = []
    for agents in chosen.agents:
        with _tuned_for_a_while(), ExitStack() as open_files:
            found += measure(plan, agents, _open_journal(open_files) if chosen.journal else None)
    if chosen.json:
        print(json.dumps([asdict(one) for one in found], indent=1))
    else:
        _print_figures(found)
    return ExitCode.DONE


@contextmanager
def _tuned_for_a_while() -> Iterator[None]:
    """What ``tune`` sets is as it was afterwards: the next floor is set up like the first."""
    thresholds, interval_s = gc.get_threshold(), sys.getswitchinterval()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval_s)


def _open_journal(open_files: ExitStack) -> "Journalled":
    """A new journal of routing's own commands and events, which goes with its folder when the files are closed."""
    from cic.bench.journalled import Journalled
    from cic.journal.records import RecordCodec
    from cic.journal.sql_journal import SqlJournal
    from routing.commands import RoutingCommand
    from routing.vocabulary import SiteId, TenantId

    folder = open_files.enter_context(tempfile.TemporaryDirectory(prefix="cic-bench-"))
    journalled = Journalled()
    journal = SqlJournal(
        Path(folder) / "journal.db",
        TenantId("bench"),
        SiteId("bench"),
        deliver=journalled.deliver,
        on_failure=journalled.fail,
        codec=RecordCodec(given=RoutingCommand),
    )
    open_files.callback(journal.close)
    journalled.open(journal)
    return journalled


def _print_figures(found: "list[Measured]") -> None:
    titles = ["agents", "regime", "inputs/s", "assignments/s", "p50 us", "p99 us", "p99.9 us", "max us"]
    titles += ["bytes/agent", "bytes/waiting", "plain scan inputs/s"]
    rows = []
    for one in found:
        latency = one.decision_us
        counts = [f"{one.agents:,}", one.regime, f"{one.inputs_per_s:,}", f"{one.assignments_per_s:,}"]
        times = [f"{value:,}" for value in (latency.p50, latency.p99, latency.p999, latency.max)]
        rows.append(
            [*counts, *times, f"{one.bytes_per_agent:,}", f"{one.bytes_per_waiting:,}", f"{one.naive_inputs_per_s:,}"]
        )
    print_table(titles, rows)


def _counts(words: str) -> list[int]:
    return [_count(word) for word in words.split(",")]


def _inputs(word: str) -> int:
    if _count(word) < INPUTS_MIN:
        raise argparse.ArgumentTypeError(f"{word} is too few to measure; use {INPUTS_MIN} at least")
    return int(word)


def _count(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"'{word}' is no count; use a number from 1 on")
    return int(word)
