"""Commands that work on files: `check`, `replay`. Asks no running center."""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict

from cic.cli.journal_file import open_journal_of_any_site
from cic.cli.replay_with import replay_with
from cic.cli.words import ExitCode, tell
from cic.configuration.loader import LoadedCenter, load_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused
from cic.journal.sql_journal import open_for_reading
from cic.main.hearing import unknown_words
from cic.runtime.recovery import VerifyResult, verify
from routing.vocabulary import SiteId, TenantId


def check(chosen: argparse.Namespace) -> ExitCode:
    """Check the center's text and flows, and print every problem."""
    version = None
    try:
        loaded = load_center(chosen.config, chosen.flows, unknown_words=unknown_words)
        version, problems = loaded.version, loaded.warnings
    except ConfigurationRefused as refused:
        problems = refused.problems
    if chosen.json:
        told = {
            "version": version,
            "problems": [asdict(problem) for problem in problems if problem.is_error],
            "warnings": [asdict(problem) for problem in problems if not problem.is_error],
        }
        print(json.dumps(told, ensure_ascii=False))
    else:
        print_problems(problems)
        if version is not None:
            print(f"The configuration is good (version {version}).")
    return ExitCode.FAILED if version is None else ExitCode.DONE


def print_problems(problems: Sequence[ConfigurationProblem]) -> None:
    """Print each problem with its place, what was found, and how to mend it."""
    for problem in problems:
        print(f"{problem.file}:{problem.line}: {'' if problem.is_error else 'warning: '}{problem.where}")
        print(f"    found     {problem.found}\n    expected  {problem.expected}\n    to mend   {problem.mend}")
    errors = sum(problem.is_error for problem in problems)
    counts = ((errors, "problem(s)"), (len(problems) - errors, "warning(s)"))
    if told := [f"{count} {name}" for count, name in counts if count]:
        print(f"{', '.join(told)}.")


def replay(chosen: argparse.Namespace) -> ExitCode:
    """Decide every input of a journal again: is that what happened, or what would other rules have led to?"""
    from cic.main.parts import CORE, JOURNAL_FILE  # the composition root is heavy; only this and `up` need it

    if chosen.file is None:
        journal = open_for_reading(chosen.data / JOURNAL_FILE, *_site(_load(chosen)))
    else:
        journal = open_journal_of_any_site(chosen.file)
    started_s = time.monotonic()
    try:
        if chosen.other is not None:
            return replay_with(chosen, journal)
        tell("Replaying the journal ...")
        result = verify(journal, CORE)
    finally:
        journal.database.close()
    took_s = time.monotonic() - started_s
    if chosen.json:
        print(json.dumps(asdict(result) | {"is_equal": result.is_equal, "took_s": round(took_s, 3)}))
    else:
        _print_replay(result, took_s)
    return ExitCode.DONE if result.is_equal else ExitCode.FAILED


def _print_replay(result: VerifyResult, took_s: float) -> None:
    difference = result.difference
    if difference is not None:
        print(f"Record {difference.seq} replays differently.")
        print(f"    journalled  {difference.journalled}\n    replayed    {difference.replayed}")
    elif not result.states_agree:
        print("Every record replays equally, but the fold of the events leads to another state.")
    elif result.broken:
        print(f"{len(result.broken)} rules do not hold:")
        print("\n".join(f"    {rule}" for rule in result.broken))
    else:
        print(f"{result.records} records replay to the same events and the same state ({took_s:.1f} s).")


def _load(chosen: argparse.Namespace) -> LoadedCenter:
    return load_center(chosen.config, chosen.flows)


def _site(loaded: LoadedCenter) -> tuple[TenantId, SiteId]:
    return TenantId(loaded.text.center.tenant), SiteId(loaded.text.center.site)
