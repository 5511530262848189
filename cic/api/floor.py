"""Who is on the floor, and who has what, read from the state of the center. Owns how that is looked up; decides
nothing."""

from collections.abc import Callable
from typing import TypeVar

from cic.api.durable import read_durable
from cic.api.ports import ReadState
from cic.center.state import CenterState
from routing.state import Interaction
from routing.vocabulary import Activity, AgentId, InteractionId, QueueId

T = TypeVar("T")


class StateFloor:
    """The floor at this moment."""

    def __init__(self, read: ReadState) -> None:
        self._read = read

    async def activity(self, agent_id: AgentId) -> Activity | None:
        """What the agent does; None when no such agent is configured."""
        return await self._seen(lambda state: _activity(state, agent_id))

    async def concerned(self, interaction_id: InteractionId) -> frozenset[AgentId]:
        """Whose an interaction is: who has it or is offered it, else who serves the queue that it waits in."""
        return await self._seen(lambda state: _concerned(state, interaction_id))

    async def signed_in(self, queue_id: QueueId | None) -> tuple[AgentId, ...]:
        """Who is signed in: of a queue's agents, or of all."""
        return await self._seen(lambda state: _signed_in(state, queue_id))

    async def told(self, message_id: str) -> tuple[AgentId, ...] | None:
        """To whom a message went; None once all of them have read it."""
        return await self._seen(lambda state: _told(state, message_id))

    async def _seen(self, view: Callable[[CenterState], T]) -> T:
        return await read_durable(self._read, view)


def _activity(state: CenterState, agent_id: AgentId) -> Activity | None:
    agent = state.routing.agents.get(agent_id)
    return None if agent is None else agent.activity


def _told(state: CenterState, message_id: str) -> tuple[AgentId, ...] | None:
    message = state.messages.get(message_id)
    return None if message is None else message.told


def _concerned(state: CenterState, interaction_id: InteractionId) -> frozenset[AgentId]:
    interaction = state.routing.interactions.get(interaction_id)
    if interaction is None:
        return frozenset()
    holder = _holder(state, interaction)
    queue = None if interaction.queue_id is None else state.routing.queues.get(interaction.queue_id)
    return frozenset({holder} if holder is not None else queue.members if queue is not None else ())


def _holder(state: CenterState, interaction: Interaction) -> AgentId | None:
    if interaction.offer_id is not None:
        return state.routing.offers[interaction.offer_id].agent_id
    return interaction.agent_id


def _signed_in(state: CenterState, queue_id: QueueId | None) -> tuple[AgentId, ...]:
    return tuple(
        agent_id
        for agent_id, agent in state.routing.agents.items()
        if agent.activity is not Activity.SIGNED_OUT and (queue_id is None or queue_id in agent.queues)
    )
