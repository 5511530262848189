"""What callers leave behind, as the log has it after the center itself has decided: work, ratings, flows of agents."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cic.api.contact_bodies import WholeContactBody
from cic.calls.commands import AnswerLeg, HoldLeg, PromptCollect, RecordMessage, ResumeLeg
from cic.calls.reports import CollectEnd, DigitsCollected, LegAnswered, MessageEnd, MessageRecorded
from cic.center.control_inputs import (
    ResumeInteraction,
    SendIntoFlow,
)
from cic.center.inputs import (
    CenterInput,
)
from cic.contact_log.fold import Ledger
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.ratings import RatingQueries
from cic.contact_log.record import ContactRecord, SegmentKind
from cic.contact_log.sides import Initiator, Releaser
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tries import EarlierTries
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from routing.commands import CompleteInteraction, TransferToQueue
from routing.vocabulary import AgentId, ContactId, EndCause, LegId, Medium, QueueId, SiteId, TenantId
from tests.unit.center.hotline import ALICE, BOB, CALLER, SALES, Hotline
from tests.unit.center.self_service import PIN_FLOW, WAITING_NUMBER, self_service
from tests.unit.center.test_self_service import press, waiting

pytestmark = pytest.mark.unit

LEG = LegId("caller")


class Recorded:
    """A hotline whose inputs are kept as the journal would keep them."""

    def __init__(self) -> None:
        self.hotline = self_service()
        self.records: list[Committed] = []
        self._settle = self.hotline._settle
        self.hotline._settle = self._kept  # type: ignore[method-assign]

    def _kept(self, given: CenterInput) -> object:
        settled = self._settle(given)
        if settled.events:
            seq = len(self.records) + 1
            self.records.append(Committed(seq, self.hotline.now_ms, given, settled.events, None))
        return settled

    def contacts(self) -> dict[ContactId, ContactRecord]:
        """All contacts as they are now, the oldest first."""
        ledger, found = Ledger(), dict[ContactId, ContactRecord]()
        for record in self.records:
            found |= {contact.contact_id: contact for contact in ledger.take(record)}
        return found


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()


@pytest.fixture
def hotline(recorded: Recorded) -> Hotline:
    return recorded.hotline


@pytest.fixture
def stored(recorded: Recorded, tmp_path: Path) -> Callable[[], ContactLogStore]:
    def store() -> ContactLogStore:
        file = Database(tmp_path / "contacts.db")
        made = ContactLogStore(
            file, Codec, TenantId("demo"), SiteId("main"), agent_number={ALICE: "101", BOB: "102"}.__getitem__
        )
        made.take(made.ledger(), recorded.records[made.cursor() :])
        return made

    return store


def message_left(hotline: Hotline) -> None:
    """A caller leaves a message in place of waiting, and is gone."""
    waiting(hotline)
    press(hotline, "1")
    recording = hotline.latest(RecordMessage)
    hotline.give(MessageRecorded(recording.effect_id, LEG, 4_000, MessageEnd.HANG_UP))
    hotline.hang_up()


def strip(contact: ContactRecord) -> list[tuple[str, str | None, str]]:
    return [(segment.kind.value, segment.agent_id, segment.cause) for segment in contact.segments]


def test_a_message_is_a_contact_of_its_own_and_named_where_it_was_left(recorded: Recorded, hotline: Hotline) -> None:
    message_left(hotline)
    hotline.sign_in(ALICE)
    hotline.wait(15_000)
    hotline.sign_in(BOB)
    hotline.accept_work(BOB)
    hotline.wait(60_000)
    call, work = recorded.contacts().values()
    assert hotline.give(CompleteInteraction(BOB, work.interaction_id)) is None
    hotline.finish(work.interaction_id, BOB)
    call, work = recorded.contacts().values()
    assert strip(work) == [
        ("queue", None, ""),
        ("ring", ALICE, "expired"),
        ("queue", None, ""),
        ("ring", BOB, ""),
        ("work", BOB, "completed"),
    ]
    assert work.wrap_ups[0].predecessor == 5 and work.wrap_ups[0].disposition == "solved"
    assert (work.medium, work.origin, work.message_ms) == (Medium.VOICEMAIL, call.contact_id, 4_000)
    assert (work.released_by, work.last_agent, work.initiator) == (Releaser.AGENT, BOB, Initiator.FLOW)
    assert (work.offers_missed, work.is_abandoned, work.is_closed) == (1, False, True)
    assert work.time_ms(SegmentKind.WORK) == 61_000
    assert work.total_ms == sum(work.time_ms(kind) for kind in SegmentKind if kind is not SegmentKind.WRAP_UP)
    (left,) = call.work_left
    assert (left.contact_id, left.medium, left.queue_id) == (work.contact_id, Medium.VOICEMAIL, SALES)
    assert call.segments[left.ordinal - 1].kind is SegmentKind.IVR and left.due_at_ms == work.due_at_ms
    assert call.path[-1].result == "hung_up" or call.path[-1].node == "bye"


def test_work_that_goes_from_agent_to_agent_is_handed_over(recorded: Recorded, hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    message_left(hotline)
    hotline.accept_work(ALICE)
    _, work = recorded.contacts().values()
    hotline.sign_in(BOB)
    hotline.give(TransferToQueue(ALICE, work.interaction_id, SALES))
    hotline.accept_work(BOB)
    _, work = recorded.contacts().values()
    kinds = [(segment.kind.value, segment.cause) for segment in work.segments]
    assert kinds[-4:] == [("work", "transferred"), ("queue", ""), ("ring", ""), ("work", "")]
    (item,) = work.hand_overs
    assert (item.from_agent, item.to_queue, item.to_agent) == (ALICE, SALES, BOB)


def test_a_call_back_is_named_in_the_call_that_waited(recorded: Recorded, hotline: Hotline) -> None:
    waiting(hotline)
    press(hotline, "2")
    hotline.carry_out_hang_ups()
    call, work = recorded.contacts().values()
    assert (work.medium, work.number_to_call) == (Medium.CALLBACK, CALLER.number)
    assert [left.medium for left in call.work_left] == [Medium.CALLBACK]
    assert not call.is_abandoned and call.end_cause is EndCause.FLOW_ENDED


def rated(hotline: Hotline, value: str) -> None:
    """A caller is served, and rates that."""
    waiting(hotline)
    hotline.accept()
    hotline.played()
    hotline.give(LegAnswered(hotline.agent_leg()))
    hotline.bridged()
    hotline.hang_up(hotline.agent_leg(), EndCause.AGENT_HUNG_UP)
    press(hotline, value)
    hotline.carry_out_hang_ups()


def test_a_rating_stands_on_the_contact_the_queue_and_the_agent(
    recorded: Recorded, hotline: Hotline, stored: Callable[[], ContactLogStore]
) -> None:
    hotline.sign_in(ALICE)
    rated(hotline, "4")
    (call,) = recorded.contacts().values()
    (rating,) = call.ratings
    assert (rating.subject, rating.value, rating.queue_id, rating.agent_id) == ("service", 4, SALES, ALICE)
    assert call.segments[rating.ordinal - 1].kind is SegmentKind.IVR
    store = stored()
    ratings = RatingQueries(store)
    row = {"queue_id": SALES, "agent_id": ALICE, "subject": "service", "lowest": 1, "highest": 5, "values": {4: 1}}
    assert ratings.ratings_now(0, hotline.now_ms + 1) == [row]
    assert ratings.ratings_now(0, hotline.now_ms + 1, QueueId("sales"), AgentId("alice")) == [row]
    for other in ((0, 1, None, None), (0, 9**12, QueueId("other"), None), (0, 9**12, None, BOB)):
        assert ratings.ratings_now(*other) == []
    whole = ContactLogQueries(store, lambda _: None).contact_now(call.contact_id)
    assert whole is not None and [one["value"] for one in whole["ratings"]] == [4]
    store.close()


def test_a_flow_of_an_agent_is_a_hold_with_its_steps_and_its_result(recorded: Recorded, hotline: Hotline) -> None:
    hotline.sign_in(ALICE)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW))
    hotline.done(HoldLeg)
    hotline.done(AnswerLeg)
    hotline.wait(5_000)
    asked = hotline.latest(PromptCollect)
    hotline.give(DigitsCollected(asked.effect_id, LEG, None, 0, CollectEnd.TIMEOUT, True))
    hotline.done(ResumeLeg)
    hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW))
    hotline.give(ResumeInteraction(ALICE, interaction_id))
    (call,) = recorded.contacts().values()
    assert [segment.kind.value for segment in call.segments] == [
        "ivr", "queue", "ring", "talk", "hold", "talk", "hold", "talk",
    ]  # fmt: skip
    begun_by = [(segment.initiator, segment.initiator_agent_id) for segment in call.segments[4:]]
    asked_by_alice = (Initiator.AGENT, ALICE)
    assert begun_by == [asked_by_alice, (Initiator.FLOW, None), asked_by_alice, asked_by_alice]
    assert all(segment.cause == "" for segment in call.segments)
    first, second = call.flow_visits
    assert (first.ordinal, second.ordinal) == (5, 7)
    assert (first.flow_id, first.agent_id, second.result) == (PIN_FLOW, ALICE, "taken_back")
    assert first.path[0].node == "account" and first.ended_at_ms == call.segments[4].ended_at_ms
    assert {step.node for step in call.path} <= {"welcome", "queue"}, "the caller's own way goes on afterwards"


def test_readers_see_all_of_it_and_a_restart_goes_on_from_there(
    recorded: Recorded, hotline: Hotline, stored: Callable[[], ContactLogStore]
) -> None:
    hotline.sign_in(ALICE)
    message_left(hotline)
    store = stored()
    queries = ContactLogQueries(store, {CALLER.number: "+15550100"}.get)  # type: ignore[arg-type]
    work, call = queries.newest_now(5)
    assert (work["medium"], work["origin"], work["recording"]) == ("voicemail", call["contact_id"], work["recording"])
    assert (call["medium"], call["work_left"][0]["contact_id"]) == ("voice", work["contact_id"])
    for row in (work, call):
        WholeContactBody.model_validate(queries.contact_now(row["contact_id"]))
    store.close()
    hotline.accept_work(ALICE)
    store = stored()
    queries = ContactLogQueries(store, lambda _: None)
    (row, _) = queries.newest_now(5)
    assert (row["last_agent"], row["last_agent_number"], row["ended_at_ms"]) == (ALICE, "101", None)
    hotline.give(CompleteInteraction(ALICE, row["interaction_id"]))
    hotline.finish(row["interaction_id"])
    store.close()
    store = stored()
    whole = ContactLogQueries(store, lambda _: None).contact_now(row["contact_id"])
    assert whole is not None and WholeContactBody.model_validate(whole).released_by == "agent"
    assert [segment["kind"] for segment in whole["segments"]] == ["queue", "ring", "work", "wrap_up"]
    store.close()


def test_work_that_waits_is_no_try_of_the_caller(hotline: Hotline, stored: Callable[[], ContactLogStore]) -> None:
    """Who left a message has called once."""
    message_left(hotline)
    hotline.sign_in(ALICE)
    hotline.accept_work(ALICE)
    store = stored()
    tries = EarlierTries(store, lambda: hotline.now_ms, lambda: "UTC")
    assert tries.today(CALLER.party_id) == 1
    store.close()
    hotline.call(dialled=WAITING_NUMBER)
