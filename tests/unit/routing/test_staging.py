"""A running center takes in another configuration: staged, activated as a whole, then round by round."""

import pytest

from routing.commands import ActivateStaged, StageConfiguration, TakeRound
from routing.configuration import (
    FIRST_COME,
    ONE_CALL_AT_A_TIME,
    AgentConfiguration,
    ConfigurationFrame,
    ConfigurationPart,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
)
from routing.copying import replace
from routing.events import OfferWithdrawn
from routing.indexing import reindex
from routing.invariants import broken
from routing.rejections import RejectionCode
from routing.relaxation import OverflowTo, RelaxationStep
from routing.requirements import AtLeast
from routing.staging import INTERACTIONS
from routing.state import logical
from routing.vocabulary import AgentId, EndCause, Medium, QueueId
from tests.unit.routing.floor import Floor, agent, queue

pytestmark = pytest.mark.unit

FRAME = ConfigurationFrame(("lunch", "training"), ONE_CALL_AT_A_TIME, FIRST_COME)


def floor_with_callers(waiting: int) -> Floor:
    """Alice talks, and so many wait in her queue."""
    floor = Floor([queue("sales"), queue("support")], [agent("alice", "sales"), agent("bob", "support")])
    floor.sign_in("alice", "bob")
    floor.arrive("first", "sales")
    floor.talk("alice")
    for number in range(waiting):
        floor.arrive(f"caller{number:03}", "sales")
    return floor


def activate(floor: Floor, *parts: ConfigurationPart, frame: ConfigurationFrame = FRAME) -> int:
    """Stage, activate, and take all rounds; the number of rounds."""
    for number, part in enumerate(parts, start=1):
        assert floor.give(StageConfiguration("v2", number, part)) is None
    assert floor.give(ActivateStaged("v2", len(parts), frame)) is None
    rounds = 0
    while floor.state.taking_in:
        assert floor.give(TakeRound(), after_ms=1) is None
        rounds += 1
    return rounds


def line(floor: Floor, name: str) -> list[str]:
    """Who waits in a queue, the first first."""
    return [interaction_id for _, interaction_id in floor.state.queues[QueueId(name)].order]


def test_those_who_wait_keep_their_order_when_their_queue_changes() -> None:
    floor = floor_with_callers(waiting=2 * INTERACTIONS + 1)
    before = line(floor, "sales")
    rounds = activate(floor, ConfigurationPart(queues=(queue("sales", offer_timeout_ms=9_000),)))
    assert line(floor, "sales") == before and rounds == 1 + 3
    floor.finish("alice", floor.in_hand("alice").interaction_id)
    assert floor.state.queues[QueueId("sales")].configuration.offer_timeout_ms == 9_000


def test_nothing_is_different_until_all_parts_are_activated() -> None:
    floor = floor_with_callers(waiting=3)
    before = logical(floor.state)
    floor.give(StageConfiguration("v2", 1, ConfigurationPart(gone_agents=(AgentId("bob"),))))
    changed = logical(floor.state)
    assert changed.pop("staged") and before.pop("staged") == {} and changed == before


def test_a_part_that_is_missing_or_out_of_turn_refuses_the_whole() -> None:
    floor = floor_with_callers(waiting=1)
    part = ConfigurationPart(queues=(queue("sales", offer_timeout_ms=9_000),))
    assert floor.give(StageConfiguration("v2", 2, part)) is RejectionCode.NOT_STAGED
    assert floor.give(StageConfiguration("v2", 1, part)) is None
    assert floor.give(ActivateStaged("v2", 2, FRAME)) is RejectionCode.NOT_STAGED
    assert floor.give(ActivateStaged("v3", 1, FRAME)) is RejectionCode.NOT_STAGED
    assert not floor.state.taking_in
    assert floor.state.queues[QueueId("sales")].configuration == queue("sales")


def test_the_first_part_of_another_version_discards_what_lay_ready() -> None:
    floor = floor_with_callers(waiting=1)
    floor.give(StageConfiguration("v2", 1, ConfigurationPart(gone_agents=(AgentId("bob"),))))
    floor.give(StageConfiguration("v3", 1, ConfigurationPart()))
    assert floor.give(ActivateStaged("v2", 1, FRAME)) is RejectionCode.NOT_STAGED
    assert list(floor.state.staged) == ["v3"]


def test_while_one_is_taken_in_the_next_has_to_wait() -> None:
    floor = floor_with_callers(waiting=1)
    part = ConfigurationPart(queues=(queue("sales", offer_timeout_ms=9_000),))
    floor.give(StageConfiguration("v2", 1, part))
    floor.give(ActivateStaged("v2", 1, FRAME))
    assert floor.state.taking_in
    assert floor.give(StageConfiguration("v3", 1, part)) is RejectionCode.NOT_ALLOWED_NOW
    assert floor.give(ActivateStaged("v3", 0, FRAME)) is RejectionCode.NOT_ALLOWED_NOW


def test_an_agent_who_gets_another_queue_is_offered_who_waits_there() -> None:
    floor = floor_with_callers(waiting=2)
    activate(floor, ConfigurationPart(agents=(agent("bob", "support", "sales"),)))
    assert floor.offered_to("caller000") == "bob"


def test_a_queue_that_asks_for_a_skill_now_is_served_by_who_has_it() -> None:
    floor = floor_with_callers(waiting=1)
    skilled: AgentConfiguration = replace(agent("bob", "sales"), skills=(("spanish", 70),))
    asking = replace(queue("sales"), requires=AtLeast("spanish", 60))
    activate(floor, ConfigurationPart(queues=(asking,)), ConfigurationPart(agents=(skilled,)))
    assert floor.offered_to("caller000") == "bob"


def test_a_new_agent_signs_in_and_serves() -> None:
    floor = floor_with_callers(waiting=1)
    activate(floor, ConfigurationPart(agents=(agent("cleo", "sales"),)))
    floor.sign_in("cleo")
    assert floor.offered_to("caller000") == "cleo"


def test_an_agent_who_is_gone_finishes_what_is_in_hand_and_gets_nothing_new() -> None:
    floor = floor_with_callers(waiting=1)
    activate(floor, ConfigurationPart(gone_agents=(AgentId("alice"), AgentId("bob"))))
    assert AgentId("bob") not in floor.state.agents
    assert floor.agent("alice").configuration.queues == ()
    assert floor.in_hand("alice").interaction_id == "first"
    assert floor.offered_to("caller000") is None


def test_a_queue_that_is_gone_stays_while_somebody_stands_in_it() -> None:
    floor = floor_with_callers(waiting=1)
    activate(floor, ConfigurationPart(gone_queues=(QueueId("sales"), QueueId("support"))))
    assert list(floor.state.queues) == ["sales"]


def test_an_offer_at_a_phone_that_is_not_the_agents_any_more_is_taken_back() -> None:
    floor = floor_with_callers(waiting=0)
    floor.arrive("caller", "support")
    assert floor.offered_to("caller") == "bob"
    floor.give(StageConfiguration("v2", 1, ConfigurationPart(agents=(agent("bob", "support", phone="other"),))))
    floor.give(ActivateStaged("v2", 1, FRAME))
    floor.give(TakeRound())
    (withdrawn,) = floor.of_type(OfferWithdrawn)
    assert isinstance(withdrawn, OfferWithdrawn) and withdrawn.cause is EndCause.UNREACHABLE


def test_another_order_of_choice_moves_everybody_to_new_lines() -> None:
    floor = floor_with_callers(waiting=3)
    frame = replace(FRAME, strategy=InteractionStrategy(InteractionChoice.PRIORITY))
    activate(floor, frame=frame)
    assert line(floor, "sales") == ["caller000", "caller001", "caller002"]
    assert [len(rank) for rank, _ in floor.state.queues[QueueId("sales")].order] == [3, 3, 3]


def test_another_medium_can_be_served_after_its_activation() -> None:
    floor = floor_with_callers(waiting=0)
    chat = MediumConfiguration(Medium.CHAT, 30, 3)
    activate(floor, frame=replace(FRAME, media=(*ONE_CALL_AT_A_TIME, chat)))
    assert floor.state.media[Medium.CHAT] == chat


def test_indexes_that_were_changed_in_rounds_are_those_that_are_built_anew() -> None:
    floor = floor_with_callers(waiting=5)
    changed = [replace(queue("sales"), requires=AtLeast("spanish", 1)), queue("quick", wrap_up_ms_max=0)]
    people = (replace(agent("bob", "quick", "sales"), skills=(("spanish", 9),)), agent("cleo", "quick"))
    activate(floor, ConfigurationPart(queues=tuple(changed)), ConfigurationPart(agents=people))
    deadlines, waiting = list(floor.state.deadlines), line(floor, "sales")
    reindex(floor.state)
    floor.state.touched_agents.clear()
    floor.state.touched_interactions.clear()
    assert (list(floor.state.deadlines), line(floor, "sales")) == (deadlines, waiting)
    assert broken(floor.state) == []


def test_who_has_overflowed_to_a_queue_is_held_to_what_that_queue_asks_for_now() -> None:
    helped = replace(queue("sales"), steps=(RelaxationStep(5_000, OverflowTo(QueueId("support"))),))
    floor = Floor([helped, queue("support")], [agent("bob", "support")])
    floor.arrive("caller", "sales")
    floor.wait(6_000)
    asking = replace(queue("support"), requires=AtLeast("rare", 60))
    activate(floor, ConfigurationPart(queues=(asking,)))
    floor.sign_in("bob")
    assert floor.offered_to("caller") is None and broken(floor.state) == []
