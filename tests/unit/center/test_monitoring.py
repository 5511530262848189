"""A supervisor listens in on a talk: how it begins, switches and ends, and how the customer is taken over."""

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, HangUpLeg, HoldLeg, MonitorLeg, MonitorMode, ResumeLeg
from cic.calls.machines.consult import ConsultStage
from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.monitoring_events import MonitoringEnded
from cic.calls.reports import CommandDone, LegAnswered, LegRinging, LegSeen, LegsRead
from cic.center.control_inputs import (
    CompleteTransfer,
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ParkInteraction,
    ResumeInteraction,
    StartConsult,
    ToNumber,
)
from cic.center.desk_inputs import AskForHelp
from cic.center.inputs import EngineStarted
from cic.center.monitoring_inputs import EndMonitoring, StartMonitoring, SwitchMonitoring, TakeOver
from routing.commands import SetActivity, TransferToQueue
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, EndCause, InteractionId, LegId, PersonalRef
from tests.harness.one_contact import offered
from tests.unit.center.hotline import ALICE, BOB, PROVIDER, SALES, Hotline
from tests.unit.center.monitorings import CALLER_LEG, Supervision

pytestmark = pytest.mark.unit

NOT_NOW = RejectionCode.NOT_ALLOWED_NOW
LISTEN, WHISPER, BARGE = MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE


@pytest.fixture
def talk() -> Supervision:
    return Supervision()


@pytest.fixture
def listening() -> Supervision:
    made = Supervision()
    made.listens()
    return made


def ended_by(supervision: Supervision) -> EndCause:
    (ended,) = supervision.hotline.of_type(MonitoringEnded)
    assert isinstance(ended, MonitoringEnded) and ended.supervisor_id == BOB
    assert supervision.monitoring is None and not supervision.hotline.agent(BOB).assignments
    return ended.cause


def test_the_supervisors_own_phone_rings_and_then_hears_the_talk(talk: Supervision) -> None:
    assert talk.start(WHISPER) is None
    (dial,) = talk.hotline.asked_now()
    assert isinstance(dial, DialLeg) and dial.address == "phone/bob"
    assert talk.stage is MonitoringStage.ASKED
    talk.hotline.give(LegRinging(talk.bob_leg))
    assert talk.stage is MonitoringStage.RINGING
    talk.hotline.give(LegAnswered(talk.bob_leg))
    assert talk.hotline.asked_now() == [MonitorLeg(talk.bob_leg, talk.alice_leg, WHISPER)]
    talk.hotline.done(MonitorLeg)
    assert talk.stage is MonitoringStage.LISTENING
    assert talk.hotline.interaction(talk.interaction_id).agent_id == ALICE, "the customer stays Alice's"


def test_who_listens_is_offered_nothing(listening: Supervision) -> None:
    listening.hotline.caller_in_queue("second")
    assert offered(listening.hotline.agent(BOB)) is None
    assert listening.hotline.give(EndMonitoring(BOB, ALICE)) is None
    assert offered(listening.hotline.agent(BOB)) is not None


def test_it_is_switched_on_the_same_leg(listening: Supervision) -> None:
    for mode in (WHISPER, BARGE, LISTEN):
        assert listening.hotline.give(SwitchMonitoring(BOB, ALICE, mode)) is None
        assert listening.hotline.asked_now() == [MonitorLeg(listening.bob_leg, listening.alice_leg, mode)]
        assert listening.hotline.give(SwitchMonitoring(BOB, ALICE, mode)) is None
        assert not listening.hotline.events, "what is so already is not asked for again"
        listening.hotline.done(MonitorLeg)
        assert listening.monitoring is not None and listening.monitoring.mode is mode


def test_of_two_switches_the_last_one_holds(listening: Supervision) -> None:
    listening.hotline.give(SwitchMonitoring(BOB, ALICE, WHISPER))
    first = listening.hotline.latest(MonitorLeg)
    listening.hotline.give(SwitchMonitoring(BOB, ALICE, BARGE))
    assert [request.command for request in listening.hotline.asked(MonitorLeg)] == [
        MonitorLeg(listening.bob_leg, listening.alice_leg, BARGE)
    ]
    listening.hotline.give(CommandDone(first.effect_id))
    assert not listening.hotline.events, "nobody waits for it any more"


def test_starting_it_again_is_a_switch(listening: Supervision) -> None:
    assert listening.hotline.give(StartMonitoring(BOB, ALICE, listening.interaction_id, BARGE)) is None
    assert listening.monitoring is not None and listening.monitoring.mode is BARGE
    assert not listening.hotline.asked(DialLeg)


def test_a_switch_before_the_phone_is_answered_counts_from_then_on(talk: Supervision) -> None:
    talk.start()
    assert talk.hotline.give(SwitchMonitoring(BOB, ALICE, BARGE)) is None
    assert not talk.hotline.asked_now()
    talk.hotline.give(LegAnswered(talk.bob_leg))
    assert talk.hotline.asked_now() == [MonitorLeg(talk.bob_leg, talk.alice_leg, BARGE)]


@pytest.mark.parametrize("agent_id", [ALICE, BOB])
def test_nobody_listens_to_a_talk_that_is_not_there(agent_id: str) -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE, BOB)
    assert hotline.give(StartMonitoring(BOB, ALICE, None, LISTEN)) is NOT_NOW
    assert hotline.give(StartMonitoring(ALICE, ALICE, None, LISTEN)) is NOT_NOW
    for given in (SwitchMonitoring(BOB, ALICE, LISTEN), EndMonitoring(BOB, ALICE), TakeOver(BOB, ALICE)):
        assert hotline.give(given) is NOT_NOW


def test_another_talk_than_the_agents_is_refused(talk: Supervision) -> None:
    assert talk.hotline.give(StartMonitoring(BOB, ALICE, InteractionId("other"), LISTEN)) is NOT_NOW


def test_who_is_signed_out_cannot_listen(talk: Supervision) -> None:
    talk.hotline.give(SetActivity(BOB, Activity.SIGNED_OUT, ""))
    assert talk.start() is RejectionCode.NOT_SIGNED_IN


def test_a_break_is_no_reason_not_to_listen(talk: Supervision) -> None:
    talk.hotline.give(SetActivity(BOB, Activity.ON_BREAK, "lunch"))
    assert talk.start() is None


def test_the_supervisor_is_no_party_to_the_talk(listening: Supervision) -> None:
    assert listening.monitoring is not None
    monitoring_id = listening.monitoring.asked.monitoring_id
    for given in (
        HoldInteraction(BOB, monitoring_id),
        MuteInteraction(BOB, monitoring_id, True),
        ParkInteraction(BOB, monitoring_id),
        StartConsult(BOB, monitoring_id, ToNumber(PersonalRef("number"))),
        TransferToQueue(BOB, monitoring_id, SALES),
        AskForHelp(BOB, monitoring_id, True),
    ):
        assert listening.hotline.give(given) is NOT_NOW


@pytest.mark.parametrize("how", ["ends it", "hangs up"])
def test_the_supervisor_leaves_and_the_talk_goes_on(listening: Supervision, how: str) -> None:
    if how == "ends it":
        assert listening.hotline.give(EndMonitoring(BOB, ALICE)) is None
        assert ended_by(listening) is EndCause.COMPLETED
        (gone,) = listening.hotline.asked_now()
        assert isinstance(gone, HangUpLeg) and gone.leg_id == listening.bob_leg
        listening.hotline.carry_out_hang_ups()
    else:
        listening.hotline.hang_up(listening.bob_leg, EndCause.AGENT_HUNG_UP)
        assert ended_by(listening) is EndCause.AGENT_HUNG_UP
    assert listening.hotline.stage(listening.interaction_id) is InteractionStage.CONNECTED
    listening.hotline.hang_up()
    listening.clear()


@pytest.mark.parametrize("how", ["caller hangs up", "agent hangs up", "agent's leg is lost", "parks", "transfers"])
def test_it_ends_with_the_agents_part(listening: Supervision, how: str) -> None:
    hotline, talk = listening.hotline, listening.interaction_id
    match how:
        case "caller hangs up":
            hotline.hang_up()
        case "agent hangs up":
            hotline.give(HangUpInteraction(ALICE, talk))
            hotline.hang_up(listening.alice_leg, EndCause.AGENT_HUNG_UP)
        case "agent's leg is lost":
            hotline.hang_up(listening.alice_leg, EndCause.LOST)
        case "parks":
            assert hotline.give(ParkInteraction(ALICE, talk)) is None
        case _:
            assert hotline.give(TransferToQueue(ALICE, talk, SALES)) is None
    causes = {
        "caller hangs up": EndCause.CALLER_HUNG_UP,
        "agent hangs up": EndCause.AGENT_HUNG_UP,
        "agent's leg is lost": EndCause.LOST,
        "parks": EndCause.PARKED,
        "transfers": EndCause.TRANSFERRED,
    }
    assert ended_by(listening) is causes[how]
    assert any(
        isinstance(request.command, HangUpLeg) and request.command.leg_id == listening.bob_leg
        for request in hotline.asked(HangUpLeg)
    )


@pytest.mark.parametrize("cause", [EndCause.NOT_ANSWERED, EndCause.DECLINED, EndCause.UNREACHABLE])
def test_a_supervisor_who_does_not_pick_up_hears_nothing(talk: Supervision, cause: EndCause) -> None:
    talk.start()
    talk.hotline.hang_up(talk.bob_leg, cause)
    assert ended_by(talk) is cause
    assert talk.hotline.agent(BOB).activity is Activity.AVAILABLE


@pytest.mark.parametrize("when", ["at first", "at a switch"])
def test_what_the_provider_cannot_do_ends_it(talk: Supervision, when: str) -> None:
    talk.start()
    talk.hotline.give(LegAnswered(talk.bob_leg))
    if when == "at a switch":
        talk.hotline.done(MonitorLeg)
        talk.hotline.give(SwitchMonitoring(BOB, ALICE, BARGE))
    talk.hotline.failed(MonitorLeg)
    assert ended_by(talk) is EndCause.FAILED
    talk.hotline.carry_out_hang_ups()
    assert talk.hotline.stage(talk.interaction_id) is InteractionStage.CONNECTED


def test_an_answer_that_comes_after_the_end_leads_to_nothing(talk: Supervision) -> None:
    talk.start()
    assert talk.hotline.give(EndMonitoring(BOB, ALICE)) is None
    talk.hotline.give(LegAnswered(talk.bob_leg))
    assert not talk.hotline.asked(MonitorLeg)
    talk.hotline.carry_out_hang_ups()
    assert talk.bob_leg not in talk.hotline.state.calls.legs


def test_it_goes_on_through_hold_and_consult(listening: Supervision) -> None:
    hotline, talk = listening.hotline, listening.interaction_id
    hotline.give(HoldInteraction(ALICE, talk))
    hotline.done(HoldLeg)
    hotline.give(ResumeInteraction(ALICE, talk))
    hotline.done(ResumeLeg)
    hotline.give(StartConsult(ALICE, talk, ToNumber(PersonalRef("number"))))
    hotline.done(HoldLeg)
    assert listening.stage is MonitoringStage.LISTENING and not hotline.asked(MonitorLeg)


def in_consult(listening: Supervision) -> LegId:
    """Alice asks a number, which answers."""
    hotline = listening.hotline
    hotline.give(StartConsult(ALICE, listening.interaction_id, ToNumber(PersonalRef("number"))))
    hotline.done(HoldLeg)
    outside = next(leg for leg in hotline.state.calls.legs if leg not in (CALLER_LEG, *_legs(listening)))
    hotline.give(LegAnswered(outside))
    hotline.bridged()
    assert hotline.state.calls.consults[listening.interaction_id].stage is ConsultStage.TALKING
    return outside


def _legs(listening: Supervision) -> tuple[LegId, ...]:
    return listening.alice_leg, listening.bob_leg


def test_it_ends_when_the_agent_hands_the_customer_on(listening: Supervision) -> None:
    in_consult(listening)
    assert listening.hotline.give(CompleteTransfer(ALICE, listening.interaction_id)) is None
    assert ended_by(listening) is EndCause.TRANSFERRED


def test_a_take_over_hands_the_customer_to_the_supervisor(listening: Supervision) -> None:
    hotline, talk = listening.hotline, listening.interaction_id
    assert hotline.give(TakeOver(BOB, ALICE)) is None
    (ended,) = hotline.of_type(MonitoringEnded)
    assert isinstance(ended, MonitoringEnded) and ended.is_taken_over and ended.cause is EndCause.TRANSFERRED
    bridge, gone = hotline.asked_now()
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (CALLER_LEG, listening.bob_leg)
    assert isinstance(gone, HangUpLeg) and gone.leg_id == listening.alice_leg
    assert (hotline.stage(talk), hotline.interaction(talk).agent_id) == (InteractionStage.CONNECTED, BOB)
    assert hotline.agent(ALICE).assignments[talk].state is AssignmentState.WRAP_UP
    assert hotline.agent(BOB).assignments[talk].state is AssignmentState.IN_CONTACT
    hotline.bridged()
    assert "hold" in hotline.view(BOB).allowed_actions
    hotline.hang_up()
    listening.clear()


def test_a_take_over_lets_go_of_whom_the_agent_consults(listening: Supervision) -> None:
    outside = in_consult(listening)
    assert listening.hotline.give(TakeOver(BOB, ALICE)) is None
    commands = listening.hotline.asked_now()
    assert {command.leg_id for command in commands if isinstance(command, HangUpLeg)} == {outside, listening.alice_leg}
    assert listening.hotline.interaction(listening.interaction_id).agent_id == BOB
    assert not listening.hotline.state.calls.consults
    listening.hotline.bridged()
    listening.hotline.hang_up()
    listening.clear()


def test_nobody_takes_over_before_listening(talk: Supervision) -> None:
    talk.start()
    assert talk.hotline.give(TakeOver(BOB, ALICE)) is NOT_NOW


def test_a_call_for_help_is_closed_when_the_supervisor_is_there(talk: Supervision) -> None:
    talk.hotline.give(AskForHelp(ALICE, talk.interaction_id, True))
    talk.start()
    assert talk.interaction_id in talk.hotline.state.help, "the supervisor is on the way"
    talk.hotline.give(LegAnswered(talk.bob_leg))
    talk.hotline.done(MonitorLeg)
    assert talk.interaction_id not in talk.hotline.state.help


def test_help_that_is_asked_for_later_is_answered_by_speaking(listening: Supervision) -> None:
    listening.hotline.give(AskForHelp(ALICE, listening.interaction_id, True))
    assert listening.interaction_id in listening.hotline.state.help
    listening.hotline.give(SwitchMonitoring(BOB, ALICE, WHISPER))
    assert listening.interaction_id not in listening.hotline.state.help


@pytest.mark.parametrize("mode", [LISTEN, BARGE])
def test_after_a_restart_the_supervisor_hears_the_talk_again(talk: Supervision, mode: MonitorMode) -> None:
    talk.listens(mode)
    talk.hotline.give(EngineStarted())
    legs = (CALLER_LEG, talk.alice_leg)
    seen = [LegSeen(leg, True, tuple(other for other in legs if other != leg)) for leg in legs]
    talk.hotline.give(LegsRead(PROVIDER, (*seen, LegSeen(talk.bob_leg, True, ()))))
    assert talk.hotline.asked_now() == [MonitorLeg(talk.bob_leg, talk.alice_leg, mode)]
    talk.hotline.done(MonitorLeg)
    assert talk.stage is MonitoringStage.LISTENING


def test_who_has_hung_up_meanwhile_is_out_of_it(listening: Supervision) -> None:
    listening.hotline.give(EngineStarted())
    legs = (CALLER_LEG, listening.alice_leg)
    seen = tuple(LegSeen(leg, True, tuple(other for other in legs if other != leg)) for leg in legs)
    listening.hotline.give(LegsRead(PROVIDER, seen))
    assert ended_by(listening) is EndCause.LOST


def test_a_talk_that_is_gone_after_a_restart_takes_the_supervisor_along(listening: Supervision) -> None:
    listening.hotline.give(EngineStarted())
    listening.hotline.give(LegsRead(PROVIDER, (LegSeen(listening.bob_leg, True, ()),)))
    assert listening.monitoring is None
    assert any(
        isinstance(request.command, HangUpLeg) and request.command.leg_id == listening.bob_leg
        for request in listening.hotline.asked(HangUpLeg)
    )


def test_an_answer_that_nobody_saw_is_taken_up_after_a_restart(talk: Supervision) -> None:
    talk.start()
    talk.hotline.give(EngineStarted())
    legs = (CALLER_LEG, talk.alice_leg)
    seen = [LegSeen(leg, True, tuple(other for other in legs if other != leg)) for leg in legs]
    talk.hotline.give(LegsRead(PROVIDER, (*seen, LegSeen(talk.bob_leg, True, ()))))
    assert [request.command for request in talk.hotline.asked(MonitorLeg)] == [
        MonitorLeg(talk.bob_leg, talk.alice_leg, LISTEN)
    ]
