"""Callers who help themselves, under a provider that misbehaves: contacts end once, and no rule is ever broken."""

import os

import pytest

from cic.center.evolve import evolve
from cic.center.invariants import broken
from cic.center.state import CenterState, logical_state
from tests.simulation.self_service_world import SelfServiceWorld, self_service_day
from tests.simulation.test_center_world import CALM, ROUGH
from tests.simulation.world import Faults

pytestmark = pytest.mark.simulation


def run(world: SelfServiceWorld) -> None:
    """To the end of the day; work that nobody serves may be left, and nothing else."""
    steps = 0
    while not world.is_over:
        world.step()
        steps += 1
        said = f"seed {world.seed}, input {len(world.records)}: {world.records[-1].given}"
        assert broken(world.state) == [], said
        assert steps < 30_000, f"seed {world.seed} never comes to rest"


@pytest.mark.parametrize("faults", [CALM, ROUGH], ids=["calm", "rough"])
@pytest.mark.parametrize("seed", range(500 if os.environ.get("CIC_PROVE") else 10))
def test_whoever_helps_themselves_ends_once_and_leaves_work_alone(seed: int, faults: Faults) -> None:
    world = self_service_day(seed, faults)
    run(world)
    state = world.state
    assert sorted([*world.closed, *state.work]) == sorted([*world.opened, *world.left]), f"seed {seed}"
    assert not state.contacts and not state.calls.legs and not state.effects, f"seed {seed}"
    assert set(state.routing.interactions) <= set(state.work_of), f"seed {seed}"


@pytest.mark.parametrize("seed", range(3))
def test_folding_the_events_of_such_a_day_gives_the_live_state(seed: int) -> None:
    world = self_service_day(seed, ROUGH)
    run(world)
    folded = CenterState()
    for record in world.records:
        for event in record.events:
            evolve(folded, event, record.at_ms, record.seq)
    assert logical_state(folded) == logical_state(world.state), f"seed {seed}"
