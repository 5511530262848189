"""A configuration in mid-flight: what is in hand is finished, what stands offered or waits goes by the new rules."""

import pytest

from routing.asking import Asked, PreferredAgent, Unavailable
from routing.commands import (
    CompleteInteraction,
    ConfigureRouting,
    EndInteraction,
    EnqueueInteraction,
    OpenInteraction,
    RoutingCommand,
    SetActivity,
    SetDesktopState,
    SetPhoneState,
)
from routing.configuration import Admission, MediumConfiguration, RoutingConfiguration
from routing.copying import replace
from routing.evolve import evolve
from routing.machines.interaction import InteractionStage
from routing.matching import match_touched
from routing.overrides import AgentOverride
from routing.rejections import Rejection
from routing.relaxation import DropSkill, RelaxationStep
from routing.settling import settle
from routing.state import RoutingState, logical
from routing.supervisor_commands import SetOverride
from routing.vocabulary import Activity, AgentId, ContactId, EndCause, InteractionId, Medium, QueueId
from tests.unit.routing.floor import PROVIDER, Floor, agent, asks, queue

pytestmark = pytest.mark.unit

CHAT = Medium.CHAT
MEDIA = (MediumConfiguration(CHAT, 50, 2), MediumConfiguration(Medium.MAIL, 50, 2, (CHAT,)))
WAITING, AWAY = InteractionStage.WAITING, InteractionStage.SELF_SERVICE


def with_chats(count: int, offered: bool = False) -> Floor:
    floor = Floor([queue("q", 0), queue("r", 0)], [agent("x", "q")], MEDIA)
    floor.sign_in("x")
    for number in range(count):
        floor.submit(f"c{number}", "q", CHAT)
        floor.accept("x")
    if offered:
        floor.submit("offered", "q", CHAT)
        assert floor.offered_to("offered") == "x"
    return floor


def test_other_skills_and_requirements_let_those_meet_who_fit_now() -> None:
    floor = Floor([queue("q", requires=asks("billing"))], [agent("x", "q")])
    floor.sign_in("x")
    place = floor.interaction(floor.arrive("i", "q")).place
    floor.configure([queue("q", requires=asks("spanish"))], [agent("x", "q", skills=(("spanish", 9),))])
    assert (floor.offered_to("i"), floor.interaction("i").place) == ("x", place)


def test_steps_that_were_taken_hold_by_their_number() -> None:
    steps = (RelaxationStep(1_000, DropSkill("billing")), RelaxationStep(60_000, DropSkill("spanish")))
    floor = Floor([queue("q", requires=asks("billing and spanish"), steps=steps)], [agent("x", "q")])
    floor.sign_in("x")
    floor.arrive("i", "q")
    floor.wait(1_000)
    floor.configure([queue("q", requires=asks("billing"), steps=steps[:1])], [agent("x", "q")])
    assert floor.offered_to("i") == "x"


def test_an_offer_for_which_there_is_no_room_any_more_is_taken_back() -> None:
    """Found by review: it stood, and the agent would have carried too much."""
    floor = with_chats(1, offered=True)
    floor.configure([queue("q", 0)], [agent("x", "q")], (MediumConfiguration(CHAT, 60, 2),))
    assert floor.stage("offered") is WAITING
    floor.give(CompleteInteraction(AgentId("x"), InteractionId("c0")))
    assert floor.offered_to("offered") == "x"


def test_what_is_in_hand_is_finished_though_it_is_more_than_an_agent_may_carry_now() -> None:
    """Found by review: our own rule called it broken."""
    floor = with_chats(2)
    floor.configure([queue("q", 0)], [agent("x", "q")], (MediumConfiguration(CHAT, 60, 1),))
    assert len(floor.agent("x").assignments) == 2
    floor.submit("c2", "q", CHAT)
    floor.give(CompleteInteraction(AgentId("x"), InteractionId("c0")))
    assert floor.stage("c2") is WAITING
    floor.give(CompleteInteraction(AgentId("x"), InteractionId("c1")))
    assert floor.offered_to("c2") == "x"


def test_what_was_laid_aside_is_gone_on_with_when_there_is_room_by_the_new_rules() -> None:
    floor = Floor([queue("q", 0)], [agent("x", "q", capacity=60)], MEDIA)
    floor.sign_in("x")
    floor.submit("m", "q", Medium.MAIL)
    floor.accept("x")
    floor.submit("c", "q", CHAT)
    floor.accept("x")
    assert floor.agent("x").assignments[InteractionId("m")].is_parked
    floor.configure([queue("q", 0)], [agent("x", "q", capacity=100)], MEDIA)
    assert not floor.agent("x").assignments[InteractionId("m")].is_parked


def gone(floor: Floor) -> None:
    floor.configure([queue("q", 0), queue("r", 0)], [], MEDIA)


def test_an_agent_who_is_gone_from_the_text_gets_nothing_new_by_an_override() -> None:
    """Found by review: the override still made the agent a member of its queues."""
    floor = with_chats(1)
    override = AgentOverride(floor.now_ms + 3_600_000, more_queues=(QueueId("r"),))
    floor.give(SetOverride(AgentId("x"), override))
    gone(floor)
    floor.submit("c1", "r", CHAT)
    assert floor.stage("c1") is WAITING
    assert floor.give(CompleteInteraction(AgentId("x"), InteractionId("c0"))) is None


def test_nor_by_being_asked_for_by_name() -> None:
    """Found by review: whoever is preferred needs no queue, and so got it."""
    floor = with_chats(1)
    gone(floor)
    floor.submit("c1", "r", CHAT, Asked(preferred=PreferredAgent(AgentId("x"), 5_000)))
    assert floor.stage("c1") is WAITING


def test_a_journal_in_which_an_agent_goes_is_folded_and_then_gone_on_with() -> None:
    """Found by the simulator, seed 8: folding matches nobody, and the first input after it looked for who had gone."""
    live, folded = RoutingState(), RoutingState()
    text = RoutingConfiguration((queue("q"),), (agent("x", "q"),), ())
    commands: list[RoutingCommand] = [
        ConfigureRouting(text),
        SetPhoneState(PROVIDER, "phone/x", True, False),
        SetDesktopState(AgentId("x"), True),
        OpenInteraction(InteractionId("i"), ContactId("c"), Medium.VOICE, PROVIDER),
        EnqueueInteraction(InteractionId("i"), QueueId("q")),
        SetActivity(AgentId("x"), Activity.AVAILABLE, ""),
        EndInteraction(InteractionId("i"), EndCause.CALLER_HUNG_UP),
        ConfigureRouting(replace(text, agents=())),
    ]
    for seq, command in enumerate(commands):
        events = settle(live, command, 1_000, seq)
        assert not isinstance(events, Rejection)
        for event in events:
            evolve(folded, event, 1_000, seq)
    assert logical(folded) == logical(live)
    assert list(match_touched(folded, 2_000)) == []


def test_who_waits_for_an_agent_who_is_gone_goes_on() -> None:
    """Found by review: they waited until the time they had set themselves."""
    floor = Floor([queue("q")], [agent("x", "q"), agent("y", "q")])
    floor.sign_in("x", "y")
    floor.phone("y", is_in_use=True)
    preferred = PreferredAgent(AgentId("y"), 600_000, Unavailable.WAIT, Unavailable.WAIT)
    floor.arrive("i", "q", Asked(preferred=preferred))
    assert floor.stage("i") is WAITING
    floor.configure([queue("q")], [agent("x", "q")])
    assert floor.offered_to("i") == "x"


def test_a_queue_that_loses_its_agents_is_left_by_those_who_wait() -> None:
    """Found by review: only signing out emptied a queue."""
    left = queue("q", admission=Admission(leave_when_empty=True))
    floor = Floor([left, queue("r")], [agent("x", "q")])
    floor.sign_in("x")
    floor.phone("x", is_reachable=False)
    floor.arrive("i", "q")
    floor.configure([left, queue("r")], [agent("x", "r")])
    assert floor.stage("i") is AWAY
    assert floor.agent("x").activity is Activity.AVAILABLE
