"""`cic flows check`: what is wrong with the flows, and nothing else. Asks no running center."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from cic.cli.offline import print_problems
from cic.cli.words import CommandFailed, ExitCode
from cic.configuration.catalogues import catalogue_files
from cic.configuration.loader import ALL_FILES, load_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused
from cic.main.hearing import unknown_words


def check_flows(chosen: argparse.Namespace) -> ExitCode:
    """Check the flows against each other, the recordings and the center's text, and print every problem of theirs."""
    files = [path.name for path in sorted(chosen.flows.glob("*.yaml"))]
    if not files:
        raise CommandFailed(f"{chosen.flows} holds no flow (no *.yaml). Name the folder with --flows.")
    try:
        found: Sequence[ConfigurationProblem] = load_center(
            chosen.config, chosen.flows, unknown_words=unknown_words
        ).warnings
    except ConfigurationRefused as refused:
        found = refused.problems
    shown = {*files, *catalogue_files(chosen.flows)}
    problems = [problem for problem in found if problem.file in shown]
    hidden = sorted({problem.file for problem in found if problem.where == "file" and problem.file in ALL_FILES})
    is_good = not hidden and not any(problem.is_error for problem in problems)
    if chosen.json:
        told = {
            "files": files,
            "problems": [asdict(problem) for problem in problems if problem.is_error],
            "warnings": [asdict(problem) for problem in problems if not problem.is_error],
            "unread": hidden,
        }
        print(json.dumps(told, ensure_ascii=False))
    else:
        print_problems(problems)
        if is_good:
            print(f"The flows are good ({len(files)} file{'' if len(files) == 1 else 's'}).")
    if hidden:  # queues, calendars and agents are not known then, so that half of the checks could not be made
        raise CommandFailed(f"{', '.join(hidden)} cannot be read, so not all was checked. Mend it by 'cic check'.")
    return ExitCode.DONE if is_good else ExitCode.FAILED
