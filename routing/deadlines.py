"""What expires and when: offers, shown or not, wrap-ups, exclusions. Derived from state; reads no clock."""

from routing.agents import MISSED_OFFER, TIMED_OUT, finish_wrap_up, missed
from routing.commands import FinishWrapUp
from routing.desktops import decide_unshown
from routing.events import ExclusionEnded, OfferExpired, RoutingEvent
from routing.state import RoutingState
from routing.vocabulary import AgentId, InteractionId, OfferId


def next_deadline_ms(state: RoutingState) -> int | None:
    """When routing next wants to be woken, or None."""
    key = state.deadlines.head_key()
    return None if key is None else key[0]


def decide_due(state: RoutingState, now_ms: int) -> list[RoutingEvent]:
    """The events of the earliest deadline that has come; none when nothing is due. Ask again until none."""
    head, key = state.deadlines.head(), state.deadlines.head_key()
    if head is None or key is None or key[0] > now_ms:
        return []
    kind, _, name = head.partition("/")
    match kind:
        case "offer":
            return _expire_offer(state, OfferId(name))
        case "show":
            return decide_unshown(state, OfferId(name), now_ms)
        case "wrap_up":
            return _expire_wrap_up(state, AgentId(name))
        case "exclusion":
            return _end_exclusions(state, InteractionId(name), now_ms)
    raise AssertionError(f"a deadline of unknown kind: {kind}")


def _expire_offer(state: RoutingState, offer_id: OfferId) -> list[RoutingEvent]:
    offer = state.offers[offer_id]
    agent = state.agents[offer.agent_id]
    # The agent is set aside first, so that the interaction returning to its place does not meet the same agent.
    return [*missed(agent, MISSED_OFFER), OfferExpired(offer_id, offer.interaction_id, offer.agent_id)]


def _expire_wrap_up(state: RoutingState, agent_id: AgentId) -> list[RoutingEvent]:
    agent = state.agents[agent_id]
    assert agent.assignment is not None, "a wrap-up deadline without an assignment"
    return finish_wrap_up(agent, FinishWrapUp(agent_id, agent.assignment.interaction_id, TIMED_OUT, None))


def _end_exclusions(state: RoutingState, interaction_id: InteractionId, now_ms: int) -> list[RoutingEvent]:
    excluded = state.interactions[interaction_id].excluded
    return [ExclusionEnded(interaction_id, agent_id) for agent_id, until_ms in excluded.items() if until_ms <= now_ms]
