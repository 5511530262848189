"""The agent who is waited for first: how long, when busy, when absent; and those who are never asked."""

import pytest

from routing.asking import Asked, PreferredAgent, Unavailable
from routing.commands import WithdrawWork
from routing.configuration import MediumConfiguration
from routing.machines.interaction import InteractionStage
from routing.vocabulary import Activity, AgentId, InteractionId, Medium
from tests.unit.routing.floor import Floor, agent, asks, queue

pytestmark = pytest.mark.unit

WAITING = InteractionStage.WAITING
WAIT, GO_ON = Unavailable.WAIT, Unavailable.GO_ON


def for_carol(wait_ms: int = 20_000, if_busy: Unavailable = WAIT, if_absent: Unavailable = GO_ON) -> Asked:
    return Asked(preferred=PreferredAgent(AgentId("carol"), wait_ms, if_busy, if_absent))


@pytest.fixture
def floor() -> Floor:
    return Floor([queue("q"), queue("r")], [agent("ann", "q"), agent("ben", "q"), agent("carol", "q")])


def test_the_preferred_agent_gets_the_contact_though_others_have_been_free_for_longer(floor: Floor) -> None:
    floor.sign_in("ann", "ben", "carol")
    floor.arrive("i", "q", for_carol())
    assert floor.offered_to("i") == "carol"


def test_the_preferred_agent_needs_neither_queue_nor_skills() -> None:
    floor = Floor([queue("q", requires=asks("billing")), queue("r")], [agent("ann", "q"), agent("carol", "r")])
    floor.sign_in("ann", "carol")
    floor.arrive("i", "q", for_carol())
    assert floor.offered_to("i") == "carol"


def test_a_busy_one_is_waited_for_so_long_and_then_anybody_may_be_asked(floor: Floor) -> None:
    floor.sign_in("carol")
    floor.arrive("before", "q")
    floor.talk("carol")
    floor.sign_in("ann")
    floor.arrive("i", "q", for_carol(wait_ms=20_000))
    floor.wait(19_999)
    assert floor.stage("i") is WAITING, "ann is free, and not asked"
    floor.wait(1)
    assert floor.offered_to("i") == "ann"


def test_a_busy_one_is_not_waited_for_when_the_customer_does_not_want_to(floor: Floor) -> None:
    floor.sign_in("carol")
    floor.arrive("before", "q")
    floor.talk("carol")
    floor.sign_in("ann")
    floor.arrive("i", "q", for_carol(if_busy=GO_ON))
    assert floor.offered_to("i") == "ann"


def test_who_waits_for_one_who_becomes_busy_may_go_on_at_once(floor: Floor) -> None:
    floor.sign_in("carol", "ann")
    floor.phone("carol", is_reachable=False)
    floor.phone("ann", is_reachable=False)
    floor.arrive("first", "q", for_carol(if_busy=GO_ON, if_absent=WAIT))
    floor.arrive("second", "q", for_carol(if_busy=GO_ON, if_absent=WAIT))
    floor.phone("ann")
    assert floor.stage("first") is floor.stage("second") is WAITING
    floor.phone("carol")
    assert (floor.offered_to("first"), floor.offered_to("second")) == ("carol", "ann")


def test_an_absent_one_is_not_waited_for_unless_asked_to(floor: Floor) -> None:
    floor.sign_in("ann", "ben")
    floor.arrive("i", "q", for_carol())
    assert floor.offered_to("i") == "ann"
    floor.arrive("j", "q", for_carol(if_absent=WAIT))
    assert floor.stage("j") is WAITING
    floor.sign_in("carol")
    assert floor.offered_to("j") == "carol"


def test_an_agent_nobody_knows_is_never_waited_for(floor: Floor) -> None:
    floor.sign_in("ann")
    floor.arrive("i", "q", Asked(preferred=PreferredAgent(AgentId("nobody"), 20_000, WAIT, WAIT)))
    assert floor.offered_to("i") == "ann"


def test_who_waits_for_an_agent_who_leaves_goes_on(floor: Floor) -> None:
    floor.sign_in("carol")
    floor.arrive("before", "q")
    floor.decline("carol")
    floor.phone("carol", is_in_use=True)
    floor.sign_in("ann")
    floor.arrive("i", "q", for_carol(wait_ms=600_000))
    assert floor.stage("i") is WAITING
    floor.accept("ann")
    floor.activity("carol", Activity.ON_BREAK, "lunch")
    floor.sign_in("ben")
    assert floor.offered_to("i") == "ben"


def test_the_place_in_line_is_that_of_the_arrival_whoever_was_waited_for(floor: Floor) -> None:
    floor.sign_in("carol")
    floor.phone("carol", is_in_use=True)
    floor.arrive("i", "q", for_carol(wait_ms=30_000))
    floor.arrive("j", "q")
    floor.wait(40_000)
    floor.sign_in("ann")
    assert (floor.offered_to("i"), floor.stage("j")) == ("ann", WAITING)


def test_the_preference_does_not_end_while_the_preferred_agent_looks_at_the_offer(floor: Floor) -> None:
    """Found by review: its time went on, though it stood offered already."""
    floor.sign_in("carol", "ann")
    floor.arrive("i", "q", for_carol(wait_ms=5_000))
    floor.wait(9_000)
    assert floor.interaction("i").is_preferring
    floor.phone("carol", is_reachable=False)
    floor.wait(0)
    assert floor.offered_to("i") == "ann", "now it is over"


def test_an_excluded_agent_is_never_asked(floor: Floor) -> None:
    floor.sign_in("ann", "ben")
    floor.arrive("i", "q", Asked(excluded=(AgentId("ann"),)))
    assert floor.offered_to("i") == "ben"
    floor.decline("ben")
    floor.wait(29_999)
    assert floor.stage("i") is WAITING
    floor.wait(600_000)
    assert floor.offered_to("i") != "ann"


MIXED = (MediumConfiguration(Medium.VOICE, 100, 1), MediumConfiguration(Medium.CHAT, 50, 2))


@pytest.mark.parametrize("has_chatted_before", [False, True])
def test_whether_an_agent_is_busy_is_judged_by_what_is_in_hand_and_not_by_what_was_once_asked(
    has_chatted_before: bool,
) -> None:
    """Found by review: an agent with a chat counted as free for a call if some chat had ever waited in the queue."""
    floor = Floor([queue("q"), queue("r")], [agent("ann", "q"), agent("carol", "q", "r")], MIXED)
    if has_chatted_before:
        floor.submit("c0", "r", Medium.CHAT)
        floor.give(WithdrawWork(InteractionId("c0")))
    floor.sign_in("carol")
    floor.submit("c1", "q", Medium.CHAT)
    floor.accept("carol")
    floor.sign_in("ann")
    floor.arrive("i", "q", for_carol(if_busy=GO_ON))
    assert floor.offered_to("i") == "ann"


def test_a_preferred_agent_with_room_beside_other_work_is_not_busy() -> None:
    floor = Floor([queue("q")], [agent("ann", "q"), agent("carol", "q")], MIXED)
    floor.sign_in("carol")
    floor.submit("c1", "q", Medium.CHAT)
    floor.accept("carol")
    floor.sign_in("ann")
    floor.submit("c2", "q", Medium.CHAT, for_carol(if_busy=GO_ON))
    assert floor.offered_to("c2") == "carol"


def test_one_whose_phone_or_desktop_is_gone_is_as_absent_as_one_on_a_break(floor: Floor) -> None:
    floor.sign_in("ann", "carol")
    floor.desktop("carol", is_open=False)
    floor.arrive("i", "q", for_carol())
    assert floor.offered_to("i") == "ann"
    floor.desktop("carol")
    floor.phone("carol", is_reachable=False)
    floor.sign_in("ben")
    floor.arrive("j", "q", for_carol())
    assert floor.offered_to("j") == "ben"


def test_who_is_turned_down_by_the_preferred_agent_goes_on_to_the_others(floor: Floor) -> None:
    floor.sign_in("carol", "ann")
    floor.arrive("i", "q", for_carol())
    floor.decline("carol")
    assert floor.offered_to("i") == "ann"
