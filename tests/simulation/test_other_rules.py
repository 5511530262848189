"""The past asked again: under its own rules nothing comes out otherwise, under others exactly what they change."""

from collections.abc import Callable

import pytest

from cic.calls.reports import PhoneChanged
from routing.configuration import (
    Admission,
    AgentChoice,
    AgentStrategy,
    InteractionChoice,
    InteractionStrategy,
    RoutingConfiguration,
)
from routing.configuration_events import RoutingConfigured
from routing.copying import replace
from routing.events import OfferMade, RoutingEvent
from routing.other_rules import DifferenceKind, OtherRules, RuleDifference
from routing.requirements import AtLeast
from tests.simulation.test_center_world import ROUGH, world_with_callers
from tests.simulation.world import World

pytestmark = pytest.mark.simulation

Change = Callable[[RoutingConfiguration], RoutingConfiguration]


@pytest.fixture(scope="module")
def past() -> World:
    """A day of forty callers and four agents under the usual faults."""
    return day(callers=40)


def day(callers: int) -> World:
    """A whole day of so many callers."""
    world = world_with_callers(7, ROUGH, callers=callers)
    while not world.is_over:
        world.step()
    return world


def asked_again(past: World, change: Change) -> tuple[OtherRules, list[RuleDifference]]:
    """All differences that changed rules make to a day."""
    first = past.records[0].events[0]
    assert isinstance(first, RoutingConfigured)
    other = OtherRules(change(first.configuration))
    found: list[RuleDifference] = []
    for record in past.records:
        for event in record.events:
            if isinstance(event, RoutingEvent):
                found += other.take(event, record.at_ms, record.seq)
        found += other.settled(record.at_ms, record.seq)
    return other, found


def test_under_its_own_rules_nothing_comes_out_otherwise(past: World) -> None:
    other, found = asked_again(past, lambda same: same)
    assert found == []
    assert other.decisions == sum(isinstance(event, OfferMade) for record in past.records for event in record.events)
    assert other.decisions > 20
    assert other.state.interactions.keys() == past.state.routing.interactions.keys()


def test_where_an_agent_lacks_what_a_queue_asks_for_somebody_else_is_chosen_or_nobody(past: World) -> None:
    def asks(same: RoutingConfiguration) -> RoutingConfiguration:
        queues = tuple(replace(queue, requires=AtLeast("spanish", 60)) for queue in same.queues)
        skilled = (replace(same.agents[0], skills=(("spanish", 80),)), *same.agents[1:])
        return replace(same, queues=queues, agents=skilled)

    _, found = asked_again(past, asks)
    assert {difference.kind for difference in found} <= {
        DifferenceKind.ANOTHER_AGENT,
        DifferenceKind.NOBODY,
        DifferenceKind.EARLIER,
    }
    others = [difference for difference in found if difference.kind is DifferenceKind.NOBODY]
    assert others and all(difference.agent_id != "agent0" for difference in others)
    assert {difference.instead for difference in found if difference.kind is not DifferenceKind.NOBODY} <= {"agent0"}


def test_a_queue_that_is_full_takes_nobody_in(past: World) -> None:
    def full(same: RoutingConfiguration) -> RoutingConfiguration:
        return replace(same, queues=tuple(replace(queue, admission=Admission(waiting_max=1)) for queue in same.queues))

    _, found = asked_again(past, full)
    refused = [difference for difference in found if difference.kind is DifferenceKind.REFUSED]
    assert refused and {difference.instead for difference in refused} == {"queue_full"}


def test_another_order_of_agents_chooses_others() -> None:
    quiet = day(callers=12)

    def fewest(same: RoutingConfiguration) -> RoutingConfiguration:
        strategy = AgentStrategy(AgentChoice.FEWEST_CONTACTS)
        return replace(same, queues=tuple(replace(queue, strategy=strategy) for queue in same.queues))

    _, found = asked_again(quiet, fewest)
    assert {difference.kind for difference in found} == {DifferenceKind.ANOTHER_AGENT}


def test_an_agent_who_is_gone_from_the_text_serves_nobody_and_another_order_is_noticed(past: World) -> None:
    def without_one(same: RoutingConfiguration) -> RoutingConfiguration:
        strategy = InteractionStrategy(InteractionChoice.LONGEST_QUEUE)
        return replace(same, agents=same.agents[1:], strategy=strategy)

    _, found = asked_again(past, without_one)
    chosen = [difference.instead for difference in found if difference.kind is DifferenceKind.ANOTHER_AGENT]
    assert "agent0" not in chosen
    assert any(difference.agent_id == "agent0" for difference in found)
    assert any(isinstance(record.given, PhoneChanged) for record in past.records)
