"""A floor at work: the core, its load and virtual time. Owns set-up, the two regimes, and how an input is taken.

All agents are called by phone at one provider and accept by a click on an open desktop, so that every contact makes all
five kinds of input. Nothing falls due: deadlines are set and cleared as usual, and nobody asks for what has expired.
"""

import tracemalloc
from enum import Enum
from random import Random

from cic.bench.floor import PROVIDER, draw_floor, phone_of, served_queues
from cic.bench.load import Given, Kind, Load
from cic.bench.memory import bytes_of
from routing.commands import (
    ConfigureRouting,
    EndInteraction,
    EnqueueInteraction,
    OpenInteraction,
    SetActivity,
    SetDesktopState,
    SetPhoneState,
)
from routing.configuration import RoutingConfiguration
from routing.events import RoutingEvent
from routing.rejections import Rejection
from routing.settling import settle
from routing.state import RoutingState
from routing.vocabulary import Activity, AgentId, ContactId, EndCause, InteractionId, Medium, QueueId

START_MS = 1_000_000
CONTACT_MS = 300_000
"""How long an agent is busy with a contact: with it, how fast virtual time goes by."""
GONE_ON = ((Kind.ACCEPT, 0.98), (Kind.CONNECTED, 0.97), (Kind.ENDED, 0.11))
"""Which share of the contacts in hand has this input behind it when measuring begins: most are talks."""


class Regime(Enum):
    """What there is too much of: the share of agents who are busy, and how many contacts wait for each agent."""

    AGENTS_IDLE = "agents_idle"
    CONTACTS_WAITING = "contacts_waiting"


BUSY = {Regime.AGENTS_IDLE: 0.9, Regime.CONTACTS_WAITING: 1.0}
WAITING = {Regime.AGENTS_IDLE: 0.0, Regime.CONTACTS_WAITING: 0.05}
WEIGHED = 1_000
"""So many who wait are weighed together."""


class World:
    """One floor, from sign-in on. ``take`` is what is measured."""

    def __init__(self, agents: int, queues: int, skills: int, seed: int) -> None:
        """Configure the floor and let everybody sign in."""
        chance = Random(seed)
        self.state = RoutingState()
        self.seq = 0
        self.now_ms = START_MS
        self._agents = agents
        self._ms_per_input = CONTACT_MS / (len(Kind) * agents)
        configuration = draw_floor(agents, queues, skills, chance)
        self.load = Load(served_queues(configuration), chance)
        self._open(configuration)

    def take(self, given: Given) -> list[RoutingEvent]:
        """Take one input to its end: decide, events, evolve, match."""
        events: list[RoutingEvent] = []
        for command in given:
            settled = settle(self.state, command, self.now_ms, self.seq)
            assert not isinstance(settled, Rejection), f"{command} was refused: {settled}"
            events += settled
        return events

    def tick(self) -> None:
        """Give the next input its number and its time."""
        self.seq += 1
        self.now_ms = START_MS + int(self.seq * self._ms_per_input)

    def play(self, given: Given) -> None:
        """Take an input that nobody measures."""
        self.tick()
        self.load.note(self.take(given))

    def enter(self, regime: Regime) -> None:
        """Let agents get busy and contacts wait, as many as the regime wants."""
        busy_min = BUSY[regime] * self._agents
        for agent_id, agent in self.state.agents.items():
            if self.load.in_hand < busy_min and not agent.offers and not agent.assignments:
                self._occupy(agent_id)
        for kind, share in GONE_ON:
            for _ in range(round(share * self.load.in_hand) - self.load.beyond(kind)):
                self.play((self.load.advance(kind),))
        while self.load.waiting < WAITING[regime] * self._agents:
            self.play(self.load.arrival())

    def bytes_per_agent(self) -> int:
        """What an agent takes, with configuration and indexes, in what is held now."""
        return round(bytes_of(self.state) / self._agents)

    def bytes_per_waiting(self) -> int:
        """What one more who waits takes, while all agents are busy. Many come, and stay."""
        tracemalloc.start()
        for _ in range(WEIGHED):
            self.play(self.load.arrival())
        taken = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return round(taken / WEIGHED)

    def _occupy(self, agent_id: AgentId) -> None:
        """Let contacts come that the agent could take, until one of them is the agent's."""
        agent = self.state.agents[agent_id]
        while not agent.offers:
            self.play(self.load.arrival_for(agent_id))

    def _open(self, configuration: RoutingConfiguration) -> None:
        self.play((ConfigureRouting(configuration),))
        for queue in configuration.queues:  # somebody has waited in each queue before
            self._look_in(queue.queue_id)
        for agent in configuration.agents:
            self._sign_in(agent.agent_id)

    def _look_in(self, queue_id: QueueId) -> None:
        interaction_id, contact_id = InteractionId(f"first-{queue_id}"), ContactId(f"first-{queue_id}")
        opened = OpenInteraction(interaction_id, contact_id, Medium.VOICE, PROVIDER)
        self.play((opened, EnqueueInteraction(interaction_id, queue_id)))
        self.play((EndInteraction(interaction_id, EndCause.CALLER_HUNG_UP),))

    def _sign_in(self, agent_id: AgentId) -> None:
        self.play((SetPhoneState(PROVIDER, phone_of(agent_id), is_reachable=True, is_in_use=False),))
        self.play((SetDesktopState(agent_id, is_open=True),))
        self.play((SetActivity(agent_id, Activity.AVAILABLE, ""),))
