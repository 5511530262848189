"""The usual router, to hold ours against: it looks at everybody for each decision. Owns its own state; shares no index.

Longest idle agent, longest waiting contact, as our core decides on the same floor; nothing is checked, no deadlines are
kept and nothing is learned, so it does far less than the core for everything but the choice.
"""

from cic.bench.load import Given
from routing.commands import EnqueueInteraction, FinishWrapUp
from routing.configuration import AgentConfiguration, QueueConfiguration
from routing.events import OfferMade, RoutingEvent
from routing.machines.interaction import InteractionStage
from routing.ordered_index import Key
from routing.requirements import meets
from routing.state import RoutingState
from routing.vocabulary import AgentId, InteractionId, OfferId, QueueId


class NaiveRouter:
    """Agents with nothing in hand and contacts that wait, in plain dictionaries."""

    def __init__(self, state: RoutingState) -> None:
        """Begin where the core stands now."""
        self._queues: dict[QueueId, QueueConfiguration] = {
            queue_id: queue.configuration for queue_id, queue in state.queues.items()
        }
        self._agents: dict[AgentId, tuple[AgentConfiguration, dict[str, int]]] = {
            agent_id: (agent.configuration, dict(agent.configuration.skills))
            for agent_id, agent in state.agents.items()
        }
        self._idle: dict[AgentId, Key] = {
            agent_id: agent.idle_key
            for agent_id, agent in state.agents.items()
            if not agent.offers and not agent.assignments
        }
        self._waiting: dict[InteractionId, tuple[Key, QueueId]] = {
            interaction_id: (found.place, found.queue_id)
            for interaction_id, found in state.interactions.items()
            if found.stage is InteractionStage.WAITING and found.queue_id is not None
        }

    def settle(self, given: Given, now_ms: int, seq: int) -> list[RoutingEvent]:
        """Take an input and return the offer that it leads to, if it does."""
        command = given[-1]
        match command:
            case EnqueueInteraction(interaction_id, queue_id):
                return self._arrived(interaction_id, queue_id, (now_ms, seq))
            case FinishWrapUp(agent_id):
                return self._freed(agent_id, (now_ms, seq))
            case _:
                return []

    def _arrived(self, interaction_id: InteractionId, queue_id: QueueId, place: Key) -> list[RoutingEvent]:
        able = [(since, agent_id) for agent_id, since in self._idle.items() if self._can_serve(agent_id, queue_id)]
        if not able:
            self._waiting[interaction_id] = (place, queue_id)
            return []
        return [self._offer(interaction_id, min(able)[1])]

    def _freed(self, agent_id: AgentId, since: Key) -> list[RoutingEvent]:
        self._idle[agent_id] = since
        able = [
            (place, interaction_id)
            for interaction_id, (place, queue_id) in self._waiting.items()
            if self._can_serve(agent_id, queue_id)
        ]
        if not able:
            return []
        _, interaction_id = min(able)
        del self._waiting[interaction_id]
        return [self._offer(interaction_id, agent_id)]

    def _can_serve(self, agent_id: AgentId, queue_id: QueueId) -> bool:
        agent, skills = self._agents[agent_id]
        return queue_id in agent.queues and meets(self._queues[queue_id].requires, skills)

    def _offer(self, interaction_id: InteractionId, agent_id: AgentId) -> OfferMade:
        del self._idle[agent_id]
        return OfferMade(OfferId(f"{interaction_id}.1"), interaction_id, agent_id, 1, 0)
