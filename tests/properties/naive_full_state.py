"""The whole of routing written down plainly: what there is, who may take what, and who comes first.

Owns no index and no line: each question is answered by looking at everybody. Shares configurations and the meaning of
requirements with routing, and nothing else; the moves are in ``naive_full_routing``.
"""

from dataclasses import dataclass, field
from math import exp, log

from routing.asking import NOTHING_ASKED, Asked
from routing.configuration import (
    AgentChoice,
    AgentConfiguration,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
    QueueConfiguration,
)
from routing.overrides import NO_OVERRIDE, AgentOverride, QueueMode
from routing.relaxation import AskInstead, DropSkill, LowerLevel, OverflowTo, Relaxation, WidenToGroup
from routing.requirement_widening import lower
from routing.requirements import ANYONE, AllOf, AnyOf, AtLeast, FactIs, Requirement, both, fit, resolve
from routing.vocabulary import Activity, Medium

HOUR_MS = 3_600_000
POINT = 1_000_000
Place = tuple[int, int]


@dataclass
class Held:
    """An interaction in an agent's hand: connecting, in_contact or wrap_up; perhaps laid aside."""

    medium: Medium
    queue: str
    stage: str = "connecting"
    is_parked: bool = False
    wants_wrap_up: bool = False
    wrap_up_until_ms: int | None = None
    disposition: str = ""


@dataclass
class NaiveAgent:
    """An agent."""

    configuration: AgentConfiguration
    activity: Activity = Activity.SIGNED_OUT
    next_activity: Activity | None = None
    is_forced: bool = False
    is_next_forced: bool = False
    is_reachable: bool = False
    is_in_use: bool = False
    has_desktop: bool = False
    override: AgentOverride = NO_OVERRIDE
    offers: list[str] = field(default_factory=list)
    hand: dict[str, Held] = field(default_factory=dict)
    free_since: Place = (0, 0)
    assigned_since: Place = (0, 0)
    contacts: int = 0
    occupancy: int = 0
    occupancy_at_ms: int = 0


@dataclass
class NaiveInteraction:
    """An interaction. ``provider`` is empty where it came without a call."""

    contact: str
    medium: Medium
    provider: str
    stage: str = "self_service"
    queue: str | None = None
    place: Place = (0, 0)
    asked: Asked = NOTHING_ASKED
    priority: int = 0
    front: int = 0
    steps: int = 0
    queued_at_ms: int = 0
    taken: tuple[int, ...] = ()
    is_preferring: bool = False
    attempt: int = 0
    agent: str | None = None
    deadline_ms: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    opened_at_ms: int = 0


@dataclass
class NaiveQueue:
    """A queue."""

    configuration: QueueConfiguration
    mode: QueueMode = QueueMode.OPEN
    mode_until_ms: int = 0


@dataclass
class NaiveFloor:
    """Everything there is, and every question that is asked of it."""

    queues: dict[str, NaiveQueue] = field(default_factory=dict)
    agents: dict[str, NaiveAgent] = field(default_factory=dict)
    interactions: dict[str, NaiveInteraction] = field(default_factory=dict)
    media: dict[Medium, MediumConfiguration] = field(default_factory=dict)
    strategy: InteractionStrategy = field(default_factory=InteractionStrategy)

    # Who is what.

    def skills(self, agent: NaiveAgent) -> dict[str, int]:
        """The agent's skills now."""
        levels = {**dict(agent.configuration.skills), **dict(agent.override.skills)}
        return {skill: level for skill, level in levels.items() if level}

    def served(self, agent: NaiveAgent) -> list[str]:
        """The agent's queues now, in the agent's order."""
        queues = list(agent.configuration.queues)
        queues += [name for name in agent.override.more_queues if name not in queues]
        return [str(name) for name in queues if name not in agent.override.without_queues]

    def waiting_in(self, queue: str) -> list[str]:
        """Who waits in a queue."""
        return [name for name, one in self.interactions.items() if one.queue == queue and one.stage == "waiting"]

    def is_staffed(self, queue: str) -> bool:
        """Whether a member of the queue is signed in."""
        return any(
            queue in self.served(agent) and agent.activity is not Activity.SIGNED_OUT for agent in self.agents.values()
        )

    def is_to_be_left(self, queue: str) -> bool:
        """Whether nobody waits in the queue for its agents now."""
        return self.queues[queue].configuration.admission.leave_when_empty and not self.is_staffed(queue)

    # Whether there is room.

    def carried(self, agent: NaiveAgent) -> list[tuple[Medium, bool]]:
        """The media in hand, laid aside or not, and those offered."""
        in_hand = [(held.medium, held.is_parked) for held in agent.hand.values()]
        return in_hand + [(self.interactions[name].medium, False) for name in agent.offers]

    def load(self, agent: NaiveAgent) -> int:
        """The share of the agent that is taken."""
        return sum(self.media[medium].share for medium, is_parked in self.carried(agent) if not is_parked)

    def fits(self, agent: NaiveAgent, medium: Medium, carried: list[tuple[Medium, bool]]) -> bool:
        """Whether one more of the medium fits beside what is carried."""
        if medium not in self.media:
            return False
        stays = [self.media[one].share for one, is_parked in carried if not is_parked and not self.yields(one, medium)]
        most = min([self.media[medium].at_most, *[n for one, n in agent.configuration.at_most if one is medium]])
        same = sum(one is medium for one, _ in carried)
        return sum(stays) + self.media[medium].share <= agent.configuration.capacity and same < most

    def yields(self, medium: Medium, to: Medium) -> bool:
        """Whether the one may be interrupted by the other."""
        return to in self.media[medium].interrupted_by

    # Who may be offered what.

    def may_meet(self, agent_id: str, name: str) -> bool:
        """Whether the interaction may be offered to the agent now."""
        agent, one = self.agents[agent_id], self.interactions[name]
        if one.stage != "waiting" or agent_id in one.excluded or agent.activity is not Activity.AVAILABLE:
            return False
        if agent.next_activity is not None or not (agent.has_desktop or agent.configuration.accepts_automatically):
            return False
        if one.provider and (agent.is_in_use or not agent.is_reachable):
            return False
        return self.fits(agent, one.medium, self.carried(agent)) and self.is_asked_for(agent_id, one)

    def is_asked_for(self, agent_id: str, one: NaiveInteraction) -> bool:
        """Whether the interaction asks for this agent: by name, or by queue, group and skills."""
        if one.is_preferring and one.asked.preferred is not None:
            return agent_id == one.asked.preferred.agent_id
        agent, served = self.agents[agent_id], self.served(self.agents[agent_id])
        relaxed, own = self.relaxed(one), self.own_requirement(one)
        groups = [relax.group for relax in relaxed if isinstance(relax, WidenToGroup)]
        is_meant = one.queue in served or any(group in agent.configuration.groups for group in groups)
        if is_meant and self.has(agent, one, own, self.since_instead(one)):
            return True
        return any(
            str(relax.queue_id) in self.queues
            and str(relax.queue_id) in served
            and self.has(agent, one, self.queues[str(relax.queue_id)].configuration.requires, relaxed[place + 1 :])
            for place, relax in enumerate(relaxed)
            if isinstance(relax, OverflowTo)
        )

    def relaxed(self, one: NaiveInteraction) -> list[Relaxation]:
        """The relaxations in force."""
        steps = self.queues[str(one.queue)].configuration.steps
        return [steps[number].relax for number in one.taken if number < len(steps)]

    def own_requirement(self, one: NaiveInteraction) -> Requirement:
        """What the queue asks for: its own, or what the last step asks instead."""
        instead = [relax.requires for relax in self.relaxed(one) if isinstance(relax, AskInstead)]
        return instead[-1] if instead else self.queues[str(one.queue)].configuration.requires

    def since_instead(self, one: NaiveInteraction) -> list[Relaxation]:
        """What was relaxed after the queue's own requirement was replaced, if it was."""
        relaxed = self.relaxed(one)
        places = [place for place, relax in enumerate(relaxed) if isinstance(relax, AskInstead)]
        return relaxed[places[-1] + 1 :] if places else relaxed

    def has(
        self, agent: NaiveAgent, one: NaiveInteraction, queue_requires: Requirement, relaxed: list[Relaxation]
    ) -> bool:
        """Whether the agent has the skills for what a queue and the flow ask, as far as it is still asked."""
        skills, facts = self.skills(agent), dict(one.asked.facts)
        has_flows = _is_met(one.asked.requires, skills, facts, self.lowered(self.relaxed(one)))
        return has_flows and _is_met(queue_requires, skills, facts, self.lowered(relaxed))

    def lowered(self, relaxed: list[Relaxation]) -> dict[str, int]:
        """The most that is still asked of each skill that was lowered or dropped."""
        most: dict[str, int] = {}
        for relax in relaxed:
            if isinstance(relax, LowerLevel):
                most[relax.skill] = min(relax.level, most.get(relax.skill, 100))
            elif isinstance(relax, DropSkill):
                most[relax.skill] = 0
        return most

    # Who comes first.

    def agent_order(self, agent_id: str, one: NaiveInteraction) -> tuple[object, ...]:
        """The agent's place among those for an interaction: the smallest is chosen."""
        agent, queue = self.agents[agent_id], self.queues[str(one.queue)].configuration
        groups = () if one.is_preferring else one.asked.prefers or queue.prefers
        ranks = [rank for rank, group in enumerate(groups) if group in agent.configuration.groups]
        load = self.load(agent) * (-1 if queue.strategy.fills else 1)
        is_round = queue.strategy.choice is AgentChoice.ROUND_ROBIN
        since = agent.assigned_since if is_round else agent.free_since
        return (min([*ranks, len(groups)]), load, self.agent_score(agent, one), since, agent_id)

    def agent_score(self, agent: NaiveAgent, one: NaiveInteraction) -> float:
        """What the queue's strategy thinks of the agent: less is better."""
        strategy, weights = self.queues[str(one.queue)].configuration.strategy, None
        match strategy.choice:
            case AgentChoice.MOST_SKILLED:
                return -self.skill_fit(agent, one)
            case AgentChoice.LEAST_SKILLED:
                return self.skill_fit(agent, one)
            case AgentChoice.FEWEST_CONTACTS:
                return agent.contacts
            case AgentChoice.LEAST_OCCUPIED:  # compared as they are at one moment, far enough back for all
                return round(POINT * (log(max(1, agent.occupancy)) + agent.occupancy_at_ms / HOUR_MS))
            case AgentChoice.WEIGHTED:
                weights = strategy.weights
        if weights is None:
            return 0
        own = dict(agent.configuration.attributes)
        points = -weights.skill_fit * self.skill_fit(agent, one) + weights.cost * agent.configuration.cost
        points += weights.contacts * agent.contacts
        points -= sum(weight * own.get(name, 0) for name, weight in weights.attributes)
        return 1000 * points + weights.idle_s * agent.free_since[0] + weights.occupancy * agent.occupancy

    def skill_fit(self, agent: NaiveAgent, one: NaiveInteraction) -> int:
        """The levels of the skills that are asked for, added up."""
        if one.is_preferring:
            return 0
        facts = dict(one.asked.facts)
        own, flows = resolve(self.own_requirement(one), facts), resolve(one.asked.requires, facts)
        for skill, level in self.lowered(self.since_instead(one)).items():
            own = lower(own, skill, level)
        for skill, level in self.lowered(self.relaxed(one)).items():
            flows = lower(flows, skill, level)
        return fit(both(own, flows), self.skills(agent))

    def interaction_order(self, name: str, agent: NaiveAgent, now_ms: int) -> tuple[object, ...]:
        """The interaction's place among those for a freed agent: the smallest is chosen."""
        one = self.interactions[name]
        queue = self.queues[str(one.queue)].configuration
        served, priority = self.served(agent), queue.priority + one.priority
        rank = served.index(str(one.queue)) if one.queue in served else len(served)
        last = (*one.place, name)
        match self.strategy.choice:
            case InteractionChoice.FIRST_COME:
                return (-one.front, *last)
            case InteractionChoice.PRIORITY:
                return (-one.front, -priority, *last)
            case InteractionChoice.AGENT_ORDER:
                return (rank, -one.front, -priority, *last)
            case InteractionChoice.LONGEST_QUEUE:
                return (-len(self.waiting_in(str(one.queue))), rank, -one.front, -priority, *last)
            case _:
                return (-one.front, -self.worth(one, queue, priority, rank, now_ms - one.place[0]), *last)

    def worth(self, one: NaiveInteraction, queue: QueueConfiguration, priority: int, rank: int, wait_ms: int) -> int:
        """The points of an interaction that has waited so long, in millionths. Targets of queues divide a million."""
        strategy, target_ms = self.strategy, queue.service_level_target_ms
        targets = POINT // target_ms * wait_ms if target_ms else 0
        if strategy.choice is InteractionChoice.SERVICE_LEVEL:
            return targets
        grade = dict(strategy.grades).get(one.asked.grade, 0)
        aged = (queue.ageing.initial + grade) * POINT + queue.ageing.per_s_milli * wait_ms
        if strategy.choice is InteractionChoice.AGEING:
            return priority * POINT + aged
        weighted = strategy.priority * priority - strategy.preference * rank
        return weighted * POINT + aged + strategy.urgency * targets


def moved(agent: NaiveAgent, towards: int, now_ms: int) -> int:
    """How occupied the agent has been, as of now, when it was busy (a million) or free (nothing) since it was noted."""
    kept = exp((agent.occupancy_at_ms - now_ms) / HOUR_MS)
    return round(towards + (agent.occupancy - towards) * kept)


def _is_met(wanted: Requirement, skills: dict[str, int], facts: dict[str, str], lowered: dict[str, int]) -> bool:
    match wanted:
        case AllOf(parts):
            return all(_is_met(part, skills, facts, lowered) for part in parts)
        case AnyOf(parts):
            return any(_is_met(part, skills, facts, lowered) for part in parts)
        case FactIs(fact, value):
            return facts.get(fact) == value
        case AtLeast(skill, level):
            for fact, value in facts.items():
                skill = skill.replace("{" + fact + "}", value.lower())
            if "{" in skill:
                return False  # nothing is known of it
            return skills.get(skill, 0) >= min(level, lowered.get(skill, level))
    return wanted == ANYONE
