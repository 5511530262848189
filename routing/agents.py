"""Decisions about agents: configuration, activity, phones, wrap-up. Reads the state, changes nothing."""

from routing.commands import ConfigureRouting, FinishWrapUp, SetActivity, SetPhoneState
from routing.events import (
    ActivityChanged,
    NextActivityChosen,
    OfferDeclined,
    OfferWithdrawn,
    PhoneStateSet,
    RoutingConfigured,
    RoutingEvent,
    WrapUpEnded,
)
from routing.machines.agent import TRANSITIONS, ActivityInput
from routing.machines.assignment import AssignmentState
from routing.rejections import Rejection, RejectionCode
from routing.state import Agent, Offer, RoutingState
from routing.vocabulary import Activity, AgentId, EndCause, OfferId, PhoneAddress, ProviderId

EXCLUSION_MS = 30_000
"""How long an agent who declined is not offered the same interaction again; then it may ring there once more."""
TIMED_OUT = "timed_out"
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


def decide_configuration(state: RoutingState, command: ConfigureRouting) -> list[RoutingEvent]:
    """Take over a configuration; an offer is withdrawn when the phone that it would ring at is the agent's no more."""
    phones = {agent.agent_id: agent.phones for agent in command.configuration.agents}
    events: list[RoutingEvent] = []
    for _, offer in sorted(state.offers.items()):
        provider = state.interactions[offer.interaction_id].provider
        phone = PhoneAddress(provider, phone_address(state, offer.agent_id, provider))
        if phone not in phones.get(offer.agent_id, (phone,)):
            events.append(OfferWithdrawn(offer.offer_id, offer.interaction_id, offer.agent_id, EndCause.UNREACHABLE))
    return [*events, RoutingConfigured(command.configuration)]


def decide_activity(state: RoutingState, command: SetActivity, now_ms: int) -> list[RoutingEvent] | Rejection:
    """Change an agent's activity now, or after the contact in hand."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    refusal = _refuse_activity(state, agent, command)
    if refusal is not None:
        return refusal
    if agent.assignment is not None:
        wish = (command.activity, command.reason)
        if wish == (agent.next_activity, agent.next_reason):
            return []
        return [NextActivityChosen(command.agent_id, command.activity, command.reason)]
    if (command.activity, command.reason) == (agent.activity, agent.reason):
        return []
    change = ActivityChanged(command.agent_id, command.activity, command.reason)
    if agent.offer_id is not None:
        return [declined(state.offers[agent.offer_id], now_ms), change]
    return [change]


def _refuse_activity(state: RoutingState, agent: Agent, command: SetActivity) -> Rejection | None:
    wish = _WISHES.get(command.activity)
    if wish is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected available, on_break or signed_out")
    if (agent.activity, wish) not in TRANSITIONS:
        return Rejection(RejectionCode.NOT_SIGNED_IN, "the agent is signed out already")
    if command.activity is Activity.ON_BREAK and command.reason not in state.break_reasons:
        return Rejection(RejectionCode.UNKNOWN_REASON, f"expected one of: {', '.join(state.break_reasons)}")
    if command.activity is not Activity.ON_BREAK and command.reason:
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
    if agent.offer_id is not None and _spoils(state, state.offers[agent.offer_id], command):
        offer = state.offers[agent.offer_id]
        cause = EndCause.BUSY if command.is_in_use else EndCause.UNREACHABLE
        events.insert(0, OfferWithdrawn(offer.offer_id, offer.interaction_id, agent_id, cause))
    return events


def _spoils(state: RoutingState, offer: Offer, command: SetPhoneState) -> bool:
    is_needed = state.interactions[offer.interaction_id].provider == command.provider
    return command.is_in_use or (is_needed and not command.is_reachable)


def decide_wrap_up(state: RoutingState, command: FinishWrapUp) -> list[RoutingEvent] | Rejection:
    """Finish the agent's wrap-up with a disposition of the queue."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    assignment = agent.assignment
    if assignment is None or assignment.interaction_id != command.interaction_id:
        return Rejection(RejectionCode.NOT_YOURS, "the agent has no such interaction in hand")
    if assignment.state is not AssignmentState.WRAP_UP:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the contact is still going on")
    known = state.queues[assignment.queue_id].dispositions
    if command.disposition not in known:
        return Rejection(RejectionCode.UNKNOWN_DISPOSITION, f"expected one of: {', '.join(known)}")
    return finish_wrap_up(agent, command)


def finish_wrap_up(agent: Agent, finish: FinishWrapUp) -> list[RoutingEvent]:
    """The events of an ended wrap-up, the activity chosen for afterwards among them."""
    ended = WrapUpEnded(finish.interaction_id, finish.agent_id, finish.disposition, finish.note)
    return [ended, *next_activity(agent)]


def next_activity(agent: Agent) -> list[RoutingEvent]:
    """What the agent chose to do after the contact in hand."""
    if agent.next_activity is None:
        return []
    return [ActivityChanged(agent.configuration.agent_id, agent.next_activity, agent.next_reason)]


def missed(agent: Agent, reason: str) -> list[RoutingEvent]:
    """An agent who does not answer gets nothing more until back by an act of the agent's own."""
    if (agent.activity, ActivityInput.MISS) not in TRANSITIONS:
        return []
    return [ActivityChanged(agent.configuration.agent_id, Activity.NOT_RESPONDING, reason)]


def declined(offer: Offer, now_ms: int) -> OfferDeclined:
    """The agent does not take this offer."""
    return OfferDeclined(offer.offer_id, offer.interaction_id, offer.agent_id, now_ms + EXCLUSION_MS)


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
