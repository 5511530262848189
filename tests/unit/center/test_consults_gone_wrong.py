"""A consult in which the provider fails, comes back, or somebody meddles: agent and customer are brought together."""

from dataclasses import replace

import pytest

from cic.calls.commands import RINGING, BridgeLegs, DialSealed, HoldLeg, PlayMusic, ResumeLeg
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.reports import CommandFailed, LegAnswered, LegSeen, LegsRead
from cic.calls.state import bridge_of
from cic.center.control_inputs import (
    HangUpInteraction,
    JoinConference,
    StartConsult,
    SwapConsult,
    ToAgent,
    ToNumber,
    ToQueue,
    TransferInteraction,
)
from cic.center.outcomes import TIMED_OUT
from routing.commands import DeclineOffer
from routing.configuration import Admission
from routing.rejections import RejectionCode
from routing.vocabulary import LegId
from tests.harness.one_contact import offered
from tests.unit.center.consults import CALLER_LEG, NUMBER, Consultation
from tests.unit.center.hotline import ALICE, BOB, PROVIDER, SALES, configuration

pytestmark = pytest.mark.unit


@pytest.fixture
def asked() -> Consultation:
    return Consultation()


def bridged_now(asked: Consultation) -> list[tuple[LegId, ...]]:
    """Who the last input brought together."""
    return [command.leg_ids for command in asked.hotline.asked_now() if isinstance(command, BridgeLegs)]


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_customer_who_cannot_be_put_on_hold_is_brought_back_to_the_agent(
    asked: Consultation, is_answered: bool
) -> None:
    asked.ask(ToAgent(BOB))
    hold = asked.hotline.latest(HoldLeg)
    if is_answered:
        asked.bob_accepts()
        asked.answered()
    asked.hotline.give(CommandFailed(hold.effect_id, TIMED_OUT))
    assert bridged_now(asked) == [(CALLER_LEG, asked.alice_leg)], "Alice was made to hear something else"
    asked.hotline.bridged()
    asked.hotline.hang_up()
    asked.clear()


def test_a_swap_back_to_the_customer_that_fails_is_tried_again_without_the_consulted(asked: Consultation) -> None:
    asked.bob_talks()
    asked.hotline.give(SwapConsult(ALICE, asked.interaction_id))
    asked.hotline.failed(ResumeLeg)
    assert asked.stage is None
    assert any(isinstance(command, ResumeLeg) for command in asked.hotline.asked_now())
    assert not asked.hotline.view(ALICE).is_held


def test_a_resume_that_fails_late_does_not_end_the_conference_that_followed(asked: Consultation) -> None:
    asked.bob_talks()
    asked.hotline.give(SwapConsult(ALICE, asked.interaction_id))
    late = asked.hotline.latest(ResumeLeg)
    asked.hotline.give(JoinConference(ALICE, asked.interaction_id))
    asked.hotline.bridged()
    asked.hotline.give(CommandFailed(late.effect_id, TIMED_OUT))
    assert asked.stage is ConsultStage.CONFERENCE
    bridge = bridge_of(asked.hotline.state.calls, asked.interaction_id)
    assert bridge is not None and bridge.stage is BridgeStage.TALKING


@pytest.mark.parametrize("how", ["no bridge", "hangs up"])
def test_the_tone_is_heard_again_while_a_queue_asks_somebody_else(asked: Consultation, how: str) -> None:
    asked.ask(ToQueue(SALES))
    asked.hotline.done(HoldLeg)
    asked.bob_accepts()
    asked.hotline.give(LegAnswered(asked.other_leg))
    if how == "hangs up":
        asked.hotline.hang_up(asked.other_leg)
    else:
        asked.hotline.failed(BridgeLegs)
    assert asked.stage is ConsultStage.ASKED
    assert PlayMusic(asked.alice_leg, RINGING) in asked.hotline.asked_now()


def test_a_full_queue_does_not_count_on_the_one_who_asks(asked: Consultation) -> None:
    """Alice has room for two calls, and a phone that does not tell that it is in use."""
    plain = configuration("v2")
    (queue,), (voice,) = plain.routing.queues, plain.routing.media
    queues, media = (replace(queue, admission=Admission(waiting_max=1)),), (replace(voice, at_most=2),)
    agents = (replace(plain.routing.agents[0], capacity=2 * voice.share),)
    asked.hotline.give(replace(plain, routing=replace(plain.routing, queues=queues, agents=agents, media=media)))
    asked.hotline.caller_in_queue("second")
    offer_id = offered(asked.hotline.agent(ALICE))
    assert offer_id is not None
    asked.hotline.give(DeclineOffer(ALICE, offer_id))
    assert asked.ask(ToQueue(SALES)) is RejectionCode.QUEUE_FULL
    assert asked.stage is None and not asked.hotline.asked(HoldLeg)


def test_an_agent_who_only_wraps_up_cannot_take_part_in_another_agents_conference(asked: Consultation) -> None:
    hotline, interaction_id = asked.hotline, asked.interaction_id
    assert hotline.give(TransferInteraction(ALICE, interaction_id, ToAgent(BOB))) is None
    hotline.carry_out_hang_ups()
    hotline.talk(BOB)
    assert hotline.give(StartConsult(BOB, interaction_id, ToNumber(NUMBER))) is None
    hotline.done(HoldLeg)
    dial = hotline.latest(DialSealed).command
    assert isinstance(dial, DialSealed)
    hotline.give(LegAnswered(dial.leg_id))
    hotline.bridged()
    hotline.give(JoinConference(BOB, interaction_id))
    hotline.bridged()
    assert hotline.give(HangUpInteraction(ALICE, interaction_id)) is RejectionCode.NOT_ALLOWED_NOW
    assert asked.stage is ConsultStage.CONFERENCE


@pytest.mark.parametrize("is_swapped", [False, True])
def test_a_provider_that_is_back_lets_those_talk_who_did(asked: Consultation, is_swapped: bool) -> None:
    """The hold is asked for again, and takes the agent along: the talk is, after it."""
    asked.bob_talks()
    talking, held = (asked.other_leg, asked.alice_leg), CALLER_LEG
    if is_swapped:
        asked.hotline.give(SwapConsult(ALICE, asked.interaction_id))
        asked.all_done(HoldLeg, ResumeLeg)
        talking, held = (CALLER_LEG, asked.alice_leg), asked.other_leg
    first, agent = talking
    seen = (LegSeen(first, True, (agent,), None), LegSeen(agent, True, (first,), None), LegSeen(held, True, (), None))
    asked.hotline.give(LegsRead(PROVIDER, seen))
    commands = [command for command in asked.hotline.asked_now() if isinstance(command, HoldLeg | BridgeLegs)]
    assert [type(command) for command in commands] == [HoldLeg, BridgeLegs]
    assert bridged_now(asked) == [talking]


def test_a_talk_that_is_asked_for_again_without_an_outcome_goes_on(asked: Consultation) -> None:
    asked.bob_talks()
    pair = (LegSeen(asked.other_leg, True, (), None), LegSeen(asked.alice_leg, True, (), None))
    asked.hotline.give(LegsRead(PROVIDER, (*pair, LegSeen(CALLER_LEG, True, (), None))))
    asked.hotline.done(HoldLeg)
    for request in asked.hotline.asked(BridgeLegs):
        asked.hotline.give(CommandFailed(request.effect_id, TIMED_OUT))
    assert asked.stage is ConsultStage.TALKING, "the provider is away again, and says what is true once back"


def test_a_provider_that_is_back_lets_the_agent_hear_that_it_rings(asked: Consultation) -> None:
    asked.ask_bob()
    seen = tuple(LegSeen(leg_id, True, (), None) for leg_id in (CALLER_LEG, asked.alice_leg))
    asked.hotline.give(LegsRead(PROVIDER, seen))
    assert [type(command) for command in asked.hotline.asked_now()] == [HoldLeg, PlayMusic]
