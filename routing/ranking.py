"""The two scores: which agent for an interaction, which interaction for an agent. Owns every order of choice.

An order is a key of whole numbers, the smallest first, that does not change while its owner waits: what grows with time
grows equally for all in one line, so the line stays sorted, and only heads of lines are compared at a moment. Every key
ends with (since, sequence). Points are counted in millionths, so that a rate in thousandths of a point a second times
milliseconds comes out whole.
"""

from hashlib import blake2b
from math import log

from routing.capacity import used
from routing.configuration import (
    AgentChoice,
    AgentStrategy,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
    QueueConfiguration,
)
from routing.demand import Demand, Line
from routing.occupancy import occupancy_order
from routing.requirements import fit
from routing.state import Agent, Interaction, RoutingState

POINT = 1_000_000
Rank = tuple[int, ...]
FRONT_BITS = 100
"""Points reach some 2 to the 75th: a rate of 10 to the 9th for each millisecond of 10 to the 13th. This is beyond."""
_RATED = (InteractionChoice.AGEING, InteractionChoice.SERVICE_LEVEL, InteractionChoice.WEIGHTED)


def is_idle_plain(state: RoutingState, queue: QueueConfiguration, demand: Demand) -> bool:
    """Whether the agents of such a line are in the order of their time of being free, and nothing else."""
    is_plain = queue.strategy.choice is AgentChoice.LONGEST_IDLE and not demand.prefers
    return is_plain and _takes_whole_agent(state, state.media[demand.medium])


def _takes_whole_agent(state: RoutingState, medium: MediumConfiguration) -> bool:
    """Whether only agents with nothing else in hand have room for the medium, so that all are loaded alike."""
    return all(
        medium.share + other.share > state.capacity_max and medium.medium not in other.interrupted_by
        for other in state.media.values()
    )


def agent_rank(state: RoutingState, line: Line, agent: Agent) -> Rank:
    """The agent's place among those who are free for a line: preferred group, load, score, then free longest."""
    if line.idle_is_plain:
        return agent.idle_key
    strategy = line.queue.strategy
    load = used(state, agent) if agent.assignments or agent.offers else 0
    score = agent_score(line.demand, strategy, agent)
    since = agent.assigned_key if strategy.choice is AgentChoice.ROUND_ROBIN else agent.idle_key
    return (group_rank(line.demand, agent), -load if strategy.fills else load, score, *since)


def group_rank(demand: Demand, agent: Agent) -> int:
    """Which of the preferred groups the agent is in: the first that fits, or after them all."""
    for rank, group in enumerate(demand.prefers):
        if group in agent.configuration.groups:
            return rank
    return len(demand.prefers)


def agent_score(demand: Demand, strategy: AgentStrategy, agent: Agent) -> int:
    """What the strategy thinks of the agent: less is better. A constant among equals."""
    match strategy.choice:
        case AgentChoice.MOST_SKILLED:
            return -skill_fit(demand, agent)
        case AgentChoice.LEAST_SKILLED:
            return skill_fit(demand, agent)
        case AgentChoice.LEAST_OCCUPIED:
            return occupancy_order(agent)
        case AgentChoice.FEWEST_CONTACTS:
            return agent.contacts
        case AgentChoice.WEIGHTED_RANDOM:
            return drawn(strategy, agent)
        case AgentChoice.WEIGHTED:
            return sum(points for _, points in agent_terms(demand, strategy, agent))
        case AgentChoice.LONGEST_IDLE | AgentChoice.ROUND_ROBIN:
            return 0


def agent_terms(demand: Demand, strategy: AgentStrategy, agent: Agent) -> list[tuple[str, int]]:
    """The terms of a weighted score by name, in thousandths of a point; less is better.

    Being free counts from when it began: among agents at one moment that is the same order as for how long it lasted.
    """
    weights, attributes = strategy.weights, dict(agent.configuration.attributes)
    return [
        ("skill_fit", -1000 * weights.skill_fit * skill_fit(demand, agent)),
        ("cost", 1000 * weights.cost * agent.configuration.cost),
        ("idle_s", weights.idle_s * agent.idle_key[0]),
        ("occupancy", weights.occupancy * agent.occupancy),
        ("contacts", 1000 * weights.contacts * agent.contacts),
        *[(name, -1000 * weight * attributes.get(name, 0)) for name, weight in weights.attributes],
    ]


def skill_fit(demand: Demand, agent: Agent) -> int:
    """The agent's levels of the skills that are asked for, added up."""
    return fit(demand.ways[0].requires, agent.skills)


def drawn(strategy: AgentStrategy, agent: Agent) -> int:
    """A draw for each time of being free; agents with twice the attribute ``weight`` come first twice as often.

    Exponential variates race: the smallest of -ln(u)/w is agent i with probability w_i over the sum of all w. Whoever
    is chosen draws again from where the race stands then; the others run on, and are as likely as ever to come next.
    """
    name = f"{strategy.seed}/{agent.idle_key[1]}/{agent.configuration.agent_id}"
    number = int.from_bytes(blake2b(name.encode(), digest_size=6).digest()) + 1
    weight = max(1, dict(agent.configuration.attributes).get("weight", 1))
    return agent.draws_from + round(-log(number / 2**48) * POINT / weight)


def is_waiting_plain(strategy: InteractionStrategy) -> bool:
    """Whether lines are in the order of places alone."""
    return strategy.choice is InteractionChoice.FIRST_COME


def rate_of(strategy: InteractionStrategy, queue: QueueConfiguration) -> int:
    """What a millisecond of waiting in the queue is worth, in millionths of a point."""
    per_target = round(1000 * 1000 / queue.service_level_target_ms) if queue.service_level_target_ms else 0
    match strategy.choice:
        case InteractionChoice.AGEING:
            return queue.ageing.per_s_milli
        case InteractionChoice.SERVICE_LEVEL:
            return per_target
        case InteractionChoice.WEIGHTED:
            return queue.ageing.per_s_milli + strategy.urgency * per_target
        case _:
            return 0


def interaction_rank(state: RoutingState, line: Line, interaction: Interaction) -> Rank:
    """The interaction's place in its line."""
    if interaction.front:
        return _front(line, interaction)
    if line.waiting_is_plain:
        return interaction.place
    strategy = state.strategy
    if strategy.choice not in _RATED:
        return (-priority_of(line.queue, interaction), *interaction.place)
    base = sum(points for _, points in interaction_terms(strategy, line.queue, interaction))
    return (line.rate * interaction.place[0] - base * POINT, *interaction.place)


def _front(line: Line, interaction: Interaction) -> Rank:
    """Before whatever points and places there are, and before whatever was moved to the front earlier."""
    before_all = -(interaction.front << FRONT_BITS)
    return (before_all, interaction.place[1]) if line.waiting_is_plain else (before_all, *interaction.place)


def priority_of(queue: QueueConfiguration, interaction: Interaction) -> int:
    """The points of the queue and of the interaction together."""
    return queue.priority + interaction.priority


def interaction_terms(
    strategy: InteractionStrategy, queue: QueueConfiguration, interaction: Interaction
) -> list[tuple[str, int]]:
    """What an interaction is worth to begin with, in points by name; waiting adds to it at the queue's rate."""
    if strategy.choice is InteractionChoice.SERVICE_LEVEL:
        return []
    weight = strategy.priority if strategy.choice is InteractionChoice.WEIGHTED else 1
    grade = "" if interaction.asked is None else interaction.asked.grade
    return [
        ("priority", weight * priority_of(queue, interaction)),
        ("ageing_initial", queue.ageing.initial),
        ("grade", dict(strategy.grades).get(grade, 0)),
    ]


def head_rank(state: RoutingState, agent: Agent, line: Line, key: Rank, now_ms: int) -> Rank:
    """What is compared when an agent is free for the heads of several lines: ``key`` is the head's place in its own."""
    strategy = state.strategy
    match strategy.choice:
        case InteractionChoice.FIRST_COME | InteractionChoice.PRIORITY:
            return key
        case InteractionChoice.AGENT_ORDER:
            return (queue_rank(agent, line), *key)
        case InteractionChoice.LONGEST_QUEUE:
            return (-len(state.queues[line.queue.queue_id].order), queue_rank(agent, line), *key)
        case InteractionChoice.AGEING | InteractionChoice.SERVICE_LEVEL:
            return (key[0] - line.rate * now_ms, *key[1:])
        case InteractionChoice.WEIGHTED:
            preferred = strategy.preference * queue_rank(agent, line) * POINT
            return (key[0] - line.rate * now_ms + preferred, *key[1:])


def queue_rank(agent: Agent, line: Line) -> int:
    """Where the line's queue stands in the agent's own order; after all of them when it is none of the agent's."""
    return agent.queues.get(line.queue.queue_id, len(agent.queues))
