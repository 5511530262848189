"""Work that an agent puts off: who may make, move and close it, and how it comes back as a task."""

from dataclasses import replace

import pytest

from cic.api.hands import follow_ups_for
from cic.calls.commands import AnswerLeg
from cic.center.desk_events import FollowUpClosed, FollowUpPutOff, FollowUpReminded
from cic.center.desk_inputs import CloseFollowUp, MakeFollowUp, MoveFollowUp
from cic.center.follow_ups import AGAIN_AFTER_MS, AHEAD_MS_MAX, FOLLOW_UPS_MAX, OWNER_WAIT_MS
from cic.center.inputs import ConfigurationActivated, DeadlinePassed
from cic.center.settle import next_deadline_ms
from cic.center.state import FollowUp
from cic.center.view_types import FollowUpView
from cic.center.views import agent_view, touched_agents
from routing.commands import CompleteInteraction, SetActivity, StageConfiguration
from routing.configuration import ConfigurationFrame, ConfigurationPart
from routing.overrides import NO_OVERRIDE, AgentOverride, QueueMode
from routing.rejections import RejectionCode
from routing.supervisor_commands import SetOverride, SetQueueMode
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, Medium, PersonalRef, QueueId
from tests.harness.one_contact import offered
from tests.unit.center.hotline import ALICE, BOB, CALLER, SALES, Hotline, configuration
from tests.unit.center.self_service import TASK_NUMBER, self_service

pytestmark = pytest.mark.unit

HOUR_MS = 3_600_000
OTHERS = QueueId("others")
TEXT = PersonalRef("call them about the offer")


@pytest.fixture
def hotline() -> Hotline:
    """Alice is available, Bob is not; the center has tasks."""
    made = self_service()
    made.sign_in(ALICE)
    return made


def talking(hotline: Hotline) -> InteractionId:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    return interaction_id


def wish(hotline: Hotline, interaction_id: InteractionId, **others: object) -> MakeFollowUp:
    """Alice's follow-up of her own, due in an hour, unless something is said otherwise."""
    given = MakeFollowUp(ALICE, interaction_id, ALICE, SALES, hotline.now_ms + HOUR_MS, None, TEXT)
    return replace(given, **others)  # type: ignore[arg-type]


def made(hotline: Hotline, **others: object) -> FollowUp:
    """A follow-up out of a talk that is over and wrapped up."""
    interaction_id = talking(hotline)
    assert hotline.give(wish(hotline, interaction_id, **others)) is None
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    assert hotline.finish(interaction_id) is None
    return next(reversed(hotline.state.follow_ups.values()))


def owned(hotline: Hotline, agent_id: AgentId = ALICE) -> tuple[FollowUpView, ...]:
    desktop = agent_view(hotline.state, agent_id)
    assert desktop is not None
    return desktop.follow_ups


def test_when_it_is_due_it_becomes_a_task_of_its_owner(hotline: Hotline) -> None:
    due_at_ms = hotline.now_ms + HOUR_MS
    item = made(hotline, due_at_ms=due_at_ms)
    hotline.sign_in(BOB)
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    hotline.wait(2 * HOUR_MS)
    assert offered(hotline.agent(BOB)) is None, "the owner alone is asked, absent or not"
    hotline.give(SetActivity(ALICE, Activity.AVAILABLE, ""))
    view = hotline.view()
    assert (view.state, view.medium, view.contact_id) == ("offered", Medium.TASK, item.made.contact_id)
    assert (view.origin, view.due_at_ms, view.subject) == (item.made.origin, due_at_ms, "follow_up")
    assert (view.collected, view.number_to_call) == ((("follow_up", TEXT),), CALLER.number)
    assert view.caller == CALLER
    assert not hotline.state.follow_ups and owned(hotline) == ()
    hotline.accept_work()
    assert hotline.give(CompleteInteraction(ALICE, view.interaction_id)) is None
    hotline.finish(view.interaction_id)
    assert not hotline.state.work and next_deadline_ms(hotline.state) is None


def test_after_a_day_without_its_owner_anybody_may_have_it(hotline: Hotline) -> None:
    made(hotline)
    hotline.give(SetActivity(ALICE, Activity.SIGNED_OUT, ""))
    hotline.sign_in(BOB)
    hotline.wait(HOUR_MS + OWNER_WAIT_MS - 60_000)
    assert offered(hotline.agent(BOB)) is None
    hotline.wait(60_000)
    assert offered(hotline.agent(BOB)) is not None


def test_one_of_nobody_is_for_whom_its_queue_finds(hotline: Hotline) -> None:
    item = made(hotline, owner=None)
    assert owned(hotline) == ()
    hotline.give(SetActivity(ALICE, Activity.SIGNED_OUT, ""))
    hotline.sign_in(BOB)
    hotline.wait(HOUR_MS)
    assert hotline.view(BOB).contact_id == item.made.contact_id


def test_one_whose_owner_is_configured_no_more_is_for_whom_its_queue_finds(hotline: Hotline) -> None:
    made(hotline, owner=BOB)
    routing = configuration().routing
    media = tuple(hotline.state.routing.media.values())
    (alice,) = [agent for agent in routing.agents if agent.agent_id == ALICE]
    given = replace(configuration("v3"), routing=replace(routing, agents=(alice,), media=media))
    assert hotline.give(given) is None
    hotline.wait(HOUR_MS)
    assert hotline.view().subject == "follow_up"


def test_its_owner_sees_it_in_the_order_of_the_times(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    now_ms = hotline.now_ms
    later = wish(hotline, interaction_id, due_at_ms=now_ms + 2 * HOUR_MS, remind_at_ms=now_ms + HOUR_MS)
    assert hotline.give(later) is None
    assert hotline.give(wish(hotline, interaction_id)) is None
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    assert hotline.give(wish(hotline, interaction_id, owner=BOB)) is None
    assert touched_agents(hotline.state, hotline.events) == {ALICE, BOB}
    first, second = owned(hotline)
    assert (first.due_at_ms, second.due_at_ms) == (now_ms + HOUR_MS + 1_000, now_ms + 2 * HOUR_MS)
    assert (second.remind_at_ms, second.is_reminded, second.text) == (now_ms + HOUR_MS, False, TEXT)
    assert (first.origin, first.queue_id, first.caller) == (hotline.view().contact_id, SALES, CALLER)
    assert len(owned(hotline, BOB)) == 1


def test_its_owner_is_reminded_once(hotline: Hotline) -> None:
    remind_at_ms = hotline.now_ms + HOUR_MS // 2
    item = made(hotline, due_at_ms=hotline.now_ms + HOUR_MS, remind_at_ms=remind_at_ms)
    hotline.wait(remind_at_ms - hotline.now_ms)
    assert hotline.of_type(FollowUpReminded) and touched_agents(hotline.state, hotline.events) == {ALICE}
    assert [view.is_reminded for view in owned(hotline)] == [True]
    assert next_deadline_ms(hotline.state) == item.due_at_ms
    hotline.wait(item.due_at_ms - hotline.now_ms)
    assert not hotline.of_type(FollowUpReminded)
    assert hotline.view().subject == "follow_up"


def test_a_reminder_whose_time_has_gone_by_comes_at_once(hotline: Hotline) -> None:
    made(hotline, due_at_ms=hotline.now_ms + HOUR_MS, remind_at_ms=hotline.now_ms)
    hotline.wait(0)
    assert [view.is_reminded for view in owned(hotline)] == [True]


def test_a_reminder_when_it_is_due_comes_before_the_task(hotline: Hotline) -> None:
    due_at_ms = hotline.now_ms + HOUR_MS
    made(hotline, due_at_ms=due_at_ms, remind_at_ms=due_at_ms)
    hotline.wait(due_at_ms - hotline.now_ms)
    kinds = [type(event) for event in hotline.events]
    assert kinds.index(FollowUpReminded) < kinds.index(FollowUpClosed) and hotline.view().subject == "follow_up"


@pytest.mark.parametrize("mode", [QueueMode.CLOSED, QueueMode.EMERGENCY])
def test_a_queue_that_refuses_it_is_asked_again_later(hotline: Hotline, mode: QueueMode) -> None:
    item = made(hotline)
    hotline.give(SetQueueMode(SALES, mode, 0))
    hotline.wait(item.due_at_ms - hotline.now_ms)
    (put_off,) = hotline.of_type(FollowUpPutOff)
    assert isinstance(put_off, FollowUpPutOff) and put_off.again_at_ms == hotline.now_ms + AGAIN_AFTER_MS
    assert put_off.reason == f"queue_{mode.value}"
    assert len(owned(hotline)) == 1 and touched_agents(hotline.state, hotline.events) == {ALICE}
    hotline.wait(3 * AGAIN_AFTER_MS)
    assert len(owned(hotline)) == 1
    hotline.give(SetQueueMode(SALES, QueueMode.OPEN, 0))
    hotline.wait(AGAIN_AFTER_MS)
    assert (hotline.view().due_at_ms, hotline.view().subject) == (item.due_at_ms, "follow_up")


def test_it_is_made_in_wrap_up_too_and_from_work(hotline: Hotline) -> None:
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    hotline.accept_work()
    task = hotline.view()
    hotline.give(CompleteInteraction(ALICE, task.interaction_id))
    assert "make_follow_up" in hotline.view().allowed_actions
    assert hotline.give(wish(hotline, task.interaction_id)) is None
    (item,) = hotline.state.follow_ups.values()
    assert (item.made.origin, item.made.number, item.made.caller) == (task.contact_id, CALLER.number, CALLER)
    hotline.finish(task.interaction_id)
    assert hotline.give(wish(hotline, task.interaction_id)) is RejectionCode.NOT_YOURS


def test_it_is_not_made_before_the_contact_has_begun(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    assert hotline.give(wish(hotline, interaction_id)) is RejectionCode.NOT_YOURS
    hotline.accept()
    assert "make_follow_up" not in hotline.view().allowed_actions
    assert hotline.give(wish(hotline, interaction_id)) is RejectionCode.NOT_ALLOWED_NOW


def test_a_center_without_tasks_has_none() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    interaction_id = talking(hotline)
    assert "make_follow_up" not in hotline.view().allowed_actions
    assert hotline.give(wish(hotline, interaction_id)) is RejectionCode.NOT_SUPPORTED


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"agent_id": AgentId("nobody")}, RejectionCode.UNKNOWN_AGENT),
        ({"agent_id": BOB}, RejectionCode.NOT_YOURS),
        ({"owner": AgentId("nobody")}, RejectionCode.UNKNOWN_AGENT),
        ({"queue_id": QueueId("none")}, RejectionCode.UNKNOWN_QUEUE),
    ],
)
def test_who_and_where_are_checked(hotline: Hotline, wrong: dict[str, object], code: RejectionCode) -> None:
    assert hotline.give(wish(hotline, talking(hotline), **wrong)) is code
    assert not hotline.state.follow_ups


@pytest.mark.parametrize(
    ("owner", "due_ms", "remind_ms"),
    [
        (ALICE, 0, None),
        (ALICE, -HOUR_MS, None),
        (ALICE, AHEAD_MS_MAX + 1_001, None),
        (ALICE, HOUR_MS, HOUR_MS + 1),
        (None, HOUR_MS, HOUR_MS // 2),
    ],
)
def test_work_is_due_in_time_to_come_and_reminds_its_owner_before(
    hotline: Hotline, owner: AgentId | None, due_ms: int, remind_ms: int | None
) -> None:
    item = made(hotline, owner=owner)
    interaction_id = talking(hotline)
    now_ms = hotline.now_ms + 1_000
    due_at_ms, remind_at_ms = now_ms + due_ms, None if remind_ms is None else now_ms + remind_ms
    wrong = wish(hotline, interaction_id, owner=owner, due_at_ms=due_at_ms, remind_at_ms=remind_at_ms)
    assert hotline.give(wrong) is RejectionCode.NOT_ALLOWED_NOW
    move = MoveFollowUp(ALICE, item.made.contact_id, due_at_ms, remind_at_ms)
    assert hotline.give(move, 0) is RejectionCode.NOT_ALLOWED_NOW
    assert len(hotline.state.follow_ups) == 1


def test_so_many_count_for_one_agent(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    for number in range(FOLLOW_UPS_MAX):
        owner = ALICE if number % 2 else None
        assert hotline.give(wish(hotline, interaction_id, owner=owner), 0) is None
    assert hotline.give(wish(hotline, interaction_id), 0) is RejectionCode.NOT_ALLOWED_NOW
    assert hotline.give(wish(hotline, interaction_id, owner=None), 0) is RejectionCode.NOT_ALLOWED_NOW
    assert hotline.give(wish(hotline, interaction_id, owner=BOB), 0) is None
    first = next(iter(hotline.state.follow_ups))
    assert hotline.give(CloseFollowUp(ALICE, first)) is None
    assert hotline.give(wish(hotline, interaction_id), 0) is None


def test_many_that_are_due_at_once_are_handed_in_by_parts(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    due_at_ms = hotline.now_ms + HOUR_MS
    makers = [owner for owner in (ALICE, BOB) for _ in range(FOLLOW_UPS_MAX)]
    for owner in makers:
        assert hotline.give(wish(hotline, interaction_id, owner=owner, due_at_ms=due_at_ms), 0) is None
    hotline.give(DeadlinePassed(), due_at_ms - hotline.now_ms)
    handed_in = len(hotline.state.work)
    assert 0 < handed_in < len(makers) and next_deadline_ms(hotline.state) == due_at_ms
    while hotline.state.follow_ups:
        hotline.give(DeadlinePassed(), 0)
    assert len(hotline.state.work) == len(makers)


def test_it_is_moved_by_its_owner_and_reminds_again(hotline: Hotline) -> None:
    remind_at_ms = hotline.now_ms + HOUR_MS // 2
    item = made(hotline, due_at_ms=hotline.now_ms + HOUR_MS, remind_at_ms=remind_at_ms)
    contact_id = item.made.contact_id
    hotline.wait(remind_at_ms - hotline.now_ms)
    later_ms = hotline.now_ms + 3 * HOUR_MS
    assert hotline.give(MoveFollowUp(BOB, contact_id, later_ms, None)) is RejectionCode.NOT_YOURS
    assert hotline.give(MoveFollowUp(ALICE, contact_id, later_ms, later_ms - HOUR_MS)) is None
    (view,) = owned(hotline)
    assert (view.due_at_ms, view.remind_at_ms, view.is_reminded) == (later_ms, later_ms - HOUR_MS, False)
    assert hotline.give(MoveFollowUp(ALICE, contact_id, later_ms, later_ms - HOUR_MS)) is None
    assert hotline.events == (), "moved there already"
    hotline.wait(later_ms - HOUR_MS - hotline.now_ms)
    assert hotline.of_type(FollowUpReminded)
    hotline.wait(HOUR_MS)
    assert hotline.view().due_at_ms == later_ms


def test_its_owner_closes_it(hotline: Hotline) -> None:
    contact_id = made(hotline, owner=BOB).made.contact_id
    assert hotline.give(CloseFollowUp(ALICE, contact_id)) is RejectionCode.NOT_YOURS
    assert hotline.give(CloseFollowUp(AgentId("nobody"), contact_id)) is RejectionCode.UNKNOWN_AGENT
    assert hotline.give(CloseFollowUp(BOB, contact_id)) is None
    assert touched_agents(hotline.state, hotline.events) == {BOB}
    assert hotline.of_type(FollowUpClosed) == [FollowUpClosed(contact_id, ALICE, BOB, BOB, "closed")]
    assert next_deadline_ms(hotline.state) is None and owned(hotline, BOB) == ()
    assert hotline.give(CloseFollowUp(BOB, contact_id)) is RejectionCode.UNKNOWN_CONTACT
    move = MoveFollowUp(BOB, ContactId("c0"), hotline.now_ms + HOUR_MS, None)
    assert hotline.give(move) is RejectionCode.UNKNOWN_CONTACT


def test_one_of_nobody_is_for_the_agents_of_its_queue(hotline: Hotline) -> None:
    contact_id = made(hotline, owner=None).made.contact_id
    assert hotline.give(MoveFollowUp(BOB, contact_id, hotline.now_ms + 2 * HOUR_MS, None)) is None
    elsewhere = AgentOverride(hotline.now_ms + HOUR_MS, without_queues=(SALES,))
    assert hotline.give(SetOverride(BOB, elsewhere)) is None
    assert hotline.give(CloseFollowUp(BOB, contact_id)) is RejectionCode.NOT_YOURS
    assert hotline.give(SetOverride(BOB, NO_OVERRIDE)) is None
    assert hotline.give(CloseFollowUp(BOB, contact_id)) is None


def elsewhere(hotline: Hotline, version: str, *queues: QueueId) -> None:
    """Another configuration, with these queues beside one that every agent serves."""
    routing, media = configuration().routing, tuple(hotline.state.routing.media.values())
    (plain,) = routing.queues
    named = tuple(replace(plain, queue_id=queue_id) for queue_id in (OTHERS, *queues))
    agents = tuple(replace(agent, queues=(OTHERS, *queues)) for agent in routing.agents)
    changed = replace(routing, queues=named, agents=agents, media=media)
    assert hotline.give(replace(configuration(version), routing=changed)) is None


def test_one_whose_queue_is_configured_no_more_waits_for_another_configuration(hotline: Hotline) -> None:
    """Found by review: it was handed in every five minutes for ever, and nobody was told why."""
    item = made(hotline)
    elsewhere(hotline, "v3")
    hotline.wait(item.due_at_ms - hotline.now_ms)
    assert hotline.of_type(FollowUpPutOff) == [FollowUpPutOff(item.made.contact_id, "unknown_queue", 0)]
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    assert [view.refused for view in owned(hotline)] == ["unknown_queue"]
    assert next_deadline_ms(hotline.state) is None, "nothing but another configuration helps"
    elsewhere(hotline, "v4")
    hotline.wait(0)
    assert next_deadline_ms(hotline.state) is None and len(owned(hotline)) == 1, "this one does not"
    elsewhere(hotline, "v5", SALES)
    hotline.wait(0)
    assert hotline.view().subject == "follow_up" and owned(hotline) == ()


def test_one_that_is_refused_for_good_is_its_owners_to_move_and_to_close(hotline: Hotline) -> None:
    item = made(hotline)
    contact_id = item.made.contact_id
    elsewhere(hotline, "v3")
    hotline.wait(item.due_at_ms - hotline.now_ms)
    later_ms = hotline.now_ms + HOUR_MS
    assert hotline.give(MoveFollowUp(ALICE, contact_id, later_ms, None)) is None
    assert [(view.refused, view.due_at_ms) for view in owned(hotline)] == [("", later_ms)]
    hotline.wait(HOUR_MS)
    assert [view.refused for view in owned(hotline)] == ["unknown_queue"]
    assert hotline.give(CloseFollowUp(ALICE, contact_id)) is None
    assert not hotline.state.follow_ups


@pytest.mark.parametrize("owner", [None, BOB])
def test_one_of_nobody_without_a_queue_is_for_who_made_it(hotline: Hotline, owner: AgentId | None) -> None:
    item = made(hotline, owner=owner)
    elsewhere(hotline, "v3")
    hotline.wait(item.due_at_ms - hotline.now_ms)
    move = MoveFollowUp(ALICE, item.made.contact_id, hotline.now_ms + HOUR_MS, None)
    if owner is not None:
        assert hotline.give(move) is RejectionCode.NOT_YOURS
        return
    assert follow_ups_for(hotline.state, ALICE) == [item] and not follow_ups_for(hotline.state, BOB)
    assert hotline.give(replace(move, agent_id=BOB)) is RejectionCode.NOT_YOURS
    assert hotline.give(move) is None


def test_one_whose_queue_comes_by_rounds_becomes_a_task_once_it_is_there(hotline: Hotline) -> None:
    item = made(hotline)
    elsewhere(hotline, "v3")
    hotline.wait(item.due_at_ms - hotline.now_ms)
    plain, routing = configuration("v4"), hotline.state.routing
    hotline.give(StageConfiguration("v4", 1, ConfigurationPart(queues=plain.routing.queues)))
    frame = ConfigurationFrame(routing.break_reasons, tuple(routing.media.values()), routing.strategy)
    activated = ConfigurationActivated("v4", "v3", 1, frame, plain.flows, plain.entry_points)
    assert hotline.give(activated) is None and routing.taking_in
    hotline.wait(AGAIN_AFTER_MS)
    assert not routing.taking_in and not hotline.state.follow_ups
    assert hotline.view().subject == "follow_up"
