"""Who meets whom. Owns the two decisions: the agent for an interaction, and the interaction for an agent.

An interaction goes to the first agent of its line, an agent gets the first of all interactions that wait for the agent;
what comes first is ``routing.ranking``'s to say. Only what an input touched is looked at.
"""

from collections.abc import Iterator

from routing.demand import Line
from routing.events import OfferMade
from routing.machines.interaction import InteractionStage
from routing.ranking import Rank, head_rank
from routing.state import Agent, Interaction, RoutingState, queue_of
from routing.vocabulary import AgentId, InteractionId, OfferId


def match_touched(state: RoutingState, now_ms: int) -> Iterator[OfferMade]:
    """Offers for what was touched since the last call, one at a time: evolve each before asking for the next."""
    while state.touched_agents or state.touched_interactions:
        agents, waiting = _touched(state)
        for agent_id in agents:
            agent = state.agents[agent_id]
            while (pair := _pair(state, interaction_for(state, agent, now_ms), now_ms, agent_id)) is not None:
                yield _offer(state, *pair, now_ms)
        for interaction_id in waiting:
            # Its agent may have preferred another one: then it is its turn again.
            while (interaction := state.interactions.get(interaction_id)) is not None:
                pair = _pair(state, interaction, now_ms)
                if pair is None:
                    break
                yield _offer(state, *pair, now_ms)


def _touched(state: RoutingState) -> tuple[list[AgentId], list[InteractionId]]:
    """What was touched, in a fixed order: agents free longest first, then interactions by their place."""
    agents, waiting = list(state.touched_agents), list(state.touched_interactions)
    state.touched_agents.clear()
    state.touched_interactions.clear()
    if len(agents) > 1:
        agents.sort(key=lambda agent_id: (state.agents[agent_id].idle_key, agent_id))
    if len(waiting) > 1:
        waiting = [name for name in waiting if name in state.interactions]
        waiting.sort(key=lambda name: (state.interactions[name].place, name))
    return agents, waiting


def _pair(
    state: RoutingState, interaction: Interaction | None, now_ms: int, chosen_by: AgentId | None = None
) -> tuple[Interaction, AgentId] | None:
    """An interaction and an agent who would choose each other, found by going from one to the other's choice.

    It begins with the interaction, which may be ``chosen_by`` an agent already. What was touched is not always the best
    choice of the other side: an agent who hands a caller to a queue of the agent's own is free again at once, but
    somebody else may have been free for longer. Where the two sides' scores lead round in a circle, whoever comes up a
    second time is taken.
    """
    seen: set[InteractionId] = set()
    while interaction is not None:
        agent_id = agent_for(state, interaction)
        if agent_id is None or agent_id == chosen_by:
            return None if agent_id is None else (interaction, agent_id)
        best = interaction_for(state, state.agents[agent_id], now_ms)
        if best is interaction or best is None or best.interaction_id in seen:
            return interaction, agent_id
        seen.add(interaction.interaction_id)
        interaction = best
    return None


def agent_for(state: RoutingState, interaction: Interaction) -> AgentId | None:
    """The first of the agents who could take the interaction now."""
    if interaction.line is None:
        return None
    idle, excluded = interaction.line.idle, interaction.excluded
    return idle.first(lambda agent_id: agent_id not in excluded) if excluded else idle.head()


def interaction_for(state: RoutingState, agent: Agent, now_ms: int) -> Interaction | None:
    """The first of the interactions that the agent could take now."""
    agent_id, interactions = agent.configuration.agent_id, state.interactions
    best: tuple[Rank, InteractionId] | None = None
    for line in agent.indexed:
        first = line.waiting.first_entry()
        if first is not None and agent_id in interactions[first[1]].excluded:
            first = _not_excluding(state, line, agent_id)
        if first is None:
            continue
        if not line.waiting_is_plain:
            first = (head_rank(state, agent, line, first[0], now_ms), first[1])
        if best is None or first < best:
            best = first
    return None if best is None else interactions[best[1]]


def _not_excluding(state: RoutingState, line: Line, agent_id: AgentId) -> tuple[Rank, InteractionId] | None:
    """The first of a line who may be offered to the agent."""
    found = line.waiting.first(lambda name: agent_id not in state.interactions[name].excluded)
    return None if found is None else (line.waiting.key(found), found)


def _offer(state: RoutingState, interaction: Interaction, agent_id: AgentId, now_ms: int) -> OfferMade:
    assert interaction.stage is InteractionStage.WAITING, "only who waits is offered"
    attempt = interaction.attempt + 1
    return OfferMade(
        offer_id=OfferId(f"{interaction.interaction_id}.{attempt}"),
        interaction_id=interaction.interaction_id,
        agent_id=agent_id,
        attempt=attempt,
        deadline_ms=now_ms + queue_of(state, interaction).configuration.offer_timeout_ms,
    )
