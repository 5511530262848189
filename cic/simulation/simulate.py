"""Runs a scenario from a seed and gives its figures, for `cic simulate`. Owns replications; opens no file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cic.simulation.center import configuration_of, staff_of
from cic.simulation.door import Door, RoutingDoor
from cic.simulation.figures import Figure, Figures, figures_over
from cic.simulation.plan import START_MS, plan_of
from cic.simulation.scenario import Scenario
from cic.simulation.tally import Tally, Values, overall_values, queue_values
from cic.simulation.world import World
from routing.configuration import RoutingConfiguration

OpenDoor = Callable[[RoutingConfiguration, int], Door]
"""Configures a center at a time, and is where its world's commands go in."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a simulation is: in which replication, and what part of that has passed."""

    replication: int
    replications: int
    part: float


def simulate(
    scenario: Scenario,
    seed: int,
    *,
    replications: int | None = None,
    first_door: OpenDoor = RoutingDoor,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Figures:
    """The figures of a scenario; the same seed gives the same figures, to the last digit.

    ``replications`` overrides the scenario's. ``first_door`` is where the first replication's commands go in; those of
    the others go straight into routing.
    """
    wanted = replications or scenario.replications
    overall: list[Values] = []
    by_queue: list[list[Values]] = [[] for _ in scenario.queues]
    serving = _serving(scenario)
    for replication in range(wanted):
        tally = run_replication(
            scenario,
            seed,
            replication,
            first_door if replication == 0 else RoutingDoor,
            lambda part, number=replication: on_progress(Progress(number + 1, wanted, part)),  # type: ignore[misc]
        )
        overall.append(overall_values(tally))
        for queue, values in enumerate(by_queue):
            values.append(queue_values(tally, queue, serving[queue]))
    queues = {queue.name: figures_over(values) for queue, values in zip(scenario.queues, by_queue, strict=True)}
    return Figures(figures_over(overall), queues)


def run_replication(
    scenario: Scenario, seed: int, replication: int, open_door: OpenDoor, on_progress: Callable[[float], None]
) -> Tally:
    """One replication, counted from 0; it depends on no other."""
    plan = plan_of(scenario, seed, replication)
    door = open_door(configuration_of(scenario, seed * 10_007 + replication), START_MS)
    return World(plan, door, on_progress).run()


def as_document(figures: Figures) -> dict[str, Any]:
    """The figures as plain values, for JSON."""
    queues = {name: _plain(queue) for name, queue in figures.queues.items()}
    return {"overall": _plain(figures.overall), "queues": queues}


def _plain(figures: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    return {
        measure: {"mean": figure.mean, "half_width_95": figure.half_width_95} for measure, figure in figures.items()
    }


def _serving(scenario: Scenario) -> list[list[int]]:
    """For each queue the places of its agents among the staff."""
    rows = [set(agents.queues) for agents in scenario.agents]
    staff = staff_of(scenario)
    return [[agent for agent, one in enumerate(staff) if queue.name in rows[one.row]] for queue in scenario.queues]
