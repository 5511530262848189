"""What a supervisor did to a contact, as the log has it: who began and ended each stretch, and why."""

import pytest

from cic.calls.commands import DialLeg
from cic.calls.reports import LegAnswered
from cic.contact_log.record import ContactRecord, SegmentKind
from cic.contact_log.sides import Initiator, Releaser
from routing.supervisor_acts import ENDED_BY_SUPERVISOR
from routing.supervisor_commands import EndWrapUps, ForceRelease, ReassignToAgent, ReassignToQueue, TakeOffered
from routing.vocabulary import EndCause, InteractionId
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline
from tests.unit.contact_log.test_left_behind import Recorded

pytestmark = pytest.mark.unit

IVR, QUEUE, RING, TALK = SegmentKind.IVR, SegmentKind.QUEUE, SegmentKind.RING, SegmentKind.TALK
BY = "supervisor"
Told = tuple[SegmentKind, Initiator, str]


class Supervised:
    """A caller who waits, rings or talks, and what the log tells of it."""

    def __init__(self) -> None:
        self.recorded = Recorded()
        self.hotline: Hotline = self.recorded.hotline
        self.hotline.sign_in(ALICE)
        self.interaction_id: InteractionId = self.hotline.caller_in_queue()
        self.hotline.wait(3_000)

    def contact(self) -> ContactRecord:
        (found,) = self.recorded.contacts().values()
        return found

    def told(self) -> list[Told]:
        return [(segment.kind, segment.initiator, segment.cause) for segment in self.contact().segments]

    def bob_answers(self) -> None:
        command = self.hotline.latest(DialLeg).command
        assert isinstance(command, DialLeg)
        self.hotline.give(LegAnswered(command.leg_id))
        self.hotline.bridged()


def adds_up(contact: ContactRecord) -> bool:
    """Whether every moment from the arrival on is in one segment."""
    ends = [segment.ended_at_ms for segment in contact.segments[:-1]]
    begins = [segment.started_at_ms for segment in contact.segments]
    return begins == [contact.arrived_at_ms, *ends]


def test_an_offer_that_is_moved_is_nothing_the_agent_missed() -> None:
    scene = Supervised()
    scene.hotline.sign_in(BOB)
    scene.hotline.give(ReassignToAgent(scene.interaction_id, BOB))
    assert scene.told()[1:] == [
        (QUEUE, Initiator.FLOW, ""),
        (RING, Initiator.QUEUE, BY),
        (QUEUE, Initiator.SUPERVISOR, ""),
        (RING, Initiator.QUEUE, ""),
    ]
    assert scene.contact().segments[2].released_by is Releaser.SUPERVISOR
    assert scene.contact().offers_missed == 0 and adds_up(scene.contact())


def test_who_is_taken_out_of_a_talk_waits_by_a_supervisors_act() -> None:
    scene = Supervised()
    scene.hotline.talk()
    scene.hotline.wait(5_000)
    scene.hotline.give(ReassignToQueue(scene.interaction_id, SALES))
    scene.hotline.wait(5_000)
    assert scene.told()[-2:] == [(TALK, Initiator.QUEUE, BY), (QUEUE, Initiator.SUPERVISOR, "")]
    contact = scene.contact()
    assert contact.segments[-2].released_by is Releaser.SUPERVISOR
    assert contact.hand_overs == () and adds_up(contact), "no agent has handed it over"


def test_what_a_supervisor_takes_rings_at_the_supervisor() -> None:
    scene = Supervised()
    scene.hotline.sign_in(BOB)
    scene.hotline.give(TakeOffered(BOB, scene.interaction_id))
    scene.hotline.wait(2_000)
    scene.bob_answers()
    assert scene.told()[2:] == [
        (RING, Initiator.QUEUE, BY),
        (RING, Initiator.SUPERVISOR, ""),
        (TALK, Initiator.SUPERVISOR, ""),
    ]
    assert scene.contact().segments[3].initiator_agent_id == BOB and adds_up(scene.contact())


@pytest.mark.parametrize("is_talking", [False, True])
def test_what_is_released_says_so_and_is_not_abandoned(is_talking: bool) -> None:
    scene = Supervised()
    if is_talking:
        scene.hotline.talk()
    scene.hotline.wait(5_000)
    scene.hotline.give(ForceRelease(scene.interaction_id))
    scene.hotline.carry_out_hang_ups()
    contact = scene.contact()
    assert (contact.end_cause, contact.released_by) == (EndCause.SUPERVISOR, Releaser.SUPERVISOR)
    assert not contact.is_abandoned and contact.offers_missed == 0
    assert (contact.segments[-1].kind, contact.segments[-1].cause) == (TALK if is_talking else RING, BY)


def test_a_wrap_up_that_is_ended_says_by_whom() -> None:
    scene = Supervised()
    scene.hotline.talk()
    scene.hotline.hang_up()
    scene.hotline.wait(4_000)
    scene.hotline.give(EndWrapUps(ALICE, None))
    (wrap_up,) = scene.contact().wrap_ups
    assert (wrap_up.released_by, wrap_up.cause, wrap_up.disposition) == (Releaser.SUPERVISOR, BY, ENDED_BY_SUPERVISOR)
