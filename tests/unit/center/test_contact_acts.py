"""What a supervisor does to calls: moved, taken and ended, with everybody who has a leg in them."""

from collections.abc import Callable

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, HangUpLeg, PlayMusic
from cic.calls.reports import CommandDone, LegAnswered
from cic.center.control_inputs import DialOut, JoinConference, ParkInteraction
from cic.center.events import ContactClosed
from ivr_flows.session import SessionStatus, WaitingFor
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.supervisor_commands import (
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    TakeOffered,
)
from routing.vocabulary import EndCause, InteractionId, PersonalRef
from tests.harness.one_contact import offered
from tests.unit.center.consults import CALLER_LEG, Consultation
from tests.unit.center.hotline import ALICE, BOB, CALLER, PROVIDER, RATED_NUMBER, SALES, Hotline

pytestmark = pytest.mark.unit

NOT_NOW = RejectionCode.NOT_ALLOWED_NOW
Call = tuple[Hotline, InteractionId]


def in_flow() -> Call:
    hotline = Hotline()
    return hotline, hotline.call()


def in_queue() -> Call:
    hotline = Hotline()
    return hotline, hotline.caller_in_queue()


def ringing() -> Call:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    return hotline, hotline.caller_in_queue()


def being_connected() -> Call:
    hotline, interaction_id = ringing()
    hotline.accept()
    return hotline, interaction_id


def talking() -> Call:
    hotline, interaction_id = ringing()
    hotline.talk()
    return hotline, interaction_id


def consulting() -> Call:
    talk = Consultation()
    talk.bob_talks()
    return talk.hotline, talk.interaction_id


def in_conference() -> Call:
    talk = Consultation()
    talk.bob_talks()
    assert talk.hotline.give(JoinConference(ALICE, talk.interaction_id)) is None
    talk.hotline.bridged()
    return talk.hotline, talk.interaction_id


def parked() -> Call:
    hotline, interaction_id = talking()
    assert hotline.give(ParkInteraction(ALICE, interaction_id)) is None
    return hotline, interaction_id


EVERYWHERE: dict[str, Callable[[], Call]] = {
    made.__name__: made
    for made in (in_flow, in_queue, ringing, being_connected, talking, consulting, in_conference, parked)
}


@pytest.mark.parametrize("where", EVERYWHERE)
def test_a_released_call_is_over_for_everybody_in_it(where: str) -> None:
    hotline, interaction_id = EVERYWHERE[where]()
    assert hotline.give(ForceRelease(interaction_id)) is None
    assert hotline.give(ForceRelease(interaction_id)) is None, "asked for twice"
    assert [request.command for request in hotline.asked(HangUpLeg)].count(
        HangUpLeg(CALLER_LEG, EndCause.SUPERVISOR)
    ) == 1
    for _ in range(3):
        hotline.carry_out_hang_ups()
    assert interaction_id not in hotline.state.routing.interactions
    assert not hotline.state.calls.legs and not hotline.state.calls.bridges
    for name in (ALICE, BOB):
        for held in list(hotline.agent(name).assignments):
            hotline.finish(held, name)
    assert hotline.is_empty()


@pytest.mark.parametrize("first", ["the leg's end", "the command's outcome"])
def test_whatever_is_told_first_of_the_end_the_cause_is_the_supervisor(first: str) -> None:
    hotline, interaction_id = talking()
    hotline.give(ForceRelease(interaction_id))
    if first == "the leg's end":
        hotline.hang_up("caller", EndCause.CALLER_HUNG_UP)
    else:
        hotline.give(CommandDone(hotline.latest(HangUpLeg).effect_id))
    assert hotline.contact(interaction_id).end_cause is EndCause.SUPERVISOR
    assert hotline.view().state == "wrap_up"
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    assert hotline.is_empty()


def test_a_release_that_the_provider_cannot_carry_out_ends_the_call_all_the_same() -> None:
    hotline, interaction_id = in_queue()
    hotline.give(ForceRelease(interaction_id))
    hotline.failed(HangUpLeg)
    assert [event.cause for event in hotline.of_type(ContactClosed)] == [EndCause.SUPERVISOR]  # type: ignore[union-attr]
    assert hotline.is_empty()


def test_a_number_that_is_being_called_is_let_go() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    assert hotline.give(DialOut(ALICE, SALES, PROVIDER, CALLER, PersonalRef("number"))) is None
    (interaction_id,) = hotline.state.routing.interactions
    leg_id = hotline.agent_leg()
    assert hotline.give(ForceRelease(interaction_id)) is None
    assert interaction_id not in hotline.state.routing.interactions
    hotline.hang_up(leg_id, EndCause.CALLER_HUNG_UP)
    assert hotline.is_empty()


def test_a_caller_is_taken_out_of_an_agents_hand_and_waits_at_the_old_place_with_music() -> None:
    hotline, interaction_id = talking()
    place = hotline.interaction(interaction_id).place
    assert hotline.give(ReassignToQueue(interaction_id, SALES)) is None
    assert hotline.asked(PlayMusic)
    assert hotline.interaction(interaction_id).place == place
    assert hotline.contact(interaction_id).session.status is SessionStatus.RUNNING
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    assert offered(hotline.agent(ALICE)) is not None, "the only one there is to serve"


def test_a_caller_is_handed_to_a_free_agent_over_the_agents_head() -> None:
    hotline, interaction_id = talking()
    assert hotline.give(ReassignToAgent(interaction_id, BOB)) is RejectionCode.AGENT_NOT_AVAILABLE
    hotline.sign_in(BOB)
    assert hotline.give(ReassignToAgent(interaction_id, BOB)) is None
    hotline.carry_out_hang_ups()
    hotline.talk(BOB)
    assert hotline.interaction(interaction_id).agent_id == BOB
    assert hotline.view(ALICE).state == "wrap_up"


def test_a_caller_whom_the_agent_does_not_take_goes_on_waiting_for_anybody() -> None:
    hotline, interaction_id = ringing()
    hotline.sign_in(BOB)
    assert hotline.give(ReassignToAgent(interaction_id, BOB)) is None
    assert (offered(hotline.agent(ALICE)), hotline.stage(interaction_id)) == (None, InteractionStage.OFFERED)
    hotline.wait(15_000)
    assert offered(hotline.agent(ALICE)) is not None
    assert hotline.contact(interaction_id).session.waiting_for is WaitingFor.QUEUE_MUSIC


def test_what_rings_at_alice_is_picked_up_by_bob() -> None:
    hotline, interaction_id = ringing()
    hotline.sign_in(BOB)
    assert hotline.give(TakeOffered(BOB, interaction_id)) is None
    assert offered(hotline.agent(ALICE)) is None
    dialled = hotline.latest(DialLeg).command
    assert isinstance(dialled, DialLeg) and dialled.address == "phone/bob"
    hotline.give(LegAnswered(dialled.leg_id))
    assert len(hotline.asked(BridgeLegs)) == 1
    hotline.bridged()
    assert hotline.interaction(interaction_id).agent_id == BOB
    assert hotline.contact(interaction_id).session.status is SessionStatus.WITH_AGENT


def test_who_picked_it_up_and_does_not_answer_leaves_the_caller_at_the_old_place() -> None:
    hotline, interaction_id = in_queue()
    place = hotline.interaction(interaction_id).place
    hotline.sign_in(BOB)
    assert offered(hotline.agent(BOB)) is not None
    assert hotline.give(TakeOffered(BOB, interaction_id)) is None, "the own offer is accepted"
    hotline.hang_up(hotline.agent_leg(), EndCause.NOT_ANSWERED)
    assert (hotline.stage(interaction_id), hotline.interaction(interaction_id).place) == (
        InteractionStage.WAITING,
        place,
    )
    assert hotline.contact(interaction_id).session.waiting_for is WaitingFor.QUEUE_MUSIC


@pytest.mark.parametrize("where", ["consulting", "in_conference"])
def test_a_call_that_is_consulted_about_is_not_moved(where: str) -> None:
    hotline, interaction_id = EVERYWHERE[where]()
    assert hotline.give(ReassignToQueue(interaction_id, SALES)) is NOT_NOW
    assert hotline.give(ReassignToAgent(interaction_id, BOB)) is NOT_NOW
    assert hotline.stage(interaction_id) is InteractionStage.CONNECTED


def test_the_question_of_a_consult_is_nobodys_to_move() -> None:
    hotline, _ = consulting()
    (consult_id,) = hotline.state.calls.consulting
    for act in (ReassignToQueue(consult_id, SALES), TakeOffered(BOB, consult_id), ForceRelease(consult_id)):
        assert hotline.give(act) is NOT_NOW
    assert consult_id in hotline.state.routing.interactions


def test_nobody_is_moved_out_of_a_flow_or_from_where_an_agent_parked_them() -> None:
    for make in (in_flow, parked):
        hotline, interaction_id = make()
        assert hotline.give(ReassignToQueue(interaction_id, SALES)) is NOT_NOW
        assert hotline.give(MoveToFront(interaction_id)) is NOT_NOW


def test_after_the_talk_the_flow_of_a_rated_line_does_not_go_on_for_who_was_moved() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.talk()
    hotline.sign_in(BOB)
    hotline.give(ReassignToAgent(interaction_id, BOB))
    assert hotline.contact(interaction_id).session.waiting_for is WaitingFor.QUEUE_MUSIC
    hotline.carry_out_hang_ups()
    hotline.talk(BOB)
    assert hotline.stage(interaction_id) is InteractionStage.CONNECTED
