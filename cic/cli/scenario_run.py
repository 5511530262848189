"""`cic simulate`: a scenario in virtual time. Owns progress and what is printed; simulates nothing."""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from cic.cli.journal_file import JournalFile
from cic.cli.offline import print_problems
from cic.cli.words import ExitCode, print_table, shown, tell
from cic.configuration.problems import ConfigurationRefused
from cic.simulation.figures import Figure, Figures
from cic.simulation.reading import read_scenario
from cic.simulation.scenario import Scenario
from cic.simulation.simulate import Progress, as_document, simulate
from cic.simulation.tally import MEASURES
from routing.vocabulary import SiteId, TenantId

TENANT, SITE = TenantId("simulation"), SiteId("simulation")
QUIET_S = 2.0


def run_scenario(chosen: argparse.Namespace) -> ExitCode:
    """Run a scenario and print its figures."""
    try:
        scenario = read_scenario(chosen.scenario)
    except ConfigurationRefused as refused:
        return _refuse(refused, as_json=chosen.json)
    replications = chosen.replications or scenario.replications
    on_progress = _progress_teller()
    if chosen.journal is None:
        figures = simulate(scenario, chosen.seed, replications=replications, on_progress=on_progress)
    else:
        figures = _simulate_into(chosen.journal, scenario, chosen.seed, replications, on_progress)
    if chosen.json:
        print(json.dumps(as_document(figures), ensure_ascii=False, indent=1))
    else:
        _print_figures(scenario, figures, replications)
    return ExitCode.DONE


def _simulate_into(
    path: Path, scenario: Scenario, seed: int, replications: int, on_progress: Callable[[Progress], None]
) -> Figures:
    from cic.simulation.center_door import CenterDoor  # the whole center; routing alone does without it

    version = f"scenario, seed {seed}"
    with closing(JournalFile(path, TENANT, SITE)) as journal:
        return simulate(
            scenario,
            seed,
            replications=replications,
            first_door=lambda configuration, now_ms: CenterDoor(configuration, version, now_ms, journal.keep),
            on_progress=on_progress,
        )


def _refuse(refused: ConfigurationRefused, *, as_json: bool) -> ExitCode:
    if as_json:
        print(json.dumps({"problems": [asdict(problem) for problem in refused.problems]}, ensure_ascii=False))
    else:
        print_problems(refused.problems)
    tell("error: the scenario has problems; nothing was simulated.")
    return ExitCode.FAILED


def _progress_teller() -> Callable[[Progress], None]:
    """Tells how far it is every two seconds, and nothing of what is done sooner."""
    told_s = time.monotonic()

    def tell_progress(progress: Progress) -> None:
        nonlocal told_s
        now_s = time.monotonic()
        if now_s - told_s >= QUIET_S:
            told_s = now_s
            tell(f"Replication {progress.replication} of {progress.replications}: {progress.part:.0%} ...")

    return tell_progress


def _print_figures(scenario: Scenario, figures: Figures, replications: int) -> None:
    """A row a measure and a column a queue, each mean with its half width."""
    names = [queue.name for queue in scenario.queues]
    rows = [
        [measure, _cell(measure, figures.overall), *(_cell(measure, figures.queues[name]) for name in names)]
        for measure in MEASURES
    ]
    targets = (f"{queue.target:.0%} in {queue.within_s:g} s" for queue in scenario.queues)
    rows.append(["target", "-", *targets])
    print_table(["", "overall", *map(shown, names)], rows)
    print(f"{replications} replication(s) of {scenario.run_h:g} h; ± is the half width of 95 % confidence.")


def _cell(measure: str, figures: Mapping[str, Figure]) -> str:
    figure = figures[measure]
    if figure.mean is None:
        return "-"
    digits = 1 if measure in ("offered", "answered", "abandoned", "blocked") else 4
    width = "" if figure.half_width_95 is None else f" ± {figure.half_width_95:.{digits}f}"
    return f"{figure.mean:.{digits}f}{width}"
