"""An agent consults somebody: who hears whom at each step, and every way in which it ends."""

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, DialSealed, HangUpLeg, HoldLeg, PlayMusic, ResumeLeg
from cic.calls.machines.consult import ConsultStage
from cic.calls.reports import LegAnswered
from cic.center.control_inputs import (
    CompleteTransfer,
    EndConsult,
    HangUpInteraction,
    HoldInteraction,
    JoinConference,
    MuteInteraction,
    SwapConsult,
    ToAgent,
    ToNumber,
    ToQueue,
)
from cic.center.state import AwayKind
from cic.center.views import agent_view
from routing.commands import DeclineOffer, SetActivity, TransferToQueue
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, EndCause, QueueId
from tests.harness.one_contact import offered
from tests.unit.center.consults import CALLER_LEG, NUMBER, Consultation
from tests.unit.center.hotline import ALICE, BOB, HUNG_UP, SALES

pytestmark = pytest.mark.unit

NOT_NOW = RejectionCode.NOT_ALLOWED_NOW


@pytest.fixture
def asked() -> Consultation:
    return Consultation()


def test_the_customer_is_held_while_bob_is_asked(asked: Consultation) -> None:
    assert asked.ask(ToAgent(BOB)) is None
    hold, ringing = asked.hotline.asked_now()
    assert isinstance(hold, HoldLeg) and (hold.leg_id, hold.other_leg_ids) == (CALLER_LEG, (asked.alice_leg,))
    assert ringing == PlayMusic(asked.alice_leg, "ringing")
    assert asked.stage is ConsultStage.ASKED
    view = asked.hotline.view(BOB)
    assert (view.state, view.consulted_by, view.allowed_actions) == ("offered", ALICE, ("accept", "decline"))
    assert view.interaction_id == asked.consult_id and view.caller.is_known
    alices = asked.hotline.view(ALICE)
    assert alices.is_held and alices.consult is not None
    assert (alices.consult.stage, alices.consult.agent_id) == ("asked", BOB)
    assert alices.allowed_actions[:2] == ("mute", "end_consult")


def test_alice_and_bob_talk_when_bob_answers(asked: Consultation) -> None:
    asked.ask_bob()
    asked.bob_accepts()
    asked.hotline.give(LegAnswered(asked.other_leg))
    (bridge,) = asked.hotline.asked_now()
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (asked.other_leg, asked.alice_leg)
    asked.hotline.bridged()
    assert asked.stage is ConsultStage.TALKING
    assert asked.hotline.stage(asked.consult_id) is InteractionStage.CONNECTED
    assert "complete_transfer" in asked.hotline.view(ALICE).allowed_actions
    assert asked.hotline.view(BOB).allowed_actions == ("mute", "hang_up")
    assert not asked.hotline.asked(PlayMusic)


def test_a_swap_parts_the_one_before_it_brings_the_other(asked: Consultation) -> None:
    asked.bob_talks()
    assert asked.hotline.give(SwapConsult(ALICE, asked.interaction_id)) is None
    hold, resume = asked.hotline.asked_now()
    assert isinstance(hold, HoldLeg) and (hold.leg_id, hold.other_leg_ids) == (asked.other_leg, (asked.alice_leg,))
    assert isinstance(resume, ResumeLeg) and (resume.leg_id, resume.other_leg_ids) == (CALLER_LEG, (asked.alice_leg,))
    assert asked.stage is ConsultStage.SWAPPED
    assert asked.hotline.view(BOB).is_held and not asked.hotline.view(ALICE).is_held
    asked.hotline.done(HoldLeg)
    asked.hotline.done(ResumeLeg)
    assert asked.hotline.give(SwapConsult(ALICE, asked.interaction_id)) is None
    hold, resume = asked.hotline.asked_now()
    assert isinstance(hold, HoldLeg) and hold.leg_id == CALLER_LEG
    assert isinstance(resume, ResumeLeg) and resume.leg_id == asked.other_leg
    assert asked.stage is ConsultStage.TALKING


@pytest.mark.parametrize("swaps", [0, 1])
def test_a_conference_brings_all_three_together(asked: Consultation, swaps: int) -> None:
    asked.bob_talks()
    for _ in range(swaps):
        asked.hotline.give(SwapConsult(ALICE, asked.interaction_id))
    assert asked.hotline.give(JoinConference(ALICE, asked.interaction_id)) is None
    (bridge,) = asked.hotline.asked_now()
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (CALLER_LEG, asked.alice_leg, asked.other_leg)
    asked.hotline.bridged()
    assert asked.stage is ConsultStage.CONFERENCE
    assert asked.hotline.give(MuteInteraction(BOB, asked.consult_id, True)) is None
    assert asked.hotline.view(BOB).is_muted and not asked.hotline.view(ALICE).is_muted


def test_bob_is_dropped_out_of_a_conference(asked: Consultation) -> None:
    asked.bob_talks()
    asked.hotline.give(JoinConference(ALICE, asked.interaction_id))
    asked.hotline.bridged()
    assert asked.hotline.give(EndConsult(ALICE, asked.interaction_id)) is None
    again, gone = asked.hotline.asked_now()
    assert isinstance(again, BridgeLegs) and again.leg_ids == (CALLER_LEG, asked.alice_leg)
    assert isinstance(gone, HangUpLeg) and gone.leg_id == asked.other_leg
    asked.hotline.bridged()
    assert asked.hotline.stage(asked.interaction_id) is InteractionStage.CONNECTED
    assert not asked.hotline.agent(BOB).assignments, "whoever was asked has nothing to wrap up"
    asked.hotline.hang_up()
    asked.clear()


@pytest.mark.parametrize("how", ["leaves", "hangs_up_the_phone", "completes"])
def test_bob_has_the_customer_when_alice_leaves_the_conference(asked: Consultation, how: str) -> None:
    asked.bob_talks()
    asked.hotline.give(JoinConference(ALICE, asked.interaction_id))
    asked.hotline.bridged()
    if how == "leaves":
        assert asked.hotline.give(HangUpInteraction(ALICE, asked.interaction_id)) is None
    elif how == "completes":
        assert asked.hotline.give(CompleteTransfer(ALICE, asked.interaction_id)) is None
    else:
        asked.hotline.hang_up(asked.alice_leg, EndCause.AGENT_HUNG_UP)
    assert_bob_has_it(asked)


@pytest.mark.parametrize("swaps", [0, 1])
def test_a_transfer_gives_bob_the_customer(asked: Consultation, swaps: int) -> None:
    asked.bob_talks()
    for _ in range(swaps):
        asked.hotline.give(SwapConsult(ALICE, asked.interaction_id))
    assert asked.hotline.give(CompleteTransfer(ALICE, asked.interaction_id)) is None
    bridge, gone = asked.hotline.asked_now()
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (CALLER_LEG, asked.other_leg)
    assert isinstance(gone, HangUpLeg) and gone.leg_id == asked.alice_leg
    assert_bob_has_it(asked)


def assert_bob_has_it(asked: Consultation) -> None:
    """Bob has the customer's interaction, Alice wraps up, and the call ends well with Bob."""
    asked.hotline.bridged()
    assert asked.stage is None
    assert asked.hotline.interaction(asked.interaction_id).agent_id == BOB
    assert asked.hotline.view(BOB).interaction_id == asked.interaction_id
    assert asked.hotline.view(BOB).consulted_by is None
    assert asked.hotline.view(ALICE).state == "wrap_up"
    assert asked.hotline.contact(asked.interaction_id).served_by == (SALES, BOB)
    asked.hotline.hang_up(asked.alice_leg, EndCause.TRANSFERRED)
    assert asked.hotline.stage(asked.interaction_id) is InteractionStage.CONNECTED
    asked.hotline.hang_up()
    asked.clear()


def test_a_transfer_needs_an_answer_first(asked: Consultation) -> None:
    asked.ask_bob()
    assert asked.hotline.give(CompleteTransfer(ALICE, asked.interaction_id)) is NOT_NOW


def test_ending_a_consult_takes_the_customer_back(asked: Consultation) -> None:
    asked.bob_talks()
    assert asked.hotline.give(EndConsult(ALICE, asked.interaction_id)) is None
    resume, gone = asked.hotline.asked_now()
    assert isinstance(resume, ResumeLeg) and resume.leg_id == CALLER_LEG
    assert isinstance(gone, HangUpLeg) and gone.leg_id == asked.other_leg
    assert asked.hotline.view(ALICE).consult is None and not asked.hotline.view(ALICE).is_held
    asked.hotline.hang_up()
    asked.clear()


@pytest.mark.parametrize("how", ["declined", "expired", "desktop_gone", "phone_busy", "given_up"])
def test_a_consult_that_nobody_answers_takes_the_customer_back(asked: Consultation, how: str) -> None:
    asked.ask_bob()
    offer_id = offered(asked.hotline.agent(BOB))
    assert offer_id is not None
    if how == "declined":
        asked.hotline.give(DeclineOffer(BOB, offer_id))
    elif how == "expired":
        asked.hotline.wait(15_000)
    elif how == "desktop_gone":
        asked.hotline.give(SetActivity(BOB, Activity.SIGNED_OUT, ""))
    elif how == "phone_busy":
        asked.bob_accepts()
        asked.hotline.hang_up(asked.other_leg, EndCause.BUSY)
    else:
        asked.hotline.give(EndConsult(ALICE, asked.interaction_id))
    assert asked.stage is None and asked.hotline.asked(ResumeLeg)
    assert asked.hotline.stage(asked.interaction_id) is InteractionStage.CONNECTED
    asked.hotline.done(ResumeLeg)
    asked.hotline.hang_up()
    asked.clear()


@pytest.mark.parametrize("moment", ["asked", "dialled", "swapped"])
def test_the_customer_hangs_up_before_anybody_else_is_heard(asked: Consultation, moment: str) -> None:
    asked.ask_bob()
    if moment != "asked":
        asked.bob_accepts()
    if moment == "swapped":
        asked.answered()
        asked.hotline.give(SwapConsult(ALICE, asked.interaction_id))
    asked.hotline.hang_up(cause=HUNG_UP)
    assert asked.stage is None
    assert asked.hotline.view(ALICE).state == "wrap_up"
    desktop = agent_view(asked.hotline.state, BOB)
    assert desktop is not None and desktop.interactions == ()
    asked.clear()


@pytest.mark.parametrize("moment", ["talking", "conference"])
@pytest.mark.parametrize("ends", ["bob_leaves", "alice_leaves", "alices_phone_is_lost", "wrapped_up", "timed_out"])
def test_the_customer_hangs_up_and_the_agents_finish_their_talk(asked: Consultation, moment: str, ends: str) -> None:
    asked.bob_talks()
    if moment == "conference":
        asked.hotline.give(JoinConference(ALICE, asked.interaction_id))
        asked.hotline.bridged()
    asked.hotline.hang_up(cause=HUNG_UP)
    if moment == "conference":
        asked.hotline.bridged()
    view = asked.hotline.view(ALICE)
    assert (view.state, view.allowed_actions[:2]) == ("wrap_up", ("finish_wrap_up", "hang_up"))
    assert view.consult is not None and view.consult.stage == "talking"
    assert asked.hotline.view(BOB).allowed_actions == ("mute", "hang_up")
    assert not asked.hotline.asked(HangUpLeg)
    if ends == "bob_leaves":
        asked.hotline.hang_up(asked.other_leg, EndCause.AGENT_HUNG_UP)
    elif ends == "alice_leaves":
        assert asked.hotline.give(HangUpInteraction(ALICE, asked.interaction_id)) is None
        asked.hotline.hang_up(asked.alice_leg, EndCause.AGENT_HUNG_UP)
    elif ends == "alices_phone_is_lost":
        asked.hotline.hang_up(asked.alice_leg, EndCause.MEDIA_LOST)
    elif ends == "wrapped_up":
        assert asked.hotline.finish(asked.interaction_id) is None
    else:
        asked.hotline.wait(30_000)
    assert asked.stage is None
    asked.clear()


@pytest.mark.parametrize("moment", ["asked", "dialled"])
def test_alices_phone_is_lost_before_bob_has_answered(asked: Consultation, moment: str) -> None:
    asked.ask_bob()
    if moment == "dialled":
        asked.bob_accepts()
    asked.hotline.hang_up(asked.alice_leg, EndCause.AGENT_HUNG_UP)
    assert asked.stage is None
    assert asked.hotline.stage(asked.interaction_id) is InteractionStage.SELF_SERVICE, "on in the flow"
    asked.hotline.hang_up()
    asked.clear()


def test_bob_hangs_up_in_the_talk(asked: Consultation) -> None:
    asked.bob_talks()
    assert asked.hotline.give(HangUpInteraction(BOB, asked.consult_id)) is None
    asked.hotline.hang_up(asked.other_leg, EndCause.AGENT_HUNG_UP)
    assert asked.stage is None and asked.hotline.asked(ResumeLeg)
    asked.hotline.done(ResumeLeg)
    asked.hotline.hang_up()
    asked.clear()


def test_a_queue_finds_somebody_else_when_the_first_does_not_answer(asked: Consultation) -> None:
    assert asked.ask(ToQueue(SALES)) is None
    asked.hotline.done(HoldLeg)
    assert asked.hotline.view(BOB).consulted_by == ALICE
    offer_id = offered(asked.hotline.agent(BOB))
    assert offer_id is not None
    asked.hotline.give(DeclineOffer(BOB, offer_id))
    assert asked.stage is ConsultStage.ASKED, "the queue goes on looking"
    asked.hotline.wait(31_000)
    asked.bob_accepts()
    asked.answered()
    assert asked.stage is ConsultStage.TALKING


def test_who_is_asked_must_be_there(asked: Consultation) -> None:
    asked.hotline.give(SetActivity(BOB, Activity.ON_BREAK, "lunch"))
    assert asked.ask(ToAgent(BOB)) is RejectionCode.AGENT_NOT_AVAILABLE
    assert asked.ask(ToAgent(AgentId("nobody"))) is RejectionCode.UNKNOWN_AGENT
    assert asked.ask(ToAgent(ALICE)) is NOT_NOW
    assert asked.ask(ToQueue(QueueId("nowhere"))) is RejectionCode.UNKNOWN_QUEUE
    assert asked.stage is None and not asked.hotline.view(ALICE).is_held


def test_one_at_a_time(asked: Consultation) -> None:
    asked.bob_talks()
    assert asked.ask(ToNumber(NUMBER)) is NOT_NOW
    assert asked.hotline.give(HoldInteraction(ALICE, asked.interaction_id)) is NOT_NOW
    assert asked.hotline.give(HangUpInteraction(ALICE, asked.interaction_id)) is NOT_NOW
    assert asked.hotline.give(HoldInteraction(BOB, asked.consult_id)) is NOT_NOW


def test_a_number_is_asked(asked: Consultation) -> None:
    assert asked.ask(ToNumber(NUMBER)) is None
    dial = asked.hotline.latest(DialSealed).command
    assert isinstance(dial, DialSealed) and dial.number == NUMBER
    view = asked.hotline.view(ALICE)
    assert view.consult is not None and view.consult.number == NUMBER
    asked.other_leg = dial.leg_id
    asked.hotline.done(HoldLeg)
    asked.answered()
    assert asked.stage is ConsultStage.TALKING


def test_a_number_that_does_not_answer_takes_the_customer_back(asked: Consultation) -> None:
    asked.ask(ToNumber(NUMBER))
    asked.hotline.done(HoldLeg)
    dial = asked.hotline.latest(DialSealed).command
    assert isinstance(dial, DialSealed)
    asked.hotline.hang_up(dial.leg_id, EndCause.BUSY)
    assert asked.stage is None and asked.hotline.asked(ResumeLeg)


@pytest.mark.parametrize("joins", [False, True])
def test_a_number_gets_the_customer(asked: Consultation, joins: bool) -> None:
    asked.number_talks()
    if joins:
        asked.hotline.give(JoinConference(ALICE, asked.interaction_id))
        asked.hotline.bridged()
    assert asked.hotline.give(CompleteTransfer(ALICE, asked.interaction_id)) is None
    asked.hotline.bridged()
    asked.hotline.hang_up(asked.alice_leg, EndCause.TRANSFERRED)
    away = asked.hotline.contact(asked.interaction_id).away
    assert away is not None and (away.kind, away.leg_id) == (AwayKind.NUMBER, asked.other_leg)
    assert asked.hotline.view(ALICE).state == "wrap_up"
    asked.hotline.hang_up(asked.other_leg, EndCause.AGENT_HUNG_UP)
    assert asked.hotline.contact(asked.interaction_id).away is None
    asked.hotline.played()  # the word of thanks of the flow, then its end
    asked.clear()


def test_a_transfer_to_a_queue_ends_the_consult(asked: Consultation) -> None:
    asked.bob_talks()
    assert asked.hotline.give(TransferToQueue(ALICE, asked.interaction_id, SALES)) is None
    assert asked.stage is None
    asked.hotline.carry_out_hang_ups()
    assert asked.hotline.stage(asked.interaction_id) in (InteractionStage.WAITING, InteractionStage.OFFERED)


def test_a_hold_that_fails_ends_the_consult(asked: Consultation) -> None:
    asked.ask(ToAgent(BOB))
    asked.hotline.failed(HoldLeg)
    assert asked.stage is None and not asked.hotline.view(ALICE).is_held


def test_a_conference_that_fails_leaves_agent_and_customer(asked: Consultation) -> None:
    asked.bob_talks()
    asked.hotline.give(JoinConference(ALICE, asked.interaction_id))
    asked.hotline.failed(BridgeLegs)
    assert asked.stage is None
    asked.hotline.bridged()
    assert asked.hotline.stage(asked.interaction_id) is InteractionStage.CONNECTED
    assert not asked.hotline.asked(DialLeg)
