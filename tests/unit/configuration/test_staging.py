"""From one configuration to another in small inputs: what is staged, and what callers who wait notice of it."""

from dataclasses import replace

import pytest

from cic.center.inputs import ConfigurationActivated, ConfigurationApplied
from cic.configuration.compile import CompiledCenter
from cic.configuration.labels import Labels
from cic.configuration.staging import PART, stages
from routing.commands import SetActivity, StageConfiguration
from routing.configuration import AgentConfiguration, AgentStrategy, QueueConfiguration, RoutingConfiguration
from routing.machines.interaction import InteractionStage
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, AgentId, QueueId, SiteId, TenantId
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline, configuration
from tests.unit.routing.floor import agent, queue

pytestmark = pytest.mark.unit


def compiled(applied: ConfigurationApplied) -> CompiledCenter:
    return CompiledCenter(TenantId("demo"), SiteId("main"), applied, Labels({}, {}, {}, {}), (), "UTC")


def routing(queues: list[QueueConfiguration], agents: list[AgentConfiguration]) -> RoutingConfiguration:
    return RoutingConfiguration(tuple(queues), tuple(agents), ("lunch",))


def staged(
    before: RoutingConfiguration, after: RoutingConfiguration
) -> tuple[tuple[StageConfiguration, ...], ConfigurationActivated]:
    return stages(before, compiled(ConfigurationApplied("v2", after, (), ())))


def test_only_what_differs_is_staged() -> None:
    before = routing([queue("sales"), queue("old"), queue("same")], [agent("alice", "sales"), agent("gone", "old")])
    changed = queue("sales", offer_timeout_ms=9_000)
    after = routing([changed, queue("same"), queue("new")], [agent("alice", "sales"), agent("bob", "new")])
    parts, activation = staged(before, after)
    assert [part.number for part in parts] == [1, 2, 3, 4]
    assert {part.version for part in parts} == {"v2"}
    assert [queue.queue_id for queue in parts[0].part.queues] == ["sales", "new"]
    assert [agent.agent_id for agent in parts[1].part.agents] == ["bob"]
    assert (parts[2].part.gone_agents, parts[3].part.gone_queues) == (("gone",), ("old",))
    assert (activation.parts, activation.version) == (4, "v2")


def test_the_same_again_has_no_parts() -> None:
    same = routing([queue("sales")], [agent("alice", "sales")])
    parts, activation = staged(same, same)
    assert (parts, activation.parts) == ((), 0)


def test_parts_are_small() -> None:
    many = [agent(f"a{number}", "sales") for number in range(2 * PART + 1)]
    parts, _ = staged(routing([queue("sales")], []), routing([queue("sales")], many))
    assert [len(part.part.agents) for part in parts] == [PART, PART, 1]


class Applying:
    """A hotline with three callers in line, to which another text is applied step by step."""

    def __init__(self) -> None:
        self.hotline = Hotline()
        self.waiting = [self.hotline.caller_in_queue(f"caller{number}") for number in range(3)]
        self.before = configuration("v1")

    def inputs(self, after: ConfigurationApplied) -> tuple[tuple[StageConfiguration, ...], ConfigurationActivated]:
        parts, activation = stages(self.before.routing, compiled(after))
        return parts, replace(activation, base="v1")

    def apply(self, after: ConfigurationApplied) -> None:
        parts, activation = self.inputs(after)
        for given in (*parts, activation):
            assert self.hotline.give(given) is None
        self.hotline.wait(5_000)
        assert not self.hotline.state.routing.taking_in

    def served(self, name: AgentId) -> list[int]:
        """The callers in the order in which an agent gets them."""
        order = []
        for _ in self.waiting:
            interaction_id = next(iter(self.hotline.agent(name).offers))
            order.append(self.waiting.index(interaction_id))
            self.hotline.talk(name)
            self.hotline.hang_up(f"caller{order[-1]}")
            self.hotline.carry_out_hang_ups()
            self.hotline.finish(interaction_id, name)
        return order


def other_rules() -> ConfigurationApplied:
    """The queue has another strategy, alice is gone, a queue and an agent are new."""
    plain = configuration("v2", wrap_up_ms_max=10_000)
    sales = replace(plain.routing.queues[0], strategy=AgentStrategy(fills=True), offer_timeout_ms=10_000)
    after = replace(
        plain.routing,
        queues=(sales, queue("support")),
        agents=(plain.routing.agents[1], agent("carol", "sales", "support")),
    )
    return replace(plain, routing=after)


def test_callers_who_wait_keep_their_places_and_are_served_in_the_same_order() -> None:
    applying = Applying()
    hotline = applying.hotline
    places = [hotline.interaction(name).place for name in applying.waiting]
    applying.apply(other_rules())
    assert [hotline.interaction(name).place for name in applying.waiting] == places
    assert {hotline.stage(name) for name in applying.waiting} == {InteractionStage.WAITING}
    assert hotline.state.routing.queues[SALES].configuration.offer_timeout_ms == 10_000
    assert QueueId("support") in hotline.state.routing.queues and ALICE not in hotline.state.routing.agents
    hotline.sign_in(BOB)
    assert applying.served(BOB) == [0, 1, 2]


def test_until_the_activation_nothing_is_different() -> None:
    applying = Applying()
    hotline = applying.hotline
    parts, _ = applying.inputs(other_rules())
    for part in parts:
        assert hotline.give(part) is None
    hotline.wait(5_000)
    assert hotline.state.configuration_version == "v1"
    assert hotline.state.routing.queues[SALES].configuration == applying.before.routing.queues[0]
    hotline.sign_in(ALICE)
    assert applying.served(ALICE) == [0, 1, 2]


def test_a_part_that_is_missing_refuses_the_whole() -> None:
    applying = Applying()
    hotline = applying.hotline
    parts, activation = applying.inputs(other_rules())
    for part in parts[:-1]:
        assert hotline.give(part) is None
    assert hotline.give(activation) is RejectionCode.NOT_STAGED
    assert hotline.state.configuration_version == "v1"
    assert set(hotline.state.routing.queues) == {SALES} and ALICE in hotline.state.routing.agents
    hotline.sign_in(ALICE)
    assert applying.served(ALICE) == [0, 1, 2]


def test_what_was_staged_on_another_text_than_the_one_that_holds_is_refused() -> None:
    applying = Applying()
    parts, activation = applying.inputs(other_rules())
    applying.hotline.give(configuration("v1b"))
    for part in parts:
        assert applying.hotline.give(part) is None
    assert applying.hotline.give(activation) is RejectionCode.NOT_STAGED
    assert applying.hotline.state.configuration_version == "v1b"


def test_an_agent_who_talks_is_not_disturbed_and_goes_when_done() -> None:
    applying = Applying()
    hotline = applying.hotline
    hotline.sign_in(ALICE)
    hotline.talk()
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    applying.apply(other_rules())
    assert hotline.view().state == "connected"
    hotline.hang_up("caller0")
    hotline.carry_out_hang_ups()
    assert hotline.finish(applying.waiting[0]) is None
    assert [hotline.stage(name) for name in applying.waiting[1:]] == [InteractionStage.WAITING] * 2
