"""What meets at the same moment: a caller's choice and an agent's, a number and its caller, an outcome and its end."""

from dataclasses import replace

import pytest

from cic.calls.commands import (
    AnswerLeg,
    BridgeLegs,
    DialNumber,
    HangUpLeg,
    HoldLeg,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    RecordMessage,
    ResumeLeg,
)
from cic.calls.reports import BridgeFormed, CommandFailed, LegAnswered, LegSeen, LegsRead
from cic.center.control_inputs import (
    SendIntoFlow,
)
from cic.center.inputs import (
    EngineStarted,
    ReconcileEnded,
)
from ivr_flows.model import HangUpNode, MenuKey, Recorded, Recording, TransferNode
from ivr_flows.session import SessionStatus, WaitingFor
from ivr_flows.speaking.prompt_text import Value
from routing.configuration import Admission
from routing.events import InteractionLeftQueue, OfferMade, OfferWithdrawn
from routing.machines.interaction import InteractionStage
from routing.vocabulary import BridgeId, EndCause, FlowId, InteractionId, LegId, Prompt
from tests.unit.center.hotline import ALICE, PROVIDER, RATED_NUMBER, Hotline
from tests.unit.center.self_service import OUTSIDE_NUMBER, PIN_FLOW, TASK_NUMBER, self_service, waiting_otherwise
from tests.unit.center.test_self_service import press, waiting, work_items

pytestmark = pytest.mark.unit

CALLER_LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    return self_service()


def put_through(hotline: Hotline) -> DialNumber:
    """A caller whose number of the world outside is being dialled."""
    hotline.call(dialled=OUTSIDE_NUMBER)
    hotline.done(AnswerLeg)
    return dialled(hotline)


def dialled(hotline: Hotline) -> DialNumber:
    dial = hotline.latest(DialNumber).command
    assert isinstance(dial, DialNumber)
    return dial


def offers_made(hotline: Hotline) -> list[InteractionId]:
    return [event.interaction_id for event in hotline.events if isinstance(event, OfferMade)]


# A key of the caller, while an agent is asked or dialled.


def test_a_key_takes_a_caller_out_of_the_queue_while_an_offer_stands(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    assert hotline.stage(interaction_id) is InteractionStage.OFFERED
    press(hotline, "1")
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    assert len(hotline.of_type(OfferWithdrawn)) == len(hotline.of_type(InteractionLeftQueue)) == 1
    assert hotline.asked(RecordMessage) and not hotline.state.routing.offers


def test_a_wish_to_be_called_back_keeps_the_place_of_a_caller_who_stands_offered(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    place = hotline.interaction(interaction_id).place
    waiting(hotline, "second")
    press(hotline, "2")
    (opened,) = work_items(hotline.state)
    assert hotline.interaction(opened.interaction_id).place == place
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    assert offers_made(hotline) == [opened.interaction_id]


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_an_agent_who_has_accepted_comes_before_the_key(key: str) -> None:
    hotline = self_service(waiting=waiting_otherwise(say_agent=()))
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    hotline.accept()
    press(hotline, key)
    assert hotline.stage(interaction_id) is InteractionStage.CONNECTING and not work_items(hotline.state)
    assert hotline.asked_now() == [PlayMusic(CALLER_LEG, "default", "123")]
    hotline.give(LegAnswered(hotline.agent_leg()))
    assert len(hotline.asked(BridgeLegs)) == 1


def test_a_key_leads_out_again_when_the_agent_could_not_be_reached() -> None:
    hotline = self_service(waiting=waiting_otherwise(say_agent=()))
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    hotline.accept()
    press(hotline, "1")
    hotline.hang_up(hotline.agent_leg(), EndCause.NOT_ANSWERED)
    press(hotline, "1")
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE and hotline.asked(RecordMessage)


# What plays, and what leads on from it.


def test_a_key_still_leads_out_after_an_announcement_that_had_nothing_to_say() -> None:
    """The estimated wait is not known yet: the music simply goes on."""
    wait = {"en/wait": (Recorded("wait-1"), Value("queue.wait_ms", "number"))}
    hotline = self_service(waiting=waiting_otherwise(comfort=(Recording("wait"),), spoken=wait))
    interaction_id = waiting(hotline)
    hotline.wait(20_500)
    assert hotline.contact(interaction_id).session.queue_turn == 1
    press(hotline, "1")
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE and hotline.asked(RecordMessage)


def test_music_that_cannot_be_played_is_tried_again_a_while_later_and_no_sooner() -> None:
    hotline = self_service(waiting=waiting_otherwise(comfort=(), comfort_every_ms=0))
    interaction_id = waiting(hotline)
    hotline.give(CommandFailed(hotline.latest(PlayMusic).effect_id, "no_such_music"))
    wake_at_ms = hotline.contact(interaction_id).session.wake_at_ms
    assert wake_at_ms is not None and wake_at_ms >= hotline.now_ms + 10_000
    hotline.wait(40_000)
    assert len(hotline.asked(PlayMusic)) == 1


def test_a_caller_let_go_by_the_queue_while_the_agent_is_announced_goes_on_in_the_flow() -> None:
    hotline = self_service(admission=Admission(wait_ms_max=7_000))
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    hotline.accept()
    hotline.hang_up(hotline.agent_leg(), EndCause.NOT_ANSWERED)
    assert hotline.contact(interaction_id).session.waiting_for is WaitingFor.AGENT_PROMPTS
    hotline.wait(6_000)
    assert hotline.contact(interaction_id).session.status is SessionStatus.ENDED
    assert hotline.asked(HangUpLeg)


# A number of the world outside.


def test_a_number_that_answers_when_its_caller_has_just_gone_is_hung_up(hotline: Hotline) -> None:
    dial = put_through(hotline)
    hotline.hang_up()
    hotline.give(LegAnswered(dial.leg_id))
    assert not hotline.asked(BridgeLegs)
    hotline.carry_out_hang_ups()
    assert hotline.is_empty()


def test_a_number_is_bridged_while_the_leg_of_an_agent_before_still_ends() -> None:
    partner = TransferNode("partner", "+15550199", (), "default", 20_000, "bye", "bye")
    hotline = self_service(waiting=waiting_otherwise(partner, after_agent="partner", say_agent=()))
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    agent_leg = hotline.talk()
    hotline.give(LegsRead(PROVIDER, (LegSeen(CALLER_LEG, True, ()), LegSeen(agent_leg, True, ()))))
    hotline.failed(BridgeLegs)
    hotline.give(LegAnswered(dialled(hotline).leg_id))
    hotline.bridged()
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE


def test_a_talk_with_a_number_that_is_never_confirmed_is_given_up(hotline: Hotline) -> None:
    dial = put_through(hotline)
    hotline.give(LegAnswered(dial.leg_id))
    hotline.wait(10_500)
    assert [request.command.leg_id for request in hotline.asked(HangUpLeg)] == [dial.leg_id]  # type: ignore[union-attr]
    hotline.carry_out_hang_ups()
    assert hotline.latest(PlayPrompts).command == PlayPrompts(CALLER_LEG, (Prompt("after", "en"),), "#")


def test_a_number_may_still_answer_after_a_restart_of_the_engine(hotline: Hotline) -> None:
    """The dial goes out again, and has the time it needs; whoever answers is not bridged with a caller elsewhere."""
    dial = put_through(hotline)
    hotline.now_ms += 48_000
    hotline.give(EngineStarted())
    hotline.give(LegsRead(PROVIDER, (LegSeen(CALLER_LEG, True, ()), LegSeen(dial.leg_id, False, ()))))
    hotline.give(ReconcileEnded())
    hotline.wait(12_000)
    hotline.give(LegAnswered(dial.leg_id))
    assert len(hotline.asked(BridgeLegs)) == 1 and not hotline.asked(PlayPrompts)


def test_the_leg_of_a_number_given_up_means_nothing_to_the_one_dialled_since() -> None:
    second = TransferNode("second", "+15550198", (), "default", 20_000, "bye", "bye")
    partner = TransferNode("partner", "+15550199", (), "default", 20_000, "second", "second")
    hotline = self_service(waiting=waiting_otherwise(partner, second, keys=(MenuKey("1", "partner", "partner"),)))
    interaction_id = waiting(hotline)
    press(hotline, "1")
    first = dialled(hotline)
    hotline.give(LegAnswered(first.leg_id))
    hotline.hang_up(first.leg_id)
    again = dialled(hotline)
    assert again.number == "+15550198"
    hotline.give(LegAnswered(first.leg_id))
    hotline.hang_up(first.leg_id)
    assert dialled(hotline) == again
    assert hotline.contact(interaction_id).session.node == "second"


# A flow that an agent has sent the caller into.


def sent_into_flow(hotline: Hotline, flow_id: FlowId = PIN_FLOW) -> InteractionId:
    """An agent talks, and has sent the caller into a flow, which is about to begin."""
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, flow_id)) is None
    hotline.done(HoldLeg)
    return interaction_id


def test_nothing_of_a_flow_that_was_given_up_is_played_into_the_talk(hotline: Hotline) -> None:
    interaction_id = sent_into_flow(hotline)
    hotline.done(AnswerLeg)
    hotline.wait(400_000)
    assert hotline.contact(interaction_id).outer is None
    assert not hotline.asked(PromptCollect)


def test_a_flow_that_could_not_begin_has_failed(hotline: Hotline) -> None:
    interaction_id = sent_into_flow(hotline)
    hotline.failed(AnswerLeg)
    assert hotline.contact(interaction_id).flow_results == ((PIN_FLOW, "failed"),)


def test_nobody_is_put_through_to_a_number_who_has_a_talk_to_come_back_to() -> None:
    partner = TransferNode("wait", "+15550199", (), "default", 20_000, "bye", "bye")
    flow = replace(waiting_otherwise(), nodes=(partner, HangUpNode("bye")), for_agents=True)
    hotline = self_service(waiting=flow)
    interaction_id = sent_into_flow(hotline, flow.flow_id)
    hotline.done(AnswerLeg)
    assert not hotline.asked(DialNumber) and len(hotline.asked(ResumeLeg)) == 1
    assert hotline.contact(interaction_id).outer is None


# What a provider tells that cannot be.


def test_whatever_ended_the_leg_of_the_agent_the_caller_goes_on_in_the_flow(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.talk()
    hotline.hang_up(hotline.agent_leg(), EndCause.TRANSFERRED)
    assert hotline.contact(interaction_id).session.node == "thanks"


def test_the_outcome_of_one_bridge_is_none_of_another(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    hotline.accept()
    hotline.give(LegAnswered(hotline.agent_leg()))
    hotline.give(BridgeFormed(hotline.latest(BridgeLegs).effect_id, BridgeId("another")))
    assert len(hotline.asked(BridgeLegs)) == 1


# Whom the work is for.


def test_who_will_be_called_back_is_asked_for_as_the_caller_was() -> None:
    hotline = self_service(waiting=waiting_otherwise(excluded=("bob",), priority=7))
    interaction_id = waiting(hotline)
    asked = hotline.interaction(interaction_id).asked
    press(hotline, "2")
    (opened,) = work_items(hotline.state)
    assert asked is not None and hotline.interaction(opened.interaction_id).asked == asked
    assert hotline.interaction(opened.interaction_id).priority == 7


def test_what_a_caller_has_left_is_not_lost_when_it_has_waited_too_long() -> None:
    hotline = self_service(admission=Admission(wait_ms_max=20_000))
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    hotline.hang_up()
    (opened,) = work_items(hotline.state)
    hotline.wait(50_000)
    assert [item.opened for item in hotline.state.work.values()] == [opened]
    hotline.sign_in(ALICE)
    assert offers_made(hotline) == [opened.interaction_id]
