"""Relaxation: who else may be asked, the longer somebody waits; each kind of step, at its time and no other."""

import pytest

from routing.asking import Asked
from routing.configuration import Admission, InteractionChoice, InteractionStrategy, QueueConfiguration
from routing.copying import replace
from routing.machines.interaction import InteractionStage
from routing.relaxation import (
    AskInstead,
    DropSkill,
    HandTo,
    LowerLevel,
    OverflowTo,
    RaisePriority,
    Relaxation,
    RelaxationStep,
    WidenToGroup,
)
from routing.requirements import ANYONE
from routing.vocabulary import GroupId, QueueId
from tests.unit.routing.floor import Floor, agent, asks, queue

pytestmark = pytest.mark.unit

WAITING, OFFERED, AWAY = InteractionStage.WAITING, InteractionStage.OFFERED, InteractionStage.SELF_SERVICE


def relaxing(*steps: tuple[int, Relaxation], requires: str = "anyone") -> QueueConfiguration:
    return queue("q", requires=asks(requires), steps=tuple(RelaxationStep(after_ms, what) for after_ms, what in steps))


def met_after(floor: Floor, name: str, ms: int) -> bool:
    """Whether it is offered at that time after it began to wait, and was not a millisecond before."""
    floor.wait(floor.interaction(name).place[0] + ms - 1 - floor.now_ms)
    assert floor.stage(name) is WAITING, "too early"
    floor.wait(1)
    return floor.stage(name) is OFFERED


@pytest.mark.parametrize(
    ("requires", "relax"),
    [
        ("billing >= 60", LowerLevel("billing", 40)),
        ("billing >= 40 and spanish", DropSkill("spanish")),
        ("spanish >= 50", AskInstead(asks("billing"))),
    ],
)
def test_less_is_asked_for_when_the_time_has_come(requires: str, relax: Relaxation) -> None:
    floor = Floor([relaxing((5_000, relax), requires=requires)], [agent("x", "q", skills=(("billing", 40),))])
    floor.sign_in("x")
    floor.arrive("i", "q")
    assert met_after(floor, "i", 5_000)


def test_lowering_never_asks_for_more() -> None:
    floor = Floor(
        [relaxing((1_000, LowerLevel("billing", 80)), requires="billing >= 30 and spanish")],
        [agent("x", "q", skills=(("billing", 40),))],
    )
    floor.sign_in("x")
    floor.arrive("i", "q")
    floor.wait(2_000)
    assert floor.stage("i") is WAITING, "spanish is still asked for"
    floor.configure([relaxing(requires="billing >= 30")], [agent("x", "q", skills=(("billing", 40),))])
    assert floor.offered_to("i") == "x"


def test_a_group_helps_out_if_its_agents_have_the_skills() -> None:
    helpers = GroupId("helpers")
    floor = Floor(
        [relaxing((3_000, WidenToGroup(helpers)), requires="billing"), queue("other")],
        [
            agent("x", "other", groups=(helpers,)),
            agent("y", "other", groups=(helpers,), skills=(("billing", 10),)),
            agent("z", "other", skills=(("billing", 90),)),
        ],
    )
    floor.sign_in("x", "y", "z")
    floor.arrive("i", "q")
    assert met_after(floor, "i", 3_000)
    assert floor.offered_to("i") == "y"


def test_overflow_asks_the_other_queues_agents_for_what_that_queue_asks() -> None:
    floor = Floor(
        [relaxing((3_000, OverflowTo(QueueId("other"))), requires="billing"), queue("other", requires=asks("spanish"))],
        [agent("x", "other", skills=(("billing", 90),)), agent("y", "other", skills=(("spanish", 1),))],
    )
    floor.sign_in("x", "y")
    place = floor.interaction(floor.arrive("i", "q")).place
    assert met_after(floor, "i", 3_000)
    assert floor.offered_to("i") == "y"
    assert (floor.interaction("i").queue_id, floor.interaction("i").place) == ("q", place)


def test_overflow_to_a_queue_that_asks_for_facts_tells_its_callers_apart() -> None:
    """Found by review: the facts that only the other queue looks at did not count, so all stood in one line."""
    floor = Floor(
        [relaxing((3_000, OverflowTo(QueueId("other")))), queue("other", requires=asks("lang_{language}"))],
        [agent("x", "other", skills=(("lang_en", 50),)), agent("y", "other", skills=(("lang_zh", 50),))],
    )
    floor.sign_in("x", "y")
    floor.arrive("i", "q", Asked(facts=(("language", "zh"),)))
    floor.arrive("j", "q", Asked(facts=(("language", "en"),)))
    floor.wait(5_000)
    assert (floor.offered_to("i"), floor.offered_to("j")) == ("y", "x")


def test_priority_is_raised_where_priorities_count() -> None:
    floor = Floor(
        [relaxing((4_000, RaisePriority(5))), queue("r", priority=3)],
        [agent("x", "q", "r")],
        strategy=InteractionStrategy(InteractionChoice.PRIORITY),
    )
    floor.arrive("i", "q")
    floor.arrive("j", "r")
    floor.wait(5_000)
    floor.sign_in("x")
    assert (floor.offered_to("i"), floor.stage("j")) == ("x", WAITING)


def test_the_last_resort_takes_the_caller_out_of_the_queue() -> None:
    floor = Floor([relaxing((4_000, HandTo("voicemail")))], [agent("x", "q")])
    floor.arrive("i", "q")
    floor.wait(4_000)
    assert floor.stage("i") is AWAY
    floor.sign_in("x")
    assert floor.stage("i") is AWAY


def test_a_step_is_left_out_for_good_when_too_few_wait_at_its_time() -> None:
    step = RelaxationStep(2_000, DropSkill("billing"), if_waiting_over=1)
    floor = Floor([queue("q", requires=asks("billing"), steps=(step,))], [agent("x", "q")])
    floor.sign_in("x")
    floor.arrive("i", "q")
    floor.wait(5_000)
    floor.arrive("j", "q")
    assert floor.stage("i") is WAITING
    assert (floor.interaction("i").steps, floor.interaction("i").taken) == (1, ())
    floor.wait(2_000)
    assert floor.offered_to("j") == "x", "at its own time two wait"


def test_a_step_may_depend_on_the_estimated_wait() -> None:
    step = RelaxationStep(1_000, HandTo("callback"), if_estimated_wait_over_ms=30_000)
    floor = Floor([queue("q", 0, steps=(step,), offer_timeout_ms=600_000)], [agent("x", "q", automatic=True)])
    floor.arrive("before", "q")
    floor.wait(2_000)
    assert floor.stage("before") is WAITING, "nothing is known of waits yet"
    statistics = floor.state.queues[QueueId("q")].statistics
    statistics.starts, statistics.busy_ms = 50.0, 50.0 * 60_000
    floor.arrive("i", "q")
    floor.wait(1_000)
    assert floor.stage("i") is AWAY, "an agent comes every minute, and one waits before"


def test_steps_of_one_time_are_taken_in_their_order() -> None:
    floor = Floor(
        [relaxing((2_000, LowerLevel("a", 10)), (2_000, DropSkill("b")), requires="a >= 90 and b")],
        [agent("x", "q", skills=(("a", 10),))],
    )
    floor.sign_in("x")
    floor.arrive("i", "q")
    assert met_after(floor, "i", 2_000)
    assert floor.interaction("i").taken == (0, 1)


def test_no_step_is_taken_while_an_offer_stands_and_what_was_due_is_made_up_for_after_it() -> None:
    """Found by review: steps and limits went on while an agent looked at the offer."""
    floor = Floor([relaxing((3_000, RaisePriority(5)))], [agent("x", "q")])
    floor.sign_in("x")
    floor.arrive("i", "q")
    floor.wait(8_000)
    assert floor.interaction("i").steps == 0
    floor.decline("x")
    floor.wait(0)
    assert (floor.interaction("i").steps, floor.interaction("i").priority) == (1, 5)


def test_the_longest_wait_does_not_end_a_call_that_stands_offered() -> None:
    """Found by review: the limit came while the offer stood, and stopped the center."""
    floor = Floor(
        [queue("q", admission=Admission(wait_ms_max=5_000), offer_timeout_ms=60_000)], [agent("x", "q"), agent("y")]
    )
    floor.sign_in("x")
    floor.arrive("i", "q")
    floor.wait(10_000)
    assert floor.offered_to("i") == "x"
    floor.decline("x")
    floor.wait(0)
    assert floor.stage("i") is AWAY


def test_a_wait_begun_anew_begins_with_the_first_step() -> None:
    floor = Floor([relaxing((3_000, AskInstead(ANYONE)), requires="billing")], [agent("x", "q")])
    floor.sign_in("x")
    floor.arrive("i", "q")
    assert met_after(floor, "i", 3_000)
    floor.decline("x")
    assert floor.interaction("i").taken == (0,), "a failed offer takes no step back"


def test_a_step_relaxes_what_holds_when_its_time_comes_and_nothing_that_is_asked_later() -> None:
    wider = "(spanish >= 30 and billing >= 40) or spanish >= 80"
    steps = (5_000, LowerLevel("spanish", 30)), (10_000, AskInstead(asks(wider)))
    rules = relaxing(*steps, requires="spanish >= 30 and billing >= 60")
    ann = replace(agent("ann", "q"), skills=(("spanish", 30),))
    floor = Floor([rules], [ann])
    floor.sign_in("ann")
    floor.arrive("i", "q")
    assert not met_after(floor, "i", 20_000), "thirty of Spanish alone was never enough"
