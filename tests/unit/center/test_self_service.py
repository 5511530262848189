"""What callers do without an agent, as the center carries it out: sources, PINs, messages, tasks, numbers."""

import pytest

from cic.calls.commands import (
    AnswerLeg,
    BridgeLegs,
    DialNumber,
    HangUpLeg,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    RecordMessage,
)
from cic.calls.reports import (
    BridgeFormed,
    CollectEnd,
    DigitsCollected,
    LegAnswered,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
)
from cic.center.effects import CompareSecret, LookUpSource
from cic.center.events import ContactClosed, ContactRated, WorkOpened
from cic.center.inputs import SecretCompared, SourceLookupEnded
from cic.center.state import CenterState
from ivr_flows.inputs import LookupResult, Verification
from routing.commands import CompleteInteraction
from routing.events import InteractionLeftQueue, InteractionQueued, OfferMade
from routing.machines.interaction import InteractionStage
from routing.vocabulary import EndCause, InteractionId, LegId, Medium, PersonalRef, Prompt
from tests.unit.center.hotline import ALICE, HUNG_UP, SALES, Hotline
from tests.unit.center.self_service import (
    OUTSIDE_NUMBER,
    PIN_NUMBER,
    TASK_NUMBER,
    WAITING_NUMBER,
    self_service,
)

pytestmark = pytest.mark.unit

CALLER_LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    return self_service()


def waiting(hotline: Hotline, name: str = "caller") -> InteractionId:
    """A caller waits with music."""
    interaction_id = hotline.call(name, WAITING_NUMBER)
    hotline.done(AnswerLeg)
    return interaction_id


def press(hotline: Hotline, key: str, name: str = "caller") -> None:
    """A caller presses a key that what plays asks for."""
    playing = [
        request
        for kind in (PlayPrompts, PlayMusic, PromptMenu)
        for request in hotline.asked(kind)
        if request.command.leg_id == name  # type: ignore[union-attr]
    ]
    hotline.give(MenuAnswered(playing[-1].effect_id, LegId(name), key))


def collected(hotline: Hotline, digits: str | None, length: int, *, fits: bool = True) -> None:
    """The caller has entered digits, which are a reference or a handle by now."""
    asked = hotline.latest(PromptCollect)
    ref = None if digits is None else PersonalRef(digits)
    ended_by = CollectEnd.TIMEOUT if digits is None else CollectEnd.MAXIMUM
    hotline.give(DigitsCollected(asked.effect_id, CALLER_LEG, ref, length, ended_by, fits))


def work_items(state: CenterState) -> list[WorkOpened]:
    return [item.opened for item in state.work.values()]


def test_a_waiting_caller_hears_the_place_in_line_that_holds_at_that_moment(hotline: Hotline) -> None:
    waiting(hotline, "first")
    waiting(hotline)
    assert hotline.asked_now() == [PlayMusic(CALLER_LEG, "default", "123")]
    hotline.wait(20_500)
    heard = [request.command for request in hotline.asked(PlayPrompts)]
    place_2 = (Prompt("place-1", "en"), Prompt("values/n2", "en"))
    assert PlayPrompts(CALLER_LEG, place_2, keys="123") in heard
    hotline.hang_up("first")
    hotline.played()
    hotline.wait(20_500)
    place_1 = (Prompt("place-1", "en"), Prompt("values/n1", "en"))
    assert hotline.latest(PlayPrompts).command == PlayPrompts(CALLER_LEG, place_1, keys="123")


def test_a_key_takes_a_caller_out_of_the_queue_in_the_middle_of_the_music(hotline: Hotline) -> None:
    interaction_id = waiting(hotline)
    press(hotline, "1")
    assert hotline.of_type(InteractionLeftQueue) == [InteractionLeftQueue(interaction_id, "message")]
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    assert hotline.latest(RecordMessage).command.prompts == (Prompt("after_the_tone", "en"),)  # type: ignore[union-attr]
    hotline.sign_in(ALICE)
    assert not hotline.of_type(OfferMade)


def test_a_key_that_leads_back_into_the_queue_gives_the_place_up(hotline: Hotline) -> None:
    interaction_id = waiting(hotline)
    second = waiting(hotline, "second")
    press(hotline, "3")
    assert hotline.stage(interaction_id) is InteractionStage.WAITING
    assert hotline.interaction(interaction_id).place > hotline.interaction(second).place
    queued = hotline.of_type(InteractionQueued)
    assert [event.interaction_id for event in queued] == [interaction_id]  # type: ignore[union-attr]


def test_a_message_is_work_for_its_queue_and_a_contact_of_its_own(hotline: Hotline) -> None:
    interaction_id = waiting(hotline)
    press(hotline, "1")
    recording = hotline.latest(RecordMessage)
    hotline.give(MessageRecorded(recording.effect_id, CALLER_LEG, 4_000, MessageEnd.HANG_UP))
    (opened,) = work_items(hotline.state)
    assert (opened.medium, opened.queue_id, opened.duration_ms) == (Medium.VOICEMAIL, SALES, 4_000)
    assert opened.recording == recording.command.recording  # type: ignore[union-attr]
    assert opened.origin == hotline.contact(interaction_id).contact_id != opened.contact_id
    assert opened.due_at_ms == hotline.now_ms + 3_600_000
    hotline.hang_up()
    hotline.sign_in(ALICE)
    offer = hotline.of_type(OfferMade)
    assert [event.interaction_id for event in offer] == [opened.interaction_id]  # type: ignore[union-attr]
    hotline.accept_work(ALICE)
    assert hotline.give(CompleteInteraction(ALICE, opened.interaction_id)) is None
    hotline.finish(opened.interaction_id)
    assert hotline.of_type(ContactClosed) == [ContactClosed(opened.contact_id, EndCause.COMPLETED)]
    assert hotline.is_empty() and not hotline.state.work and not hotline.state.work_of


def test_who_says_nothing_leaves_no_message(hotline: Hotline) -> None:
    waiting(hotline)
    press(hotline, "1")
    hotline.give(MessageRecorded(hotline.latest(RecordMessage).effect_id, CALLER_LEG, 900, MessageEnd.SILENCE))
    assert work_items(hotline.state) == []
    assert hotline.asked_now() == [HangUpLeg(CALLER_LEG, EndCause.FLOW_ENDED)]


def test_a_wish_to_be_called_back_takes_over_the_place_in_line(hotline: Hotline) -> None:
    interaction_id = waiting(hotline)
    place = hotline.interaction(interaction_id).place
    waiting(hotline, "second")
    press(hotline, "2")
    (opened,) = work_items(hotline.state)
    assert (opened.medium, opened.number) == (Medium.CALLBACK, PersonalRef("number"))
    assert hotline.interaction(opened.interaction_id).place == place
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    hotline.carry_out_hang_ups()
    hotline.sign_in(ALICE)
    assert [event.interaction_id for event in hotline.of_type(OfferMade)] == [opened.interaction_id]  # type: ignore[union-attr]


def test_work_of_a_medium_that_the_center_has_not_is_refused_and_the_flow_goes_on() -> None:
    hotline = self_service(work_media=())
    interaction_id = hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    assert work_items(hotline.state) == []
    assert hotline.asked_now() == [HangUpLeg(CALLER_LEG, EndCause.FLOW_ENDED)]
    assert [taken.result for taken in hotline.contact(interaction_id).session.path] == ["refused", "ended"]


def test_a_task_keeps_what_is_known_of_the_caller(hotline: Hotline) -> None:
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    (opened,) = work_items(hotline.state)
    assert (opened.medium, opened.subject, opened.dialled_number) == (Medium.TASK, "complaint", TASK_NUMBER)
    assert hotline.interaction(opened.interaction_id).priority == 5
    assert hotline.asked_now() == [PlayPrompts(CALLER_LEG, (Prompt("thanks", "en"),), "#")]


def test_a_rating_is_of_the_queue_and_agent_who_served_the_caller(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = waiting(hotline)
    hotline.accept()
    hotline.played()
    hotline.give(LegAnswered(hotline.agent_leg()))
    hotline.bridged()
    hotline.hang_up(hotline.agent_leg(), EndCause.AGENT_HUNG_UP)
    press(hotline, "9")
    press(hotline, "4")
    contact_id = hotline.contact(interaction_id).contact_id
    rated = ContactRated(contact_id, interaction_id, "service", 4, 1, 5, SALES, ALICE)
    assert hotline.of_type(ContactRated) == [rated]


def test_the_talk_begins_when_the_caller_has_heard_who_answers(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    waiting(hotline)
    hotline.accept()
    number = tuple(Prompt(f"values/{word}", "en") for word in ("d1", "d0", "d1"))
    heard = hotline.latest(PlayPrompts).command
    assert isinstance(heard, PlayPrompts) and heard.prompts[0] == Prompt("agent-1", "en")
    assert len(heard.prompts) == 1 + len(number)
    hotline.give(LegAnswered(hotline.agent_leg()))
    assert not hotline.asked(BridgeLegs)
    hotline.played()
    assert len(hotline.asked(BridgeLegs)) == 1


def test_an_announcement_that_never_ends_does_not_keep_the_agent_for_long(hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    waiting(hotline)
    hotline.accept()
    hotline.give(LegAnswered(hotline.agent_leg()))
    hotline.wait(10_000)
    assert len(hotline.asked(BridgeLegs)) == 1


def test_a_pin_travels_as_a_handle_and_the_answer_of_a_source_as_references(hotline: Hotline) -> None:
    interaction_id = hotline.call(dialled=PIN_NUMBER)
    hotline.done(AnswerLeg)
    collected(hotline, "ref-account", 5)
    assert hotline.latest(PromptCollect).command.is_secret  # type: ignore[union-attr]
    collected(hotline, "secret-1", 4)
    compare = hotline.latest(CompareSecret)
    assert isinstance(compare.command, CompareSecret) and compare.command.secret == "secret-1"
    hotline.give(SecretCompared(compare.effect_id, Verification.WRONG))
    asked_again = hotline.latest(PromptCollect).command
    assert isinstance(asked_again, PromptCollect)
    assert asked_again.prompts == (Prompt("wrong", "en"), Prompt("pin_again", "en"))
    collected(hotline, "secret-2", 4)
    hotline.give(SecretCompared(hotline.latest(CompareSecret).effect_id, Verification.VERIFIED))
    asked = hotline.latest(LookUpSource)
    holder = {"holder": PersonalRef("ref-name")}
    hotline.give(SourceLookupEnded(asked.effect_id, LookupResult.FOUND, {"balance": 1250}, holder))
    session = hotline.contact(interaction_id).session
    assert (session.variables, session.secrets) == ({"balance": 1250}, {})
    assert session.collected == {"account": "ref-account", "holder": "ref-name"}
    said = hotline.latest(PlayPrompts).command
    assert isinstance(said, PlayPrompts)
    assert said.prompts[0] == Prompt("balance-1", "en")
    assert said.prompts[-1] == Prompt("digits", "en", PersonalRef("ref-account"))


def test_a_pin_that_is_too_short_is_compared_with_nothing_and_asked_for_again(hotline: Hotline) -> None:
    hotline.call(dialled=PIN_NUMBER)
    hotline.done(AnswerLeg)
    collected(hotline, "ref-account", 5)
    collected(hotline, "secret-1", 2)
    assert not hotline.asked(CompareSecret)
    asked_again = hotline.latest(PromptCollect).command
    assert isinstance(asked_again, PromptCollect) and asked_again.prompts[0] == Prompt("wrong", "en")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (SecretCompared, Verification.LOCKED),
        (SecretCompared, Verification.FAILED),
    ],
)
def test_an_account_that_cannot_be_verified_is_refused(
    hotline: Hotline, answer: type[SecretCompared], result: Verification
) -> None:
    hotline.call(dialled=PIN_NUMBER)
    hotline.done(AnswerLeg)
    collected(hotline, "ref-account", 5)
    collected(hotline, "secret-1", 4)
    hotline.give(answer(hotline.latest(CompareSecret).effect_id, result))
    assert hotline.asked_now() == [HangUpLeg(CALLER_LEG, EndCause.FLOW_ENDED)]


def test_a_source_that_never_answers_is_given_up(hotline: Hotline) -> None:
    interaction_id = hotline.call(dialled=PIN_NUMBER)
    hotline.done(AnswerLeg)
    collected(hotline, "ref-account", 5)
    collected(hotline, "secret-1", 4)
    hotline.wait(30_000)
    assert not hotline.asked(CompareSecret)
    path = hotline.contact(interaction_id).session.path if interaction_id in hotline.state.contact_of else ()
    assert [taken.node for taken in path][-1] == "refused"


def test_a_caller_who_hangs_up_takes_the_look_up_along(hotline: Hotline) -> None:
    hotline.call(dialled=PIN_NUMBER)
    hotline.done(AnswerLeg)
    collected(hotline, "ref-account", 5)
    collected(hotline, "secret-1", 4)
    hotline.hang_up()
    assert hotline.is_empty()


def test_a_caller_is_put_through_to_a_number_and_goes_on_afterwards(hotline: Hotline) -> None:
    interaction_id = hotline.call(dialled=OUTSIDE_NUMBER)
    hotline.done(AnswerLeg)
    dial = hotline.latest(DialNumber).command
    assert isinstance(dial, DialNumber) and dial.number == "+15550199"
    assert hotline.latest(PlayMusic).command == PlayMusic(CALLER_LEG, "default")
    hotline.give(LegAnswered(dial.leg_id))
    bridge = hotline.latest(BridgeLegs)
    assert isinstance(bridge.command, BridgeLegs) and bridge.command.leg_ids == (CALLER_LEG, dial.leg_id)
    hotline.give(BridgeFormed(bridge.effect_id, bridge.command.bridge_id))
    hotline.wait(600_000)
    hotline.hang_up(dial.leg_id, EndCause.AGENT_HUNG_UP)
    assert hotline.asked_now() == [PlayPrompts(CALLER_LEG, (Prompt("after", "en"),), "#")]
    assert hotline.contact(interaction_id).session.path[0].result == "connected"


def test_a_number_that_does_not_answer_leaves_the_caller_in_the_flow(hotline: Hotline) -> None:
    hotline.call(dialled=OUTSIDE_NUMBER)
    hotline.done(AnswerLeg)
    dial = hotline.latest(DialNumber).command
    assert isinstance(dial, DialNumber)
    hotline.hang_up(dial.leg_id, EndCause.NOT_ANSWERED)
    assert hotline.asked_now() == [PlayPrompts(CALLER_LEG, (Prompt("after", "en"),), "#")]


@pytest.mark.parametrize("is_talking", [True, False])
def test_a_caller_who_hangs_up_ends_the_call_to_the_number(hotline: Hotline, is_talking: bool) -> None:
    hotline.call(dialled=OUTSIDE_NUMBER)
    hotline.done(AnswerLeg)
    dial = hotline.latest(DialNumber).command
    assert isinstance(dial, DialNumber)
    if is_talking:
        hotline.give(LegAnswered(dial.leg_id))
    hotline.hang_up(cause=HUNG_UP)
    assert hotline.asked_now() == [HangUpLeg(dial.leg_id, EndCause.CALLER_HUNG_UP)]
    hotline.carry_out_hang_ups()
    assert hotline.is_empty()


def test_a_number_that_can_never_be_dialled_is_given_up_in_time(hotline: Hotline) -> None:
    hotline.call(dialled=OUTSIDE_NUMBER)
    hotline.done(AnswerLeg)
    hotline.wait(30_500)
    assert PlayPrompts(CALLER_LEG, (Prompt("after", "en"),), "#") in [r.command for r in hotline.asked(PlayPrompts)]
