"""Decisions about agents: configuration, activity, phones. Reads the state, changes nothing."""

from collections.abc import Iterable

from routing.commands import ConfigureRouting, SetActivity, SetPhoneState
from routing.configuration_events import RoutingConfigured
from routing.events import (
    ActivityChanged,
    NextActivityChosen,
    OfferDeclined,
    OfferWithdrawn,
    PhoneStateSet,
    RoutingEvent,
)
from routing.machines.agent import TRANSITIONS, ActivityInput
from routing.rejections import Rejection, RejectionCode
from routing.state import Agent, Assignment, Offer, RoutingState, queue_of
from routing.vocabulary import Activity, AgentId, EndCause, InteractionId, OfferId, PhoneAddress, ProviderId, QueueId

MISSED_OFFER = "missed_offer"
CONNECTION_FAILED = "connection_failed"

_WISHES = {
    Activity.AVAILABLE: ActivityInput.GO_AVAILABLE,
    Activity.ON_BREAK: ActivityInput.GO_ON_BREAK,
    Activity.SIGNED_OUT: ActivityInput.SIGN_OUT,
}


def find_agent(state: RoutingState, agent_id: AgentId) -> Agent | Rejection:
    """The agent of that id."""
    agent = state.agents.get(agent_id)
    if agent is None:
        return Rejection(RejectionCode.UNKNOWN_AGENT, "no agent of this id is configured")
    return agent


def find_assignment(state: RoutingState, agent_id: AgentId, interaction_id: InteractionId) -> Assignment | Rejection:
    """The agent's side of an interaction that is in the agent's hand."""
    agent = find_agent(state, agent_id)
    if isinstance(agent, Rejection):
        return agent
    assignment = agent.assignments.get(interaction_id)
    if assignment is None:
        return Rejection(RejectionCode.NOT_YOURS, "the agent has no such interaction in hand")
    return assignment


def queue_in_hand(state: RoutingState, agent_id: AgentId, interaction_id: InteractionId) -> QueueId:
    """The queue under whose rules the agent has an interaction in hand, which the agent does have."""
    return state.agents[agent_id].assignments[interaction_id].queue_id


def offers_of(state: RoutingState, agent: Agent) -> Iterable[Offer]:
    """What stands offered to the agent, the earliest first."""
    return [state.offers[offer_id] for offer_id in agent.offers.values()]


def decide_configuration(state: RoutingState, command: ConfigureRouting) -> list[RoutingEvent]:
    """Take over a configuration; an offer is withdrawn when the phone that it would ring at is the agent's no more."""
    phones = {agent.agent_id: agent.phones for agent in command.configuration.agents}
    events: list[RoutingEvent] = []
    for _, offer in sorted(state.offers.items()):
        if offer.agent_id in phones:
            events += without_phone(state, [offer], phones[offer.agent_id])
    return [*events, RoutingConfigured(command.configuration)]


def without_phone(
    state: RoutingState, offers: Iterable[Offer], phones: tuple[PhoneAddress, ...]
) -> list[OfferWithdrawn]:
    """Take back those of an agent's offers that would ring at a phone which is not among these."""
    withdrawn: list[OfferWithdrawn] = []
    for offer in offers:
        provider = state.interactions[offer.interaction_id].provider
        phone = state.agents[offer.agent_id].phones.get(provider)
        if phone is not None and PhoneAddress(provider, phone.address) not in phones:
            gone = EndCause.UNREACHABLE
            withdrawn.append(OfferWithdrawn(offer.offer_id, offer.interaction_id, offer.agent_id, gone))
    return withdrawn


def decide_activity(state: RoutingState, command: SetActivity, now_ms: int) -> list[RoutingEvent] | Rejection:
    """Change an agent's activity now, or after the contact in hand."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    refusal = refuse_activity(state, agent, command.activity, command.reason)
    if refusal is not None:
        return refusal
    if agent.is_next_forced:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "a supervisor has chosen what comes after the contact in hand")
    is_coming_back = agent.activity is Activity.NOT_RESPONDING and command.activity is Activity.AVAILABLE
    if agent.assignments and not is_coming_back:
        wish = (command.activity, command.reason)
        if wish == (agent.next_activity, agent.next_reason):
            return []
        return [NextActivityChosen(command.agent_id, command.activity, command.reason)]
    if (command.activity, command.reason) == (agent.activity, agent.reason):
        return []
    change = ActivityChanged(command.agent_id, command.activity, command.reason)
    return [*[declined(state, offer, now_ms) for offer in offers_of(state, agent)], change]


def refuse_activity(state: RoutingState, agent: Agent, activity: Activity, reason: str) -> Rejection | None:
    """Why an agent cannot do this, whoever wants it, if so."""
    wish = _WISHES.get(activity)
    if wish is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected available, on_break or signed_out")
    if (agent.activity, wish) not in TRANSITIONS:
        return Rejection(RejectionCode.NOT_SIGNED_IN, "the agent is signed out already")
    if activity is Activity.ON_BREAK and reason not in state.break_reasons:
        return Rejection(RejectionCode.UNKNOWN_REASON, f"expected one of: {', '.join(state.break_reasons)}")
    if activity is not Activity.ON_BREAK and reason:
        return Rejection(RejectionCode.UNKNOWN_REASON, "only a break has a reason")
    return None


def decide_phone(state: RoutingState, command: SetPhoneState) -> list[RoutingEvent]:
    """Take note of a phone; an offer whose phone has become unreachable or busy is withdrawn."""
    agent_id = state.agent_by_phone.get((command.provider, command.address))
    if agent_id is None:
        return []  # not an agent's phone: a provider may well know more phones than we route to
    agent = state.agents[agent_id]
    phone = agent.phones[command.provider]
    if (phone.is_reachable, phone.is_in_use) == (command.is_reachable, command.is_in_use):
        return []
    events: list[RoutingEvent] = [
        PhoneStateSet(agent_id, command.provider, command.is_reachable, command.is_in_use),
    ]
    cause = EndCause.BUSY if command.is_in_use else EndCause.UNREACHABLE
    spoilt = [offer for offer in offers_of(state, agent) if _spoils(state, offer, command)]
    withdrawn = [OfferWithdrawn(offer.offer_id, offer.interaction_id, agent_id, cause) for offer in spoilt]
    return [*withdrawn, *events]


def _spoils(state: RoutingState, offer: Offer, command: SetPhoneState) -> bool:
    provider = state.interactions[offer.interaction_id].provider
    if not provider:
        return False
    is_needed = provider == command.provider
    return command.is_in_use or (is_needed and not command.is_reachable)


def next_activity(agent: Agent) -> list[RoutingEvent]:
    """What the agent chose to do once nothing is in hand any more, if that which ends now is the last."""
    if agent.next_activity is None or len(agent.assignments) > 1:
        return []
    chosen = (agent.next_activity, agent.next_reason, agent.is_next_forced)
    return [ActivityChanged(agent.configuration.agent_id, *chosen)]


def missed(agent: Agent, reason: str) -> list[RoutingEvent]:
    """An agent who does not answer gets nothing more until back by an act of the agent's own."""
    if (agent.activity, ActivityInput.MISS) not in TRANSITIONS:
        return []
    return [ActivityChanged(agent.configuration.agent_id, Activity.NOT_RESPONDING, reason)]


def declined(state: RoutingState, offer: Offer, now_ms: int) -> OfferDeclined:
    """The agent does not take this offer."""
    again = queue_of(state, state.interactions[offer.interaction_id]).configuration.offer_again
    until_ms = now_ms + again.declined_ms if again.declined_ms else 0
    return OfferDeclined(offer.offer_id, offer.interaction_id, offer.agent_id, until_ms)


def phone_address(state: RoutingState, agent_id: AgentId, provider: ProviderId) -> str:
    """Where to dial the agent at a provider; an offer was only made because there is such a phone."""
    return state.agents[agent_id].phones[provider].address


def pending_offer(state: RoutingState, agent_id: AgentId, offer_id: OfferId) -> Offer | Rejection:
    """The offer, if it still stands and is this agent's."""
    offer = state.offers.get(offer_id)
    if offer is None:
        return Rejection(RejectionCode.OFFER_CLOSED, "the offer no longer stands")
    if offer.agent_id != agent_id:
        return Rejection(RejectionCode.NOT_YOURS, "the offer was made to another agent")
    return offer
