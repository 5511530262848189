"""Explained from the journal, every offer is the one that was made: on days with many faults and every strategy.

Owns a world of skills, steps and strategies that change in the middle of the day, and the checker of explanations.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from cic.center.evolve import evolve
from cic.center.inputs import CenterInput, ConfigurationApplied
from cic.center.state import CenterState
from cic.configuration.staging import stages
from cic.explanation.forms import story_form
from cic.explanation.story import Moment, tell_story
from cic.journal.port import Committed
from routing.configuration import (
    Ageing,
    AgentChoice,
    AgentConfiguration,
    AgentStrategy,
    AgentWeights,
    InteractionChoice,
    InteractionStrategy,
    QueueConfiguration,
)
from routing.events import OfferMade
from routing.explain import explain_offer, explain_waiting
from routing.explanation import Explanation, OfferExplanation
from routing.relaxation import LowerLevel, OverflowTo, RaisePriority, RelaxationStep, WidenToGroup
from routing.requirements import AtLeast
from routing.supervisor_commands import SetPriority
from routing.vocabulary import GroupId, QueueId
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.test_center_world import ROUGH
from tests.simulation.test_rough_days import RoughWorld, run
from tests.simulation.world import Record

pytestmark = pytest.mark.simulation

NIGHT = GroupId("night")


@dataclass
class MixedWorld(RoughWorld):
    """A rough day with skills, groups, steps of relaxation and strategies, other ones with each configuration."""

    def _configuration(self) -> ConfigurationApplied:
        given = super()._configuration()
        strategy = InteractionStrategy(
            self.chance.choice(list(InteractionChoice)), priority=2, urgency=3, preference=self.chance.choice([0, 5])
        )
        queues = tuple(self._mixed_queue(queue) for queue in given.routing.queues)
        agents = tuple(self._mixed_agent(agent) for agent in given.routing.agents)
        return replace(given, routing=replace(given.routing, queues=queues, agents=agents, strategy=strategy))

    def _mixed_queue(self, queue: QueueConfiguration) -> QueueConfiguration:
        steps = (
            RelaxationStep(8_000, LowerLevel("spanish", 20), if_waiting_over=self.chance.choice([None, 1])),
            RelaxationStep(15_000, RaisePriority(3)),
            RelaxationStep(20_000, OverflowTo(QueueId("sales"))),
            RelaxationStep(30_000, WidenToGroup(NIGHT)),
        )
        return replace(
            queue,
            requires=AtLeast("spanish", self.chance.choice([10, 50])),
            prefers=self.chance.choice([(), (NIGHT,)]),
            steps=steps[self.chance.randrange(3) :],
            priority=self.chance.randrange(3),
            ageing=Ageing(self.chance.randrange(5), self.chance.choice([0, 100])),
            strategy=AgentStrategy(
                self.chance.choice(list(AgentChoice)),
                AgentWeights(1, 2, self.chance.choice([0, 3]), 1, 4, (("seniority", 5),)),
                fills=self.chance.random() < 0.5,
                seed=self.seed,
            ),
        )

    def _mixed_agent(self, agent: AgentConfiguration) -> AgentConfiguration:
        level = 80 if agent.accepts_automatically else self.chance.choice([10, 30, 80])  # one at least can do all
        return replace(
            agent,
            skills=(("spanish", level),),
            groups=self.chance.choice([(), (NIGHT,)]),
            cost=self.chance.randrange(3),
            attributes=(("seniority", self.chance.randrange(4)), ("weight", 2)),
        )

    def trouble(self) -> CenterInput | None:
        """As on a rough day, and now and then somebody is worth more."""
        waiting = sorted(self.state.routing.interactions)
        if waiting and self.chance.random() < 0.5:
            return SetPriority(self.chance.choice(waiting), self.chance.randrange(10))
        return super().trouble()


@dataclass
class StagedWorld(MixedWorld):
    """The same, but new configurations are staged, and taken in by the center round by round."""

    def settle(self, given: CenterInput) -> Record:
        if not isinstance(given, ConfigurationApplied):
            return super().settle(given)
        if not self.records:
            self._held = given.routing
            return super().settle(given)
        if self.state.routing.taking_in:
            return self.records[-1]
        parts, activated = stages(self._held, CompiledText(given))  # type: ignore[arg-type]
        for part in parts:
            super().settle(part)
        self._held = given.routing
        return super().settle(replace(activated, base=self.state.configuration_version))


@dataclass
class CompiledText:
    """What staging needs of a compiled center."""

    applied: ConfigurationApplied


def mixed_world(seed: int, kind: type[MixedWorld] = MixedWorld) -> MixedWorld:
    """A day that is over."""
    world = kind(seed, (shipped_flow("main"), shipped_flow("direct")), ("sales", "support"), agents=6, faults=ROUGH)
    for number in range(20):
        delay_ms = world.chance.randrange(0, 200_000)
        world.arrive(number, delay_ms, patience_ms=world.chance.randrange(1_000, 400_000))
    for _ in range(20):
        world.at(world.chance.randrange(0, 400_000), world.trouble)
    run(world, lambda: None)
    return world


@dataclass
class Journal:
    """The records of a world as a journal that can be read."""

    world: MixedWorld

    def read(self, from_seq: int = 1) -> Iterator[Committed]:
        for record in self.world.records[from_seq - 1 :]:
            yield Committed(record.seq, record.at_ms, record.given, record.events, record.rejection)

    def last(self) -> tuple[int, int]:
        return self.world.records[-1].seq, self.world.records[-1].at_ms


def agrees_with_the_lines(state: CenterState, seen: Explanation) -> bool:
    """Whether exactly those are eligible who stand free in the interaction's line and are not excluded."""
    interaction = state.routing.interactions[seen.interaction_id]
    assert interaction.line is not None
    free = [agent_id for agent_id in interaction.line.idle if agent_id not in interaction.excluded]
    return [one.agent_id for one in seen.eligible] == free


def check_offer(seen: OfferExplanation, offer: OfferMade) -> None:
    """The explanation names this agent, and says of every other why not or why later."""
    chosen, *others = seen.waiting.eligible
    assert seen.is_as_happened and chosen.agent_id == offer.agent_id
    assert chosen.behind is None and chosen.place is not None
    for other in others:
        assert other.behind is not None and other.place is not None
        assert (chosen.place.rank, chosen.agent_id) < (other.place.rank, other.agent_id)
    assert all(one.reasons for one in seen.waiting.removed)
    first, *heads = seen.heads
    assert seen.goes_round or first.interaction_id == offer.interaction_id
    assert all(head.behind is not None and first.place.rank <= head.place.rank for head in heads)


@pytest.mark.parametrize("seed", range(150 if os.environ.get("CIC_PROVE") else 12))
@pytest.mark.parametrize("kind", [MixedWorld, StagedWorld])
def test_every_offer_of_a_day_is_explained_and_is_the_one_that_was_made(
    seed: int, kind: type[MixedWorld], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AGENTS", "INTERACTIONS"):  # so that taking in a new configuration lasts long
        monkeypatch.setattr(f"routing.staging.{name}", 1)
    world = mixed_world(seed, kind)
    state, offers = CenterState(), 0
    for record in world.records:
        for event in record.events:
            if isinstance(event, OfferMade):
                check_offer(explain_offer(state.routing, event, record.at_ms), event)
                offers += 1
            evolve(state, event, record.at_ms, record.seq)
        for interaction_id, interaction in state.routing.interactions.items():
            if interaction.line is not None:
                seen = explain_waiting(state.routing, interaction_id, record.at_ms)
                assert agrees_with_the_lines(state, seen), f"seed {seed}, record {record.seq}"
                assert not seen.eligible, f"seed {seed}, record {record.seq}: nobody waits beside a match"
    assert offers, "a day without offers proves nothing"


@pytest.mark.parametrize("seed", range(2))
def test_the_story_of_each_contact_tells_all_its_offers_and_any_moment_of_it(seed: int) -> None:
    world = mixed_world(seed)
    journal = Journal(world)
    for contact_id in world.opened[::4]:
        story = tell_story(journal, contact_id, Moment())
        made = [event for record in world.records for event in record.events if isinstance(event, OfferMade)]
        expected = [event for event in made if event.interaction_id in story.interaction_ids]
        assert [chapter.event for chapter in story.chapters if isinstance(chapter.event, OfferMade)] == expected
        assert not story.standing, "the day is over"
        told = story_form(story)
        for chapter in story.chapters:
            then = story_form(tell_story(journal, contact_id, Moment(seq=chapter.seq)))
            assert then["seq"] == chapter.seq
            so_far = then["story"]
            assert isinstance(so_far, list) and isinstance(told["story"], list)
            assert so_far == told["story"][: len(so_far)], "what is told of a moment stays so"
