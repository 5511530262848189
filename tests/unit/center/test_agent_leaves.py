"""The agent hangs up, is lost, or hands the caller on: where the caller goes, and what the agent still has to do."""

import pytest

from cic.calls.commands import HangUpLeg, PlayMusic, PlayPrompts
from cic.center.control_inputs import (
    HangUpInteraction,
    HoldInteraction,
)
from cic.center.events import ContactClosed
from routing.commands import SetActivity, TransferToQueue
from routing.events import AgentReleased, InteractionEnded
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.vocabulary import Activity, AgentId, EndCause, LegId, Prompt
from tests.harness.one_contact import in_hand, offered
from tests.unit.center.hotline import ALICE, BOB, RATED_NUMBER, SALES, Hotline

pytestmark = pytest.mark.unit

CALLER_LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    made = Hotline()
    made.sign_in(ALICE)
    return made


def wraps_up(hotline: Hotline, name: AgentId) -> bool:
    held = in_hand(hotline.agent(name))
    return held is not None and held.state is AssignmentState.WRAP_UP


def test_the_call_ends_where_the_flow_has_nothing_more_to_say(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.hang_up(hotline.talk(), EndCause.AGENT_HUNG_UP)
    assert hotline.of_type(AgentReleased) == [AgentReleased(interaction_id, ALICE, EndCause.AGENT_HUNG_UP)]
    assert hotline.asked_now() == [HangUpLeg(CALLER_LEG, EndCause.FLOW_ENDED)]
    hotline.carry_out_hang_ups()
    assert hotline.of_type(InteractionEnded) == [InteractionEnded(interaction_id, EndCause.FLOW_ENDED, None)]
    assert wraps_up(hotline, ALICE)
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_the_caller_goes_on_in_the_flow_where_it_says_so(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.hang_up(hotline.talk(), EndCause.AGENT_HUNG_UP)
    assert hotline.asked_now() == [PlayPrompts(CALLER_LEG, (Prompt("thanks", "en"),), keys="#")]
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    hotline.played()
    assert hotline.asked_now() == [HangUpLeg(CALLER_LEG, EndCause.FLOW_ENDED)]
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_an_agent_hangs_up_from_the_desktop(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.talk()
    assert hotline.give(HangUpInteraction(ALICE, interaction_id)) is None
    assert hotline.asked_now() == [HangUpLeg(agent_leg, EndCause.AGENT_HUNG_UP)]
    assert hotline.give(HangUpInteraction(ALICE, interaction_id)) is None, "the same wish again"
    assert hotline.asked_now() == []
    hotline.done(HangUpLeg)
    assert wraps_up(hotline, ALICE)


def test_an_agent_who_hangs_up_while_the_phone_rings_sends_the_caller_back_to_the_line(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.accept()
    assert hotline.give(HangUpInteraction(ALICE, interaction_id)) is None
    hotline.carry_out_hang_ups()
    assert hotline.stage(interaction_id) is InteractionStage.WAITING
    assert hotline.agent(ALICE).activity is Activity.NOT_RESPONDING


def test_a_hang_up_without_an_outcome_is_taken_as_done(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.give(HangUpInteraction(ALICE, interaction_id))
    hotline.wait(15_000)
    assert wraps_up(hotline, ALICE)


def test_a_caller_who_is_handed_to_a_queue_waits_with_music_for_the_next_agent(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.talk()
    hotline.sign_in(BOB)
    assert hotline.give(TransferToQueue(ALICE, interaction_id, SALES)) is None
    assert set(hotline.asked_now()) == {
        HangUpLeg(agent_leg, EndCause.CALLER_HUNG_UP),
        PlayMusic(CALLER_LEG, "default"),
    }
    assert wraps_up(hotline, ALICE)
    assert offered(hotline.agent(BOB)) is not None
    hotline.talk(BOB)
    assert hotline.view(BOB).interaction_id == interaction_id


def test_a_transferred_contact_is_closed_when_both_agents_have_finished(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.sign_in(BOB)
    hotline.give(TransferToQueue(ALICE, interaction_id, SALES))
    hotline.talk(BOB)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    assert hotline.finish(interaction_id, BOB) is None
    assert not hotline.of_type(ContactClosed), "alice still writes"
    assert hotline.finish(interaction_id, ALICE) is None
    assert hotline.of_type(ContactClosed) and hotline.is_empty()


def test_a_held_caller_can_be_handed_to_a_queue(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.give(HoldInteraction(ALICE, interaction_id))
    assert hotline.give(TransferToQueue(ALICE, interaction_id, SALES)) is None
    assert not hotline.state.calls.bridges
    assert hotline.stage(interaction_id) is InteractionStage.WAITING


def test_the_second_agent_cannot_be_reached_and_the_caller_keeps_the_music(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.sign_in(BOB)
    hotline.give(TransferToQueue(ALICE, interaction_id, SALES))
    hotline.hang_up(hotline.accept(BOB), EndCause.BUSY)
    assert hotline.stage(interaction_id) is InteractionStage.WAITING
    assert hotline.asked(PlayMusic)
    hotline.hang_up()
    hotline.finish(interaction_id)
    hotline.carry_out_hang_ups()
    assert hotline.is_empty()


def test_the_leg_of_the_first_agent_ends_late_and_the_second_goes_on_talking(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    first_leg = hotline.talk()
    hotline.sign_in(BOB)
    hotline.give(TransferToQueue(ALICE, interaction_id, SALES))
    hotline.talk(BOB)
    hotline.hang_up(first_leg, EndCause.AGENT_HUNG_UP)
    assert hotline.view(BOB).state == "connected"


def test_signing_out_during_a_talk_takes_effect_after_the_wrap_up(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.give(SetActivity(ALICE, Activity.SIGNED_OUT, ""))
    hotline.hang_up()
    hotline.finish(interaction_id)
    assert hotline.agent(ALICE).activity is Activity.SIGNED_OUT
