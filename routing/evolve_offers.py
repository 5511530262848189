"""What events change of offers, from being made to being answered. Part of evolve."""

from routing.configuration import AgentChoice
from routing.events import (
    InteractionTaken,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferShown,
    OfferWithdrawn,
    ShowLimitExtended,
)
from routing.evolve_interactions import exclude, move
from routing.indexing import index_agent, index_limits, index_offer
from routing.machines import offer as offers
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionInput, InteractionStage
from routing.machines.offer import OfferInput, OfferState
from routing.occupancy import note_busy
from routing.ordered_index import Key
from routing.ranking import drawn
from routing.state import SHOW_LIMIT_MS, Agent, Assignment, Interaction, Offer, RoutingState, queue_of, standing_of
from routing.vocabulary import OfferId
from routing.waiting import note_passed, note_returned, note_started

NO_PLACE: Key = (0, 0)
NO_OFFER = OfferId("")
"""Of what an agent has in hand without having been offered it."""


def make(state: RoutingState, event: OfferMade, at_ms: int, seq: int) -> None:
    """The interaction is presented to the agent, who has room for it; the room is taken from now on."""
    interaction = state.interactions[event.interaction_id]
    agent = state.agents[event.agent_id]
    offer = Offer(
        offer_id=event.offer_id,
        interaction_id=event.interaction_id,
        agent_id=event.agent_id,
        state=OfferState.PENDING,
        offered_at_ms=at_ms,
        show_by_ms=at_ms + SHOW_LIMIT_MS,
        deadline_ms=event.deadline_ms,
    )
    state.offers[event.offer_id] = offer
    interaction.offer_id, interaction.attempt = event.offer_id, event.attempt
    agent.offers[event.interaction_id] = event.offer_id
    if not agent.configuration.accepts_automatically:  # else it is accepted in the same breath
        index_offer(state, offer)
    _note_draw(state, agent, interaction)
    move(state, interaction, InteractionInput.OFFER)
    index_limits(state, interaction)
    index_agent(state, agent)
    _note_start(state, agent, interaction, at_ms)


def _note_draw(state: RoutingState, agent: Agent, interaction: Interaction) -> None:
    """Among agents who are chosen by chance, the race stands where this one was."""
    strategy = queue_of(state, interaction).configuration.strategy
    if strategy.choice is AgentChoice.WEIGHTED_RANDOM:
        state.drawn_to = max(state.drawn_to, drawn(strategy, agent))


def _note_start(state: RoutingState, agent: Agent, interaction: Interaction, at_ms: int) -> None:
    """An agent was found: the queue learns of it, and so do the agent's other queues, whose turn it was not."""
    for queue_id in agent.queues:
        queue = state.queues.get(queue_id)
        if queue is not None and queue.statistics.ghosts and queue_id != interaction.queue_id:
            note_passed(queue.statistics, at_ms, interaction.place)
    note_started(queue_of(state, interaction).statistics, at_ms, standing_of(interaction))


def show(state: RoutingState, event: OfferShown, at_ms: int, seq: int) -> None:
    """The agent's desktop shows it."""
    offer = state.offers[event.offer_id]
    offer.state = offers.TRANSITIONS[(offer.state, OfferInput.SHOW)]
    index_offer(state, offer)


def extend_show_limit(state: RoutingState, event: ShowLimitExtended, at_ms: int, seq: int) -> None:
    """The agent's desktop has more time to show it."""
    offer = state.offers[event.offer_id]
    offer.show_by_ms = event.until_ms
    index_offer(state, offer)


def accept(state: RoutingState, event: OfferAccepted, at_ms: int, seq: int) -> None:
    """The agent owns the interaction."""
    _take(state, event.offer_id, OfferInput.ACCEPT)
    interaction = state.interactions[event.interaction_id]
    agent = state.agents[event.agent_id]
    _assign(agent, interaction, event.offer_id, at_ms, seq)
    move(state, interaction, InteractionInput.ACCEPT)
    if agent.indexed:  # else there is no more room than before: it takes what the offer took
        index_agent(state, agent)


def take(state: RoutingState, event: InteractionTaken, at_ms: int, seq: int) -> None:
    """The agent owns the interaction, which was not offered."""
    interaction = state.interactions[event.interaction_id]
    agent = state.agents[event.agent_id]
    if interaction.stage is InteractionStage.WAITING:
        note_started(queue_of(state, interaction).statistics, at_ms, standing_of(interaction))
    else:
        _come_by_agent(interaction, at_ms)
    interaction.queue_id, interaction.is_preferring = event.queue_id, False
    _assign(agent, interaction, NO_OFFER, at_ms, seq)
    move(state, interaction, InteractionInput.TAKE)
    index_limits(state, interaction)
    index_agent(state, agent)


def _come_by_agent(interaction: Interaction, at_ms: int) -> None:
    """Who has not waited may have to yet, should that agent not be reached: from now on, at the old place or as of the
    beginning."""
    interaction.queued_at_ms, interaction.steps, interaction.taken = at_ms, 0, ()
    if interaction.place == NO_PLACE:
        interaction.place = (interaction.opened_at_ms, 0)


def _assign(agent: Agent, interaction: Interaction, offer_id: OfferId, at_ms: int, seq: int) -> None:
    assert interaction.queue_id is not None, "what an agent has in hand came by a queue, or under its rules"
    interaction.agent_id = agent.configuration.agent_id
    if not agent.assignments:
        note_busy(agent, at_ms)
    agent.assignments[interaction.interaction_id] = Assignment(
        interaction_id=interaction.interaction_id,
        contact_id=interaction.contact_id,
        queue_id=interaction.queue_id,
        medium=interaction.medium,
        offer_id=offer_id,
        state=AssignmentState.CONNECTING,
        accepted_at_ms=at_ms,
    )
    agent.contacts, agent.assigned_key = agent.contacts + 1, (at_ms, seq)


def decline(state: RoutingState, event: OfferDeclined, at_ms: int, seq: int) -> None:
    """The agent said no, and goes to the end of the free ones."""
    _exclude(state, event)
    _close(state, event, OfferInput.DECLINE, at_ms, (at_ms, seq))


def expire(state: RoutingState, event: OfferExpired, at_ms: int, seq: int) -> None:
    """The agent did not answer in time."""
    _exclude(state, event)
    _close(state, event, OfferInput.DEADLINE, at_ms, None)


def withdraw(state: RoutingState, event: OfferWithdrawn, at_ms: int, seq: int) -> None:
    """The offer was taken back; the agent keeps the place among the free."""
    _close(state, event, OfferInput.WITHDRAW, at_ms, None)


def _exclude(state: RoutingState, event: OfferDeclined | OfferExpired) -> None:
    if event.excluded_until_ms:
        exclude(state, state.interactions[event.interaction_id], event.agent_id, event.excluded_until_ms)


def _close(
    state: RoutingState,
    event: OfferDeclined | OfferExpired | OfferWithdrawn,
    given: OfferInput,
    at_ms: int,
    idle_key: Key | None,
) -> None:
    """Back to the line at the old place; an agent who had a say in it goes to the end of the free ones."""
    _take(state, event.offer_id, given)
    agent = state.agents[event.agent_id]
    if idle_key is not None:
        agent.idle_key, agent.draws_from = idle_key, state.drawn_to
    index_agent(state, agent)
    interaction = state.interactions[event.interaction_id]
    note_returned(queue_of(state, interaction).statistics, at_ms, standing_of(interaction))
    move(state, interaction, InteractionInput.RETURN)
    index_limits(state, interaction)


def _take(state: RoutingState, offer_id: OfferId, given: OfferInput) -> None:
    offer = state.offers.pop(offer_id)
    offer.state = offers.TRANSITIONS[(offer.state, given)]
    state.interactions[offer.interaction_id].offer_id = None
    del state.agents[offer.agent_id].offers[offer.interaction_id]
    index_offer(state, offer)
