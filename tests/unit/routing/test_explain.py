"""Why this agent, why not that one, why still waiting: each answer, on a floor of a few agents."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest

from routing.asking import Asked, PreferredAgent
from routing.commands import RoutingCommand
from routing.comparing import Decided
from routing.configuration import (
    CAPACITY,
    FIRST_COME,
    ONE_CALL_AT_A_TIME,
    AgentChoice,
    AgentConfiguration,
    AgentStrategy,
    AgentWeights,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
    QueueConfiguration,
)
from routing.events import OfferMade
from routing.evolve import evolve
from routing.explain import explain_offer, explain_waiting, explains, why_not
from routing.explanation import Explanation, OfferExplanation
from routing.overrides import AgentOverride
from routing.rejections import RejectionCode
from routing.relaxation import LowerLevel, RaisePriority, RelaxationStep, WidenToGroup
from routing.removals import Reason, Removal, grouped
from routing.supervisor_commands import SetOverride
from routing.vocabulary import Activity, AgentId, GroupId, InteractionId, Medium, QueueId
from tests.unit.routing.floor import OFFER_TIMEOUT_MS, Floor, agent, asks, queue

pytestmark = pytest.mark.unit


class ExplainedFloor(Floor):
    """A floor that asks for the explanation of each offer as it was just before the offer held."""

    def __init__(
        self,
        queues: list[QueueConfiguration],
        agents: list[AgentConfiguration],
        media: tuple[MediumConfiguration, ...] = ONE_CALL_AT_A_TIME,
        strategy: InteractionStrategy = FIRST_COME,
    ) -> None:
        self.explained: list[OfferExplanation] = []
        super().__init__(queues, agents, media, strategy)

    def _settle(self, command: RoutingCommand) -> RejectionCode | None:
        before = deepcopy(self.state)
        refused = super()._settle(command)
        for event in self.events:
            if isinstance(event, OfferMade):
                self.explained.append(explain_offer(before, event, self.now_ms))
                assert self.explained[-1].is_as_happened
            evolve(before, event, self.now_ms, self.seq)
        return refused

    def seen(self, name: str, asked_about: str | None = None) -> Explanation:
        """The explanation of an interaction as it stands."""
        about = None if asked_about is None else AgentId(asked_about)
        return explain_waiting(self.state, InteractionId(name), self.now_ms, about)

    def removals(self, name: str, agent_name: str) -> list[Removal]:
        """What removes an agent."""
        found = why_not(self.state, InteractionId(name), AgentId(agent_name), self.now_ms)
        assert found is not None
        return [reason.removal for reason in found.reasons]


def one_agent() -> ExplainedFloor:
    return ExplainedFloor([queue("sales"), queue("support")], [agent("alice", "sales"), agent("bob", "support")])


def leave(floor: ExplainedFloor) -> None:
    floor.sign_in("alice")
    floor.arrive("i0", "sales")
    floor.talk("alice")
    floor.activity("alice", Activity.ON_BREAK, "lunch")


def miss(floor: ExplainedFloor) -> None:
    floor.sign_in("alice")
    floor.arrive("i0", "sales")
    floor.wait(OFFER_TIMEOUT_MS)


def go_on_break(floor: ExplainedFloor) -> None:
    floor.sign_in("alice")
    floor.activity("alice", Activity.ON_BREAK, "lunch")


def close_desktop(floor: ExplainedFloor) -> None:
    floor.sign_in("alice")
    floor.desktop("alice", is_open=False)


def lose_phone(floor: ExplainedFloor) -> None:
    floor.sign_in("alice")
    floor.phone("alice", is_reachable=False)


def use_phone(floor: ExplainedFloor) -> None:
    floor.sign_in("alice")
    floor.phone("alice", is_in_use=True)


FULL = [Removal.NO_ROOM, Removal.ENOUGH_OF_MEDIUM]


@pytest.mark.parametrize(
    ("before", "removals"),
    [
        (lambda floor: None, [Removal.SIGNED_OUT, Removal.NO_DESKTOP, Removal.PHONE_NOT_REACHABLE]),
        (go_on_break, [Removal.ON_BREAK]),
        (miss, [Removal.NOT_RESPONDING]),
        (leave, [Removal.LEAVING, *FULL]),
        (close_desktop, [Removal.NO_DESKTOP]),
        (lose_phone, [Removal.PHONE_NOT_REACHABLE]),
        (use_phone, [Removal.PHONE_IN_USE]),
    ],
)
def test_every_reason_that_holds_is_told(before: Callable[[ExplainedFloor], None], removals: list[Removal]) -> None:
    floor = one_agent()
    before(floor)
    floor.arrive("i1", "sales")
    assert floor.removals("i1", "alice") == removals


def test_another_queues_agent_and_an_unknown_one_are_told_when_asked_about() -> None:
    floor = one_agent()
    floor.sign_in("bob")
    floor.arrive("i1", "sales")
    assert [one.agent_id for one in floor.seen("i1").candidates] == ["alice"]
    found = why_not(floor.state, InteractionId("i1"), AgentId("bob"), floor.now_ms)
    assert found is not None and found.reasons == (Reason(Removal.NOT_A_MEMBER, "queue sales"),)
    assert floor.removals("i1", "nobody") == [Removal.NOT_CONFIGURED]


def test_who_declined_is_excluded_until_then_and_who_is_never_wanted_for_good() -> None:
    floor = one_agent()
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.decline("alice")
    [one] = floor.seen("i1").removed
    assert one.reasons == (Reason(Removal.EXCLUDED_UNTIL, until_ms=floor.now_ms + 30_000),)
    floor.arrive("i2", "sales", Asked(excluded=(AgentId("alice"),)))
    assert floor.removals("i2", "alice") == [Removal.EXCLUDED_FOR_GOOD]


def test_an_agent_without_a_phone_there_and_one_with_too_little_room() -> None:
    chat = MediumConfiguration(Medium.CHAT, 40, 3)
    voice = MediumConfiguration(Medium.VOICE, CAPACITY, 1)
    agents = [agent("alice", "sales", phones=()), agent("bob", "sales", capacity=80)]
    floor = ExplainedFloor([queue("sales")], agents, (voice, chat))
    floor.arrive("i1", "sales")
    assert Removal.NO_PHONE in floor.removals("i1", "alice")
    [room] = [found for found in floor.seen("i1").removed[-1].reasons if found.removal is Removal.NO_ROOM]
    assert (room.what, room.needed, room.has, room.most) == ("voice", 100, 0, 80)


def test_skills_are_told_with_what_is_needed_and_what_is_there() -> None:
    sales = queue("sales", requires=asks("spanish >= 60 and (billing >= 40 or billing_basic)"))
    agents = [
        agent(
            "alice",
            "sales",
            skills=(
                ("spanish", 40),
                ("billing", 40),
            ),
        ),
        agent("bob", "sales", skills=(("spanish", 50),)),
    ]
    floor = ExplainedFloor([sales], agents)
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    seen = floor.seen("i1")
    assert seen.asks == (("queue sales", "spanish >= 60 and (billing >= 40 or billing_basic)"),)
    low = Reason(Removal.SKILL_TOO_LOW, "spanish", needed=60, has=50)
    neither = Reason(Removal.REQUIREMENT_NOT_MET, "billing >= 40 or billing_basic")
    assert {one.agent_id: one.reasons for one in seen.removed} == {
        "alice": (replace(low, has=40),),
        "bob": (low, neither),
    }
    nearest, other = grouped((one.agent_id, one.reasons) for one in seen.removed)
    assert (nearest.nearest, set(nearest.agent_ids)) == (low, {"alice", "bob"})
    assert (other.nearest, other.agent_ids) == (neither, ("bob",))


def test_steps_taken_left_out_and_to_come_and_what_is_asked_after_them() -> None:
    steps = (
        RelaxationStep(10_000, LowerLevel("spanish", 40)),
        RelaxationStep(20_000, RaisePriority(5), if_waiting_over=9),
        RelaxationStep(90_000, WidenToGroup(GroupId("night"))),
    )
    sales = queue("sales", requires=asks("spanish >= 60"), steps=steps)
    floor = ExplainedFloor([sales], [agent("alice", "sales", skills=(("spanish", 30),))])
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.wait(30_000)
    seen = floor.seen("i1")
    assert [step.is_taken for step in seen.steps] == [True, False, None]
    assert seen.steps[2].at_ms == floor.interaction("i1").place[0] + 90_000
    assert seen.asks == (("queue sales", "spanish >= 40"),)
    assert (seen.ahead, seen.waiting, seen.priority) == (0, 1, 0)
    floor.wait(60_000)
    [one] = floor.seen("i1").removed
    assert one.reasons == (Reason(Removal.SKILL_TOO_LOW, "spanish", "queue sales", 40, 30),)


def test_while_one_agent_is_waited_for_the_others_say_so_and_more() -> None:
    floor = ExplainedFloor([queue("sales")], [agent("alice", "sales"), agent("bob", "sales"), agent("carol")])
    floor.sign_in("alice", "bob", "carol")
    floor.phone("carol", is_in_use=True)
    floor.activity("bob", Activity.ON_BREAK, "lunch")
    floor.arrive("i1", "sales", Asked(preferred=PreferredAgent(AgentId("carol"), 60_000)))
    until_ms = floor.interaction("i1").place[0] + 60_000
    alone = Reason(Removal.WAITS_FOR_ANOTHER, "carol", until_ms=until_ms)
    seen = floor.seen("i1")
    assert (seen.preferred, seen.preferred_until_ms) == ("carol", until_ms)
    assert {one.agent_id: one.reasons for one in seen.removed} == {
        "alice": (alone,),
        "bob": (alone, Reason(Removal.ON_BREAK, "lunch")),
        "carol": (Reason(Removal.PHONE_IN_USE),),
    }


def test_who_has_been_free_longest_comes_first_and_the_others_are_behind_by_that() -> None:
    floor = ExplainedFloor([queue("sales")], [agent("bob", "sales"), agent("alice", "sales")])
    floor.sign_in("bob", "alice")
    floor.arrive("i1", "sales")
    first, second = floor.explained[0].waiting.eligible
    assert (first.agent_id, first.behind, second.agent_id) == ("bob", None, "alice")
    assert second.behind is not None and second.behind.by == "free_since_ms"
    assert second.behind.other - second.behind.first == 3_000


def test_each_strategy_names_the_number_that_decided() -> None:
    agents = [agent("alice", "sales", skills=(("spanish", 70),)), agent("bob", "sales", skills=(("spanish", 90),))]
    most = queue("sales", strategy=AgentStrategy(AgentChoice.MOST_SKILLED), requires=asks("spanish >= 60"))
    floor = ExplainedFloor([most], agents)
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    assert floor.offered_to("i1") == "bob"
    assert floor.explained[0].waiting.eligible[1].behind == Decided("skill_fit", 90, 70)


def test_the_terms_of_a_weighted_score_add_up_to_it() -> None:
    weights = AgentWeights(skill_fit=2, cost=3, idle_s=1, occupancy=1, attributes=(("seniority", 4),))
    agents = [
        agent("alice", "sales", skills=(("spanish", 70),), cost=10, attributes=(("seniority", 2),)),
        agent("bob", "sales", skills=(("spanish", 90),), cost=50),
    ]
    sales = queue("sales", strategy=AgentStrategy(AgentChoice.WEIGHTED, weights), requires=asks("spanish >= 60"))
    floor = ExplainedFloor([sales], agents)
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    for one in floor.explained[0].waiting.eligible:
        assert one.place is not None
        assert sum(dict(one.terms).values()) == pytest.approx(dict(one.place.values)["score"])
    alice = dict(floor.explained[0].waiting.eligible[0].terms)
    assert floor.offered_to("i1") == "alice"
    assert (alice["skill_fit"], alice["cost"], alice["seniority"]) == (-140, 30, -8)
    assert alice["idle_s"] == -(floor.now_ms - floor.agent("alice").idle_key[0]) / 1000


def test_from_the_agents_side_it_is_told_why_this_interaction() -> None:
    queues = [queue("sales"), queue("support", priority=7)]
    strategy = InteractionStrategy(InteractionChoice.WEIGHTED, priority=3)
    floor = ExplainedFloor(queues, [agent("alice", "sales", "support")], strategy=strategy)
    floor.arrive("i1", "sales")
    floor.arrive("i2", "support")
    floor.sign_in("alice")
    first, second = floor.explained[0].heads
    assert (first.interaction_id, second.interaction_id) == ("i2", "i1")
    assert first.terms == (("priority", 21),)
    assert second.behind == Decided("points", 21, 0)


def test_an_offer_that_should_not_have_been_made_is_not_explained() -> None:
    floor = ExplainedFloor([queue("sales")], [agent("bob", "sales"), agent("alice", "sales")])
    floor.arrive("i1", "sales")
    floor.arrive("i2", "sales")
    floor.sign_in("bob")
    floor.decline("bob")
    wrong = OfferMade(floor.state.offers[floor.offer_of("bob")].offer_id, InteractionId("i1"), AgentId("bob"), 9, 9)
    assert not explains(floor.state, wrong, floor.now_ms)


def test_what_does_not_wait_says_where_it_is_and_no_more() -> None:
    floor = one_agent()
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    seen = floor.seen("i1")
    assert (seen.is_waiting, seen.agent_id, seen.queue_id, seen.candidates) == (False, "alice", "sales", ())
    assert why_not(floor.state, InteractionId("i1"), AgentId("bob"), floor.now_ms) is None


def test_choices_that_lead_round_in_a_circle_are_told_as_such() -> None:
    first, second = GroupId("first"), GroupId("second")
    queues = [queue("sales", prefers=(first,)), queue("support", prefers=(second,))]
    agents = [agent("alice", "support", "sales", groups=(first,)), agent("bob", "sales", "support", groups=(second,))]
    floor = ExplainedFloor(queues, agents, strategy=InteractionStrategy(InteractionChoice.AGENT_ORDER))
    floor.sign_in("alice", "bob")
    until_ms = floor.now_ms + 60_000
    away = AgentOverride(until_ms, without_queues=(QueueId("sales"), QueueId("support")))
    for name in ("alice", "bob"):
        floor.give(SetOverride(AgentId(name), away))
    floor.arrive("i1", "sales")
    floor.arrive("i2", "support")
    floor.wait(60_000)
    assert (floor.offered_to("i1"), floor.offered_to("i2")) == ("alice", "bob")
    assert [seen.goes_round for seen in floor.explained] == [True, False]
    assert floor.explained[0].heads[0].interaction_id == "i2"
