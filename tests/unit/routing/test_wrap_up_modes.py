"""After a contact: each mode of wrap-up, what an agent may ask for, and what was chosen for afterwards."""

import pytest

from routing.commands import (
    AskForWrapUp,
    CompleteInteraction,
    EndInteraction,
    FinishWrapUp,
    ReleaseAgent,
    TransferToQueue,
)
from routing.configuration import MediumConfiguration, QueueConfiguration, WrapUpMode, WrapUpRule
from routing.events import WrapUpEnded
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, EndCause, InteractionId, Medium, QueueId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

CHATS = (MediumConfiguration(Medium.CHAT, 40, 2),)


def ruled(name: str, mode: WrapUpMode, limit_ms: int = 0) -> QueueConfiguration:
    return queue(name, wrap_up=WrapUpRule(mode, limit_ms))


def talking(mode: WrapUpMode, limit_ms: int = 0) -> tuple[Floor, InteractionId]:
    floor = Floor([ruled("q", mode, limit_ms), queue("other", 0)], [agent("x", "q")])
    floor.sign_in("x")
    floor.arrive("i", "q")
    return floor, floor.talk("x")


def hang_up(floor: Floor, interaction_id: InteractionId) -> None:
    floor.give(ReleaseAgent(interaction_id, EndCause.AGENT_HUNG_UP))


def is_busy(floor: Floor) -> bool:
    return bool(floor.agent("x").assignments)


def test_without_wrap_up_the_agent_is_free_at_once() -> None:
    floor, interaction_id = talking(WrapUpMode.NONE)
    hang_up(floor, interaction_id)
    assert not is_busy(floor)
    assert [event.disposition for event in floor.of_type(WrapUpEnded) if isinstance(event, WrapUpEnded)] == [""]


def test_timed_ends_by_a_disposition_or_by_the_limit() -> None:
    for gives in (True, False):
        floor, interaction_id = talking(WrapUpMode.TIMED, 20_000)
        hang_up(floor, interaction_id)
        if gives:
            assert floor.finish("x", interaction_id, "nonsense") is RejectionCode.UNKNOWN_DISPOSITION
            assert floor.finish("x", interaction_id) is None
        else:
            floor.wait(19_999)
            assert is_busy(floor)
            floor.wait(1)
        assert not is_busy(floor)


def test_required_lasts_until_there_is_a_disposition() -> None:
    floor, interaction_id = talking(WrapUpMode.REQUIRED)
    hang_up(floor, interaction_id)
    floor.wait(86_400_000)
    assert is_busy(floor)
    assert floor.finish("x", interaction_id) is None
    assert not is_busy(floor)


def test_the_whole_time_is_kept_whatever_the_agent_says_before() -> None:
    floor, interaction_id = talking(WrapUpMode.TIMED_WHOLE, 20_000)
    hang_up(floor, interaction_id)
    assert floor.finish("x", interaction_id, "other") is None
    assert floor.finish("x", interaction_id, "solved") is None, "said anew before the end"
    floor.wait(17_999)
    assert is_busy(floor)
    floor.wait(1)
    assert not is_busy(floor)
    assert [event.disposition for event in floor.of_type(WrapUpEnded) if isinstance(event, WrapUpEnded)] == ["solved"]


@pytest.mark.parametrize("asks", [True, False])
def test_optional_is_for_who_asks_during_the_contact(asks: bool) -> None:
    floor, interaction_id = talking(WrapUpMode.OPTIONAL, 10_000)
    ask = AskForWrapUp(AgentId("x"), interaction_id, True)
    assert floor.give(ask) is None
    assert floor.give(ask) is None, "said again it means the same"
    if not asks:
        assert floor.give(AskForWrapUp(AgentId("x"), interaction_id, False)) is None
    hang_up(floor, interaction_id)
    assert is_busy(floor) is asks
    assert floor.give(ask) is (RejectionCode.NOT_ALLOWED_NOW if asks else RejectionCode.NOT_YOURS)
    floor.wait(10_000)
    assert not is_busy(floor)


@pytest.mark.parametrize("mode", [WrapUpMode.NONE, WrapUpMode.REQUIRED, WrapUpMode.TIMED, WrapUpMode.TIMED_WHOLE])
def test_where_it_is_not_the_agents_choice_nobody_may_ask(mode: WrapUpMode) -> None:
    floor, interaction_id = talking(mode, 10_000)
    assert floor.give(AskForWrapUp(AgentId("x"), interaction_id, True)) is RejectionCode.NOT_ALLOWED_NOW


def test_the_rule_is_that_of_the_queue_the_contact_came_from_also_after_a_transfer() -> None:
    floor, interaction_id = talking(WrapUpMode.REQUIRED)
    floor.give(TransferToQueue(AgentId("x"), interaction_id, QueueId("other")))
    assert is_busy(floor)
    assert floor.interaction("i").queue_id == "other"
    assert floor.finish("x", interaction_id) is None


def test_the_break_chosen_during_a_contact_comes_after_its_wrap_up() -> None:
    floor, interaction_id = talking(WrapUpMode.TIMED, 20_000)
    floor.activity("x", Activity.ON_BREAK, "lunch")
    floor.give(TransferToQueue(AgentId("x"), interaction_id, QueueId("other")))
    assert floor.agent("x").activity is Activity.AVAILABLE
    floor.wait(20_000)
    assert (floor.agent("x").activity, floor.agent("x").reason) == (Activity.ON_BREAK, "lunch")


def test_of_several_wrap_ups_each_ends_by_its_own_rule() -> None:
    queues = [ruled("whole", WrapUpMode.TIMED_WHOLE, 30_000), ruled("timed", WrapUpMode.TIMED, 10_000)]
    floor = Floor(queues, [agent("x", "whole", "timed")], CHATS)
    floor.sign_in("x")
    for name, queue_name in (("i", "whole"), ("j", "timed")):
        floor.submit(name, queue_name, Medium.CHAT)
        floor.accept("x")
    floor.activity("x", Activity.SIGNED_OUT)
    for name in ("i", "j"):
        floor.give(CompleteInteraction(AgentId("x"), InteractionId(name)), after_ms=0)
    floor.wait(10_000)
    assert list(floor.agent("x").assignments) == ["i"]
    assert floor.agent("x").activity is Activity.AVAILABLE
    floor.wait(20_000)
    assert floor.agent("x").activity is Activity.SIGNED_OUT


def test_a_wrap_up_without_an_end_ends_though_its_queue_wants_the_whole_time_meanwhile() -> None:
    """Found by the full model, seed 59: the disposition was taken, and nothing was left that could end the wrap-up."""
    floor, interaction_id = talking(WrapUpMode.REQUIRED)
    hang_up(floor, interaction_id)
    floor.configure([ruled("q", WrapUpMode.TIMED_WHOLE, 20_000)], [agent("x", "q")])
    assert floor.finish("x", interaction_id) is None
    assert not is_busy(floor)


def test_who_still_wraps_up_and_gets_the_same_interaction_again_leaves_the_old_wrap_up_be() -> None:
    """Found by the full model: the new assignment took the place of the old one, whose deadline then met nothing."""
    floor = Floor([ruled("q", WrapUpMode.TIMED, 20_000)], [agent("x", "q")], CHATS)
    floor.sign_in("x")
    floor.submit("i", "q", Medium.CHAT)
    floor.accept("x")
    floor.give(TransferToQueue(AgentId("x"), InteractionId("i"), QueueId("q")))
    assert floor.offered_to("i") == "x", "there is room, and nobody else"
    assert floor.accept("x") is None
    assert len(floor.of_type(WrapUpEnded)) == 1
    floor.wait(30_000)
    assert list(floor.agent("x").assignments) == ["i"]
    floor.give(EndInteraction(InteractionId("i"), EndCause.COMPLETED))
    assert floor.give(FinishWrapUp(AgentId("x"), InteractionId("i"), "solved", None)) is None
