"""Routing in full beside a model that scans everything: commands given to both, and the comparison. Decides nothing."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy

from routing.commands import ConfirmOfferShown, ExpireDue, RoutingCommand
from routing.deadlines import next_deadline_ms
from routing.events import OfferMade
from routing.indexing import reindex
from routing.invariants import broken
from routing.rejections import Rejection
from routing.settling import settle
from routing.state import RoutingState, logical
from routing.vocabulary import AgentId, OfferId
from tests.properties.full_routing_centers import Choose
from tests.properties.naive_full_state import Place
from tests.properties.naive_supervision import NaiveSupervised
from tests.properties.test_routing_model import lines_of

DELAYS_MS = (0, 0, 1, 1, 100, 1_000, 2_000, 4_000, 9_000, 16_000)


class FullComparison:
    """Gives a command to routing and its meaning to the model, and compares the two. ``choose`` says what is done."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.state, self.model = RoutingState(), NaiveSupervised()
        self.now_ms, self.seq = 1_000_000, 0
        self.happened: Counter[str] = Counter()

    # One move: the real thing and the model, each to its end, then comparison.

    def _take(self, command: RoutingCommand, move: Callable[[Place], None], is_refused: bool = False) -> None:
        """Give a command; the model follows, unless routing was expected to refuse."""
        now = (self.now_ms, self.seq)
        settled = settle(self.state, command, *now)
        assert isinstance(settled, Rejection) is is_refused, f"{command}: {settled}"
        if isinstance(settled, Rejection):
            return
        self.happened.update([type(one).__name__ for one in settled])
        move(now)
        made = [(str(one.interaction_id), str(one.agent_id)) for one in settled if isinstance(one, OfferMade)]
        # Offers of one input go out together: their order says nothing.
        assert sorted(made) == sorted(self.model.match(now)), f"{command}: {settled}"
        for offer in list(self.state.offers.values()):
            shown = settle(self.state, ConfirmOfferShown(offer.agent_id, offer.offer_id), *now)
            assert not isinstance(shown, Rejection)

    def _later(self, delay_ms: int | None = None) -> None:
        """Time goes on, and what becomes due in between expires at its own time."""
        target_ms = self.now_ms + (self.choose(DELAYS_MS) if delay_ms is None else delay_ms)
        while (due_ms := next_deadline_ms(self.state)) is not None and due_ms <= target_ms:
            assert due_ms == self.model.next_due_ms()
            self.now_ms, self.seq = max(self.now_ms, due_ms), self.seq + 1
            self._take(ExpireDue(), self.model.expire)
        assert due_ms == self.model.next_due_ms(), "one of the two waits for something else"
        self.now_ms, self.seq = target_ms, self.seq + 1

    def _pick(self, *stages: str) -> str | None:
        """One of the interactions at these stages, if there is any."""
        names = [name for name, found in self.model.interactions.items() if found.stage in stages]
        return self.choose(names) if names else None

    def _offer_of(self, name: str) -> tuple[AgentId, OfferId]:
        one = self.model.interactions[name]
        return AgentId(str(one.agent)), OfferId(f"{name}.{one.attempt}")

    # What must hold.

    def check(self) -> None:
        """After each move."""
        self.no_rule_is_broken()
        self.agents_are_the_models()
        self.interactions_are_the_models()

    def no_rule_is_broken(self) -> None:
        faults = broken(self.state)
        assert not faults, faults
        assert not self.model.is_anybody_idle_beside_waiting()

    def agents_are_the_models(self) -> None:
        assert list(self.state.agents) == list(self.model.agents)
        for name, naive in self.model.agents.items():
            agent = self.state.agents[AgentId(name)]
            assert (agent.activity, agent.next_activity) == (naive.activity, naive.next_activity), name
            assert (agent.is_forced, agent.is_next_forced) == (naive.is_forced, naive.is_next_forced), name
            assert (agent.idle_key, agent.assigned_key) == (naive.free_since, naive.assigned_since), name
            assert (agent.contacts, agent.occupancy) == (naive.contacts, naive.occupancy), name
            assert (list(agent.offers), agent.override) == (naive.offers, naive.override), name
            assert list(agent.assignments) == list(naive.hand), name
            for held, plain in zip(agent.assignments.values(), naive.hand.values(), strict=True):
                seen = (held.state.value, held.is_parked, held.wants_wrap_up, held.wrap_up_until_ms, held.disposition)
                assert seen == (
                    plain.stage, plain.is_parked, plain.wants_wrap_up, plain.wrap_up_until_ms, plain.disposition
                ), name  # fmt: skip

    def interactions_are_the_models(self) -> None:
        assert self.state.interactions.keys() == self.model.interactions.keys()
        for name, one in self.state.interactions.items():
            plain = self.model.interactions[name]
            assert (one.stage.value, one.place, one.medium) == (plain.stage, plain.place, plain.medium), name
            assert (one.priority, one.steps, one.taken) == (plain.priority, plain.steps, plain.taken), name
            assert (one.excluded, one.attempt, one.queue_id) == (plain.excluded, plain.attempt, plain.queue), name
            assert (one.front, one.is_preferring) == (plain.front, plain.is_preferring), name
        assert {name: (queue.mode, queue.mode_until_ms) for name, queue in self.state.queues.items()} == {
            name: (queue.mode, queue.mode_until_ms) for name, queue in self.model.queues.items()
        }
        assert {name: (one.queue_id, one.party_id, one.place) for name, one in self.state.missed.items()} == {
            name: (one.queue, one.party, one.place) for name, one in self.model.missed.items()
        }

    def indexes_answer_like_new_ones(self) -> None:
        again = deepcopy(self.state)
        reindex(again)
        again.touched_agents.clear()
        again.touched_interactions.clear()
        assert logical(again) == logical(self.state)
        assert lines_of(again) == lines_of(self.state)
        assert list(self.state.deadlines) == list(again.deadlines)
        assert not self.state.touched_agents and not self.state.touched_interactions
