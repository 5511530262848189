"""The caller hangs up, at each point: the agent's phone is let go, the agent is free or wraps up, nothing is left."""

from collections.abc import Callable

import pytest

from cic.calls.commands import AnswerLeg, HangUpLeg
from cic.calls.reports import LegAnswered, LegRinging
from cic.center.control_inputs import (
    HoldInteraction,
)
from cic.center.events import ContactClosed
from routing.eligibility import is_free
from routing.machines.assignment import AssignmentState
from routing.vocabulary import EndCause, InteractionId, LegId
from tests.harness.one_contact import in_hand
from tests.unit.center.hotline import ALICE, HUNG_UP, RATED_NUMBER, Hotline

pytestmark = pytest.mark.unit


def ringing_in(hotline: Hotline) -> None:
    hotline.call()


def welcomed(hotline: Hotline) -> None:
    hotline.call()
    hotline.done(AnswerLeg)


def offered(hotline: Hotline) -> None:
    hotline.caller_in_queue()


def dialled(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.accept()


def agent_ringing(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.give(LegRinging(hotline.accept()))


def bridge_forming(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.give(LegAnswered(hotline.accept()))


BEFORE_CONTACT = [ringing_in, welcomed, offered, dialled, agent_ringing, bridge_forming]


@pytest.mark.parametrize("point", BEFORE_CONTACT, ids=lambda point: point.__name__)
def test_before_anybody_talked_the_agent_is_free_and_the_contact_is_over(point: Callable[[Hotline], None]) -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    point(hotline)
    agent_legs = [leg_id for leg_id in hotline.state.calls.legs if leg_id != LegId("caller")]
    hotline.hang_up()
    assert [command.leg_id for command in hotline.asked_now() if isinstance(command, HangUpLeg)] == agent_legs
    assert [event.cause for event in hotline.events if isinstance(event, ContactClosed)] == [HUNG_UP]
    assert is_free(hotline.agent(ALICE))
    hotline.carry_out_hang_ups()
    assert hotline.is_empty()


def test_while_waiting_with_nobody_there() -> None:
    hotline = Hotline()
    hotline.caller_in_queue()
    hotline.hang_up()
    assert hotline.is_empty()


@pytest.mark.parametrize("is_held", [False, True], ids=["talking", "held"])
def test_during_the_talk_the_agent_wraps_up_and_then_the_contact_is_over(is_held: bool) -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.talk()
    if is_held:
        hotline.give(HoldInteraction(ALICE, interaction_id))
    hotline.hang_up()
    assert hotline.asked_now() == [HangUpLeg(agent_leg, EndCause.CALLER_HUNG_UP)]
    held = in_hand(hotline.agent(ALICE))
    assert held is not None and held.state is AssignmentState.WRAP_UP
    assert not hotline.of_type(ContactClosed), "the wrap-up is still to come"
    hotline.carry_out_hang_ups()
    assert hotline.finish(interaction_id) is None
    assert hotline.of_type(ContactClosed)
    assert hotline.is_empty() and is_free(hotline.agent(ALICE))


def test_during_the_talk_in_a_queue_without_wrap_up_the_contact_is_over_at_once() -> None:
    hotline = Hotline(wrap_up_ms_max=0)
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    hotline.talk()
    hotline.hang_up()
    assert len(hotline.of_type(ContactClosed)) == 1
    hotline.carry_out_hang_ups()
    assert hotline.is_empty() and is_free(hotline.agent(ALICE))


def test_during_the_thanks_after_the_agent_has_left() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.hang_up(hotline.talk(), EndCause.AGENT_HUNG_UP)
    hotline.hang_up()
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_after_the_wrap_up_was_finished_first() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.hang_up(hotline.talk(), EndCause.AGENT_HUNG_UP)
    assert hotline.finish(interaction_id) is None
    assert not hotline.of_type(ContactClosed), "the caller is still there"
    hotline.hang_up()
    assert hotline.of_type(ContactClosed)
    assert hotline.is_empty()


def test_told_twice_is_once() -> None:
    hotline = Hotline()
    hotline.caller_in_queue()
    hotline.hang_up()
    hotline.hang_up()
    assert hotline.events == ()


def test_an_agent_who_picks_up_just_then_is_hung_up_and_not_bridged() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    agent_leg = hotline.accept()
    hotline.hang_up()
    hotline.give(LegAnswered(agent_leg))
    assert hotline.asked_now() == []
    hotline.carry_out_hang_ups()
    assert hotline.is_empty()


def test_the_interaction_of_nobody_is_not_known() -> None:
    hotline = Hotline()
    assert InteractionId("i1") not in hotline.state.routing.interactions
    hotline.hang_up("stranger")
    assert hotline.events == ()


def test_a_caller_who_was_taken_for_lost_and_comes_back_is_a_new_contact() -> None:
    """By the same leg: the PBX was there all the time. The agent still wraps up the old contact."""
    hotline = Hotline()
    hotline.sign_in(ALICE)
    lost = hotline.caller_in_queue()
    hotline.talk()
    hotline.hang_up(cause=EndCause.LOST)
    hotline.carry_out_hang_ups()
    back = hotline.call()
    assert back != lost and len(hotline.state.contacts) == 2
    assert hotline.finish(lost) is None
    assert [event.cause for event in hotline.events if isinstance(event, ContactClosed)] == [EndCause.LOST]
    assert [contact.interaction_id for contact in hotline.state.contacts.values()] == [back]
    hotline.hang_up()
    assert not hotline.state.contacts
