"""An agent calls somebody: the agent's phone rings first, then the number; and what can go wrong on the way."""

from dataclasses import replace

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, DialSealed, HangUpLeg, PlayMusic
from cic.calls.reports import LegAnswered, LegsRead, PhoneChanged
from cic.center.control_inputs import (
    DialOut,
    HangUpInteraction,
    ParkInteraction,
    StartConsult,
    ToAgent,
    TransferInteraction,
)
from cic.center.inputs import ConfigurationApplied
from cic.center.state import Contact
from cic.center.transferring import LAST_WAIT_MS, RETURN_WAIT_MS
from routing.admission import QUEUE_EMPTY
from routing.commands import DeclineOffer, SetActivity, TransferToQueue
from routing.configuration import Admission
from routing.events import InteractionLeftQueue
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, EndCause, LegId, PersonalRef, QueueId
from tests.harness.one_contact import offered
from tests.unit.center.hotline import (
    ALICE,
    BOB,
    CALLER,
    EMPTY,
    PROVIDER,
    SALES,
    Hotline,
    configuration,
    with_an_empty_queue,
)

pytestmark = pytest.mark.unit

NUMBER = PersonalRef("number")
DIAL = DialOut(ALICE, SALES, PROVIDER, CALLER, NUMBER)


class Calling:
    """Alice, who calls somebody; Bob is free."""

    def __init__(self, text: ConfigurationApplied | None = None, queue_id: QueueId = SALES) -> None:
        self.hotline = Hotline()
        if text is not None:
            self.hotline.give(text)
        self.hotline.sign_in(ALICE, BOB)
        assert self.hotline.give(replace(DIAL, queue_id=queue_id)) is None
        (self.contact,) = self.hotline.state.contacts.values()
        dial = self.hotline.latest(DialLeg).command
        assert isinstance(dial, DialLeg)
        self.alice_leg = dial.leg_id

    def alice_answers(self) -> LegId:
        """Alice picks up, and the number is dialled."""
        self.hotline.give(LegAnswered(self.alice_leg))
        dial = self.hotline.latest(DialSealed).command
        assert isinstance(dial, DialSealed)
        return dial.leg_id

    def talk(self) -> LegId:
        """Alice and whom she called talk."""
        leg_id = self.alice_answers()
        self.hotline.give(LegAnswered(leg_id))
        self.hotline.bridged()
        return leg_id

    @property
    def stage(self) -> InteractionStage:
        return self.hotline.stage(self.contact.interaction_id)

    def decline(self, name: AgentId) -> None:
        """What stands offered is declined."""
        offer_id = offered(self.hotline.agent(name))
        assert offer_id is not None, f"nothing is offered to {name}"
        assert self.hotline.give(DeclineOffer(name, offer_id)) is None

    def is_hung_up(self) -> bool:
        """Whether the customer is being hung up."""
        commands = [request.command for request in self.hotline.asked(HangUpLeg)]
        return any(isinstance(one, HangUpLeg) and one.leg_id == self.contact.leg_id for one in commands)

    def clear(self) -> None:
        """Everybody has gone, and nothing is left."""
        self.hotline.carry_out_hang_ups()
        for name in (ALICE, BOB):
            for interaction_id in list(self.hotline.agent(name).assignments):
                assert self.hotline.finish(interaction_id, name) is None
        assert self.hotline.is_empty()


@pytest.fixture
def calling() -> Calling:
    return Calling()


def test_the_agents_phone_rings_first(calling: Calling) -> None:
    view = calling.hotline.view(ALICE)
    assert (view.state, view.direction, view.queue_id) == ("connecting", "out", SALES)
    assert not calling.hotline.asked(DialSealed)
    leg_id = calling.alice_answers()
    dial, ringing = calling.hotline.asked_now()
    assert isinstance(dial, DialSealed) and (dial.number, dial.leg_id) == (NUMBER, leg_id)
    assert ringing == PlayMusic(calling.alice_leg, "ringing")
    assert leg_id == calling.contact.leg_id


def test_they_talk_when_the_number_answers(calling: Calling) -> None:
    leg_id = calling.alice_answers()
    calling.hotline.give(LegAnswered(leg_id))
    (bridge,) = calling.hotline.asked_now()
    assert isinstance(bridge, BridgeLegs) and bridge.leg_ids == (leg_id, calling.alice_leg)
    calling.hotline.bridged()
    assert calling.stage is InteractionStage.CONNECTED
    assert "consult" in calling.hotline.view(ALICE).allowed_actions
    calling.hotline.hang_up(leg_id)
    assert calling.hotline.view(ALICE).state == "wrap_up"
    calling.clear()


@pytest.mark.parametrize("cause", [EndCause.BUSY, EndCause.NOT_ANSWERED, EndCause.UNREACHABLE, EndCause.DECLINED])
def test_a_number_that_is_not_reached_leaves_nothing_to_wrap_up(calling: Calling, cause: EndCause) -> None:
    leg_id = calling.alice_answers()
    calling.hotline.hang_up(leg_id, cause)
    assert not calling.hotline.agent(ALICE).assignments
    assert not calling.hotline.state.contacts
    (gone,) = [request.command for request in calling.hotline.asked(HangUpLeg)]
    assert isinstance(gone, HangUpLeg) and gone.leg_id == calling.alice_leg
    calling.clear()


def test_a_number_that_cannot_be_dialled_is_not_reached(calling: Calling) -> None:
    calling.alice_answers()
    calling.hotline.failed(DialSealed)
    calling.clear()


def test_the_agents_own_phone_is_not_answered(calling: Calling) -> None:
    calling.hotline.hang_up(calling.alice_leg, EndCause.NOT_ANSWERED)
    assert not calling.hotline.state.contacts and not calling.hotline.agent(ALICE).assignments
    calling.clear()


def test_the_agent_gives_up_while_it_rings(calling: Calling) -> None:
    leg_id = calling.alice_answers()
    assert calling.hotline.give(HangUpInteraction(ALICE, calling.contact.interaction_id)) is None
    calling.hotline.hang_up(calling.alice_leg, EndCause.AGENT_HUNG_UP)
    (gone,) = [request.command for request in calling.hotline.asked(HangUpLeg)]
    assert isinstance(gone, HangUpLeg) and gone.leg_id == leg_id
    calling.clear()


def test_who_was_called_is_handed_to_a_queue_and_to_an_agent(calling: Calling) -> None:
    leg_id = calling.talk()
    interaction_id = calling.contact.interaction_id
    assert calling.hotline.give(TransferToQueue(ALICE, interaction_id, SALES)) is None
    assert calling.hotline.asked(PlayMusic), "waits with music, as callers do"
    calling.hotline.talk(BOB)
    calling.hotline.finish(interaction_id, ALICE)
    calling.hotline.hang_up(calling.alice_leg, EndCause.TRANSFERRED)
    assert calling.hotline.give(TransferInteraction(BOB, interaction_id, ToAgent(ALICE))) is None
    assert offered(calling.hotline.agent(ALICE)) is not None
    calling.hotline.hang_up(leg_id)
    calling.clear()


def test_the_call_ends_when_the_agent_hangs_up(calling: Calling) -> None:
    leg_id = calling.talk()
    calling.hotline.hang_up(calling.alice_leg, EndCause.AGENT_HUNG_UP)
    (gone,) = [request.command for request in calling.hotline.asked(HangUpLeg)]
    assert isinstance(gone, HangUpLeg) and gone.leg_id == leg_id
    calling.clear()


def test_who_was_called_can_be_parked(calling: Calling) -> None:
    calling.talk()
    assert calling.hotline.give(ParkInteraction(ALICE, calling.contact.interaction_id)) is None


def test_who_was_called_and_is_cut_off_from_the_agent_waits_as_of_the_call(calling: Calling) -> None:
    calling.talk()
    calling.hotline.hang_up(calling.alice_leg, EndCause.MEDIA_LOST)
    waiting = calling.hotline.interaction(calling.contact.interaction_id)
    assert waiting.place == (waiting.opened_at_ms, 0) and waiting.opened_at_ms > 0


def under_an_empty_queue() -> Calling:
    """Alice has called under the rules of a queue that nobody serves, and that is left when empty."""
    calling = Calling(with_an_empty_queue("v2"), EMPTY)
    calling.talk()
    return calling


@pytest.mark.parametrize("wish", [StartConsult, TransferInteraction])
def test_under_the_rules_of_a_queue_that_nobody_serves_one_agent_can_be_asked(
    wish: type[StartConsult | TransferInteraction],
) -> None:
    calling = under_an_empty_queue()
    assert calling.hotline.give(wish(ALICE, calling.contact.interaction_id, ToAgent(BOB))) is None
    assert offered(calling.hotline.agent(BOB)) is not None


def handed_to_bob_in_vain() -> Calling:
    """Alice has handed whom she called to Bob, who does not want them; she still wraps up."""
    calling = under_an_empty_queue()
    interaction_id = calling.contact.interaction_id
    assert calling.hotline.give(TransferInteraction(ALICE, interaction_id, ToAgent(BOB))) is None
    calling.hotline.hang_up(calling.alice_leg, EndCause.TRANSFERRED)
    calling.decline(BOB)
    return calling


def test_whom_nobody_takes_from_an_empty_queue_comes_back_to_who_called_them() -> None:
    """Found by review: the queue let them go, and without a flow to go on in they were hung up."""
    calling = handed_to_bob_in_vain()
    assert not calling.is_hung_up() and calling.stage is InteractionStage.WAITING
    calling.hotline.finish(calling.contact.interaction_id, ALICE)
    assert offered(calling.hotline.agent(ALICE)) is not None
    calling.hotline.talk(ALICE)


def test_who_called_them_is_waited_for_a_limited_time_and_then_the_call_ends_for_a_reason_that_is_told() -> None:
    calling = handed_to_bob_in_vain()
    calling.hotline.give(PhoneChanged(PROVIDER, "phone/alice", True, True))  # she is on the phone for long
    calling.hotline.wait(RETURN_WAIT_MS + LAST_WAIT_MS - 10_000)
    assert not calling.is_hung_up() and calling.stage is InteractionStage.WAITING
    calling.hotline.wait(20_000)
    assert calling.is_hung_up()


def test_whom_nobody_can_have_any_more_is_let_go_with_the_queues_reason() -> None:
    calling = handed_to_bob_in_vain()
    calling.hotline.give(SetActivity(ALICE, Activity.SIGNED_OUT, ""))
    left = calling.hotline.of_type(InteractionLeftQueue)[-1]
    assert isinstance(left, InteractionLeftQueue) and left.reason == QUEUE_EMPTY
    assert calling.is_hung_up()
    calling.hotline.finish(calling.contact.interaction_id, ALICE)
    calling.clear()


def test_whom_a_queue_lets_go_is_brought_back_to_who_called_them() -> None:
    calling = Calling()
    calling.talk()
    plain = configuration("v2")
    (queue,) = plain.routing.queues
    limited = replace(queue, queue_id=QueueId("limited"), admission=Admission(wait_ms_max=10_000))
    calling.hotline.give(replace(plain, routing=replace(plain.routing, queues=(queue, limited))))
    interaction_id = calling.contact.interaction_id
    assert calling.hotline.give(TransferToQueue(ALICE, interaction_id, QueueId("limited"))) is None
    calling.hotline.hang_up(calling.alice_leg, EndCause.TRANSFERRED)
    calling.hotline.finish(interaction_id, ALICE)
    calling.hotline.wait(10_000)
    assert offered(calling.hotline.agent(ALICE)) is not None and not calling.is_hung_up()


def test_a_break_is_no_reason_not_to_call() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    assert hotline.give(DIAL) is None


def test_who_may_not_call() -> None:
    hotline = Hotline()
    assert hotline.give(DIAL) is RejectionCode.NOT_SIGNED_IN
    hotline.sign_in(ALICE)
    assert hotline.give(DialOut(ALICE, QueueId("none"), PROVIDER, CALLER, NUMBER)) is RejectionCode.UNKNOWN_QUEUE
    nobody = DialOut(AgentId("nobody"), SALES, PROVIDER, CALLER, NUMBER)
    assert hotline.give(nobody) is RejectionCode.UNKNOWN_AGENT
    hotline.give(PhoneChanged(PROVIDER, "phone/alice", True, True))
    assert hotline.give(DIAL) is RejectionCode.NOT_ALLOWED_NOW
    hotline.give(PhoneChanged(PROVIDER, "phone/alice", True, False))
    hotline.caller_in_queue()
    hotline.talk()
    assert hotline.give(DIAL) is RejectionCode.NOT_ALLOWED_NOW, "one call at a time"


def test_an_offer_that_stands_takes_the_room_of_the_call() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    assert offered(hotline.agent(ALICE)) is not None
    assert hotline.give(DIAL) is RejectionCode.NOT_ALLOWED_NOW, "what is offered takes the room"


def test_everything_is_lost_when_the_provider_holds_no_leg(calling: Calling) -> None:
    calling.alice_answers()
    calling.hotline.give(LegsRead(PROVIDER, ()))
    contacts: list[Contact] = list(calling.hotline.state.contacts.values())
    assert not contacts
