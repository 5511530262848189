"""Who meets whom. Owns the two decisions: the agent for an interaction, and the interaction for an agent.

An interaction goes to the eligible agent who has been free longest; an agent gets the eligible interaction that has
waited longest over all of the agent's queues. Only what an input touched is looked at.
"""

from collections.abc import Iterator

from routing.eligibility import is_excluded, signature_of
from routing.events import OfferMade
from routing.machines.interaction import InteractionStage
from routing.state import Agent, Interaction, RoutingState, queue_of
from routing.vocabulary import AgentId, InteractionId, OfferId


def match_touched(state: RoutingState, now_ms: int) -> Iterator[OfferMade]:
    """Offers for what was touched since the last call, one at a time: evolve each before asking for the next."""
    while state.touched_agents or state.touched_interactions:
        agents = sorted(state.touched_agents, key=lambda agent_id: (state.agents[agent_id].idle_key, agent_id))
        waiting = sorted(state.touched_interactions & state.interactions.keys(), key=lambda name: _place(state, name))
        state.touched_agents.clear()
        state.touched_interactions.clear()
        for agent_id in agents:
            while (pair := _pair(state, _interaction_for(state, state.agents[agent_id]))) is not None:
                yield _offer(state, *pair, now_ms)
        for interaction_id in waiting:
            while (pair := _pair(state, state.interactions[interaction_id])) is not None:
                yield _offer(state, *pair, now_ms)


def _pair(state: RoutingState, interaction: Interaction | None) -> tuple[Interaction, AgentId] | None:
    """An interaction and an agent who would choose each other, found by going from one to the other's choice.

    What was touched is not always the best choice of the other side: an agent who hands a caller to a queue of the
    agent's own is free again at once, but somebody else may have been free for longer.
    """
    while interaction is not None:
        agent_id = _agent_for(state, interaction)
        if agent_id is None:
            return None
        best = _interaction_for(state, state.agents[agent_id])
        if best is interaction:
            return interaction, agent_id
        interaction = best
    return None


def _place(state: RoutingState, interaction_id: InteractionId) -> tuple[tuple[int, int], InteractionId]:
    return (state.interactions[interaction_id].place, interaction_id)


def _agent_for(state: RoutingState, interaction: Interaction) -> AgentId | None:
    if interaction.stage is not InteractionStage.WAITING:
        return None
    idle = state.idle.get(signature_of(interaction))
    return None if idle is None else idle.first(lambda agent_id: not is_excluded(interaction, agent_id))


def _interaction_for(state: RoutingState, agent: Agent) -> Interaction | None:
    agent_id = agent.configuration.agent_id
    best: Interaction | None = None
    for signature in agent.indexed:
        line = state.waiting.get(signature)
        if line is None:
            continue
        head = line.first(lambda interaction_id: not is_excluded(state.interactions[interaction_id], agent_id))
        if head is not None and (best is None or _place(state, head) < _place(state, best.interaction_id)):
            best = state.interactions[head]
    return best


def _offer(state: RoutingState, interaction: Interaction, agent_id: AgentId, now_ms: int) -> OfferMade:
    attempt = interaction.attempt + 1
    return OfferMade(
        offer_id=OfferId(f"{interaction.interaction_id}.{attempt}"),
        interaction_id=interaction.interaction_id,
        agent_id=agent_id,
        attempt=attempt,
        deadline_ms=now_ms + queue_of(state, interaction).offer_timeout_ms,
    )
