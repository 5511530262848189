"""A contact in the log for each way to wrap up, when it leaves a queue unserved, and when it is handed on.

The events are those of a hotline that lives, in their own order.
"""

from dataclasses import dataclass, field, replace

import pytest

from cic.center.inputs import CenterInput
from cic.center.settle import Settled
from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord, Segment, SegmentKind
from cic.contact_log.sides import Releaser
from cic.journal.port import Committed
from routing.commands import AskForWrapUp, FinishWrapUp, SetActivity, TransferToQueue
from routing.configuration import Admission, WrapUpMode, WrapUpRule
from routing.vocabulary import Activity, PersonalRef
from routing.wrap_up import TIMED_OUT
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline, configuration

pytestmark = pytest.mark.unit

LIMIT_MS = 30_000
NOTE = PersonalRef("note")


@dataclass
class Log:
    """Folds what happens; the last word on the one contact."""

    ledger: Ledger = field(default_factory=Ledger)
    contact: ContactRecord | None = None

    def take(self, record: Committed) -> None:
        for contact in self.ledger.take(record):
            self.contact = contact


class LoggedHotline(Hotline):
    """A hotline whose records a log takes."""

    def __init__(self, mode: WrapUpMode, admission: Admission | None = None) -> None:
        self.log = Log()
        super().__init__()
        plain = configuration("v2")
        rule = WrapUpRule(mode, LIMIT_MS)
        queue = replace(plain.routing.queues[0], wrap_up=rule, dispositions=("solved", "other"))
        queue = queue if admission is None else replace(queue, admission=admission)
        self.give(replace(plain, routing=replace(plain.routing, queues=(queue,))))
        self.sign_in(ALICE)

    def _settle(self, given: CenterInput) -> Settled:
        settled = super()._settle(given)
        self.log.take(Committed(self.seq, self.now_ms, given, settled.events, settled.rejection))
        return settled

    def logged(self) -> ContactRecord:
        assert self.log.contact is not None
        return self.log.contact


def only_wrap_up(contact: ContactRecord) -> Segment:
    (segment,) = contact.wrap_ups
    return segment


def test_without_wrap_up_the_contact_is_closed_with_the_talk() -> None:
    hotline = LoggedHotline(WrapUpMode.NONE)
    hotline.caller_in_queue()
    hotline.talk()
    hotline.hang_up()
    contact = hotline.logged()
    assert contact.is_closed and contact.disposition == ""
    segment = only_wrap_up(contact)
    assert (segment.duration_ms, segment.released_by, segment.cause) == (0, Releaser.MACHINE, "")


def test_an_optional_wrap_up_that_was_asked_for_is_logged_like_any_other() -> None:
    hotline = LoggedHotline(WrapUpMode.OPTIONAL)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.give(AskForWrapUp(ALICE, interaction_id, True))
    hotline.hang_up()
    hotline.wait(LIMIT_MS)
    segment = only_wrap_up(hotline.logged())
    assert (segment.duration_ms, segment.disposition, segment.cause) == (LIMIT_MS, TIMED_OUT, TIMED_OUT)
    assert hotline.logged().is_closed


def test_a_required_wrap_up_stays_open_until_the_agent_closes_it() -> None:
    hotline = LoggedHotline(WrapUpMode.REQUIRED)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.hang_up()
    hotline.wait(3_600_000)
    contact = hotline.logged()
    assert contact.ended_at_ms is not None and not contact.is_closed
    assert only_wrap_up(contact).ended_at_ms is None
    hotline.finish(interaction_id)
    segment = only_wrap_up(hotline.logged())
    assert segment.duration_ms == 3_601_000
    assert (segment.disposition, segment.released_by) == ("solved", Releaser.AGENT)
    assert hotline.logged().is_closed


def test_a_disposition_of_a_whole_time_is_logged_at_once_and_the_last_one_holds() -> None:
    hotline = LoggedHotline(WrapUpMode.TIMED_WHOLE)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.hang_up()
    hotline.finish(interaction_id)
    contact = hotline.logged()
    assert (contact.disposition, only_wrap_up(contact).ended_at_ms, contact.is_closed) == ("solved", None, False)
    hotline.give(FinishWrapUp(ALICE, interaction_id, "other", NOTE))
    hotline.wait(LIMIT_MS)
    contact, segment = hotline.logged(), only_wrap_up(hotline.logged())
    assert contact.is_closed and contact.disposition == "other"
    assert (segment.duration_ms, segment.note, segment.cause) == (LIMIT_MS, NOTE, "")
    assert segment.released_by is Releaser.MACHINE, "it was the time that ended it"


def test_a_whole_time_without_a_disposition_times_out() -> None:
    hotline = LoggedHotline(WrapUpMode.TIMED_WHOLE)
    hotline.caller_in_queue()
    hotline.talk()
    hotline.hang_up()
    hotline.wait(LIMIT_MS)
    assert only_wrap_up(hotline.logged()).cause == TIMED_OUT


@pytest.mark.parametrize("mode", [WrapUpMode.NONE, WrapUpMode.TIMED_WHOLE, WrapUpMode.REQUIRED])
def test_a_contact_that_is_handed_on_keeps_each_agents_wrap_up_apart(mode: WrapUpMode) -> None:
    hotline = LoggedHotline(mode)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.sign_in(BOB)
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    hotline.give(TransferToQueue(ALICE, interaction_id, SALES))
    if mode is not WrapUpMode.NONE:
        hotline.finish(interaction_id, ALICE)
    hotline.talk(BOB)
    hotline.hang_up()
    if mode is not WrapUpMode.NONE:
        hotline.give(FinishWrapUp(BOB, interaction_id, "other", None))
        hotline.wait(LIMIT_MS)
    contact = hotline.logged()
    assert contact.is_closed and contact.last_agent == BOB
    assert [(segment.agent_id, segment.queue_id) for segment in contact.wrap_ups] == [(ALICE, SALES), (BOB, SALES)]
    given = ("", "") if mode is WrapUpMode.NONE else ("solved", "other")
    assert tuple(segment.disposition for segment in contact.wrap_ups) == given
    (hand_over,) = contact.hand_overs
    assert (hand_over.from_agent, hand_over.to_agent) == (ALICE, BOB)
    spent = sum(segment.duration_ms for segment in contact.segments)
    assert spent == contact.total_ms


def test_a_contact_that_leaves_its_queue_goes_on_in_the_flow_and_was_not_abandoned() -> None:
    hotline = LoggedHotline(WrapUpMode.NONE, Admission(wait_ms_max=20_000))
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    hotline.caller_in_queue()
    hotline.wait(20_000)
    waited = hotline.logged().segments[1]
    assert (waited.kind, waited.cause, waited.released_by) == (
        SegmentKind.QUEUE,
        "waited_too_long",
        Releaser.MACHINE,
    )
    assert waited.duration_ms == 20_000
    hotline.carry_out_hang_ups()
    hotline.hang_up()
    contact = hotline.logged()
    assert contact.ended_at_ms is not None and not contact.is_abandoned
    assert [segment.kind.value for segment in contact.segments] == ["ivr", "queue", "ivr"]
    assert sum(segment.duration_ms for segment in contact.segments) == contact.total_ms
