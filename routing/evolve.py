"""The only code that changes the state of routing: one function per event, indexes kept in step.

Evolving decides nothing: an event that does not fit the state is our bug and stops the process.
"""

from typing import assert_never

from routing.events import (
    ActivityChanged,
    AgentReleased,
    ConnectionFailed,
    DesktopStateSet,
    ExclusionEnded,
    InteractionConnected,
    InteractionEnded,
    InteractionOpened,
    InteractionQueued,
    NextActivityChosen,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferShown,
    OfferWithdrawn,
    PhoneStateSet,
    RoutingConfigured,
    RoutingEvent,
    ShowLimitExtended,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.evolve_configuration import evolve_configuration
from routing.indexing import index_agent, index_exclusions, index_interaction, index_offer
from routing.machines import assignment as assignments
from routing.machines import interaction as interactions
from routing.machines import offer as offers
from routing.machines.assignment import AssignmentInput, AssignmentState
from routing.machines.interaction import InteractionInput, InteractionStage
from routing.machines.offer import OfferInput, OfferState
from routing.ordered_index import Key
from routing.state import SHOW_LIMIT_MS, Agent, Assignment, Interaction, Offer, RoutingState
from routing.vocabulary import Activity, AgentId, InteractionId, OfferId


def evolve(state: RoutingState, event: RoutingEvent, at_ms: int, seq: int) -> None:
    """Let the event have happened at this time, under this number of its input."""
    match event:
        case RoutingConfigured():
            evolve_configuration(state, event.configuration)
        case ActivityChanged():
            _change_activity(state, event, at_ms, seq)
        case NextActivityChosen():
            _choose_next(state, event)
        case PhoneStateSet():
            _set_phone(state, event)
        case DesktopStateSet():
            _set_desktop(state, event)
        case InteractionOpened():
            _open(state, event, at_ms)
        case InteractionQueued():
            _queue(state, event)
        case OfferMade():
            _make_offer(state, event, at_ms)
        case OfferShown():
            _show_offer(state, event)
        case ShowLimitExtended():
            _extend_show_limit(state, event)
        case OfferAccepted():
            _accept(state, event, at_ms)
        case OfferDeclined():
            _decline(state, event, (at_ms, seq))
        case OfferExpired():
            _close_offer(state, event.offer_id, OfferInput.DEADLINE, None)
        case OfferWithdrawn():
            _close_offer(state, event.offer_id, OfferInput.WITHDRAW, None)
        case ExclusionEnded():
            _end_exclusion(state, event)
        case ConnectionFailed():
            _fail_connection(state, event, (at_ms, seq))
        case InteractionConnected():
            _connect(state, event, at_ms)
        case AgentReleased():
            _move(state, state.interactions[event.interaction_id], InteractionInput.RELEASE)
        case WrapUpStarted():
            _start_wrap_up(state, event, at_ms)
        case WrapUpEnded():
            _close_assignment(state, event.agent_id, AssignmentInput.FINISH, (at_ms, seq))
        case InteractionEnded():
            _end(state, event, (at_ms, seq))
        case _:
            assert_never(event)


def _change_activity(state: RoutingState, event: ActivityChanged, at_ms: int, seq: int) -> None:
    agent = state.agents[event.agent_id]
    if event.activity is Activity.AVAILABLE and agent.activity is not Activity.AVAILABLE:
        agent.idle_key = (at_ms, seq)
    agent.activity, agent.reason, agent.since_ms = event.activity, event.reason, at_ms
    agent.next_activity, agent.next_reason = None, ""
    index_agent(state, agent)


def _choose_next(state: RoutingState, event: NextActivityChosen) -> None:
    agent = state.agents[event.agent_id]
    if (event.activity, event.reason) == (agent.activity, agent.reason):
        agent.next_activity, agent.next_reason = None, ""
    else:
        agent.next_activity, agent.next_reason = event.activity, event.reason


def _set_phone(state: RoutingState, event: PhoneStateSet) -> None:
    agent = state.agents[event.agent_id]
    phone = agent.phones[event.provider]
    phone.is_reachable, phone.is_in_use = event.is_reachable, event.is_in_use
    index_agent(state, agent)


def _set_desktop(state: RoutingState, event: DesktopStateSet) -> None:
    agent = state.agents[event.agent_id]
    agent.is_desktop_open = event.is_open
    index_agent(state, agent)


def _open(state: RoutingState, event: InteractionOpened, at_ms: int) -> None:
    assert event.interaction_id not in state.interactions, "an interaction opened twice"
    state.interactions[event.interaction_id] = Interaction(
        event.interaction_id, event.contact_id, event.medium, event.provider, at_ms
    )


def _queue(state: RoutingState, event: InteractionQueued) -> None:
    interaction = state.interactions[event.interaction_id]
    interaction.queue_id = event.queue_id
    interaction.place = (event.waiting_since_ms, event.sequence)
    interaction.excluded.clear()
    _move(state, interaction, InteractionInput.QUEUE)


def _make_offer(state: RoutingState, event: OfferMade, at_ms: int) -> None:
    interaction = state.interactions[event.interaction_id]
    agent = state.agents[event.agent_id]
    assert agent.offer_id is None and agent.assignment is None, "an offer to an agent who is not free"
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
    agent.offer_id = event.offer_id
    index_offer(state, offer)
    index_agent(state, agent)
    _move(state, interaction, InteractionInput.OFFER)


def _show_offer(state: RoutingState, event: OfferShown) -> None:
    offer = state.offers[event.offer_id]
    offer.state = offers.TRANSITIONS[(offer.state, OfferInput.SHOW)]
    index_offer(state, offer)


def _extend_show_limit(state: RoutingState, event: ShowLimitExtended) -> None:
    offer = state.offers[event.offer_id]
    offer.show_by_ms = event.until_ms
    index_offer(state, offer)


def _accept(state: RoutingState, event: OfferAccepted, at_ms: int) -> None:
    _take_offer(state, event.offer_id, OfferInput.ACCEPT)
    interaction = state.interactions[event.interaction_id]
    agent = state.agents[event.agent_id]
    assert interaction.queue_id is not None, "an offered interaction has a queue"
    interaction.agent_id = event.agent_id
    agent.assignment = Assignment(
        interaction_id=event.interaction_id,
        contact_id=interaction.contact_id,
        queue_id=interaction.queue_id,
        offer_id=event.offer_id,
        state=AssignmentState.CONNECTING,
        accepted_at_ms=at_ms,
    )
    index_agent(state, agent)
    _move(state, interaction, InteractionInput.ACCEPT)


def _decline(state: RoutingState, event: OfferDeclined, idle_key: Key) -> None:
    state.interactions[event.interaction_id].excluded[event.agent_id] = event.excluded_until_ms
    _close_offer(state, event.offer_id, OfferInput.DECLINE, idle_key)


def _close_offer(state: RoutingState, offer_id: OfferId, given: OfferInput, idle_key: Key | None) -> None:
    """Back to the line at the old place; an agent who had a say in it goes to the end of the free ones."""
    offer = _take_offer(state, offer_id, given)
    agent = state.agents[offer.agent_id]
    if idle_key is not None:
        agent.idle_key = idle_key
    index_agent(state, agent)
    _move(state, state.interactions[offer.interaction_id], InteractionInput.RETURN)


def _take_offer(state: RoutingState, offer_id: OfferId, given: OfferInput) -> Offer:
    offer = state.offers.pop(offer_id)
    offer.state = offers.TRANSITIONS[(offer.state, given)]
    state.interactions[offer.interaction_id].offer_id = None
    state.agents[offer.agent_id].offer_id = None
    index_offer(state, offer)
    return offer


def _end_exclusion(state: RoutingState, event: ExclusionEnded) -> None:
    interaction = state.interactions[event.interaction_id]
    del interaction.excluded[event.agent_id]
    index_exclusions(state, interaction)
    if interaction.stage is InteractionStage.WAITING:
        state.touched_interactions.add(event.interaction_id)


def _fail_connection(state: RoutingState, event: ConnectionFailed, idle_key: Key) -> None:
    _close_assignment(state, event.agent_id, AssignmentInput.FAIL, idle_key)
    interaction = state.interactions[event.interaction_id]
    interaction.agent_id = None
    _move(state, interaction, InteractionInput.FAIL)


def _connect(state: RoutingState, event: InteractionConnected, at_ms: int) -> None:
    assignment = _advance(state.agents[event.agent_id], AssignmentInput.CONNECT)
    assignment.connected_at_ms = at_ms
    _move(state, state.interactions[event.interaction_id], InteractionInput.CONNECT)


def _start_wrap_up(state: RoutingState, event: WrapUpStarted, at_ms: int) -> None:
    agent = state.agents[event.agent_id]
    assignment = _advance(agent, AssignmentInput.RELEASE)
    assignment.wrap_up_since_ms, assignment.wrap_up_until_ms = at_ms, event.until_ms
    index_agent(state, agent)


def _advance(agent: Agent, given: AssignmentInput) -> Assignment:
    assignment = agent.assignment
    assert assignment is not None, "an assignment moved that is not there"
    assignment.state = assignments.TRANSITIONS[(assignment.state, given)]
    return assignment


def _close_assignment(state: RoutingState, agent_id: AgentId, given: AssignmentInput, idle_key: Key) -> None:
    agent = state.agents[agent_id]
    _advance(agent, given)
    agent.assignment = None
    agent.idle_key = idle_key
    index_agent(state, agent)


def _end(state: RoutingState, event: InteractionEnded, idle_key: Key) -> None:
    interaction = state.interactions[event.interaction_id]
    if interaction.stage is InteractionStage.CONNECTING:
        assert interaction.agent_id is not None, "a connecting interaction has an agent"
        _close_assignment(state, interaction.agent_id, AssignmentInput.FAIL, idle_key)
    _move(state, interaction, InteractionInput.END)
    _forget(state, event.interaction_id)


def _forget(state: RoutingState, interaction_id: InteractionId) -> None:
    del state.interactions[interaction_id]
    state.touched_interactions.discard(interaction_id)


def _move(state: RoutingState, interaction: Interaction, given: InteractionInput) -> None:
    interaction.stage = interactions.TRANSITIONS[(interaction.stage, given)]
    if given is InteractionInput.RELEASE:
        interaction.agent_id = None
    index_interaction(state, interaction)
