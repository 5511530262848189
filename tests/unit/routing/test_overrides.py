"""Other skills and queues for an agent today, until they end."""

import pytest

from routing.configuration import Admission, InteractionChoice, InteractionStrategy
from routing.machines.interaction import InteractionStage
from routing.overrides import NO_OVERRIDE, AgentOverride
from routing.rejections import RejectionCode
from routing.supervisor_commands import SetOverride
from routing.vocabulary import Activity, AgentId, QueueId
from tests.unit.routing.floor import Floor, agent, asks, queue

pytestmark = pytest.mark.unit

WAITING = InteractionStage.WAITING
Q, R = QueueId("q"), QueueId("r")
HOUR_MS = 3_600_000


@pytest.fixture
def floor() -> Floor:
    floor = Floor(
        [queue("q", requires=asks("billing >= 50")), queue("r")], [agent("x", "q", skills=(("billing", 60),))]
    )
    floor.sign_in("x")
    return floor


def override(floor: Floor, **rules: object) -> RejectionCode | None:
    given = AgentOverride(floor.now_ms + HOUR_MS, **rules)  # type: ignore[arg-type]
    return floor.give(SetOverride(AgentId("x"), given), after_ms=0)


def test_a_skill_may_be_lowered_or_taken_away_for_a_while(floor: Floor) -> None:
    assert override(floor, skills=(("billing", 0),)) is None
    floor.arrive("i", "q")
    assert floor.stage("i") is WAITING
    floor.wait(HOUR_MS)
    assert floor.offered_to("i") == "x", "the override has ended"


def test_a_skill_may_be_added_and_finds_who_waits_already() -> None:
    floor = Floor([queue("q", requires=asks("spanish"))], [agent("x", "q")])
    floor.sign_in("x")
    floor.arrive("i", "q")
    assert override(floor, skills=(("spanish", 80),)) is None
    assert floor.offered_to("i") == "x"


def test_a_queue_may_be_added_and_left_out(floor: Floor) -> None:
    floor.arrive("i", "r")
    assert override(floor, more_queues=(R,)) is None
    assert floor.offered_to("i") == "x"
    floor.decline("x")
    assert override(floor, without_queues=(Q,)) is None, "the new one takes the place of the old one"
    floor.arrive("j", "q")
    floor.wait(40_000)
    assert floor.stage("i") is floor.stage("j") is WAITING


def test_an_empty_override_ends_the_one_before(floor: Floor) -> None:
    override(floor, without_queues=(Q,))
    floor.arrive("i", "q")
    assert floor.give(SetOverride(AgentId("x"), NO_OVERRIDE)) is None
    assert floor.offered_to("i") == "x"
    floor.wait(2 * HOUR_MS)


def test_added_queues_come_last_in_the_agents_order() -> None:
    floor = Floor(
        [queue("q"), queue("r")], [agent("x", "q")], strategy=InteractionStrategy(InteractionChoice.AGENT_ORDER)
    )
    floor.arrive("first", "r")
    floor.arrive("second", "q")
    override(floor, more_queues=(R,))
    floor.sign_in("x")
    assert (floor.stage("first"), floor.offered_to("second")) == (WAITING, "x")


def test_what_makes_no_sense_is_refused(floor: Floor) -> None:
    late = AgentOverride(floor.now_ms, skills=(("billing", 1),))
    assert floor.give(SetOverride(AgentId("x"), late)) is RejectionCode.NOT_ALLOWED_NOW
    assert floor.give(SetOverride(AgentId("nobody"), late)) is RejectionCode.UNKNOWN_AGENT
    assert override(floor, skills=(("billing", 101),)) is RejectionCode.NOT_ALLOWED_NOW
    assert override(floor, more_queues=(QueueId("nowhere"),)) is RejectionCode.UNKNOWN_QUEUE
    assert floor.agent("x").override is NO_OVERRIDE


def test_who_works_today_for_a_queue_signs_in_to_it_too() -> None:
    floor = Floor([queue("q", admission=Admission(leave_when_empty=True)), queue("r")], [agent("x", "r")])
    override(floor, more_queues=(Q,))
    assert floor.call("i", "q") is RejectionCode.QUEUE_EMPTY
    floor.activity("x", Activity.AVAILABLE)
    assert floor.call("j", "q") is None


def test_a_queue_that_loses_its_last_agent_by_an_override_is_left_by_those_who_wait() -> None:
    """Found by review: only signing out emptied a queue."""
    floor = Floor([queue("q", admission=Admission(leave_when_empty=True)), queue("r")], [agent("x", "q")])
    floor.sign_in("x")
    floor.phone("x", is_reachable=False)
    floor.arrive("i", "q")
    override(floor, without_queues=(Q,))
    assert floor.stage("i") is InteractionStage.SELF_SERVICE
