"""The engine comes back: what is true by now, what was lost, what goes out again, and what gets more time."""

import pytest

from cic.calls.commands import AnswerLeg, BridgeLegs, DialLeg, HangUpLeg, PlayMusic, PlayPrompts
from cic.calls.reports import LegAnswered, LegSeen, LegsRead
from cic.center.control_inputs import (
    HoldInteraction,
)
from cic.center.inputs import (
    EngineStarted,
    ReconcileEnded,
)
from cic.center.settle import wanted_effects
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.vocabulary import Activity, EndCause, LegId, ProviderId
from tests.harness.one_contact import in_hand, offered
from tests.unit.center.hotline import ALICE, PROVIDER, RATED_NUMBER, Hotline

pytestmark = pytest.mark.unit

CALLER_LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    made = Hotline()
    made.sign_in(ALICE)
    return made


def restart(hotline: Hotline, *seen: LegSeen, away_ms: int = 1_000) -> None:
    """The engine was away for a while; its provider says which legs it holds."""
    hotline.give(EngineStarted(), away_ms)
    hotline.give(LegsRead(PROVIDER, seen), 0)
    hotline.give(ReconcileEnded(), 0)


def wanted_bridges(hotline: Hotline) -> list[object]:
    return [effect for effect in wanted_effects(hotline.state) if isinstance(effect.command, BridgeLegs)]


def test_a_caller_who_hung_up_meanwhile_is_gone(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    restart(hotline)
    assert hotline.is_empty()


def test_an_agents_leg_that_is_gone_sends_the_caller_on_in_the_flow(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.talk()
    restart(hotline, LegSeen(CALLER_LEG, True, ()))
    held = in_hand(hotline.agent(ALICE))
    assert held is not None and held.state is AssignmentState.WRAP_UP
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    assert hotline.asked(PlayPrompts)


def test_both_legs_gone_is_one_contact_ended(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    restart(hotline)
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_a_phone_that_was_picked_up_meanwhile_is_bridged(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    agent_leg = hotline.accept()
    restart(hotline, LegSeen(CALLER_LEG, True, ()), LegSeen(agent_leg, True, ()))
    assert hotline.asked(BridgeLegs)
    hotline.bridged()
    assert hotline.view().state == "connected"


def test_a_talk_that_went_on_goes_on(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    agent_leg = hotline.talk()
    restart(hotline, LegSeen(CALLER_LEG, True, (agent_leg,)), LegSeen(agent_leg, True, (CALLER_LEG,)))
    assert hotline.asked_now() == [] and not hotline.state.effects
    assert hotline.view().state == "connected"


def test_a_talk_that_began_and_ended_meanwhile_was_one(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    agent_leg = hotline.accept()
    hotline.give(LegAnswered(agent_leg))
    restart(hotline, LegSeen(CALLER_LEG, True, (), agent_leg))
    held = in_hand(hotline.agent(ALICE))
    assert held is not None and held.state is AssignmentState.WRAP_UP
    assert hotline.stage(interaction_id) is InteractionStage.SELF_SERVICE
    assert hotline.asked(PlayPrompts) and not wanted_bridges(hotline)


def test_an_earlier_talk_does_not_speak_for_the_one_that_never_began(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.give(LegAnswered(hotline.accept()))
    restart(hotline, LegSeen(CALLER_LEG, True, (), LegId("leg-before")))
    assert hotline.stage(interaction_id) is InteractionStage.WAITING
    assert not wanted_bridges(hotline)


def test_a_talk_that_was_parted_is_bridged_again(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    agent_leg = hotline.talk()
    restart(hotline, LegSeen(CALLER_LEG, True, ()), LegSeen(agent_leg, True, ()))
    assert len(hotline.asked(BridgeLegs)) == 1
    hotline.bridged()
    assert hotline.view().state == "connected" and not hotline.state.effects


def test_a_held_caller_stays_held(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.talk()
    hotline.give(HoldInteraction(ALICE, interaction_id))
    restart(hotline, LegSeen(CALLER_LEG, True, ()), LegSeen(agent_leg, True, ()))
    assert not hotline.asked(BridgeLegs)
    assert hotline.view().is_held


def test_the_legs_of_another_provider_are_not_touched(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.give(LegsRead(ProviderId("other"), ()))
    assert hotline.events == ()


def test_what_was_asked_for_and_not_done_goes_out_again_in_order(hotline: Hotline) -> None:
    hotline.caller_in_queue("waiting")
    hotline.accept()
    hotline.call("arriving")
    wanted = [type(effect.command) for effect in wanted_effects(hotline.state)]
    assert wanted == [PlayMusic, DialLeg, AnswerLeg]
    restart(hotline, LegSeen(LegId("waiting"), True, ()), LegSeen(LegId("arriving"), False, ()))
    assert [type(effect.command) for effect in wanted_effects(hotline.state)] == [PlayMusic, AnswerLeg]


def test_an_agent_whose_phone_was_never_rung_is_offered_the_caller_again(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    before = hotline.state.routing.interactions[interaction_id].place
    hotline.accept()
    restart(hotline, LegSeen(CALLER_LEG, True, ()))
    assert hotline.agent(ALICE).activity is Activity.AVAILABLE
    waiting = hotline.state.routing.interactions[interaction_id]
    assert (waiting.stage, waiting.place) == (InteractionStage.WAITING, before)


def test_the_time_that_nobody_ran_an_effect_does_not_count_against_it(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.accept()
    seen = (LegSeen(CALLER_LEG, True, ()), LegSeen(agent_leg, False, ()))
    restart(hotline, *seen, away_ms=300_000)
    assert hotline.stage(interaction_id) is InteractionStage.CONNECTING
    hotline.wait(29_999)
    assert hotline.stage(interaction_id) is InteractionStage.CONNECTING
    hotline.wait(1)
    assert hotline.stage(interaction_id) is InteractionStage.WAITING


def test_a_caller_who_was_being_answered_is_not_dropped_by_a_long_restart(hotline: Hotline) -> None:
    hotline.call()
    restart(hotline, LegSeen(CALLER_LEG, False, ()), away_ms=120_000)
    assert not hotline.asked(HangUpLeg)
    hotline.done(AnswerLeg)
    assert hotline.asked(PlayPrompts)


def test_a_caller_who_was_hearing_a_prompt_is_not_dropped_by_a_long_restart(hotline: Hotline) -> None:
    hotline.call()
    hotline.done(AnswerLeg)
    restart(hotline, LegSeen(CALLER_LEG, True, ()), away_ms=400_000)
    assert not hotline.asked(HangUpLeg)
    hotline.played()
    assert hotline.asked(PlayMusic)


def test_an_offer_that_ran_out_meanwhile_has_expired(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    restart(hotline, LegSeen(CALLER_LEG, True, ()), away_ms=60_000)
    assert hotline.stage(interaction_id) is InteractionStage.WAITING
    assert offered(hotline.agent(ALICE)) is None


def test_a_bridge_that_cannot_be_made_again_ends_the_talk_and_not_in_silence(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    agent_leg = hotline.talk()
    restart(hotline, LegSeen(CALLER_LEG, True, ()), LegSeen(agent_leg, True, ()))
    hotline.failed(BridgeLegs)
    assert {effect.command for effect in hotline.asked(HangUpLeg)} == {
        HangUpLeg(agent_leg, EndCause.CALLER_HUNG_UP),
        HangUpLeg(CALLER_LEG, EndCause.FLOW_ENDED),
    }
