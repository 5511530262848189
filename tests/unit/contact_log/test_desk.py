"""What agents do at the desk beside calls, as the log has it after the center itself has decided."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cic.api.contact_bodies import WholeContactBody
from cic.calls.commands import AnswerLeg
from cic.center.desk_inputs import AskForHelp, EnterContact, MakeFollowUp
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.record import SegmentKind
from cic.contact_log.sides import Initiator, Releaser
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tries import EarlierTries
from cic.journal.codec import Codec
from cic.journal.database import Database
from routing.commands import CompleteInteraction, SetActivity, TakeInteraction, TransferToQueue
from routing.vocabulary import Activity, AgentId, InteractionId, Medium, PersonalRef, SiteId, TenantId
from tests.unit.center.hotline import ALICE, BOB, CALLER, SALES, Hotline, configuration
from tests.unit.center.self_service import TASK_NUMBER
from tests.unit.contact_log.test_left_behind import Recorded

pytestmark = pytest.mark.unit

HOUR_MS = 3_600_000
OPENED = {"number": "+15550100", "text": "send the offer", "note": "was in a hurry"}


@pytest.fixture
def recorded() -> Recorded:
    made = Recorded()
    made.hotline.sign_in(ALICE)
    return made


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


def talking(hotline: Hotline) -> InteractionId:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    return interaction_id


def put_off(hotline: Hotline, interaction_id: InteractionId, owner: AgentId | None = ALICE) -> None:
    due_at_ms = hotline.now_ms + HOUR_MS
    given = MakeFollowUp(ALICE, interaction_id, owner, SALES, due_at_ms, None, PersonalRef("text"))
    assert hotline.give(given) is None


def visit(hotline: Hotline) -> EnterContact:
    """A visit of ten minutes that ended a minute ago."""
    began_at_ms = hotline.now_ms - 11 * 60_000
    return EnterContact(ALICE, "visit", SALES, CALLER, began_at_ms, 600_000, "solved", PersonalRef("note"))


def test_a_follow_up_stands_where_it_was_made(
    recorded: Recorded, hotline: Hotline, stored: Callable[[], ContactLogStore]
) -> None:
    interaction_id = talking(hotline)
    put_off(hotline, interaction_id)
    store = stored()
    store.close()
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    put_off(hotline, interaction_id, owner=None)
    hotline.finish(interaction_id)
    (call,) = recorded.contacts().values()
    store = stored()
    whole = ContactLogQueries(store, OPENED.get).contact_now(call.contact_id)  # type: ignore[arg-type]
    assert whole is not None
    WholeContactBody.model_validate(whole)
    in_talk, in_wrap_up = whole["follow_ups"]
    assert [whole["segments"][item["segment"] - 1]["kind"] for item in (in_talk, in_wrap_up)] == ["talk", "wrap_up"]
    assert (in_talk["agent_id"], in_talk["owner"], in_wrap_up["owner"]) == (ALICE, ALICE, None)
    assert (in_talk["text"], in_talk["queue_id"]) == ("send the offer", SALES)
    assert in_talk["due_at_ms"] == in_talk["at_ms"] + HOUR_MS - 1_000
    assert [item["contact_id"] for item in whole["follow_ups"]] == list(hotline.state.follow_ups)
    assert ContactLogQueries(store, lambda _: None).newest_now(1)[0]["follow_ups"][0]["text"] is None
    store.close()


def test_when_it_is_due_it_is_work_that_follows_from_its_origin(
    recorded: Recorded, hotline: Hotline, stored: Callable[[], ContactLogStore]
) -> None:
    interaction_id = talking(hotline)
    put_off(hotline, interaction_id)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    hotline.wait(HOUR_MS)
    (contact_id,) = hotline.state.work
    hotline.accept_work()
    hotline.give(CompleteInteraction(ALICE, hotline.view().interaction_id))
    hotline.finish(hotline.view().interaction_id)
    call, task = recorded.contacts().values()
    assert (task.contact_id, task.origin, task.medium) == (contact_id, call.contact_id, Medium.TASK)
    assert [segment.kind.value for segment in task.segments] == ["queue", "ring", "work"]
    waiting = task.segments[0]
    assert (waiting.initiator, waiting.initiator_agent_id, task.hand_overs) == (Initiator.AGENT, ALICE, ())
    assert (task.last_agent, task.disposition, task.number_to_call) == (ALICE, "solved", CALLER.number)
    assert [item.contact_id for item in call.follow_ups] == [contact_id] and call.work_left == ()
    store = stored()
    whole = ContactLogQueries(store, OPENED.get).contact_now(contact_id)  # type: ignore[arg-type]
    assert WholeContactBody.model_validate(whole).initiator == "agent"
    store.close()


def test_what_becomes_work_while_its_origin_is_open_stands_there_once(recorded: Recorded, hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    put_off(hotline, interaction_id)
    hotline.wait(HOUR_MS)
    call, task = recorded.contacts().values()
    assert not call.is_closed and not hotline.state.follow_ups
    assert [item.contact_id for item in call.follow_ups] == [task.contact_id] and call.work_left == ()


def test_work_that_is_put_off_again_follows_from_that_work(recorded: Recorded, hotline: Hotline) -> None:
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    hotline.accept_work()
    put_off(hotline, hotline.view().interaction_id)
    _, work = recorded.contacts().values()
    (noted,) = work.follow_ups
    assert work.segments[noted.ordinal - 1].kind is SegmentKind.WORK and not noted.is_wrapping_up


def test_work_that_an_agent_has_pulled_is_that_agents(recorded: Recorded, hotline: Hotline) -> None:
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    (item,) = hotline.state.work.values()
    assert hotline.give(TakeInteraction(ALICE, item.opened.interaction_id)) is None
    put_off(hotline, item.opened.interaction_id)
    hotline.give(CompleteInteraction(ALICE, item.opened.interaction_id))
    work = recorded.contacts()[item.opened.contact_id]
    assert [(segment.kind.value, segment.agent_id) for segment in work.segments] == [("queue", None), ("work", ALICE)]
    in_hand = work.segments[-1]
    assert (in_hand.initiator, in_hand.initiator_agent_id, in_hand.queue_id) == (Initiator.AGENT, ALICE, SALES)
    assert work.last_agent == ALICE and work.follow_ups[0].ordinal == 2 and work.hand_overs == ()
    assert work.wrap_ups[0].predecessor == 2


def test_help_is_noted_for_as_long_as_it_was_wanted(
    recorded: Recorded, hotline: Hotline, stored: Callable[[], ContactLogStore]
) -> None:
    interaction_id = talking(hotline)
    hotline.give(AskForHelp(ALICE, interaction_id, True))
    hotline.give(AskForHelp(ALICE, interaction_id, False), 9_000)
    hotline.give(AskForHelp(ALICE, interaction_id, True))
    (call,) = recorded.contacts().values()
    store = stored()
    whole = ContactLogQueries(store, lambda _: None).contact_now(call.contact_id)
    assert whole is not None and [item["duration_ms"] for item in whole["help_asked"]] == [9_000, None]
    WholeContactBody.model_validate(whole)
    store.close()
    hotline.sign_in(BOB)
    hotline.give(TransferToQueue(ALICE, interaction_id, SALES), 4_000)
    store = stored()
    whole = ContactLogQueries(store, lambda _: None).contact_now(call.contact_id)
    assert whole is not None
    assert [(item["duration_ms"], item["agent_id"]) for item in whole["help_asked"]] == [(9_000, ALICE), (5_000, ALICE)]
    assert {whole["segments"][item["segment"] - 1]["kind"] for item in whole["help_asked"]} == {"talk"}
    store.close()


def test_help_ends_with_a_contact_that_nobody_wraps_up(recorded: Recorded, hotline: Hotline) -> None:
    assert hotline.give(configuration("v3", wrap_up_ms_max=0)) is None
    interaction_id = talking(hotline)
    hotline.give(AskForHelp(ALICE, interaction_id, True))
    hotline.hang_up()
    (call,) = recorded.contacts().values()
    (noted,) = call.help_asked
    assert call.is_closed and noted.ended_at_ms == call.ended_at_ms


def test_an_entered_contact_is_a_contact_that_is_over(
    recorded: Recorded, hotline: Hotline, stored: Callable[[], ContactLogStore]
) -> None:
    hotline.now_ms += HOUR_MS
    given = visit(hotline)
    assert hotline.give(given) is None
    (contact,) = recorded.contacts().values()
    assert contact.is_closed and not contact.is_work and contact.released_by is Releaser.AGENT
    store = stored()
    queries = ContactLogQueries(store, OPENED.get)  # type: ignore[arg-type]
    whole = queries.contact_now(contact.contact_id)
    assert whole is not None and queries.newest_now(5)[0]["contact_id"] == contact.contact_id
    WholeContactBody.model_validate(whole)
    assert (whole["medium"], whole["entered_kind"], whole["direction"]) == (None, "visit", "inbound")
    assert (whole["arrived_at_ms"], whole["ended_at_ms"]) == (given.began_at_ms, given.began_at_ms + 600_000)
    assert (whole["entered_ms"], whole["total_ms"], whole["disposition"]) == (600_000, 600_000, "solved")
    assert (whole["last_agent"], whole["last_agent_number"], whole["caller"]["number"]) == (ALICE, "101", "+15550100")
    (segment,) = whole["segments"]
    assert (segment["kind"], segment["queue_id"], segment["agent_id"]) == ("entered", SALES, ALICE)
    assert (segment["disposition"], segment["note"], segment["served_by"]) == ("solved", "was in a hurry", "person")
    assert store.ledger().contacts == {}
    tries = EarlierTries(store, lambda: hotline.now_ms, lambda: "UTC")
    assert tries.today(CALLER.party_id) == 0, "whoever came by was served"
    store.close()


def test_what_came_before_is_found_by_when_it_was(hotline: Hotline, stored: Callable[[], ContactLogStore]) -> None:
    interaction_id = talking(hotline)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    hotline.now_ms += HOUR_MS
    hotline.give(visit(hotline))
    hotline.call("another")
    store = stored()
    later, entered, call = ContactLogQueries(store, lambda _: None).newest_now(5)
    assert (entered["predecessor"], later["predecessor"]) == (call["contact_id"], entered["contact_id"])
    store.close()
