"""From the caller's ring to two people talking, and everything that can go wrong on the way."""

import pytest

from cic.calls.commands import AnswerLeg, BridgeLegs, DialLeg, HangUpLeg, PlayMusic, PlayPrompts
from cic.calls.reports import CommandDone, CommandFailed, LegAnswered, LegRinging, PromptFinished
from cic.center.events import ContactOpened
from cic.center.inputs import CallArrived
from ivr_flows.session import SessionStatus
from routing.commands import SetActivity
from routing.events import InteractionConnected
from routing.machines.interaction import InteractionStage
from routing.vocabulary import Activity, EndCause, LegId, Prompt
from tests.harness.one_contact import in_hand, offered
from tests.unit.center.hotline import ALICE, BOB, CALLER, NUMBER, PROVIDER, Hotline

pytestmark = pytest.mark.unit

WAITING, CONNECTING = InteractionStage.WAITING, InteractionStage.CONNECTING


@pytest.fixture
def hotline() -> Hotline:
    made = Hotline()
    made.sign_in(ALICE)
    return made


def test_a_caller_is_answered_welcomed_and_put_through() -> None:
    hotline = Hotline()
    interaction_id = hotline.call()
    assert hotline.asked_now() == [AnswerLeg(LegId("caller"))]
    hotline.done(AnswerLeg)
    assert hotline.asked_now() == [PlayPrompts(LegId("caller"), (Prompt("welcome", "en"),), keys="#")]
    hotline.played()
    assert hotline.asked_now() == [PlayMusic(LegId("caller"), "default")]
    assert hotline.stage(interaction_id) is WAITING
    hotline.sign_in(ALICE)
    agent_leg = hotline.accept()
    assert hotline.asked_now() == [DialLeg(agent_leg, "phone/alice", interaction_id, 20_000)]
    assert hotline.asked(PlayMusic), "the caller hears music until the agent is there"
    hotline.give(LegRinging(agent_leg))
    hotline.give(LegAnswered(agent_leg))
    bridge = hotline.latest(BridgeLegs).command
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (LegId("caller"), agent_leg)
    assert hotline.stage(interaction_id) is CONNECTING
    hotline.bridged()
    assert hotline.of_type(InteractionConnected) == [InteractionConnected(interaction_id, ALICE)]
    assert not hotline.state.effects, "nothing is left to do while they talk"


def test_an_agent_who_accepts_automatically_is_dialled_at_once() -> None:
    hotline = Hotline(automatic=True)
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    assert [type(command) for command in hotline.asked_now()] == [PlayMusic, DialLeg]
    assert hotline.stage(interaction_id) is CONNECTING


def test_an_agent_who_is_free_before_the_music_is_put_through_without_a_wait(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.talk()
    assert hotline.view().state == "connected"


def test_a_prompt_that_plays_when_the_agent_answers_is_cut_and_its_end_comes_too_late() -> None:
    hotline = Hotline(automatic=True)
    interaction_id = hotline.caller_in_queue()
    music = hotline.latest(PlayMusic)
    hotline.sign_in(ALICE)
    dial = hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    hotline.give(LegAnswered(dial.leg_id))
    assert not hotline.asked(PlayMusic)
    session = hotline.contact(interaction_id).session
    assert session.status is SessionStatus.WITH_AGENT
    hotline.give(PromptFinished(music.effect_id, LegId("caller")))
    assert hotline.events == ()


def test_a_number_that_nobody_answers_is_hung_up_without_a_contact() -> None:
    hotline = Hotline()
    hotline.call(dialled="9999")
    assert hotline.asked_now() == [HangUpLeg(LegId("caller"), EndCause.UNREACHABLE)]
    assert not hotline.state.contacts
    hotline.hang_up()
    assert hotline.is_empty()


def test_a_hang_up_of_an_unknown_number_that_has_no_outcome_is_forgotten_in_the_end() -> None:
    hotline = Hotline()
    hotline.call(dialled="9999")
    hotline.wait(60_000)
    assert hotline.is_empty()


def test_a_call_told_twice_is_one_contact() -> None:
    hotline = Hotline()
    hotline.call()
    hotline.give(CallArrived(LegId("caller"), PROVIDER, NUMBER, CALLER))
    assert hotline.events == ()
    assert len(hotline.state.contacts) == 1


def test_two_callers_are_two_contacts() -> None:
    hotline = Hotline()
    hotline.call("one")
    hotline.call("two")
    assert len(hotline.of_type(ContactOpened)) == 1
    assert len(hotline.state.contacts) == 2


def test_a_call_that_cannot_be_answered_ends() -> None:
    hotline = Hotline()
    hotline.call()
    hotline.failed(AnswerLeg)
    assert hotline.asked_now() == [HangUpLeg(LegId("caller"), EndCause.FLOW_ENDED)]
    hotline.carry_out_hang_ups()
    assert hotline.is_empty()


@pytest.mark.parametrize("cause", [EndCause.BUSY, EndCause.NOT_ANSWERED, EndCause.DECLINED, EndCause.UNREACHABLE])
def test_an_agent_who_cannot_be_reached_leaves_the_caller_at_the_old_place_with_music(
    hotline: Hotline, cause: EndCause
) -> None:
    interaction_id = hotline.caller_in_queue()
    place, music = hotline.interaction(interaction_id).place, hotline.asked(PlayMusic)
    agent_leg = hotline.accept()
    hotline.caller_in_queue("second")
    hotline.hang_up(agent_leg, cause)
    assert hotline.agent(ALICE).activity is Activity.NOT_RESPONDING
    assert hotline.interaction(interaction_id).place == place
    assert music[0] in hotline.asked(PlayMusic), "the music was never stopped"
    hotline.sign_in(BOB)
    assert offered(hotline.agent(BOB)) == hotline.interaction(interaction_id).offer_id is not None


def test_a_dial_command_that_fails_is_an_agent_who_cannot_be_reached(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.accept()
    hotline.failed(DialLeg)
    assert hotline.stage(interaction_id) is WAITING
    assert in_hand(hotline.agent(ALICE)) is None
    assert hotline.state.calls.legs.keys() == {LegId("caller")}


def test_a_dial_command_without_an_outcome_fails_in_time_and_the_phone_is_hung_up(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.accept()
    hotline.wait(30_000)
    assert hotline.stage(interaction_id) is WAITING
    assert HangUpLeg(agent_leg, EndCause.FAILED) in [effect.command for effect in hotline.state.effects.values()], (
        "nobody knows what became of the phone: it must not go on ringing, or talk to nobody"
    )


def test_a_bridge_that_fails_leaves_the_caller_at_the_old_place_with_music_again(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    place = hotline.interaction(interaction_id).place
    agent_leg = hotline.accept()
    hotline.give(LegAnswered(agent_leg))
    hotline.failed(BridgeLegs)
    assert hotline.stage(interaction_id) is WAITING
    assert hotline.interaction(interaction_id).place == place
    assert set(hotline.asked_now()) == {
        HangUpLeg(agent_leg, EndCause.CALLER_HUNG_UP),
        PlayMusic(LegId("caller"), "default"),
    }
    assert not hotline.state.calls.bridges
    hotline.sign_in(BOB)
    hotline.talk(BOB)
    assert hotline.view(BOB).interaction_id == interaction_id


def test_a_bridge_without_an_outcome_fails_in_time(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.give(LegAnswered(hotline.accept()))
    hotline.wait(10_000)
    assert hotline.stage(interaction_id) is WAITING
    assert hotline.asked(PlayMusic)


def test_the_end_of_an_old_leg_does_not_touch_the_next_try_of_the_same_agent(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    old_leg = hotline.accept()
    hotline.give(LegAnswered(old_leg))
    hotline.failed(BridgeLegs)
    hotline.give(SetActivity(ALICE, Activity.AVAILABLE, ""))
    new_leg = hotline.accept()
    assert new_leg != old_leg
    hotline.hang_up(old_leg, EndCause.AGENT_HUNG_UP)
    assert hotline.stage(interaction_id) is CONNECTING
    hotline.give(LegAnswered(new_leg))
    hotline.bridged()
    assert hotline.view().state == "connected"


def test_outcomes_that_come_twice_or_late_change_nothing(hotline: Hotline) -> None:
    hotline.call()
    answer = hotline.latest(AnswerLeg)
    hotline.done(AnswerLeg)
    prompt = hotline.latest(PlayPrompts)
    hotline.played()
    agent_leg = hotline.talk()
    for late in (
        CommandFailed(answer.effect_id, "late"),
        PromptFinished(prompt.effect_id, LegId("caller")),
        LegRinging(agent_leg),
        LegAnswered(agent_leg),
        LegAnswered(LegId("stranger")),
        CommandFailed(prompt.effect_id, "late"),
    ):
        hotline.give(late)
        assert hotline.events == (), late


def test_an_outcome_that_belongs_to_another_command_is_nothing(hotline: Hotline) -> None:
    hotline.call()
    answer = hotline.latest(AnswerLeg)
    hotline.give(PromptFinished(answer.effect_id, LegId("caller")))
    assert hotline.events == ()
    hotline.done(AnswerLeg)
    prompt = hotline.latest(PlayPrompts)
    hotline.give(CommandDone(prompt.effect_id))
    assert hotline.events == ()
    hotline.played()
    assert hotline.asked(PlayMusic)


def test_a_dial_command_that_is_told_done_still_waits_for_the_phone(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.accept()
    hotline.done(DialLeg)
    assert hotline.asked(DialLeg), "without the phone's own word the try is to end in time"
    hotline.wait(30_000)
    assert hotline.stage(interaction_id) is WAITING
