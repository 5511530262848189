"""How occupied an agent has been of late: a statistic of choice, moved by events alone. Owns the average.

The share of time with something in hand, forgotten exponentially with an hour's time constant, in millionths. It is
kept as of the moment when the agent became busy or free. All who are free forget at the same pace, so the order among
them does not change by itself.
"""

from math import exp, log

from routing.configuration import AgentChoice, AgentStrategy
from routing.state import Agent, RoutingState
from routing.vocabulary import Activity

MEMORY_MS = 3_600_000
WHOLE = 1_000_000


def note_busy(agent: Agent, at_ms: int) -> None:
    """The agent, free until now, has something in hand."""
    _move(agent, 0, at_ms)


def note_free(agent: Agent, at_ms: int) -> None:
    """The agent, busy until now, has nothing in hand any more."""
    _move(agent, WHOLE, at_ms)


def occupancy_order(agent: Agent) -> int:
    """The less occupied of two free agents has the smaller number, whenever that is asked: ln(occupancy) and since."""
    return round(WHOLE * (log(max(1, agent.occupancy)) + agent.occupancy_at_ms / MEMORY_MS))


def occupancy_now(agent: Agent, at_ms: int) -> int:
    """How occupied the agent has been of late, as of this moment."""
    return _moved(agent, WHOLE if agent.assignments else 0, at_ms)


def _move(agent: Agent, towards: int, at_ms: int) -> None:
    agent.occupancy, agent.occupancy_at_ms = _moved(agent, towards, at_ms), at_ms


def _moved(agent: Agent, towards: int, at_ms: int) -> int:
    kept = exp((agent.occupancy_at_ms - at_ms) / MEMORY_MS)
    return round(towards + (agent.occupancy - towards) * kept)


def start_of_day(state: RoutingState, agent: Agent, at_ms: int) -> None:
    """Whoever signs in starts with the mean of those at work: with nothing, the newcomer would get everything."""
    at_work = [other for other in _colleagues(state, agent) if other.activity is not Activity.SIGNED_OUT]
    others = [occupancy_now(other, at_ms) for other in at_work]
    agent.occupancy = sum(others) // len(others) if others else 0
    agent.occupancy_at_ms, agent.contacts = at_ms, 0


def _colleagues(state: RoutingState, agent: Agent) -> list[Agent]:
    """The members of the agent's first queue that asks how occupied agents are: whom the agent is compared with."""
    for queue_id in agent.queues:
        queue = state.queues.get(queue_id)
        if queue is not None and _asks(queue.configuration.strategy):
            return [state.agents[agent_id] for agent_id in queue.members]
    return []


def _asks(strategy: AgentStrategy) -> bool:
    return strategy.choice is AgentChoice.LEAST_OCCUPIED or strategy.weights.occupancy != 0
