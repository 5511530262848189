"""Whom a queue takes in, for how long and at which place; callers who give up; callbacks that keep their place."""

import pytest

from routing.asking import Asked, PreferredAgent
from routing.commands import (
    ConfirmConnected,
    EndInteraction,
    EnqueueInteraction,
    FailConnection,
    KeepPlaceForCallback,
    LeaveQueue,
    SubmitWork,
    TransferToAgent,
    WithdrawWork,
)
from routing.configuration import Admission, MediumConfiguration
from routing.copying import replace
from routing.indexing import reindex
from routing.machines.interaction import InteractionStage
from routing.overrides import QueueMode
from routing.rejections import RejectionCode
from routing.relaxation import OverflowTo, RelaxationStep
from routing.requirements import AtLeast
from routing.settling import settle
from routing.supervisor_commands import CloseMissedContact, SetQueueMode
from routing.vocabulary import Activity, AgentId, ContactId, EndCause, InteractionId, Medium, PartyId, QueueId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

WAITING, AWAY = InteractionStage.WAITING, InteractionStage.SELF_SERVICE
MEDIA = (
    MediumConfiguration(Medium.VOICE, 100, 1),
    MediumConfiguration(Medium.CALLBACK, 100, 1),
    MediumConfiguration(Medium.CHAT, 50, 2),
)
ME = Asked(party_id=PartyId("me"))


def one_queue(*agents: str, **admission: int | bool) -> Floor:
    rules = Admission(**admission)  # type: ignore[arg-type]
    return Floor([queue("q", admission=rules)], [agent(name, "q") for name in agents or ("x",)], MEDIA)


def hang_up(floor: Floor, name: str) -> None:
    floor.give(EndInteraction(InteractionId(name), EndCause.CALLER_HUNG_UP))


def test_a_full_queue_takes_nobody_in_and_those_who_are_offered_do_not_count() -> None:
    floor = one_queue(waiting_max=2)
    floor.sign_in("x")
    for name in ("i", "j", "k"):
        floor.arrive(name, "q")
    assert floor.call("l", "q") is RejectionCode.QUEUE_FULL
    hang_up(floor, "j")
    assert floor.give(EnqueueInteraction(InteractionId("l"), QueueId("q"))) is None


def test_a_full_queue_takes_in_whoever_is_taken_at_once() -> None:
    rules = Admission(waiting_max=1)
    people = [replace(agent("ann", "q"), skills=(("rare", 50),)), agent("ben", "q")]
    floor = Floor([queue("q", admission=rules)], people, MEDIA)
    floor.sign_in("ben")
    floor.arrive("waits", "q", Asked(requires=AtLeast("rare", 50)))
    assert floor.call("i", "q") is None and floor.offered_to("i") == "ben"
    assert floor.call("j", "q") is RejectionCode.QUEUE_FULL


def test_an_old_place_makes_nobody_late_for_the_longest_wait_and_a_full_queue_is_open_for_it() -> None:
    floor = one_queue(wait_ms_max=300_000, resume_within_ms=600_000, waiting_max=1)
    floor.arrive("first", "q", ME)
    floor.wait(250_000)
    hang_up(floor, "first")
    floor.wait(100_000)
    floor.arrive("newcomer", "q")
    floor.arrive("again", "q", ME)
    assert floor.stage("again") is WAITING
    assert [name for _, name in floor.state.queues[QueueId("q")].order] == ["again", "newcomer"]
    floor.wait(299_000)
    assert floor.stage("again") is WAITING


def test_nobody_waits_for_longer_than_the_queue_lets_them() -> None:
    floor = one_queue(wait_ms_max=10_000)
    floor.arrive("i", "q")
    floor.wait(9_999)
    assert floor.stage("i") is WAITING
    floor.wait(1)
    assert floor.stage("i") is AWAY


@pytest.mark.parametrize("mode", [QueueMode.CLOSED, QueueMode.HOLIDAY, QueueMode.EMERGENCY])
def test_a_mode_keeps_callers_out_until_it_ends_and_lets_those_inside_wait(mode: QueueMode) -> None:
    floor = one_queue()
    floor.arrive("inside", "q")
    assert floor.give(SetQueueMode(QueueId("q"), mode, floor.now_ms + 60_000)) is None
    assert floor.call("i", "q") is RejectionCode(f"queue_{mode.value}")
    assert floor.stage("inside") is WAITING
    floor.wait(60_000)
    assert floor.give(EnqueueInteraction(InteractionId("i"), QueueId("q"))) is None


def test_a_mode_without_an_end_ends_by_being_told_so() -> None:
    floor = one_queue()
    floor.give(SetQueueMode(QueueId("q"), QueueMode.EMERGENCY, 0))
    floor.wait(86_400_000)
    assert floor.call("i", "q") is RejectionCode.QUEUE_EMERGENCY
    floor.give(SetQueueMode(QueueId("q"), QueueMode.OPEN, 0))
    assert floor.call("j", "q") is None
    past = SetQueueMode(QueueId("q"), QueueMode.CLOSED, floor.now_ms - 1)
    assert floor.give(past) is RejectionCode.NOT_ALLOWED_NOW


def test_a_queue_whose_last_agent_leaves_is_left_by_those_who_wait() -> None:
    floor = one_queue("x", "y", leave_when_empty=True)
    assert floor.call("early", "q") is RejectionCode.QUEUE_EMPTY
    floor.sign_in("x", "y")
    floor.activity("x", Activity.ON_BREAK, "lunch")
    floor.phone("y", is_reachable=False)
    floor.arrive("i", "q")
    floor.activity("y", Activity.SIGNED_OUT)
    assert floor.stage("i") is WAITING, "x is on a break, and will be back"
    floor.activity("x", Activity.SIGNED_OUT)
    assert floor.stage("i") is AWAY


def test_who_comes_back_from_a_failed_offer_to_a_queue_that_was_left_by_all_leaves_it_too() -> None:
    """Found by review: only those who waited when the last agent left were told."""
    step = RelaxationStep(1_000, OverflowTo(QueueId("r")))
    left = queue("q", admission=Admission(leave_when_empty=True), steps=(step,))
    floor = Floor([left, queue("r")], [agent("x", "q"), agent("y", "r")], MEDIA)
    floor.sign_in("x", "y")
    floor.phone("x", is_reachable=False)
    floor.arrive("i", "q")
    floor.wait(1_000)
    assert floor.offered_to("i") == "y"
    floor.activity("x", Activity.SIGNED_OUT)
    floor.decline("y")
    assert floor.stage("i") is AWAY


# Those who wait for one agent, where nobody serves the queue.


def last_agent_hands_on() -> Floor:
    """The last agent of a queue without wrap-up, who wants to sign out afterwards, hands a caller to one of another."""
    left = queue("q", wrap_up_ms_max=0, admission=Admission(leave_when_empty=True))
    floor = Floor([left, queue("r")], [agent("x", "q"), agent("y", "r")], MEDIA)
    floor.sign_in("x", "y")
    floor.arrive("i", "q")
    floor.talk("x")
    floor.activity("x", Activity.SIGNED_OUT)
    assert floor.give(TransferToAgent(AgentId("x"), InteractionId("i"), AgentId("y"))) is None
    assert floor.agent("x").activity is Activity.SIGNED_OUT
    return floor


def test_whom_the_last_agent_of_a_queue_hands_to_another_agent_is_not_swept_out() -> None:
    """Found by review: the giver signs out by what was chosen for afterwards, in the input that hands on."""
    floor = last_agent_hands_on()
    assert floor.offered_to("i") == "y"
    floor.talk("y")


def test_who_waits_for_one_agent_leaves_an_empty_queue_once_that_agent_is_not_to_be_had() -> None:
    declined, gone = last_agent_hands_on(), last_agent_hands_on()
    declined.decline("y")
    gone.activity("y", Activity.SIGNED_OUT)
    assert declined.stage("i") is gone.stage("i") is AWAY


def test_who_waits_for_one_agent_leaves_an_empty_queue_when_that_wait_is_over() -> None:
    left = queue("q", admission=Admission(leave_when_empty=True))
    floor = Floor([left, queue("r")], [agent("x", "q"), agent("y", "r")], MEDIA)
    floor.sign_in("y")
    floor.phone("y", is_in_use=True)
    floor.arrive("i", "q", Asked(preferred=PreferredAgent(AgentId("y"), 20_000)))
    floor.sign_in("x")
    floor.phone("x", is_reachable=False)
    floor.arrive("j", "q")
    floor.activity("x", Activity.SIGNED_OUT)
    assert (floor.stage("i"), floor.stage("j")) == (WAITING, AWAY), "y is busy, and will be free again"
    floor.wait(20_000)
    assert floor.stage("i") is AWAY


def test_an_empty_queue_takes_in_whoever_waits_for_one_agent_who_is_to_be_had() -> None:
    left = queue("q", admission=Admission(leave_when_empty=True))
    floor = Floor([left, queue("r")], [agent("x", "q"), agent("y", "r")], MEDIA)
    floor.sign_in("y")
    assert floor.call("i", "q", Asked(preferred=PreferredAgent(AgentId("x"), 20_000))) is RejectionCode.QUEUE_EMPTY
    assert floor.call("j", "q", Asked(preferred=PreferredAgent(AgentId("y"), 20_000))) is None
    assert floor.offered_to("j") == "y"


# Those who give up.


def test_who_gave_up_and_calls_back_in_time_has_the_place_again() -> None:
    floor = one_queue(resume_within_ms=60_000)
    floor.arrive("i", "q", ME)
    place = floor.interaction("i").place
    floor.arrive("other", "q")
    hang_up(floor, "i")
    assert list(floor.state.missed) == ["c-i"]
    floor.arrive("again", "q", ME)
    assert floor.interaction("again").place == place
    assert not floor.state.missed
    floor.sign_in("x")
    assert floor.offered_to("again") == "x"


def test_who_calls_back_too_late_waits_behind_the_others_and_need_not_be_called() -> None:
    floor = one_queue(resume_within_ms=60_000)
    floor.arrive("i", "q", ME)
    hang_up(floor, "i")
    floor.wait(60_000)
    floor.arrive("other", "q")
    floor.arrive("again", "q", ME)
    assert floor.interaction("again").place > floor.interaction("other").place
    assert not floor.state.missed


def test_those_who_do_not_call_back_are_a_work_list_until_somebody_has_seen_to_them() -> None:
    floor = one_queue(resume_within_ms=1_000)
    floor.arrive("i", "q", ME)
    hang_up(floor, "i")
    assert floor.give(CloseMissedContact(ContactId("c-i"))) is None
    assert floor.give(CloseMissedContact(ContactId("c-i"))) is RejectionCode.UNKNOWN_INTERACTION
    floor.arrive("j", "q", ME)
    hang_up(floor, "j")
    floor.wait(7 * 86_400_000)
    assert not floor.state.missed, "and not for ever"


def test_only_who_gives_up_while_waiting_is_missed() -> None:
    floor = one_queue(resume_within_ms=60_000)
    floor.arrive("i", "q", ME)
    floor.give(LeaveQueue(InteractionId("i"), "voicemail"))
    hang_up(floor, "i")
    assert not floor.state.missed
    floor.arrive("nobody", "q")
    hang_up(floor, "nobody")
    assert not floor.state.missed, "nobody knows whom to call"


def test_a_contact_that_gives_up_in_two_queues_is_on_the_list_once() -> None:
    """Found by review: the second entry took the first one's name, and the next try of the party stopped the center."""
    rules = Admission(resume_within_ms=60_000)
    floor = Floor([queue("q", admission=rules), queue("r", admission=rules)], [agent("x", "q", "r")], MEDIA)
    for name, queue_name in (("i", "q"), ("j", "r")):
        floor.give(SubmitWork(InteractionId(name), ContactId("c"), Medium.CHAT, QueueId(queue_name), ME))
    for name in ("i", "j"):
        floor.give(WithdrawWork(InteractionId(name)))
    assert [missed.queue_id for missed in floor.state.missed.values()] == ["r"]
    for number, queue_name in enumerate("rqrq"):
        assert floor.submit(f"again{number}", queue_name, Medium.CHAT, ME) is None


def test_two_who_are_sent_to_a_queue_in_one_input_are_told_apart() -> None:
    """Found by review: they have one place, and the queue's statistics knew those who wait by it alone."""
    floor = one_queue("x")
    for name in ("i", "j"):
        floor.arrive(name, "q")
        floor.give(LeaveQueue(InteractionId(name), "elsewhere"))
    for name in ("i", "j"):
        settle(floor.state, EnqueueInteraction(InteractionId(name), QueueId("q")), floor.now_ms, floor.seq)
    assert floor.interaction("i").place == floor.interaction("j").place
    floor.sign_in("x")
    assert (floor.offered_to("i"), floor.stage("j")) == ("x", WAITING)
    hang_up(floor, "j")
    floor.accept("x")
    assert not floor.state.queues[QueueId("q")].statistics.waiting


# Callbacks.


def test_callbacks_keep_their_place_among_callers_and_no_more_are_dialled_than_agents() -> None:
    """75 callers and 75 who will be called back, four agents: served as they first arrived."""
    names = ("w", "x", "y", "z")
    floor = one_queue(*names)
    for number in range(150):
        floor.arrive(f"i{number:03}", "q")
    for number in range(0, 150, 2):
        assert floor.give(KeepPlaceForCallback(InteractionId(f"i{number:03}"))) is None
        hang_up(floor, f"i{number:03}")
    floor.sign_in(*names)
    served: list[InteractionId] = []
    while len(served) < 150:
        for name in names:
            if floor.agent(name).offers:
                floor.accept(name)
                served.append(floor.in_hand(name).interaction_id)
        dialled = [
            one
            for one in floor.state.interactions.values()
            if one.medium is Medium.CALLBACK and one.stage is InteractionStage.CONNECTING
        ]
        assert len(dialled) <= len(names)
        for name in names:
            if floor.agent(name).assignments:
                interaction_id = floor.in_hand(name).interaction_id
                floor.give(ConfirmConnected(interaction_id))
                floor.give(EndInteraction(interaction_id, EndCause.CALLER_HUNG_UP))
                floor.finish(name, interaction_id)
    assert served == [f"i{number:03}" for number in range(150)]


def test_a_center_without_callbacks_keeps_nobodys_place() -> None:
    floor = Floor([queue("q")], [agent("x", "q")])
    floor.arrive("i", "q")
    assert floor.give(KeepPlaceForCallback(InteractionId("i"))) is RejectionCode.NOT_SUPPORTED


def test_a_center_without_voice_refuses_calls() -> None:
    """Found by review: the line for a medium that the center does not know stopped it."""
    floor = Floor([queue("q")], [agent("x", "q")], (MediumConfiguration(Medium.CHAT, 50, 2),))
    assert floor.call("i", "q") is RejectionCode.NOT_SUPPORTED


def test_the_place_in_line_survives_every_failure() -> None:
    floor = one_queue("x", "y", "z")
    floor.arrive("i", "q")
    place = floor.interaction("i").place
    for name in ("j", "k"):
        floor.arrive(name, "q")
    floor.sign_in("x")
    floor.decline("x")
    assert (floor.stage("i"), floor.interaction("i").place) == (WAITING, place)
    floor.sign_in("y")
    assert floor.offered_to("i") == "y"
    floor.wait(15_000)
    assert (floor.agent("y").activity, floor.interaction("i").place) == (Activity.NOT_RESPONDING, place)
    floor.sign_in("z")
    floor.accept("z")
    floor.give(FailConnection(InteractionId("i"), EndCause.BUSY))
    reindex(floor.state)  # as after a restart
    order = floor.state.queues[QueueId("q")].order
    assert order[0] == (place, "i"), "still the first in line"
