"""A customer is handed on without asking first, parked, picked up, and comes back when nobody answers."""

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, DialSealed, HangUpLeg, PlayMusic, PlayPrompts
from cic.calls.reports import LegAnswered
from cic.center.control_inputs import (
    HoldInteraction,
    ParkInteraction,
    PickUpInteraction,
    StartConsult,
    ToAgent,
    ToNumber,
    ToQueue,
    TransferInteraction,
)
from cic.center.state import AwayKind
from cic.center.transferring import PARKED_MS_MAX, RETURN_WAIT_MS
from routing.commands import DeclineOffer, SetActivity
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, EndCause, InteractionId
from tests.harness.one_contact import offered
from tests.unit.center.consults import CALLER_LEG, NUMBER, Consultation
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline

pytestmark = pytest.mark.unit

NOT_NOW = RejectionCode.NOT_ALLOWED_NOW


@pytest.fixture
def talk() -> Consultation:
    return Consultation()


def finish_alice(talk: Consultation) -> None:
    """Alice's phone is free again, and she has wrapped up."""
    talk.hotline.carry_out_hang_ups()
    assert talk.hotline.finish(talk.interaction_id) is None


def is_free_to_return(talk: Consultation) -> None:
    """The caller is offered to Alice, who handed them on, and to nobody else."""
    assert offered(talk.hotline.agent(ALICE)) is not None
    assert offered(talk.hotline.agent(BOB)) is None


def test_bob_gets_the_caller_without_being_asked(talk: Consultation) -> None:
    place = talk.hotline.interaction(talk.interaction_id).place
    assert talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToAgent(BOB))) is None
    (gone,) = [command for command in talk.hotline.asked_now() if isinstance(command, HangUpLeg)]
    assert gone.leg_id == talk.alice_leg
    assert talk.hotline.asked(PlayMusic), "the caller hears music meanwhile"
    assert talk.hotline.interaction(talk.interaction_id).place == place
    finish_alice(talk)
    leg_id = talk.hotline.talk(BOB)
    assert talk.hotline.interaction(talk.interaction_id).agent_id == BOB
    assert talk.hotline.contact(talk.interaction_id).handed is None
    assert leg_id != talk.alice_leg
    talk.hotline.hang_up()
    talk.clear()


@pytest.mark.parametrize("how", ["declined", "expired", "phone_not_answered", "signed_out"])
def test_a_caller_whom_bob_does_not_take_comes_back_to_alice(talk: Consultation, how: str) -> None:
    place = talk.hotline.interaction(talk.interaction_id).place
    talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToAgent(BOB)))
    finish_alice(talk)
    if how == "declined":
        offer_id = offered(talk.hotline.agent(BOB))
        assert offer_id is not None
        talk.hotline.give(DeclineOffer(BOB, offer_id))
    elif how == "expired":
        talk.hotline.wait(15_000)
    elif how == "phone_not_answered":
        talk.hotline.hang_up(talk.hotline.accept(BOB), EndCause.NOT_ANSWERED)
    else:
        talk.hotline.give(SetActivity(BOB, Activity.SIGNED_OUT, ""))
    is_free_to_return(talk)
    assert talk.hotline.interaction(talk.interaction_id).place == place
    talk.hotline.talk(ALICE)
    talk.hotline.hang_up()
    talk.clear()


def test_a_caller_who_came_back_waits_for_alice_and_then_for_anybody(talk: Consultation) -> None:
    talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToAgent(BOB)))
    talk.hotline.wait(15_000)  # Alice still wraps up
    assert offered(talk.hotline.agent(ALICE)) is None and offered(talk.hotline.agent(BOB)) is None
    talk.hotline.give(SetActivity(BOB, Activity.AVAILABLE, ""))
    assert offered(talk.hotline.agent(BOB)) is None
    talk.hotline.wait(RETURN_WAIT_MS)
    assert offered(talk.hotline.agent(BOB)) is not None or offered(talk.hotline.agent(ALICE)) is not None


def test_an_agent_who_is_not_free_is_refused_and_the_talk_goes_on(talk: Consultation) -> None:
    talk.hotline.give(SetActivity(BOB, Activity.ON_BREAK, "lunch"))
    to_bob = TransferInteraction(ALICE, talk.interaction_id, ToAgent(BOB))
    assert talk.hotline.give(to_bob) is RejectionCode.AGENT_NOT_AVAILABLE
    to_nobody = TransferInteraction(ALICE, talk.interaction_id, ToAgent(AgentId("nobody")))
    assert talk.hotline.give(to_nobody) is RejectionCode.UNKNOWN_AGENT
    to_self = TransferInteraction(ALICE, talk.interaction_id, ToAgent(ALICE))
    assert talk.hotline.give(to_self) is RejectionCode.NOT_YOURS
    assert talk.hotline.stage(talk.interaction_id) is InteractionStage.CONNECTED


def test_a_queue_gets_the_caller_as_ever(talk: Consultation) -> None:
    assert talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToQueue(SALES))) is None
    assert offered(talk.hotline.agent(BOB)) is not None


def test_the_number_outside_gets_the_caller(talk: Consultation) -> None:
    assert talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToNumber(NUMBER))) is None
    dial = talk.hotline.latest(DialSealed).command
    assert isinstance(dial, DialSealed) and dial.number == NUMBER
    music = talk.hotline.latest(PlayMusic).command
    assert isinstance(music, PlayMusic) and music.leg_id == CALLER_LEG
    finish_alice(talk)
    talk.hotline.give(LegAnswered(dial.leg_id))
    (bridge,) = talk.hotline.asked_now()
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (CALLER_LEG, dial.leg_id)
    talk.hotline.bridged()
    talk.hotline.hang_up(dial.leg_id, EndCause.AGENT_HUNG_UP)
    assert talk.hotline.contact(talk.interaction_id).away is None
    assert talk.hotline.asked(PlayPrompts), "the caller goes on in the flow"
    talk.hotline.hang_up()
    talk.clear()


def test_a_number_that_does_not_answer_sends_the_caller_back(talk: Consultation) -> None:
    talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToNumber(NUMBER)))
    finish_alice(talk)
    dial = talk.hotline.latest(DialSealed).command
    assert isinstance(dial, DialSealed)
    talk.hotline.hang_up(dial.leg_id, EndCause.NOT_ANSWERED)
    is_free_to_return(talk)


def test_a_caller_who_gives_up_takes_the_number_along(talk: Consultation) -> None:
    talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToNumber(NUMBER)))
    talk.hotline.hang_up()
    dial = talk.hotline.latest(DialSealed).command if talk.hotline.asked(DialSealed) else None
    assert dial is not None or talk.hotline.asked(HangUpLeg)
    talk.clear()


def test_a_parked_caller_hears_music_and_is_picked_up_by_bob(talk: Consultation) -> None:
    assert talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id)) is None
    contact = talk.hotline.contact(talk.interaction_id)
    assert contact.away is not None and contact.away.kind is AwayKind.PARKED
    assert talk.hotline.stage(talk.interaction_id) is InteractionStage.SELF_SERVICE
    finish_alice(talk)
    assert talk.hotline.give(PickUpInteraction(BOB, talk.interaction_id)) is None
    assert contact.away is None
    dial = talk.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg) and dial.address == "phone/bob"
    assert talk.hotline.view(BOB).state == "connecting"
    talk.hotline.give(LegAnswered(dial.leg_id))
    talk.hotline.bridged()
    assert talk.hotline.view(BOB).state == "connected"
    talk.hotline.hang_up()
    talk.clear()


def test_the_one_who_parked_picks_up_once_that_is_wrapped_up(talk: Consultation) -> None:
    talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id))
    talk.hotline.carry_out_hang_ups()
    refusal = talk.hotline.give(PickUpInteraction(ALICE, talk.interaction_id))
    assert refusal is NOT_NOW, "wrap-up takes the room of a call"
    assert talk.hotline.finish(talk.interaction_id) is None
    assert talk.hotline.give(PickUpInteraction(ALICE, talk.interaction_id)) is None


def test_nobody_is_parked_for_ever(talk: Consultation) -> None:
    talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id))
    finish_alice(talk)
    talk.hotline.wait(PARKED_MS_MAX)
    assert talk.hotline.contact(talk.interaction_id).away is None
    is_free_to_return(talk)


def test_a_pick_up_whose_phone_is_not_answered_leads_back_to_the_queue(talk: Consultation) -> None:
    talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id))
    finish_alice(talk)
    talk.hotline.give(PickUpInteraction(BOB, talk.interaction_id))
    dial = talk.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    talk.hotline.hang_up(dial.leg_id, EndCause.NOT_ANSWERED)
    assert offered(talk.hotline.agent(ALICE)) is not None


def test_a_pick_up_that_fails_begins_another_wait_at_the_old_place(talk: Consultation) -> None:
    queued_at_ms = talk.hotline.interaction(talk.interaction_id).queued_at_ms
    place = talk.hotline.interaction(talk.interaction_id).place
    talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id))
    talk.hotline.give(PickUpInteraction(BOB, talk.interaction_id))
    picked_up_at_ms = talk.hotline.now_ms
    dial = talk.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    talk.hotline.hang_up(dial.leg_id, EndCause.NOT_ANSWERED)
    waiting = talk.hotline.interaction(talk.interaction_id)
    assert (waiting.place, waiting.queued_at_ms) == (place, picked_up_at_ms), "the limit of the wait begins anew"
    assert picked_up_at_ms > queued_at_ms


def test_who_is_parked_is_picked_up_once(talk: Consultation) -> None:
    talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id))
    finish_alice(talk)
    assert talk.hotline.give(PickUpInteraction(BOB, talk.interaction_id)) is None
    late = talk.hotline.give(PickUpInteraction(ALICE, talk.interaction_id))
    assert late is RejectionCode.UNKNOWN_INTERACTION
    nobody = talk.hotline.give(PickUpInteraction(ALICE, InteractionId("nowhere")))
    assert nobody is RejectionCode.UNKNOWN_INTERACTION


def test_a_parked_caller_gives_up(talk: Consultation) -> None:
    talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id))
    talk.hotline.hang_up()
    talk.clear()


def test_a_held_caller_can_be_parked_and_handed_on() -> None:
    for given in ("park", "transfer"):
        talk = Consultation()
        talk.hotline.give(HoldInteraction(ALICE, talk.interaction_id))
        if given == "park":
            assert talk.hotline.give(ParkInteraction(ALICE, talk.interaction_id)) is None
        else:
            assert talk.hotline.give(TransferInteraction(ALICE, talk.interaction_id, ToAgent(BOB))) is None


def test_a_consult_is_ended_before_anything_else(talk: Consultation) -> None:
    talk.ask_bob()
    for given in (
        ParkInteraction(ALICE, talk.interaction_id),
        TransferInteraction(ALICE, talk.interaction_id, ToQueue(SALES)),
        StartConsult(ALICE, talk.interaction_id, ToNumber(NUMBER)),
    ):
        assert talk.hotline.give(given) is NOT_NOW


def test_somebody_elses_caller_cannot_be_parked(talk: Consultation) -> None:
    assert talk.hotline.give(ParkInteraction(BOB, talk.interaction_id)) is RejectionCode.NOT_YOURS
    hotline = Hotline()
    assert hotline.give(ParkInteraction(ALICE, InteractionId("i1"))) is RejectionCode.NOT_YOURS
