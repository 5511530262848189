"""What a virtual world is made of, for one replication of a scenario. Owns the plan; lets nothing happen."""

from collections.abc import Sequence
from dataclasses import dataclass

from cic.simulation.center import Staff, media_of, staff_of, wraps_up
from cic.simulation.chance import Draw
from cic.simulation.scenario import Scenario
from cic.simulation.streams import Stream, handling_by_row, streams_of

HOUR_MS = 3_600_000.0
START_MS = 86_400_000
"""When a virtual world begins; routing knows a time of 0 as none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a world is made of. ``handling`` draws an agent's own handling times; ``wraps_up`` says it of each queue.

    ``interrupts``: work of one medium may be laid aside for another.
    """

    streams: Sequence[Stream]
    staff: Sequence[Staff]
    handling: Sequence[Draw | None]
    wraps_up: Sequence[bool]
    interrupts: bool
    in_center_max: int | None
    warm_up_ms: float
    window_ms: float


def plan_of(scenario: Scenario, seed: int, replication: int) -> Plan:
    """The plan of one replication, counted from 0; it depends on no other."""
    return Plan(
        streams=streams_of(scenario, seed, replication),
        staff=staff_of(scenario),
        handling=handling_by_row(scenario, seed, replication),
        wraps_up=[wraps_up(scenario, queue) for queue in scenario.queues],
        interrupts=len(media_of(scenario)) > 1,
        in_center_max=scenario.in_center_max,
        warm_up_ms=scenario.warm_up_h * HOUR_MS,
        window_ms=scenario.run_h * HOUR_MS,
    )
