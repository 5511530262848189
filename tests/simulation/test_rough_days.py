"""Days on which more goes wrong: engines that restart, configurations that change, hang-ups that take long.

Strengthens the world of ``world.py``; owns these faults and their checks.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from cic.calls.commands import HangUpLeg
from cic.calls.machines.leg import LegStage
from cic.calls.reports import LegSeen, LegsRead, PhoneChanged
from cic.center.events import EffectRequested
from cic.center.inputs import CenterInput, ConfigurationApplied, EngineStarted, ReconcileEnded
from cic.center.invariants import broken
from cic.center.settle import wanted_effects
from cic.center.views import agent_view, touched_agents
from routing.commands import SetDesktopState
from routing.vocabulary import AgentId, LegId
from tests.harness.one_contact import wrap_up
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.test_center_world import ROUGH, world_with_callers
from tests.simulation.world import PROVIDER, World

pytestmark = pytest.mark.simulation


@dataclass
class RoughWorld(World):
    """Queues without wrap-up, slow hang-ups, phones and desktops taken away, restarts and new configurations."""

    versions: int = 0

    def _configuration(self) -> ConfigurationApplied:
        given = super()._configuration()
        first, *others = given.routing.queues
        queues = (first, *(replace(queue, wrap_up=wrap_up(0)) for queue in others))
        self.versions += 1
        routing = replace(given.routing, queues=queues)
        return replace(given, version=f"v{self.versions}", routing=routing)

    def _run_effect(self, request: EffectRequested) -> None:
        command = request.command
        if isinstance(command, HangUpLeg):
            self.at(self.chance.randrange(10, 14_000), lambda: self.end_leg(command.leg_id, command.cause))
        super()._run_effect(request)

    def trouble(self) -> CenterInput | None:
        """Something that nobody asked for."""
        agent_id = self.chance.choice(self.agent_ids)
        draw = self.chance.randrange(6)
        if draw == 0:
            self.at(
                self.chance.randrange(100, 20_000), lambda: PhoneChanged(PROVIDER, f"phone/{agent_id}", True, False)
            )
            return PhoneChanged(PROVIDER, f"phone/{agent_id}", self.chance.random() < 0.5, True)
        if draw == 1:
            return self._configuration()
        if draw == 2:
            self.at(self.chance.randrange(0, 20_000), lambda: SetDesktopState(agent_id, True))
            return SetDesktopState(agent_id, False)
        if draw == 3:
            self.now_ms += self.chance.randrange(100, 6_000)  # the machine stands still
            return None
        self._restart()
        return None

    def _restart(self) -> None:
        """The engine is away; back, it is told what is true and sends again what is wanted."""
        self.now_ms += self.chance.randrange(10, 60_000)
        self.settle(EngineStarted())
        self.settle(LegsRead(PROVIDER, tuple(self._seen(leg_id) for leg_id in sorted(self.live_legs))))
        self.settle(ReconcileEnded())
        for request in wanted_effects(self.state):
            self._run_effect(request)
        for agent_id in self.agent_ids:
            self._come_back(agent_id)

    def _come_back(self, agent_id: AgentId) -> None:
        """After a restart an agent's phone and desktop connect again, each in its own time."""
        phone = PhoneChanged(PROVIDER, f"phone/{agent_id}", True, False)
        self.at(self.chance.randrange(0, 5_000), lambda: phone)
        self.at(self.chance.randrange(0, 5_000), lambda: SetDesktopState(agent_id, True))

    def _seen(self, leg_id: LegId) -> LegSeen:
        leg = self.state.calls.legs.get(leg_id)
        bridges = [bridge.leg_ids for bridge in self.state.calls.bridges.values() if leg_id in bridge.leg_ids]
        together = bridges[0] if bridges and self.chance.random() < 0.8 else ()
        is_answered = leg is not None and leg.stage is LegStage.UP
        return LegSeen(leg_id, is_answered, tuple(other for other in together if other != leg_id))


def rough_world(seed: int) -> RoughWorld:
    """A day of the usual faults and of these."""
    world = RoughWorld(seed, (shipped_flow("main"), shipped_flow("direct")), ("sales", "support"), faults=ROUGH)
    for number in range(15):
        delay_ms = world.chance.randrange(0, 300_000)
        world.arrive(number, delay_ms, patience_ms=world.chance.randrange(1_000, 400_000))
    for _ in range(12):
        world.at(world.chance.randrange(0, 400_000), world.trouble)
    return world


def run(world: World, check: Callable[[], None]) -> None:
    """To the end of the day, with a check after each step."""
    steps = 0
    while not world.is_over:
        world.step()
        check()
        steps += 1
        assert steps < 20_000, f"seed {world.seed} never comes to rest"


@pytest.mark.parametrize("seed", range(1_000 if os.environ.get("CIC_PROVE") else 30))
def test_whatever_happens_every_contact_ends_once_and_nothing_is_left(seed: int) -> None:
    world = rough_world(seed)

    def check() -> None:
        assert broken(world.state) == [], f"seed {seed}, input {len(world.records)}: {world.records[-1].given}"

    run(world, check)
    assert sorted(world.closed) == sorted(world.opened), f"seed {seed}"
    assert not world.state.contacts and not world.state.calls.legs and not world.state.effects, f"seed {seed}"
    assert not world.state.routing.interactions and not world.state.routing.offers, f"seed {seed}"


@pytest.mark.parametrize("make", [lambda seed: world_with_callers(seed, ROUGH, callers=12), rough_world])
@pytest.mark.parametrize("seed", range(4))
def test_a_desktop_that_changed_is_always_among_the_touched(seed: int, make: Callable[[int], World]) -> None:
    world = make(seed)
    before = {agent_id: agent_view(world.state, agent_id) for agent_id in world.agent_ids}
    done = len(world.records)

    def check() -> None:
        nonlocal before, done
        now = {agent_id: agent_view(world.state, agent_id) for agent_id in world.agent_ids}
        changed = {agent_id for agent_id in world.agent_ids if now[agent_id] != before[agent_id]}
        events = tuple(event for record in world.records[done:] for event in record.events)
        assert changed <= touched_agents(world.state, events), f"seed {seed}, input {len(world.records)}"
        before, done = now, len(world.records)

    run(world, check)
