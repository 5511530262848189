"""Why this agent, why not that one, why still waiting: for a state at a moment, recomputed from what it holds.

Owns the explanation, which decides nothing and changes nothing. Who is eligible is found from the logical state, not
from the index of the free, so an explanation that names another agent than the offer shows a fault of ours. Only while
a new configuration is taken in, the index says to whom it has come.
"""

from dataclasses import replace

from routing.comparing import agent_place, decided, head_place, waiting_terms, weighted_terms
from routing.demand import Demand, Line
from routing.events import OfferMade
from routing.explanation import Candidate, Explanation, Head, OfferExplanation, StepSeen
from routing.lines import candidates, demand_of
from routing.matching import agent_for, interaction_for
from routing.ranking import priority_of
from routing.relaxation import RelaxationStep
from routing.removals import Reason, Removal, reasons, whom
from routing.requirement_text import write_requirement
from routing.state import Agent, Interaction, RoutingState
from routing.steps import ahead_of
from routing.vocabulary import AgentId, InteractionId
from routing.waiting import estimate


def explain_waiting(
    state: RoutingState, interaction_id: InteractionId, now_ms: int, asked_about: AgentId | None = None
) -> Explanation:
    """How an interaction stands, and why each agent is or is not to be offered it; one that waits not has no more."""
    interaction = state.interactions[interaction_id]
    seen = Explanation(
        interaction_id,
        interaction.contact_id,
        interaction.medium,
        interaction.provider,
        interaction.stage,
        interaction.queue_id,
        _agent_of(state, interaction),
    )
    line = interaction.line
    if line is None or interaction.queue_id is None:
        return seen
    queue = state.queues[interaction.queue_id]
    ahead, longest_ms = ahead_of(queue, interaction), queue.configuration.admission.wait_ms_max
    return replace(
        seen,
        waiting_since_ms=interaction.place[0],
        ahead=ahead,
        waiting=len(queue.order),
        priority=priority_of(queue.configuration, interaction),
        estimated=estimate(queue.statistics, now_ms, ahead),
        leaves_at_ms=interaction.queued_at_ms + longest_ms if longest_ms else None,
        preferred=_preferred(interaction),
        preferred_until_ms=_preferred_until_ms(interaction),
        steps=_steps(queue.configuration.steps, interaction),
        asks=tuple((whom(way), write_requirement(way.requires)) for way in line.demand.ways),
        candidates=_candidates(state, interaction, line, now_ms, asked_about),
    )


def explain_offer(
    state: RoutingState, offer: OfferMade, now_ms: int, asked_about: AgentId | None = None
) -> OfferExplanation:
    """Why this offer was made; the state is the one just before it."""
    waiting = explain_waiting(state, offer.interaction_id, now_ms, asked_about)
    heads = _heads(state, state.agents[offer.agent_id], now_ms)
    is_mutual = bool(heads) and heads[0].interaction_id == offer.interaction_id
    goes_round = not is_mutual and _goes_round(state, offer, now_ms)
    is_first = bool(waiting.eligible) and waiting.eligible[0].agent_id == offer.agent_id
    return OfferExplanation(waiting, offer.agent_id, heads, goes_round, is_first and (is_mutual or goes_round))


def why_not(state: RoutingState, interaction_id: InteractionId, agent_id: AgentId, now_ms: int) -> Candidate | None:
    """What stands between an agent and an interaction: reasons, or whoever comes first; None if it waits not."""
    seen = explain_waiting(state, interaction_id, now_ms, agent_id)
    return next((one for one in seen.candidates if one.agent_id == agent_id), None)


def explains(state: RoutingState, offer: OfferMade, now_ms: int) -> bool:
    """Whether the explanation, from the state just before the offer, names the same agent and interaction."""
    return explain_offer(state, offer, now_ms).is_as_happened


def _agent_of(state: RoutingState, interaction: Interaction) -> AgentId | None:
    if interaction.offer_id is not None:
        return state.offers[interaction.offer_id].agent_id
    return interaction.agent_id


def _preferred(interaction: Interaction) -> AgentId | None:
    if interaction.asked is None or interaction.asked.preferred is None:
        return None
    return interaction.asked.preferred.agent_id


def _preferred_until_ms(interaction: Interaction) -> int | None:
    if not interaction.is_preferring or interaction.asked is None or interaction.asked.preferred is None:
        return None
    return interaction.queued_at_ms + interaction.asked.preferred.wait_ms


def _steps(steps: tuple[RelaxationStep, ...], interaction: Interaction) -> tuple[StepSeen, ...]:
    return tuple(
        StepSeen(
            number,
            step,
            interaction.queued_at_ms + step.after_ms,
            number in interaction.taken if number < interaction.steps else None,
        )
        for number, step in enumerate(steps)
    )


def _candidates(
    state: RoutingState, interaction: Interaction, line: Line, now_ms: int, asked_about: AgentId | None
) -> tuple[Candidate, ...]:
    """Everybody who may be meant, and who is asked about; while one agent is waited for, the others say so."""
    open_demand = line.demand
    if _preferred_until_ms(interaction) is not None:
        open_demand = demand_of(state, replace(interaction, is_preferring=False))
    looked_at = dict.fromkeys((*candidates(state, line.demand), *candidates(state, open_demand)))
    if asked_about is not None:
        looked_at[asked_about] = None
    eligible: list[Candidate] = []
    removed: list[Candidate] = []
    for agent_id in looked_at:
        against = _against(state, interaction, line, open_demand, agent_id)
        if against:
            removed.append(Candidate(agent_id, against))
        else:
            agent = state.agents[agent_id]
            place = agent_place(state, line, agent, now_ms)
            eligible.append(Candidate(agent_id, (), place, weighted_terms(line, agent, now_ms)))
    return (*_in_order(eligible), *sorted(removed, key=lambda one: (len(one.reasons), one.agent_id)))


def _against(
    state: RoutingState, interaction: Interaction, line: Line, open_demand: Demand, agent_id: AgentId
) -> tuple[Reason, ...]:
    agent = state.agents.get(agent_id)
    if agent is None:
        return (Reason(Removal.NOT_CONFIGURED),)
    preferred, until_ms = _preferred(interaction), _preferred_until_ms(interaction)
    if preferred is None or until_ms is None or agent_id == preferred:
        against = reasons(state, interaction, line.demand, agent)
        is_coming = bool(state.taking_in) and agent_id not in line.idle
        return against or ((Reason(Removal.BEING_CONFIGURED),) if is_coming else ())
    alone = Reason(Removal.WAITS_FOR_ANOTHER, preferred, until_ms=until_ms)
    return (alone, *reasons(state, interaction, open_demand, agent))


def _in_order(eligible: list[Candidate]) -> list[Candidate]:
    placed = [(one.place, one) for one in eligible if one.place is not None]
    placed.sort(key=lambda pair: (pair[0].rank, pair[1].agent_id))
    if not placed:
        return []
    first = placed[0][0]
    return [placed[0][1], *[replace(one, behind=decided(first, place)) for place, one in placed[1:]]]


def _heads(state: RoutingState, agent: Agent, now_ms: int) -> tuple[Head, ...]:
    """What the agent could be offered: the first of each line, in the agent's order of choice."""
    agent_id, heads = agent.configuration.agent_id, []
    for line in agent.indexed:
        found = line.waiting.first(lambda name: agent_id not in state.interactions[name].excluded)
        if found is not None:
            head = state.interactions[found]
            place = head_place(state, agent, line, head, now_ms)
            terms = waiting_terms(state, agent, line, head, now_ms)
            heads.append(Head(found, line.queue.queue_id, place, terms))
    heads.sort(key=lambda head: (head.place.rank, head.interaction_id))
    return tuple(
        replace(head, behind=decided(heads[0].place, head.place)) if head is not heads[0] else head for head in heads
    )


def _goes_round(state: RoutingState, offer: OfferMade, now_ms: int) -> bool:
    """Whether going from the agent's choice to that one's choice, and so on, leads back to the interaction."""
    seen: set[InteractionId] = set()
    agent_id: AgentId | None = offer.agent_id
    while agent_id is not None:
        better = interaction_for(state, state.agents[agent_id], now_ms)
        if better is None or better.interaction_id in seen:
            return False
        if better.interaction_id == offer.interaction_id:
            return True
        seen.add(better.interaction_id)
        agent_id = agent_for(state, better)
    return False
