"""`cic diff`: what would change if one text of the center took the place of another. Asks no running center."""

import argparse
import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from cic.cli.offline import print_problems
from cic.cli.words import ExitCode, shown, tell
from cic.configuration.differences import Change, Difference, differences, in_words
from cic.configuration.loader import LoadedCenter, load_center
from cic.configuration.problems import ConfigurationRefused

CHANGED = ExitCode.FAILED
"""Like diff(1): 0 no change, 1 changes, 2 trouble."""


def diff(chosen: argparse.Namespace) -> ExitCode:
    """Compare two texts of the center by meaning, and print what the new one would change."""
    new = _load(chosen.config, chosen.flows, as_json=chosen.json)
    old = _load(chosen.against, chosen.against_flows or chosen.flows, as_json=chosen.json)
    if old is None or new is None:
        return ExitCode.WRONG_USE
    found = differences(old, new)
    if chosen.json:
        told = {"old": old.version, "new": new.version, "differences": [asdict(each) for each in found]}
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print(found)
    return CHANGED if found else ExitCode.DONE


def _load(config: Path, flows: Path, *, as_json: bool) -> LoadedCenter | None:
    """A text to compare; None where it has problems, which are told then."""
    try:
        return load_center(config, flows)
    except ConfigurationRefused as refused:
        if as_json:
            problems = [asdict(problem) for problem in refused.problems]
            print(json.dumps({"folder": str(config), "problems": problems}, ensure_ascii=False))
        else:
            tell(f"error: {config} cannot be compared:")
            print_problems(refused.problems)
        return None


def _print(found: tuple[Difference, ...]) -> None:
    for (kind, name), group in groupby(found, key=lambda each: (each.kind, each.name)):
        title = f"{kind} {shown(name)}" if name else kind
        for each in group:
            if each.change is Change.CHANGED:
                print(f"{title}: {each.field}: {shown(in_words(each.old))} -> {shown(in_words(each.new))}")
            else:
                print(f"{title}: {each.change.value}")
    print(f"{len(found)} change(s)." if found else "Nothing would change.")
