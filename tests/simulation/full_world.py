"""Days with everything that routing knows of, under every fault: any center, calls and work, engines that are killed.

Strengthens the world of ``world.py``: owns what customers, agents and supervisors do, and the kill between append and
effect, after which the state is what folding the journal gives. Checkers live in the tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from cic.center.events import CenterEvent
from cic.center.evolve import evolve
from cic.center.inputs import CenterInput, ConfigurationApplied, EntryPoint
from cic.center.state import CenterState, logical_state
from routing.asking import Asked
from routing.commands import (
    AcceptOffer,
    AskForWrapUp,
    CompleteInteraction,
    ConfirmOfferShown,
    FinishWrapUp,
    SetActivity,
    SetDesktopState,
    SubmitWork,
    TransferToQueue,
    WithdrawWork,
)
from routing.configuration import AgentConfiguration, RoutingConfiguration
from routing.events import InteractionConnected, InteractionLeftQueue, InteractionQueued
from routing.machines.assignment import AssignmentState
from routing.overrides import QueueMode
from routing.supervisor_commands import CloseMissedContact, SetOverride, SetPriority, SetQueueMode
from routing.vocabulary import (
    NO_PROVIDER,
    Activity,
    AgentId,
    ContactId,
    InteractionId,
    Medium,
    PhoneAddress,
    QueueId,
)
from tests.harness.shipped_flows import shipped_flow
from tests.properties.full_routing_centers import (
    AGENTS,
    QUEUES,
    a_center,
    an_override,
    what_is_asked,
)
from tests.simulation import supervisor_wishes
from tests.simulation.test_center_world import ROUGH
from tests.simulation.test_rough_days import RoughWorld
from tests.simulation.world import PROVIDER, Record

ENDLESS_MS = 7_200_000
"""Until then whoever is left is looked after."""


@dataclass
class FullWorld(RoughWorld):
    """``killed`` of a thousand inputs are the engine's last: appended, and nothing of it done."""

    killed: int = 4
    kills: int = 0
    submitted: set[InteractionId] = field(default_factory=set)
    is_starting: bool = False

    @property
    def agent_ids(self) -> list[AgentId]:
        return [AgentId(name) for name in AGENTS]

    def _configuration(self) -> ConfigurationApplied:
        """Any center, with the queues of the flows and the phones of this world."""
        center: RoutingConfiguration = a_center(self.chance.choice)
        queues = tuple(replace(queue, dispositions=("solved", "other")) for queue in center.queues)
        routing = replace(center, queues=queues, agents=tuple(map(_with_phone, center.agents)))
        entries = tuple(EntryPoint(str(4000 + number), flow.flow_id) for number, flow in enumerate(self.flows))
        self.versions += 1
        return ConfigurationApplied(f"v{self.versions}", routing, self.flows, entries)

    # The engine.

    def _follow(self, record: Record) -> None:
        if self.is_starting or self.chance.randrange(1000) >= self.killed:
            super()._follow(record)
        else:
            self.kills += 1
            for event in record.events:
                self._note_contact(event)
            self._restart()

    def _restart(self) -> None:
        self.is_starting = True
        self.state = self.folded()
        super()._restart()
        self.is_starting = False

    def folded(self) -> CenterState:
        """The state that the journal gives, which is the one that was."""
        state = CenterState()
        for record in self.records:
            for event in record.events:
                evolve(state, event, record.at_ms, record.seq)
        assert logical_state(state) == logical_state(self.state), "replay is not what was"
        return state

    # Customers.

    def submit(self, number: int, delay_ms: int, patience_ms: int) -> None:
        """Work comes after a while, for any queue; its customer takes it back when patience runs out."""
        interaction_id = InteractionId(f"w{number}")
        medium = self.chance.choice([Medium.MAIL, Medium.MAIL, Medium.CHAT, Medium.TASK])
        queue_id, asked = QueueId(self.chance.choice(QUEUES)), self._asked()
        contact_id = ContactId(f"work{number // 2}")
        self.submitted.add(interaction_id)
        submit = SubmitWork(interaction_id, contact_id, medium, queue_id, asked)
        for _ in range(self.chance.choice([1, 1, 1, 2])):  # a channel may well tell twice
            self.at(delay_ms, lambda: submit)
        self.at(delay_ms + patience_ms, lambda: WithdrawWork(interaction_id))

    def _asked(self) -> Asked | None:
        return what_is_asked(self.chance.choice)

    # What the center's decisions lead to.

    def _carry_on(self, event: CenterEvent) -> None:
        super()._carry_on(event)
        match event:
            case InteractionConnected(interaction_id=interaction_id, agent_id=agent_id):
                if self.chance.random() < 0.4:
                    self.at(1_000, lambda: AskForWrapUp(agent_id, interaction_id, True))
                if self._is_work(interaction_id):
                    self._work_on(agent_id, interaction_id)
            case InteractionLeftQueue(interaction_id=interaction_id) if self._is_work(interaction_id):
                self.at(self.chance.randrange(5_000), lambda: WithdrawWork(interaction_id))
            case InteractionQueued(interaction_id=interaction_id) if self.chance.random() < 0.2:
                points = self.chance.randrange(-2, 8)
                self.at(self.chance.randrange(9_000), lambda: SetPriority(interaction_id, points))
            case _:
                pass

    def _is_work(self, interaction_id: InteractionId) -> bool:
        interaction = self.state.routing.interactions.get(interaction_id)
        return interaction is not None and interaction.provider == NO_PROVIDER

    def _work_on(self, agent_id: AgentId, interaction_id: InteractionId) -> None:
        work_ms = self.chance.randrange(2_000, 120_000)
        done: CenterInput = CompleteInteraction(agent_id, interaction_id)
        if self.chance.random() < 0.15:
            done = TransferToQueue(agent_id, interaction_id, QueueId(self.chance.choice(QUEUES)))
        for _ in range(self.chance.choice([1, 1, 2])):
            self.at(work_ms, lambda: done)

    # What nobody asked for, and what somebody watches over.

    def supervise(self) -> CenterInput:
        """Somebody watches over the center and does something about it."""
        draw, until_ms = self.chance.randrange(4), self.now_ms + self.chance.randrange(1_000, 60_000)
        if draw == 0:
            return SetOverride(self.chance.choice(self.agent_ids), an_override(self.chance.choice, until_ms))
        if draw == 1:
            mode = self.chance.choice(list(QueueMode))
            return SetQueueMode(QueueId(self.chance.choice(QUEUES)), mode, until_ms)
        missed: Iterable[ContactId] = self.state.routing.missed
        return CloseMissedContact(next(iter(missed), ContactId("nobody")))

    def act(self) -> CenterInput:
        """A supervisor does something to a contact or to an agent."""
        if self.chance.random() < 0.6:
            return supervisor_wishes.on_contact(self.chance, self.state, QUEUES)
        return supervisor_wishes.on_agent(self.chance, self.state)

    def look_after(self) -> CenterInput | None:
        """A while later everybody who can work works, and what was begun is finished."""
        if self.now_ms > ENDLESS_MS:
            return None
        if self.state.routing.interactions or any(agent.assignments for agent in self.state.routing.agents.values()):
            self.at(60_000, self.look_after)
        for agent_id in self.agent_ids:
            agent = self.state.routing.agents.get(agent_id)
            if agent is None:
                continue
            for offer_id in list(agent.offers.values()):
                self.at(0, partial(ConfirmOfferShown, agent_id, offer_id))
                self.at(1, partial(AcceptOffer, agent_id, offer_id))
            for interaction_id, held in list(agent.assignments.items()):
                if held.state is AssignmentState.WRAP_UP:
                    self.at(2, partial(FinishWrapUp, agent_id, interaction_id, "solved", None))
                elif self._is_work(interaction_id):
                    self.at(2, partial(CompleteInteraction, agent_id, interaction_id))
            self.at(3, partial(SetDesktopState, agent_id, True))
            if agent.activity is not Activity.SIGNED_OUT or self.chance.random() < 0.5:
                self.at(4, partial(SetActivity, agent_id, Activity.AVAILABLE, ""))
        return None


def _with_phone(agent: AgentConfiguration) -> AgentConfiguration:
    return replace(agent, phones=(PhoneAddress(PROVIDER, f"phone/{agent.agent_id}"),))


def full_day(seed: int) -> FullWorld:
    """A short day: some calls, some more mails, tasks and chats, and trouble of every kind."""
    day = FullWorld(seed, (shipped_flow("main"), shipped_flow("direct")), ("sales", "support"), faults=ROUGH)
    chance = day.chance
    for number in range(9):
        day.arrive(number, chance.randrange(0, 200_000), patience_ms=chance.randrange(1_000, 200_000))
    for number in range(13):
        day.submit(number, chance.randrange(0, 100_000), patience_ms=chance.randrange(60_000, 400_000))
    for _ in range(5):
        day.at(chance.randrange(0, 250_000), day.trouble)
        day.at(chance.randrange(0, 200_000), day.supervise)
    for _ in range(12):
        day.at(chance.randrange(0, 200_000), day.act)
    day.at(120_000, day.look_after)
    return day
