"""What the numbers of a rank mean, and which of them decides between two. Owns their names; makes no order.

The names stand in the order of the rank's own numbers. Values are as people read them: more of a skill is a larger
number, though it comes first.
"""

from dataclasses import dataclass

from routing.capacity import used
from routing.configuration import AgentChoice, InteractionChoice, InteractionStrategy
from routing.demand import Line
from routing.occupancy import occupancy_now
from routing.ranking import POINT, Rank, agent_rank, agent_terms, head_rank, interaction_terms, queue_rank
from routing.state import Agent, Interaction, RoutingState

Values = tuple[tuple[str, float], ...]
"""Numbers by name. Times are in milliseconds, scores in points, occupancy is a share of 1."""

_SCORES = {
    AgentChoice.MOST_SKILLED: "skill_fit",
    AgentChoice.LEAST_SKILLED: "skill_fit",
    AgentChoice.LEAST_OCCUPIED: "occupancy",
    AgentChoice.FEWEST_CONTACTS: "contacts",
    AgentChoice.WEIGHTED_RANDOM: "draw",
}
_IN_LINE = ("waiting_since_ms", "sequence")
MOVED_TO_FRONT = "moved_to_front"
MILLI = 1_000
NAME = "name"
"""Decides between two whose numbers are all the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: the rank that is compared, and what each of its numbers means."""

    rank: Rank
    values: Values


@dataclass(frozen=True, slots=True)
class Decided:
    """The first number in which two differ; ``first`` belongs to the one who comes first."""

    by: str
    first: float
    other: float


def decided(first: Place, other: Place) -> Decided:
    """What decided between two; while a new strategy is taken in, they may be ranked by two orders."""
    for one, another, value, other_value in zip(first.rank, other.rank, first.values, other.values, strict=False):
        if one != another:
            is_same = value[0] == other_value[0]  # else a supervisor has moved one of them to the front
            return Decided(value[0], value[1], other_value[1] if is_same else 0)
    return Decided(NAME, 0, 0)


def agent_place(state: RoutingState, line: Line, agent: Agent, now_ms: int) -> Place:
    """The agent's place among those who are free for the line."""
    rank = agent_rank(state, line, agent)
    if line.idle_is_plain:
        return Place(rank, (("free_since_ms", rank[0]), ("sequence", rank[1])))
    group, _, score, since_ms, sequence = rank
    choice = line.queue.strategy.choice
    read = float(score)
    match choice:
        case AgentChoice.MOST_SKILLED:
            read = -score
        case AgentChoice.LEAST_OCCUPIED:
            read = occupancy_now(agent, now_ms) / POINT
        case AgentChoice.WEIGHTED_RANDOM:
            read = score / POINT
        case AgentChoice.WEIGHTED:
            read = (score - _begun(line, now_ms)) / MILLI
    since = "assigned_since_ms" if choice is AgentChoice.ROUND_ROBIN else "free_since_ms"
    names = ("preferred_group", "load", _SCORES.get(choice, "score"), since, "sequence")
    values = (group, used(state, agent), read, since_ms, sequence)
    return Place(rank, tuple(zip(names, values, strict=True)))


def weighted_terms(line: Line, agent: Agent, now_ms: int) -> Values:
    """The terms of a weighted score in points, less is better; none where the queue's strategy is not weighted."""
    strategy = line.queue.strategy
    if strategy.choice is not AgentChoice.WEIGHTED:
        return ()
    begun = {"idle_s": _begun(line, now_ms)}
    terms = agent_terms(line.demand, strategy, agent)
    return tuple((name, (points - begun.get(name, 0)) / MILLI) for name, points in terms if points)


def _begun(line: Line, now_ms: int) -> int:
    """What the ranking counts from the beginning of time: being free is read as how long it has lasted."""
    return line.queue.strategy.weights.idle_s * now_ms


def head_place(state: RoutingState, agent: Agent, line: Line, head: Interaction, now_ms: int) -> Place:
    """The place of a line's head among the heads of the lines that the agent is free for."""
    if line.waiting_is_plain:
        return _moved(head, head.rank, tuple(zip(_IN_LINE, head.rank, strict=True)))
    rank = head_rank(state, agent, line, head.rank, now_ms)
    names = _head_names(state.strategy)
    if len(names) != len(rank):  # ranked by the strategy before, until the new one is taken in
        names = tuple(f"number_{number}" for number in range(len(rank)))
    return _moved(head, rank, tuple((name, _read(name, number)) for name, number in zip(names, rank, strict=True)))


def _moved(head: Interaction, rank: Rank, values: Values) -> Place:
    """Of what was moved to the front, that is the number that counts: when, by the number of the input."""
    if not head.front:
        return Place(rank, values)
    at = len(rank) - len(head.rank)
    return Place(rank, (*values[:at], (MOVED_TO_FRONT, head.front), *values[at + 1 :]))


def waiting_terms(state: RoutingState, agent: Agent, line: Line, interaction: Interaction, now_ms: int) -> Values:
    """What an interaction is worth to the agent now, in points, more is better; none where points do not count."""
    strategy = state.strategy
    if "points" not in _head_names(strategy):
        return ()
    terms = [(name, float(points)) for name, points in interaction_terms(strategy, line.queue, interaction)]
    terms.append(("waited", line.rate * (now_ms - interaction.place[0]) / POINT))
    if strategy.choice is InteractionChoice.WEIGHTED:
        terms.append(("queue_preference", -strategy.preference * queue_rank(agent, line)))
    return tuple(term for term in terms if term[1])


def _head_names(strategy: InteractionStrategy) -> tuple[str, ...]:
    match strategy.choice:
        case InteractionChoice.AGEING | InteractionChoice.SERVICE_LEVEL | InteractionChoice.WEIGHTED:
            return ("points", *_IN_LINE)
        case InteractionChoice.AGENT_ORDER:
            return ("queue_order", "priority", *_IN_LINE)
        case InteractionChoice.LONGEST_QUEUE:
            return ("queue_length", "queue_order", "priority", *_IN_LINE)
        case InteractionChoice.PRIORITY:
            return ("priority", *_IN_LINE)
        case InteractionChoice.FIRST_COME:
            return _IN_LINE


def _read(name: str, number: int) -> float:
    if name == "points":
        return -number / POINT
    return -number if name in ("priority", "queue_length") else number
