"""Keeps the indexes in step with the logical state. Called by evolve after each change of an agent or interaction."""

from routing.eligibility import served_signatures, signature_of
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.ordered_index import OrderedIndex
from routing.state import Agent, Interaction, Offer, RoutingState


def index_agent(state: RoutingState, agent: Agent) -> None:
    """Place the agent among the idle of each signature the agent can serve now, and nowhere else: O(signatures)."""
    agent_id = agent.configuration.agent_id
    served = served_signatures(agent)
    for signature in agent.indexed:
        if signature not in served:
            state.idle[signature].discard(agent_id)
    for signature in served:
        state.idle.setdefault(signature, OrderedIndex()).add(agent_id, agent.idle_key)
    if served:
        state.touched_agents.add(agent_id)
    agent.indexed = served
    index_wrap_up(state, agent)


def index_interaction(state: RoutingState, interaction: Interaction) -> None:
    """Place the interaction in the line of its signature while it waits, and nowhere else."""
    interaction_id = interaction.interaction_id
    if interaction.queue_id is None:
        return
    signature = signature_of(interaction)
    if interaction.stage is InteractionStage.WAITING:
        state.waiting.setdefault(signature, OrderedIndex()).add(interaction_id, interaction.place)
        state.touched_interactions.add(interaction_id)
    elif signature in state.waiting:
        state.waiting[signature].discard(interaction_id)
    index_exclusions(state, interaction)


def index_offer(state: RoutingState, offer: Offer) -> None:
    """Keep the deadline of an offer that stands, and the earlier one of an offer that no desktop shows yet."""
    unanswered, unshown = f"offer/{offer.offer_id}", f"show/{offer.offer_id}"
    if offer.state in (OfferState.PENDING, OfferState.SHOWN):
        state.deadlines.add(unanswered, (offer.deadline_ms, 0))
    else:
        state.deadlines.discard(unanswered)
    if must_be_shown(state, offer):
        state.deadlines.add(unshown, (offer.show_by_ms, 3))
    else:
        state.deadlines.discard(unshown)


def must_be_shown(state: RoutingState, offer: Offer) -> bool:
    """Whether the agent's desktop has yet to say that it shows the offer."""
    return state.are_desktops_told and offer.state is OfferState.PENDING


def index_wrap_up(state: RoutingState, agent: Agent) -> None:
    """Keep the deadline of the agent's wrap-up."""
    name = f"wrap_up/{agent.configuration.agent_id}"
    assignment = agent.assignment
    if assignment is not None and assignment.state is AssignmentState.WRAP_UP:
        assert assignment.wrap_up_until_ms is not None, "a wrap-up has an end"
        state.deadlines.add(name, (assignment.wrap_up_until_ms, 1))
    else:
        state.deadlines.discard(name)


def index_exclusions(state: RoutingState, interaction: Interaction) -> None:
    """Keep the end of the earliest exclusion of an interaction that is not over."""
    name = f"exclusion/{interaction.interaction_id}"
    if interaction.excluded and interaction.stage is not InteractionStage.ENDED:
        state.deadlines.add(name, (min(interaction.excluded.values()), 2))
    else:
        state.deadlines.discard(name)


def reindex(state: RoutingState) -> None:
    """Build every index anew from the logical state."""
    state.idle.clear()
    state.waiting.clear()
    state.deadlines = OrderedIndex()
    state.agent_by_phone = {
        (provider, phone.address): agent_id
        for agent_id, agent in state.agents.items()
        for provider, phone in agent.phones.items()
    }
    for agent in state.agents.values():
        agent.indexed = ()
        index_agent(state, agent)
    for interaction in state.interactions.values():
        index_interaction(state, interaction)
    for offer in state.offers.values():
        index_offer(state, offer)
