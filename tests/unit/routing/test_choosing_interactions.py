"""Which interaction a freed agent gets: each named strategy, the bound that ageing sets, and that nobody starves."""

import random
from itertools import pairwise

import pytest

from routing.asking import Asked
from routing.commands import EndInteraction
from routing.configuration import NO_AGEING, Ageing, InteractionChoice, InteractionStrategy
from routing.invariants import broken
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.supervisor_commands import SetPriority
from routing.vocabulary import EndCause, InteractionId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

WAITING = InteractionStage.WAITING
CHOICE = InteractionChoice
PATIENT_MS = 1_000_000_000
"""Offers of such queues are never missed."""


def order_of(floor: Floor, *names: str, agent_name: str = "x") -> list[str]:
    """In which order an agent gets those who wait."""
    served: list[str] = []
    floor.sign_in(agent_name)
    while len(served) < len(names):
        interaction_id = floor.talk(agent_name)
        floor.give(EndInteraction(interaction_id, EndCause.CALLER_HUNG_UP))
        served.append(interaction_id)
    return served


def two_queues(strategy: InteractionStrategy, first: Ageing = NO_AGEING, second: Ageing = NO_AGEING) -> Floor:
    queues = [
        queue("first", 0, priority=1, ageing=first, service_level_target_ms=50_000),
        queue("second", 0, ageing=second, service_level_target_ms=20_000),
    ]
    return Floor(queues, [agent("x", "second", "first")], strategy=strategy)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (CHOICE.FIRST_COME, ["a", "b", "c", "d"]),
        (CHOICE.PRIORITY, ["a", "d", "b", "c"]),
        (CHOICE.AGENT_ORDER, ["b", "c", "a", "d"]),
        (CHOICE.LONGEST_QUEUE, ["b", "a", "c", "d"]),
        (CHOICE.SERVICE_LEVEL, ["b", "c", "a", "d"]),
    ],
)
def test_named_strategies_order_those_who_wait(choice: InteractionChoice, expected: list[str]) -> None:
    floor = two_queues(InteractionStrategy(choice))
    for name, queue_name in (("a", "first"), ("b", "second"), ("c", "second"), ("d", "first")):
        floor.arrive(name, queue_name)
        floor.wait(7_000)
    assert order_of(floor, *expected) == expected


def test_the_longest_queue_goes_first_and_then_the_other_has_become_the_longest() -> None:
    floor = two_queues(InteractionStrategy(CHOICE.LONGEST_QUEUE))
    for name, queue_name in (("a", "first"), ("b", "second"), ("c", "first"), ("d", "first"), ("e", "second")):
        floor.arrive(name, queue_name)
    assert order_of(floor, *"abcde") == ["a", "b", "c", "e", "d"]


def test_points_of_priority_grade_ageing_and_preference_add_up_with_their_weights() -> None:
    strategy = InteractionStrategy(CHOICE.WEIGHTED, priority=10, preference=3, grades=(("gold", 25),))
    floor = two_queues(strategy)
    floor.arrive("plain", "second")  # 0, the agent's first queue
    floor.arrive("preferred", "first")  # 10 for its queue, less 3 for being the agent's second
    floor.arrive("gold", "second", Asked(grade="gold"))  # 25
    floor.arrive("pressing", "second", Asked(priority=3))  # 30
    assert order_of(floor, *"1234") == ["pressing", "gold", "preferred", "plain"]


def test_a_priority_set_by_hand_counts_at_once_and_only_while_waiting() -> None:
    floor = two_queues(InteractionStrategy(CHOICE.PRIORITY))
    floor.arrive("a", "second")
    floor.arrive("b", "second")
    assert floor.give(SetPriority(InteractionId("b"), 5)) is None
    floor.sign_in("x")
    assert floor.offered_to("b") == "x"
    assert floor.give(SetPriority(InteractionId("b"), 9)) is RejectionCode.NOT_ALLOWED_NOW
    assert floor.give(SetPriority(InteractionId("a"), 2_000_000)) is RejectionCode.NOT_ALLOWED_NOW
    assert floor.give(SetPriority(InteractionId("nobody"), 1)) is RejectionCode.UNKNOWN_INTERACTION


@pytest.mark.parametrize(("later_ms", "first"), [(9_000, "vip"), (11_000, "plain")])
def test_ageing_bounds_overtaking(later_ms: int, first: str) -> None:
    """Ten points to begin with against a point a second: nobody who arrives more than ten seconds later goes first."""
    strategy = InteractionStrategy(CHOICE.AGEING)
    floor = two_queues(strategy, first=Ageing(initial=9, per_s_milli=1_000), second=Ageing(per_s_milli=1_000))
    floor.arrive("plain", "second")
    floor.wait(later_ms - 2_000)
    floor.arrive("vip", "first")  # nine to begin with, and one for its queue's priority
    assert floor.interaction("vip").place[0] - floor.interaction("plain").place[0] == later_ms
    assert order_of(floor, "a", "b")[0] == first


@pytest.mark.parametrize("seed", range(5))
def test_nobody_who_arrives_more_than_the_initial_points_over_the_rate_later_goes_first(seed: int) -> None:
    chance, initial, per_s = random.Random(seed), 30, 2
    queues = [
        queue("vip", 0, PATIENT_MS, ageing=Ageing(initial, per_s * 1_000)),
        queue("plain", 0, PATIENT_MS, ageing=Ageing(0, per_s * 1_000)),
    ]
    floor = Floor(queues, [agent("x", "vip", "plain")], strategy=InteractionStrategy(CHOICE.AGEING))
    floor.sign_in("x")
    arrived: dict[str, int] = {}
    served: list[str] = []
    for number in range(120):
        name = f"i{number:03}"
        floor.arrive(name, chance.choice(["vip", "vip", "vip", "plain"]))
        arrived[name] = floor.now_ms
        if chance.random() < 0.6 or number > 100:
            served.append(floor.talk("x"))
            floor.give(EndInteraction(InteractionId(served[-1]), EndCause.CALLER_HUNG_UP))
    for place, name in enumerate(served):
        overtaken_ms = [arrived[name] - arrived[later] for later in served[place:]]
        assert max(overtaken_ms) <= initial / per_s * 1_000, f"{name} went before somebody so much older"
    assert any(arrived[name] < arrived[before] for before, name in pairwise(served))


@pytest.mark.parametrize("choice", list(InteractionChoice))
def test_nobody_eligible_is_free_beside_somebody_who_waits_whatever_the_strategy(choice: InteractionChoice) -> None:
    chance = random.Random(choice.value)
    names = ["a", "b", "c"]
    floor = Floor(
        [queue(name, 5_000, PATIENT_MS, ageing=Ageing(1, 100), priority=number) for number, name in enumerate("qrs")],
        [agent("a", "q", "r"), agent("b", "r", "s"), agent("c", "s")],
        strategy=InteractionStrategy(choice),
    )
    floor.sign_in(*names)
    for number in range(80):
        floor.arrive(f"i{number}", chance.choice("qrs"))
        for name in names:
            if floor.agent(name).offers and chance.random() < 0.7:
                interaction_id = floor.talk(name)
                floor.wait(chance.randrange(5_000))
                floor.give(EndInteraction(interaction_id, EndCause.CALLER_HUNG_UP))
        assert broken(floor.state) == []


def test_two_touched_at_once_are_both_looked_at_though_the_agent_of_the_one_prefers_the_other() -> None:
    """Found by the full model, seed 10: whoever led to another one's agent was not looked at again, and waited
    beside somebody free."""
    strategy = InteractionStrategy(CHOICE.PRIORITY)
    agents = [agent("x", "first", "second"), agent("y", "first", "second")]
    floor = Floor([queue("first", 0), queue("second", 0)], [agent("x"), agent("y")], strategy=strategy)
    floor.sign_in("x", "y")
    floor.arrive("a", "first")
    floor.arrive("b", "second", Asked(priority=5))
    floor.configure([queue("first", 0), queue("second", 0)], agents, strategy=strategy)
    assert {floor.offered_to("a"), floor.offered_to("b")} == {"x", "y"}
