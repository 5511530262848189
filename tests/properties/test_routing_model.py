"""Routing against a model written as linear scans: the same offers, decision for decision, and the same state."""

import os
from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from routing.commands import (
    AcceptOffer,
    ConfigureRouting,
    ConfirmConnected,
    ConfirmOfferShown,
    DeclineOffer,
    EndInteraction,
    EnqueueInteraction,
    ExpireDue,
    FailConnection,
    FinishWrapUp,
    OpenInteraction,
    ReleaseAgent,
    RoutingCommand,
    SetActivity,
    SetDesktopState,
    SetPhoneState,
    TransferToQueue,
)
from routing.configuration import AgentConfiguration, OfferAgain, QueueConfiguration, RoutingConfiguration
from routing.deadlines import next_deadline_ms
from routing.decide import decide
from routing.events import RoutingEvent
from routing.evolve import evolve
from routing.indexing import reindex
from routing.invariants import broken
from routing.matching import match_touched
from routing.reactions import react
from routing.rejections import Rejection
from routing.state import RoutingState, logical
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    Medium,
    OfferId,
    PhoneAddress,
    ProviderId,
    QueueId,
)
from tests.harness.one_contact import in_hand, wrap_up
from tests.properties.naive_routing import OFFER_MS, PROVIDER, NaiveAgent, NaiveRouting

pytestmark = pytest.mark.property

WRAP_UP_MS = {"sales": 20_000, "support": 0, "vip": 40_000}
QUEUES = {
    "ann": ("sales",),
    "ben": ("sales", "support"),
    "cleo": ("support", "vip"),
    "dan": ("vip", "sales", "support"),
}
AUTOMATIC = {"dan"}
AGENTS, QUEUE_NAMES = st.sampled_from(sorted(QUEUES)), st.sampled_from(sorted(WRAP_UP_MS))
CHOICES = st.sampled_from([Activity.AVAILABLE] * 4 + [Activity.ON_BREAK, Activity.SIGNED_OUT])


def has(*stages: str) -> Callable[["AgainstModel"], bool]:
    """A move makes sense while some interaction is at one of these stages."""
    return lambda machine: any(found.stage in stages for found in machine.model.interactions.values())


DELAYS_MS = st.sampled_from([0, 1, 1_000, 2_000, 16_000, 31_000])


def configuration() -> RoutingConfiguration:
    queues = [
        QueueConfiguration(
            QueueId(name), 20_000, OFFER_MS, wrap_up(ms), ("done",), offer_again=OfferAgain(30_000, 0, 0)
        )
        for name, ms in WRAP_UP_MS.items()
    ]
    agents = [
        AgentConfiguration(
            AgentId(name),
            tuple(QueueId(queue) for queue in served),
            (PhoneAddress(ProviderId(PROVIDER), name),),
            accepts_automatically=name in AUTOMATIC,
        )
        for name, served in QUEUES.items()
    ]
    return RoutingConfiguration(tuple(queues), tuple(agents), ("lunch",))


def lines_of(state: RoutingState) -> dict[object, tuple[list[str], list[str], set[str]]]:
    """All lines in which somebody stands, as they answer: who is free, who waits, who could serve it at all."""
    return {
        (queue_id, key): (list(line.idle), list(line.waiting), set(line.agents))
        for queue_id, queue in state.queues.items()
        for key, line in queue.lines.items()
        if line.waiting
    }


class AgainstModel(RuleBasedStateMachine):
    """Gives every move to routing and to the model, then compares offers and state."""

    def __init__(self) -> None:
        super().__init__()
        self.state = RoutingState()
        self.now_ms, self.seq, self.opened = 1_000_000, 0, 0
        self.dead_desktops: set[str] = set()
        self.model = NaiveRouting(
            WRAP_UP_MS, {name: NaiveAgent(served, name in AUTOMATIC) for name, served in QUEUES.items()}
        )
        self._give(ConfigureRouting(configuration()))
        self._settle()
        for name in QUEUES:
            self.phone(name, "idle", 1)
            self.desktop(name, is_open=True, delay_ms=1)
            self.activity(name, Activity.AVAILABLE, 1)

    # One move: the real thing, then matching in both, then comparison.

    def _give(self, command: RoutingCommand) -> None:
        decided = decide(self.state, command, self.now_ms, self.seq)
        assert not isinstance(decided, Rejection), f"{command}: {decided}"
        self._apply(decided)

    def _apply(self, events: list[RoutingEvent]) -> None:
        for event in events:
            evolve(self.state, event, self.now_ms, self.seq)
            self._apply(react(self.state, event))

    def _refused(self, command: RoutingCommand) -> None:
        assert isinstance(decide(self.state, command, self.now_ms, self.seq), Rejection), command

    def _settle(self) -> None:
        made: list[tuple[str, str]] = []
        for offer in match_touched(self.state, self.now_ms):
            made.append((str(offer.interaction_id), str(offer.agent_id)))
            self._apply([offer])
        # Offers of one input go out together: their order says nothing.
        assert sorted(made) == sorted(self.model.match(self.now_ms))
        for interaction_id, agent in made:
            if agent not in self.dead_desktops and self.model.agents[agent].offer == interaction_id:
                self._show(agent)

    def _show(self, agent: str) -> None:
        offered = str(self.model.agents[agent].offer)
        self._give(ConfirmOfferShown(AgentId(agent), self._offer_id(offered)))
        self.model.show(agent)

    def _offer_id(self, interaction_id: str) -> OfferId:
        return OfferId(f"{interaction_id}.{self.model.interactions[interaction_id].attempt}")

    def _later(self, delay_ms: int) -> tuple[int, int]:
        """Time goes on, and what has become due in between expires first."""
        target_ms = self.now_ms + delay_ms
        while (due_ms := next_deadline_ms(self.state)) is not None and due_ms <= target_ms:
            self.now_ms, self.seq = max(self.now_ms, due_ms), self.seq + 1
            while events := decide(self.state, ExpireDue(), self.now_ms, self.seq):
                assert not isinstance(events, Rejection)
                self._apply(events)
            self.model.expire((self.now_ms, self.seq))
            self._settle()
        self.now_ms, self.seq = target_ms, self.seq + 1
        assert not self.model.is_late(target_ms), "what is due has not expired"
        return (self.now_ms, self.seq)

    @rule(delay_ms=st.sampled_from([2_400, 3_000, 20_000]))
    def the_center_is_held_up(self, delay_ms: int) -> None:
        """Time goes by unnoticed; then all that has become due expires at once, late."""
        self.now_ms += delay_ms
        self._later(0)

    def _pick(self, data: st.DataObject, *stages: str) -> InteractionId | None:
        """One of the interactions at these stages; time that went by may have left none."""
        names = [name for name, found in self.model.interactions.items() if found.stage in stages]
        return InteractionId(data.draw(st.sampled_from(names))) if names else None

    @rule(agent=AGENTS, wish=CHOICES, delay_ms=DELAYS_MS)
    def activity(self, agent: str, wish: Activity, delay_ms: int) -> None:
        now = self._later(delay_ms)
        command = SetActivity(AgentId(agent), wish, "lunch" if wish is Activity.ON_BREAK else "")
        if wish is Activity.SIGNED_OUT and self.model.agents[agent].activity is Activity.SIGNED_OUT:
            self._refused(command)
            return
        self._give(command)
        self.model.set_activity(agent, wish, now)
        self._settle()

    @rule(agent=AGENTS, phone=st.sampled_from(["idle"] * 4 + ["in_use", "away"]), delay_ms=DELAYS_MS)
    def phone(self, agent: str, phone: str, delay_ms: int) -> None:
        self._later(delay_ms)
        self._give(SetPhoneState(ProviderId(PROVIDER), agent, phone != "away", phone == "in_use"))
        self.model.set_phone(agent, phone != "away", phone == "in_use")
        self._settle()

    @rule(agent=AGENTS, is_open=st.sampled_from([True, True, False]), delay_ms=DELAYS_MS)
    def desktop(self, agent: str, is_open: bool, delay_ms: int) -> None:
        self._later(delay_ms)
        self._give(SetDesktopState(AgentId(agent), is_open))
        self.model.set_desktop(agent, is_open)
        self._settle()

    @rule(agent=AGENTS, is_dead=st.booleans())
    def desktop_hangs_or_not(self, agent: str, is_dead: bool) -> None:
        (self.dead_desktops.add if is_dead else self.dead_desktops.discard)(agent)

    @precondition(has("offered"))
    @rule(data=st.data(), delay_ms=DELAYS_MS)
    def show_offer(self, data: st.DataObject, delay_ms: int) -> None:
        """A desktop says late, or again, that it shows an offer."""
        self._later(delay_ms)
        offered = self._pick(data, "offered")
        if offered is None:
            return
        agent = str(self.model.interactions[offered].agent)
        stranger = next(name for name in QUEUES if name != agent)
        self._refused(ConfirmOfferShown(AgentId(stranger), self._offer_id(offered)))
        self._show(agent)
        self._settle()

    @rule(queue=QUEUE_NAMES, delay_ms=DELAYS_MS)
    def arrive(self, queue: str, delay_ms: int) -> None:
        now = self._later(delay_ms)
        self.opened += 1
        interaction_id = InteractionId(f"i{self.opened:03}")
        contact_id = ContactId(f"c{self.opened}")
        self._give(OpenInteraction(interaction_id, contact_id, Medium.VOICE, ProviderId(PROVIDER)))
        self._give(EnqueueInteraction(interaction_id, QueueId(queue)))
        self.model.open(interaction_id)
        self.model.enqueue(interaction_id, queue, now)
        self._settle()

    @precondition(has("self_service"))
    @rule(data=st.data(), queue=QUEUE_NAMES)
    def enqueue_again(self, data: st.DataObject, queue: str) -> None:
        now = self._later(0)
        interaction_id = self._pick(data, "self_service")
        if interaction_id is not None:
            self._give(EnqueueInteraction(interaction_id, QueueId(queue)))
            self.model.enqueue(interaction_id, queue, now)
            self._settle()

    @precondition(has("offered"))
    @rule(data=st.data(), delay_ms=DELAYS_MS, accepts=st.sampled_from([True, True, False]))
    def answer_offer(self, data: st.DataObject, delay_ms: int, accepts: bool) -> None:
        now = self._later(delay_ms)
        offered = self._pick(data, "offered")
        if offered is None:
            return
        agent = str(self.model.interactions[offered].agent)
        offer_id = self._offer_id(offered)
        stranger = next(name for name in QUEUES if name != agent)
        self._refused(AcceptOffer(AgentId(stranger), offer_id))
        if accepts:
            self._give(AcceptOffer(AgentId(agent), offer_id))
            self._give(AcceptOffer(AgentId(agent), offer_id))  # the same answer twice changes nothing
            self.model.accept(agent)
        else:
            self._give(DeclineOffer(AgentId(agent), offer_id))
            self.model.decline(agent, now)
        self._settle()

    @precondition(has("connecting"))
    @rule(data=st.data(), connects=st.sampled_from([True] * 4 + [False]), delay_ms=DELAYS_MS)
    def connection(self, data: st.DataObject, connects: bool, delay_ms: int) -> None:
        now = self._later(delay_ms)
        interaction_id = self._pick(data, "connecting")
        if interaction_id is None:
            return
        if connects:
            self._give(ConfirmConnected(interaction_id))
            self.model.connect(interaction_id)
        else:
            self._give(FailConnection(interaction_id, EndCause.NOT_ANSWERED))
            self.model.fail(interaction_id, now)
        self._settle()

    @precondition(has("connected"))
    @rule(data=st.data(), delay_ms=DELAYS_MS)
    def release(self, data: st.DataObject, delay_ms: int) -> None:
        now = self._later(delay_ms)
        interaction_id = self._pick(data, "connected")
        if interaction_id is not None:
            self._give(ReleaseAgent(interaction_id, EndCause.AGENT_HUNG_UP))
            self.model.release(interaction_id, now)
            self._settle()

    @precondition(has("connected"))
    @rule(data=st.data(), queue=QUEUE_NAMES)
    def transfer(self, data: st.DataObject, queue: str) -> None:
        now = self._later(0)
        interaction_id = self._pick(data, "connected")
        if interaction_id is None:
            return
        agent = self.model.interactions[interaction_id].agent
        self._give(TransferToQueue(AgentId(str(agent)), interaction_id, QueueId(queue)))
        self.model.release(interaction_id, now)
        self.model.enqueue(interaction_id, queue, now)
        self._settle()

    @precondition(lambda self: any(agent.in_hand for agent in self.model.agents.values()))
    @rule(agent=AGENTS)
    def finish_wrap_up(self, agent: str) -> None:
        now = self._later(0)
        held = self.model.agents[agent]
        command = FinishWrapUp(AgentId(agent), InteractionId(str(held.interaction)), "done", None)
        if held.in_hand != "wrap_up":
            self._refused(command)
            return
        self._give(command)
        self.model.put_down(held, now)
        self._settle()

    @precondition(lambda self: self.model.interactions)
    @rule(data=st.data(), delay_ms=DELAYS_MS)
    def customer_leaves(self, data: st.DataObject, delay_ms: int) -> None:
        now = self._later(delay_ms)
        interaction_id = self._pick(data, "self_service", "waiting", "offered", "connecting", "connected")
        if interaction_id is not None:
            self._give(EndInteraction(interaction_id, EndCause.CALLER_HUNG_UP))
            self.model.end(interaction_id, now)
            self._settle()

    @rule()
    def configure_the_same_again(self) -> None:
        self._later(0)
        self._give(ConfigureRouting(configuration()))
        self._settle()

    @invariant()
    def no_rule_is_broken(self) -> None:
        assert broken(self.state) == []

    @invariant()
    def state_is_the_models(self) -> None:
        for name, naive in self.model.agents.items():
            agent = self.state.agents[AgentId(name)]
            assert (agent.activity, agent.next_activity) == (naive.activity, naive.next_activity), name
            assert agent.idle_key == naive.free_since, name
            assert agent.is_desktop_open is naive.has_desktop, name
            held = in_hand(agent)
            assert (None if held is None else held.state.value) == naive.in_hand, name
        assert self.state.interactions.keys() == self.model.interactions.keys()
        for interaction_id, interaction in self.state.interactions.items():
            plain = self.model.interactions[interaction_id]
            assert (interaction.stage.value, interaction.place) == (plain.stage, plain.place)
            assert interaction.excluded == plain.excluded

    @invariant()
    def indexes_answer_like_new_ones(self) -> None:
        again = deepcopy(self.state)
        reindex(again)
        again.touched_agents.clear()
        again.touched_interactions.clear()
        assert logical(again) == logical(self.state)
        assert lines_of(again) == lines_of(self.state)
        assert list(self.state.deadlines) == list(again.deadlines)
        assert self.state.agent_by_phone == again.agent_by_phone
        assert not self.state.touched_agents and not self.state.touched_interactions


TestAgainstModel = AgainstModel.TestCase
TestAgainstModel.settings = settings(max_examples=1_000 if os.environ.get("CIC_PROVE") else 100, stateful_step_count=40)
