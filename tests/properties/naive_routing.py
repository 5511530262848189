"""Routing written down as plainly as possible: dicts, and a linear scan over all of them for every question.

The model that the fast one is compared with. Owns no index, no event and no machine; shares only ids and enums.
"""

from dataclasses import dataclass, field

from routing.vocabulary import Activity

EXCLUSION_MS = 30_000
PROVIDER = "sip"
OFFER_MS = 15_000
SHOW_MS, CENTER_LATE_MS = 2_000, 500
Place = tuple[int, int]


@dataclass
class NaiveAgent:
    """An agent: ``in_hand`` is what it is called where the contact stands: connecting, in_contact, wrap_up."""

    queues: tuple[str, ...]
    is_automatic: bool
    activity: Activity = Activity.SIGNED_OUT
    next_activity: Activity | None = None
    is_reachable: bool = False
    is_in_use: bool = False
    has_desktop: bool = False
    free_since: Place = (0, 0)
    offer: str | None = None
    interaction: str | None = None
    in_hand: str | None = None
    wrap_up_until_ms: int = 0


@dataclass
class NaiveInteraction:
    """An interaction."""

    stage: str = "self_service"
    queue: str | None = None
    place: Place = (0, 0)
    attempt: int = 0
    agent: str | None = None
    deadline_ms: int = 0
    show_by_ms: int = 0
    is_shown: bool = False
    excluded: dict[str, int] = field(default_factory=dict)


@dataclass
class NaiveRouting:
    """Every move is one method; each says whether it is allowed and changes the model if it is."""

    wrap_up_ms: dict[str, int]
    agents: dict[str, NaiveAgent]
    interactions: dict[str, NaiveInteraction] = field(default_factory=dict)

    def open(self, interaction_id: str) -> None:
        """A customer begins in self-service."""
        self.interactions[interaction_id] = NaiveInteraction()

    def is_free(self, agent: NaiveAgent) -> bool:
        """Whether the agent could take a contact at once."""
        is_idle = agent.offer is None and agent.interaction is None and not agent.is_in_use
        return agent.activity is Activity.AVAILABLE and is_idle and (agent.has_desktop or agent.is_automatic)

    def may_meet(self, agent_id: str, interaction_id: str) -> bool:
        """Whether this interaction may be offered to this agent now."""
        agent, interaction = self.agents[agent_id], self.interactions[interaction_id]
        return (
            interaction.stage == "waiting"
            and interaction.queue in agent.queues
            and agent_id not in interaction.excluded
            and agent.is_reachable
            and self.is_free(agent)
        )

    def match(self, now_ms: int) -> list[tuple[str, str]]:
        """Longest free first, each agent gets who has waited longest; until nobody free waits beside a match."""
        offers = []
        for agent_id in sorted(self.agents, key=lambda name: (self.agents[name].free_since, name)):
            waiting = [name for name in self.interactions if self.may_meet(agent_id, name)]
            if waiting:
                interaction_id = min(waiting, key=lambda name: (self.interactions[name].place, name))
                self._offer(interaction_id, agent_id, now_ms)
                offers.append((interaction_id, agent_id))
        return offers

    def _offer(self, interaction_id: str, agent_id: str, now_ms: int) -> None:
        interaction, agent = self.interactions[interaction_id], self.agents[agent_id]
        interaction.stage, interaction.agent, interaction.deadline_ms = "offered", agent_id, now_ms + OFFER_MS
        interaction.attempt += 1
        interaction.show_by_ms, interaction.is_shown = now_ms + SHOW_MS, False
        agent.offer = interaction_id
        if agent.is_automatic:
            self.accept(agent_id)

    def accept(self, agent_id: str) -> None:
        """The agent takes what stands offered."""
        agent = self.agents[agent_id]
        assert agent.offer is not None
        self.interactions[agent.offer].stage = "connecting"
        agent.interaction, agent.in_hand, agent.offer = agent.offer, "connecting", None

    def take_back(self, agent_id: str) -> NaiveInteraction:
        """What stood offered to the agent waits again at its place."""
        agent = self.agents[agent_id]
        assert agent.offer is not None
        interaction = self.interactions[agent.offer]
        interaction.stage, interaction.agent, agent.offer = "waiting", None, None
        return interaction

    def decline(self, agent_id: str, now: Place) -> None:
        """The agent does not want what stands offered, and goes to the end of the free ones."""
        self.take_back(agent_id).excluded[agent_id] = now[0] + EXCLUSION_MS
        self.agents[agent_id].free_since = now

    def set_activity(self, agent_id: str, activity: Activity, now: Place) -> None:
        """The agent's wish, at once or after the contact in hand."""
        agent = self.agents[agent_id]
        if agent.interaction is not None:
            agent.next_activity = None if activity is agent.activity else activity
            return
        if activity is agent.activity:
            return
        if agent.offer is not None:
            self.decline(agent_id, now)
        self.become(agent, activity, now)

    def become(self, agent: NaiveAgent, activity: Activity, now: Place) -> None:
        """The agent's activity is this from now on."""
        if activity is Activity.AVAILABLE and agent.activity is not Activity.AVAILABLE:
            agent.free_since = now
        agent.activity, agent.next_activity = activity, None

    def set_phone(self, agent_id: str, is_reachable: bool, is_in_use: bool) -> None:
        """The agent's phone; an offer that cannot ring there is taken back."""
        agent = self.agents[agent_id]
        if agent.offer is not None and (is_in_use or not is_reachable):
            self.take_back(agent_id)
        agent.is_reachable, agent.is_in_use = is_reachable, is_in_use

    def set_desktop(self, agent_id: str, is_open: bool) -> None:
        """The agent's desktop; an offer that nobody sees any more is taken back."""
        agent = self.agents[agent_id]
        if agent.offer is not None and not is_open:
            self.take_back(agent_id)
        agent.has_desktop = is_open

    def show(self, agent_id: str) -> None:
        """The agent's desktop shows what stands offered."""
        offer = self.agents[agent_id].offer
        assert offer is not None
        self.interactions[offer].is_shown = True

    def enqueue(self, interaction_id: str, queue: str, now: Place) -> None:
        """The interaction waits behind those who wait already."""
        interaction = self.interactions[interaction_id]
        interaction.stage, interaction.queue, interaction.place = "waiting", queue, now
        interaction.excluded = {}

    def put_down(self, agent: NaiveAgent, now: Place) -> None:
        """Nothing is in the agent's hand any more; what was chosen for afterwards comes about."""
        agent.interaction, agent.in_hand, agent.free_since = None, None, now
        if agent.next_activity is not None:
            self.become(agent, agent.next_activity, now)

    def fail(self, interaction_id: str, now: Place) -> None:
        """The agent who accepted could not be reached."""
        interaction = self.interactions[interaction_id]
        assert interaction.agent is not None
        agent = self.agents[interaction.agent]
        if agent.next_activity is None:
            agent.activity = Activity.NOT_RESPONDING
        self.put_down(agent, now)
        interaction.stage, interaction.agent = "waiting", None

    def connect(self, interaction_id: str) -> None:
        """Customer and agent are in contact."""
        interaction = self.interactions[interaction_id]
        assert interaction.agent is not None
        interaction.stage = "connected"
        self.agents[interaction.agent].in_hand = "in_contact"

    def release(self, interaction_id: str, now: Place) -> None:
        """The agent's part is over; wrap-up begins, if the queue has one."""
        interaction = self.interactions[interaction_id]
        assert interaction.agent is not None and interaction.queue is not None
        agent = self.agents[interaction.agent]
        interaction.stage, interaction.agent = "self_service", None
        wrap_up_ms = self.wrap_up_ms[interaction.queue]
        agent.in_hand, agent.wrap_up_until_ms = "wrap_up", now[0] + wrap_up_ms
        if wrap_up_ms == 0:
            self.put_down(agent, now)

    def end(self, interaction_id: str, now: Place) -> None:
        """The customer is gone."""
        interaction = self.interactions[interaction_id]
        if interaction.stage == "offered":
            assert interaction.agent is not None
            self.take_back(interaction.agent)
        elif interaction.stage == "connecting":
            assert interaction.agent is not None
            self.put_down(self.agents[interaction.agent], now)
        elif interaction.stage == "connected":
            self.release(interaction_id, now)
        del self.interactions[interaction_id]

    def is_over(self, offered: NaiveInteraction, now_ms: int) -> bool:
        """Whether an offer has stood for too long: unanswered, or shown by no desktop."""
        return offered.deadline_ms <= now_ms or (offered.show_by_ms <= now_ms and not offered.is_shown)

    def is_late(self, now_ms: int) -> bool:
        """Whether something is due that has not expired."""
        wrapping_up = [agent for agent in self.agents.values() if agent.in_hand == "wrap_up"]
        offered = [self.interactions[agent.offer] for agent in self.agents.values() if agent.offer is not None]
        excluded = [interaction.excluded for interaction in self.interactions.values()]
        return (
            any(agent.wrap_up_until_ms <= now_ms for agent in wrapping_up)
            or any(self.is_over(interaction, now_ms) for interaction in offered)
            or any(until_ms <= now_ms for ends in excluded for until_ms in ends.values())
        )

    def expire(self, now: Place) -> None:
        """Everything that is due."""
        for interaction in self.interactions.values():
            if interaction.show_by_ms + CENTER_LATE_MS < now[0]:  # noticed too late to be a desktop's fault
                interaction.show_by_ms = now[0] + SHOW_MS
        for agent_id, agent in self.agents.items():
            if agent.offer is not None and self.is_over(self.interactions[agent.offer], now[0]):
                self.take_back(agent_id)
                self.become(agent, Activity.NOT_RESPONDING, now)
            if agent.in_hand == "wrap_up" and agent.wrap_up_until_ms <= now[0]:
                self.put_down(agent, now)
        for interaction in self.interactions.values():
            interaction.excluded = {name: until for name, until in interaction.excluded.items() if until > now[0]}
