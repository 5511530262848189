"""Hold, mute, keys: allowed when they are legal, undone when the provider cannot do them, answered the same twice."""

import pytest

from cic.calls.commands import HoldLeg, MuteLeg, ResumeLeg, SendDigits
from cic.calls.machines.bridge import BridgeStage
from cic.calls.reports import LegAnswered
from cic.center.control_inputs import (
    CallControl,
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ResumeInteraction,
    SendInteractionDigits,
)
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, InteractionId, LegId, PersonalRef
from tests.unit.center.hotline import ALICE, BOB, Hotline

pytestmark = pytest.mark.unit

NOT_NOW, NOT_YOURS = RejectionCode.NOT_ALLOWED_NOW, RejectionCode.NOT_YOURS
CALLER_LEG, DIGITS = LegId("caller"), PersonalRef("digits")


class Talk:
    """Alice and a caller, talking."""

    def __init__(self) -> None:
        self.hotline = Hotline()
        self.hotline.sign_in(ALICE)
        self.interaction_id = self.hotline.caller_in_queue()
        self.agent_leg = self.hotline.talk()

    def hold(self) -> RejectionCode | None:
        return self.hotline.give(HoldInteraction(ALICE, self.interaction_id))

    def resume(self) -> RejectionCode | None:
        return self.hotline.give(ResumeInteraction(ALICE, self.interaction_id))

    def mute(self, muted: bool) -> RejectionCode | None:
        return self.hotline.give(MuteInteraction(ALICE, self.interaction_id, muted))

    def send_digits(self) -> RejectionCode | None:
        return self.hotline.give(SendInteractionDigits(ALICE, self.interaction_id, DIGITS))

    @property
    def bridge(self) -> BridgeStage:
        (bridge,) = self.hotline.state.calls.bridges.values()
        return bridge.stage


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_hold_parts_the_caller_and_resume_brings_the_caller_back(talk: Talk) -> None:
    (bridge_id,) = talk.hotline.state.calls.bridges
    assert talk.hold() is None
    assert talk.hotline.asked_now() == [HoldLeg(bridge_id, CALLER_LEG, (talk.agent_leg,), "default")]
    view = talk.hotline.view()
    assert view.is_held and view.held_since_ms == talk.hotline.now_ms
    talk.hotline.done(HoldLeg)
    assert talk.resume() is None
    assert talk.hotline.asked_now() == [ResumeLeg(bridge_id, CALLER_LEG, (talk.agent_leg,))]
    talk.hotline.done(ResumeLeg)
    assert not talk.hotline.view().is_held and not talk.hotline.state.effects


def test_a_hold_that_fails_is_undone(talk: Talk) -> None:
    talk.hold()
    talk.hotline.failed(HoldLeg)
    assert talk.bridge is BridgeStage.TALKING
    assert talk.hold() is None


def test_a_hold_without_an_outcome_is_undone(talk: Talk) -> None:
    talk.hold()
    talk.hotline.wait(10_000)
    assert talk.bridge is BridgeStage.TALKING


def test_a_resume_that_fails_is_undone(talk: Talk) -> None:
    talk.hold()
    talk.hotline.done(HoldLeg)
    talk.resume()
    talk.hotline.failed(ResumeLeg)
    assert talk.bridge is BridgeStage.HELD


def test_a_hold_that_fails_after_it_was_taken_back_changes_nothing(talk: Talk) -> None:
    talk.hold()
    talk.resume()
    talk.hotline.failed(HoldLeg)
    assert talk.bridge is BridgeStage.TALKING


def test_mute_and_unmute(talk: Talk) -> None:
    assert talk.mute(True) is None
    assert talk.hotline.asked_now() == [MuteLeg(talk.agent_leg, True)]
    assert talk.hotline.view().is_muted
    assert talk.mute(False) is None
    assert not talk.hotline.view().is_muted


def test_a_mute_that_fails_is_undone(talk: Talk) -> None:
    talk.mute(True)
    talk.hotline.failed(MuteLeg)
    assert not talk.hotline.view().is_muted


def test_mute_unmute_mute_faster_than_the_provider_ends_muted(talk: Talk) -> None:
    for muted in (True, False, True):
        assert talk.mute(muted) is None
    assert [effect.command for effect in talk.hotline.asked(MuteLeg)] == [
        MuteLeg(talk.agent_leg, muted) for muted in (True, False, True)
    ]
    assert talk.hotline.view().is_muted


def test_hold_resume_hold_faster_than_the_provider_ends_held(talk: Talk) -> None:
    assert [talk.hold(), talk.resume(), talk.hold()] == [None, None, None]
    assert len(talk.hotline.asked(HoldLeg)) == 2
    assert talk.bridge is BridgeStage.HELD


def test_keys_go_to_the_caller_unless_held(talk: Talk) -> None:
    assert talk.send_digits() is None
    assert talk.hotline.asked_now() == [SendDigits(CALLER_LEG, DIGITS)]
    talk.hotline.done(SendDigits)
    talk.hold()
    assert talk.send_digits() is NOT_NOW


def test_what_is_so_already_is_refused(talk: Talk) -> None:
    assert talk.resume() is NOT_NOW
    assert talk.mute(False) is NOT_NOW
    talk.hold()
    talk.hotline.done(HoldLeg)
    assert talk.hold() is NOT_NOW
    assert talk.mute(True) is None, "the microphone can be closed while the caller is held"


def every_wish(agent_id: AgentId, interaction_id: InteractionId) -> list[CallControl]:
    return [
        HoldInteraction(agent_id, interaction_id),
        ResumeInteraction(agent_id, interaction_id),
        MuteInteraction(agent_id, interaction_id, True),
        SendInteractionDigits(agent_id, interaction_id, DIGITS),
        HangUpInteraction(agent_id, interaction_id),
    ]


def test_a_call_of_somebody_else_is_not_yours(talk: Talk) -> None:
    for wish in every_wish(BOB, talk.interaction_id):
        assert talk.hotline.give(wish) is NOT_YOURS
    for wish in every_wish(ALICE, InteractionId("i0")):
        assert talk.hotline.give(wish) is NOT_YOURS
    for wish in every_wish(AgentId("nobody"), talk.interaction_id):
        assert talk.hotline.give(wish) is RejectionCode.UNKNOWN_AGENT


def test_nothing_is_allowed_once_the_call_is_over(talk: Talk) -> None:
    talk.hotline.hang_up()
    for wish in every_wish(ALICE, talk.interaction_id):
        assert talk.hotline.give(wish) is NOT_NOW


@pytest.mark.parametrize("is_answered", [False, True], ids=["dialled", "bridge forming"])
def test_only_hanging_up_is_allowed_before_they_talk(is_answered: bool) -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.accept()
    if is_answered:
        hotline.give(LegAnswered(agent_leg))
    answers = [hotline.give(wish) for wish in every_wish(ALICE, interaction_id)]
    assert answers == [NOT_NOW, NOT_NOW, NOT_NOW, NOT_NOW, None]
