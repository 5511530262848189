"""Live figures read from the state of the center. Owns how they are counted; shows nothing that is not yet durable."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from cic.api.errors import ApiError
from cic.api.ports import JOURNAL_STALLED, AgentFigures, QueueFigures, ReadState
from cic.center.state import CenterState
from cic.runtime.port import Reading
from routing.eligibility import is_free
from routing.machines.interaction import InteractionStage
from routing.state import Agent, RoutingState
from routing.vocabulary import Activity, AgentId, QueueId

T = TypeVar("T")
READ_LIMIT_S = 5.0
"""A commit takes milliseconds: whoever asks during a stall is told so in place of being left waiting."""


class StateBoards:
    """Agents and queues at this moment."""

    def __init__(self, read: ReadState) -> None:
        self._read = read

    async def agents(self) -> tuple[AgentFigures, ...]:
        """All configured agents."""
        return await self._read_durable(agent_figures)

    async def queues(self) -> tuple[QueueFigures, ...]:
        """All configured queues."""
        return await self._read_durable(queue_figures)

    async def _read_durable(self, view: Callable[[CenterState], T]) -> T:
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def deliver(reading: Reading[T]) -> None:
            if not answer.done():  # whoever asked may have gone
                answer.set_result(reading.value)

        self._read(view, deliver)
        try:
            async with asyncio.timeout(READ_LIMIT_S):
                return await answer
        except TimeoutError:
            detail = "The figures of this moment wait for the disk; /api/health says more."
            raise ApiError(503, JOURNAL_STALLED, detail) from None


def agent_figures(state: CenterState) -> tuple[AgentFigures, ...]:
    """What each agent does, and with how many interactions."""
    return tuple(_agent(agent_id, agent) for agent_id, agent in state.routing.agents.items())


def queue_figures(state: CenterState) -> tuple[QueueFigures, ...]:
    """Who waits in each queue and who is there for them."""
    return tuple(_queue(state.routing, queue_id) for queue_id in state.routing.queues)


def _agent(agent_id: AgentId, agent: Agent) -> AgentFigures:
    return AgentFigures(
        agent_id=agent_id,
        activity=agent.activity.value,
        reason=agent.reason,
        since_ms=agent.since_ms,
        is_free=is_free(agent),
        interactions=int(agent.assignment is not None),
        reachable_phones=sum(phone.is_reachable for phone in agent.phones.values()),
        is_desktop_open=agent.is_desktop_open,
    )


def _queue(routing: RoutingState, queue_id: QueueId) -> QueueFigures:
    interactions = [item for item in routing.interactions.values() if item.queue_id == queue_id]
    # An interaction that is offered still waits: nobody has taken it yet.
    in_line = [item for item in interactions if item.stage in (InteractionStage.WAITING, InteractionStage.OFFERED)]
    with_agents = (InteractionStage.CONNECTING, InteractionStage.CONNECTED)
    return QueueFigures(
        queue_id=queue_id,
        waiting=len(in_line),
        offered=sum(item.stage is InteractionStage.OFFERED for item in in_line),
        in_progress=sum(item.stage in with_agents for item in interactions),
        longest_wait_since_ms=min((item.place[0] for item in in_line), default=None),
        agents_available=sum(
            agent.activity is Activity.AVAILABLE and queue_id in agent.configuration.queues
            for agent in routing.agents.values()
        ),
    )
