"""The whole core under a misbehaving provider: whatever happens, contacts end once and the rules hold."""

import os

import pytest

from cic.center.evolve import evolve
from cic.center.invariants import broken
from cic.center.settle import settle
from cic.center.state import CenterState, logical_state
from cic.center.views import AgentView, agent_view, touched_agents
from routing.vocabulary import AgentId
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.world import Faults, World

pytestmark = pytest.mark.simulation

SEEDS = 500 if os.environ.get("CIC_PROVE") else 25
CALM = Faults()
ROUGH = Faults(lost=30, doubled=60, late=60, failed=40, unshown=60, closed=100)


def world_with_callers(seed: int, faults: Faults, callers: int = 25) -> World:
    world = World(seed, (shipped_flow("main"), shipped_flow("direct")), ("sales", "support"), faults=faults)
    for number in range(callers):
        delay_ms = world.chance.randrange(0, 300_000)
        world.arrive(number, delay_ms, patience_ms=world.chance.randrange(1_000, 400_000))
    return world


@pytest.mark.parametrize("faults", [CALM, ROUGH], ids=["calm", "rough"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_contact_ends_exactly_once_and_no_rule_is_ever_broken(seed: int, faults: Faults) -> None:
    world = world_with_callers(seed, faults)
    steps = 0
    while not world.is_over:
        world.step()
        steps += 1
        assert broken(world.state) == [], f"seed {seed}, step {steps}: {world.records[-1]}"
        assert steps < 20_000, f"seed {seed} never comes to rest"
    assert len(world.opened) >= 25, "callers, and those whom agents have called"
    assert sorted(world.closed) == sorted(world.opened), f"seed {seed}"
    assert not world.state.contacts and not world.state.calls.legs and not world.state.effects
    assert not world.state.routing.interactions and not world.state.routing.offers


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_folding_the_events_gives_the_live_state_at_every_prefix(seed: int) -> None:
    world = world_with_callers(seed, ROUGH, callers=8)
    folded, done = CenterState(), 0
    while not world.is_over:
        world.step()
        for record in world.records[done:]:
            for event in record.events:
                evolve(folded, event, record.at_ms, record.seq)
        done = len(world.records)
        assert logical_state(folded) == logical_state(world.state), f"seed {seed}, input {done}"


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_deciding_again_gives_the_same_events(seed: int) -> None:
    world = world_with_callers(seed, ROUGH)
    world.run()
    again = CenterState()
    for record in world.records:
        settled = settle(again, record.given, record.at_ms, record.seq)
        assert settled.events == record.events, f"seed {seed}, input {record.seq}: {record.given}"
        assert settled.rejection == record.rejection


def test_the_same_seed_gives_the_same_day() -> None:
    first, second = world_with_callers(3, ROUGH), world_with_callers(3, ROUGH)
    first.run()
    second.run()
    assert first.records == second.records


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_whose_desktop_shows_something_else_is_among_those_touched(seed: int) -> None:
    world = world_with_callers(seed, ROUGH)
    done, shown = len(world.records), views(world)
    while not world.is_over:
        world.step()
        touched = {name for record in world.records[done:] for name in touched_agents(world.state, record.events)}
        now = views(world)
        changed = {agent_id for agent_id in world.agent_ids if now[agent_id] != shown[agent_id]}
        assert changed <= touched, f"seed {seed}: {world.records[done:]}"
        done, shown = len(world.records), now


def views(world: World) -> dict[AgentId, AgentView | None]:
    return {agent_id: agent_view(world.state, agent_id) for agent_id in world.agent_ids}
