"""What desktops show of work that callers leave, and of callers whom an agent has sent into a flow."""

import pytest

from cic.calls.commands import AnswerLeg, HoldLeg, PromptCollect, RecordMessage
from cic.calls.reports import CollectEnd, DigitsCollected, MessageEnd, MessageRecorded
from cic.center.call_views import call_view
from cic.center.control_inputs import (
    HangUpInteraction,
    ResumeInteraction,
    SendIntoFlow,
)
from cic.center.effects import CompareSecret, LookUpSource
from cic.center.inputs import (
    SecretCompared,
    SourceLookupEnded,
)
from cic.center.views import InteractionView, agent_view, has_message, touched_agents
from ivr_flows.inputs import LookupResult, Verification
from routing.commands import CompleteInteraction, TransferToQueue
from routing.rejections import RejectionCode
from routing.vocabulary import EndCause, FlowId, InteractionId, LegId, Medium, PersonalRef, RecordingId
from tests.unit.center.hotline import ALICE, BOB, CALLER, SALES, Hotline, configuration
from tests.unit.center.self_service import PIN_FLOW, TASK_NUMBER, WAITING_NUMBER, self_service
from tests.unit.center.test_self_service import press, waiting

pytestmark = pytest.mark.unit

LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    return self_service()


def message_left(hotline: Hotline) -> RecordingId:
    """A caller who waited has left a message and is gone."""
    waiting(hotline)
    press(hotline, "1")
    recording = hotline.latest(RecordMessage)
    assert isinstance(recording.command, RecordMessage)
    hotline.give(MessageRecorded(recording.effect_id, LEG, 4_000, MessageEnd.HANG_UP))
    hotline.hang_up()
    return recording.command.recording


def talking(hotline: Hotline) -> InteractionId:
    """Alice talks with a caller."""
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    return interaction_id


def entered(hotline: Hotline, reference: str, length: int) -> None:
    """The caller has entered digits."""
    asked = hotline.latest(PromptCollect)
    hotline.give(DigitsCollected(asked.effect_id, LEG, PersonalRef(reference), length, CollectEnd.MAXIMUM, True))


def shown(hotline: Hotline) -> InteractionView:
    return hotline.view(ALICE)


def test_a_message_is_shown_from_the_offer_to_the_end_of_wrap_up(hotline: Hotline) -> None:
    recording = message_left(hotline)
    (item,) = hotline.state.work.values()
    hotline.sign_in(ALICE)
    view = shown(hotline)
    assert (view.state, view.medium, view.allowed_actions) == ("offered", Medium.VOICEMAIL, ("accept", "decline"))
    assert (view.recording, view.duration_ms, view.due_at_ms) == (recording, 4_000, item.opened.due_at_ms)
    assert (view.origin, view.caller, view.queue_id, view.offer is None) == (item.opened.origin, CALLER, SALES, False)
    assert has_message(hotline.state, ALICE, recording) and not has_message(hotline.state, BOB, recording)
    hotline.accept_work()
    view = shown(hotline)
    in_hand = ("complete", "transfer_to_queue", "ask_for_help", "make_follow_up")
    assert (view.state, view.allowed_actions) == ("connected", in_hand)
    assert view.accepted_at_ms == view.connected_at_ms == hotline.now_ms
    assert hotline.give(CompleteInteraction(ALICE, view.interaction_id)) is None
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    view = shown(hotline)
    assert (view.state, view.allowed_actions) == ("wrap_up", ("finish_wrap_up", "make_follow_up"))
    assert has_message(hotline.state, ALICE, recording), "a note is written while it can be heard"
    hotline.finish(view.interaction_id)
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None and desktop.interactions == ()
    assert not has_message(hotline.state, ALICE, recording)


def test_a_desktop_is_told_when_work_is_offered_and_when_it_is_taken_on_by_another(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    view = shown(hotline)
    assert (view.medium, view.subject, view.recording) == (Medium.TASK, "complaint", None)
    assert (view.duration_ms, view.number_to_call, view.path) == (None, None, ())
    hotline.accept_work()
    hotline.sign_in(BOB)
    assert hotline.give(TransferToQueue(ALICE, view.interaction_id, SALES)) is None
    assert touched_agents(hotline.state, hotline.events) == {ALICE, BOB}
    assert (shown(hotline).state, hotline.view(BOB).state) == ("wrap_up", "offered")
    hotline.accept_work(BOB)
    hotline.give(CompleteInteraction(BOB, view.interaction_id))
    hotline.finish(view.interaction_id)
    hotline.finish(view.interaction_id, BOB)
    assert not hotline.state.work


def test_whom_to_call_back_is_shown_as_a_reference(hotline: Hotline) -> None:
    waiting(hotline)
    press(hotline, "2")
    hotline.carry_out_hang_ups()
    hotline.sign_in(ALICE)
    assert (shown(hotline).medium, shown(hotline).number_to_call) == (Medium.CALLBACK, PersonalRef("number"))


def test_an_agent_may_send_a_caller_into_the_flows_that_are_for_agents(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None and desktop.flows == (PIN_FLOW,)
    assert "send_into_flow" in shown(hotline).allowed_actions
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, FlowId("waiting"))) is RejectionCode.NOT_SUPPORTED
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is None
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    view = shown(hotline)
    in_flow = ("resume", "hang_up", "ask_for_help", "make_follow_up")
    assert (view.state, view.flow, view.allowed_actions) == ("in_flow", PIN_FLOW, in_flow)
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is RejectionCode.NOT_ALLOWED_NOW


def test_the_result_of_a_flow_is_shown_and_nothing_of_what_was_secret(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    before = shown(hotline).path
    hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW))
    hotline.done(AnswerLeg)
    entered(hotline, "ref-account", 5)
    entered(hotline, "secret-1", 4)
    assert shown(hotline).path == before and shown(hotline).collected == ()
    hotline.give(SecretCompared(hotline.latest(CompareSecret).effect_id, Verification.VERIFIED))
    found = {"holder": PersonalRef("ref-name")}
    asked = hotline.latest(LookUpSource).effect_id
    hotline.give(SourceLookupEnded(asked, LookupResult.FOUND, {"balance": 1250}, found))
    hotline.played()
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    view = shown(hotline)
    assert (view.state, view.flow, view.flow_results) == ("connected", None, ((PIN_FLOW, "verified"),))
    assert dict(view.collected) == {"account": "ref-account", "holder": "ref-name"}
    assert "secret" not in repr(view)


@pytest.mark.parametrize(("asked", "result"), [(ResumeInteraction, "taken_back"), (HangUpInteraction, "agent_left")])
def test_a_flow_that_the_agent_ends_has_a_result_too(
    hotline: Hotline, asked: type[ResumeInteraction | HangUpInteraction], result: str
) -> None:
    interaction_id = talking(hotline)
    hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW))
    assert hotline.give(asked(ALICE, interaction_id)) is None
    if asked is HangUpInteraction:
        hotline.hang_up(hotline.agent_leg(), EndCause.AGENT_HUNG_UP)
    assert (shown(hotline).flow, shown(hotline).flow_results) == (None, ((PIN_FLOW, result),))


def test_a_caller_who_cannot_be_held_enters_nothing_before_the_agents_ears(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW))
    hotline.done(AnswerLeg)
    hotline.failed(HoldLeg)
    assert (shown(hotline).state, shown(hotline).flow_results) == ("connected", ((PIN_FLOW, "not_held"),))
    assert not hotline.asked(PromptCollect) and not shown(hotline).is_held


def test_what_a_flow_looked_up_is_shown_with_the_call(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = hotline.call(dialled="5001")
    hotline.done(AnswerLeg)
    entered(hotline, "ref-account", 5)
    entered(hotline, "secret-1", 4)
    hotline.give(SecretCompared(hotline.latest(CompareSecret).effect_id, Verification.VERIFIED))
    asked, found = hotline.latest(LookUpSource).effect_id, {"holder": PersonalRef("ref-name")}
    hotline.give(SourceLookupEnded(asked, LookupResult.FOUND, {"balance": 1250}, found))
    contact = hotline.contact(interaction_id)
    view = call_view(hotline.state, contact, SALES, name="connected", allowed_actions=())
    assert view.looked_up == (("balance", 1250),)
    assert ("ask_pin", "verified") in [(step.node, step.result) for step in view.path]


def test_other_flows_touch_every_desktop(hotline: Hotline) -> None:
    hotline.call(dialled=WAITING_NUMBER)
    hotline.give(configuration("v3"))
    assert touched_agents(hotline.state, hotline.events) == {ALICE, BOB}
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None and desktop.flows == ()
