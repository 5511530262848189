"""Decisions about offers: accepted, declined, not answered. Reads the state, changes nothing."""

from routing.agents import MISSED_OFFER, declined, missed, pending_offer
from routing.commands import AcceptOffer, DeclineOffer
from routing.events import OfferAccepted, OfferExpired, RoutingEvent, WrapUpEnded
from routing.rejections import Rejection
from routing.state import Agent, Offer, RoutingState, queue_of
from routing.vocabulary import AgentId, InteractionId, OfferId


def is_accepted(state: RoutingState, agent_id: AgentId, offer_id: OfferId) -> bool:
    """Whether the agent has accepted this offer and still has the interaction in hand."""
    agent = state.agents.get(agent_id)
    return agent is not None and any([found.offer_id == offer_id for found in agent.assignments.values()])


def decide_accept(state: RoutingState, command: AcceptOffer) -> list[RoutingEvent] | Rejection:
    """The agent takes the interaction; the same accept again is answered the same."""
    offer = pending_offer(state, command.agent_id, command.offer_id)
    if isinstance(offer, Rejection):
        return [] if is_accepted(state, command.agent_id, command.offer_id) else offer
    return accepted(state, offer)


def accepted(state: RoutingState, offer: Offer) -> list[RoutingEvent]:
    """The agent owns the interaction."""
    taken = OfferAccepted(offer.offer_id, offer.interaction_id, offer.agent_id)
    return [*left_be(state.agents[offer.agent_id], offer.interaction_id), taken]


def left_be(agent: Agent, interaction_id: InteractionId) -> list[RoutingEvent]:
    """Whoever takes an interaction and still wraps up an earlier part of it leaves that be."""
    before = agent.assignments.get(interaction_id)
    if before is None:
        return []
    return [WrapUpEnded(interaction_id, agent.configuration.agent_id, before.disposition, before.note)]


def decide_decline(state: RoutingState, command: DeclineOffer, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The agent does not take the interaction."""
    offer = pending_offer(state, command.agent_id, command.offer_id)
    if isinstance(offer, Rejection):
        return offer
    return [declined(state, offer, now_ms)]


def expired(state: RoutingState, offer_id: OfferId, now_ms: int) -> list[RoutingEvent]:
    """Nobody answered; the agent gets nothing more until back by an act of the agent's own.

    The agent is set aside first, so that the interaction returning to its place does not meet the same agent.
    """
    offer = state.offers[offer_id]
    again = queue_of(state, state.interactions[offer.interaction_id]).configuration.offer_again
    until_ms = now_ms + again.no_answer_ms if again.no_answer_ms else 0
    agent = state.agents[offer.agent_id]
    return [*missed(agent, MISSED_OFFER), OfferExpired(offer_id, offer.interaction_id, offer.agent_id, until_ms)]
