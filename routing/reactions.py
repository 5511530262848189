"""What follows from an event of routing by itself, in the same input. Owns those consequences; changes nothing."""

from collections.abc import Callable, Iterable
from typing import Any

from routing.admission import emptied
from routing.capacity import interrupted, taken_up, without_room
from routing.configuration_events import RoundTaken, RoutingConfigured
from routing.events import (
    ActivityChanged,
    AssignmentParked,
    AssignmentTakenUp,
    ConnectionFailed,
    DesktopStateSet,
    InteractionConnected,
    InteractionEnded,
    InteractionQueued,
    InteractionTaken,
    NextActivityChosen,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    PhoneStateSet,
    PreferenceEnded,
    RoutingEvent,
    WrapUpEnded,
)
from routing.machines.interaction import InteractionStage
from routing.offers import accepted
from routing.state import Agent, RoutingState
from routing.steps import is_to_be_had
from routing.supervision_events import OverrideEnded, OverrideSet
from routing.vocabulary import NO_PROVIDER, Activity, EndCause, InteractionId

_OfAgent = (
    ConnectionFailed
    | DesktopStateSet
    | NextActivityChosen
    | OfferDeclined
    | OfferExpired
    | OfferWithdrawn
    | PhoneStateSet
)


def react(state: RoutingState, event: RoutingEvent) -> list[RoutingEvent]:
    """The events that follow; the state is the one after the event."""
    reaction = REACTIONS.get(event.__class__)
    return [] if reaction is None else reaction(state, event)


def _offered(state: RoutingState, event: OfferMade) -> list[RoutingEvent]:
    """An agent who accepts automatically accepts; who waits for a busy agent alone may not want to."""
    agent = state.agents[event.agent_id]
    if agent.configuration.accepts_automatically:
        return accepted(state, state.offers[event.offer_id])
    return _given_up(state, state.preferring.get(event.agent_id, ()))


def _accepted(state: RoutingState, event: OfferAccepted | InteractionTaken) -> list[RoutingEvent]:
    """What it interrupts is laid aside, what has no room beside it is not offered any more; work is in hand at once."""
    interaction, agent = state.interactions.get(event.interaction_id), state.agents[event.agent_id]
    if interaction is None:
        return []  # the customer has gone in the same input
    events: list[RoutingEvent] = []
    if len(agent.assignments) > 1 or agent.offers:
        aside = interrupted(state, agent, event.interaction_id)
        events += [AssignmentParked(interaction_id, event.agent_id) for interaction_id in aside]
        events += _withdrawn(agent, without_room(state, agent, aside))
    events += _given_up(state, state.preferring.get(event.agent_id, ()))
    if interaction.provider == NO_PROVIDER and interaction.stage is InteractionStage.CONNECTING:
        events.append(InteractionConnected(event.interaction_id, event.agent_id))
    return events


def _withdrawn(agent: Agent, interaction_ids: Iterable[InteractionId]) -> list[RoutingEvent]:
    agent_id, cause = agent.configuration.agent_id, EndCause.INTERRUPTED
    return [OfferWithdrawn(agent.offers[name], name, agent_id, cause) for name in interaction_ids]


def _failed(
    state: RoutingState, event: OfferDeclined | OfferExpired | OfferWithdrawn | ConnectionFailed
) -> list[RoutingEvent]:
    agent = state.agents[event.agent_id]
    return [*_put_down(state, agent), *_no_more_to_be_had(state, event), *_waits_again(state, event.interaction_id)]


def _no_more_to_be_had(state: RoutingState, event: _OfAgent) -> list[RoutingEvent]:
    """Who waits for this agent alone may not want to any longer."""
    return _given_up(state, state.preferring.get(event.agent_id, ()))


def _waits_again(state: RoutingState, interaction_id: InteractionId) -> list[RoutingEvent]:
    """Whoever waits for anybody from now on does not stay in a queue that was left by everybody meanwhile."""
    interaction = state.interactions.get(interaction_id)
    if interaction is None or interaction.queue_id is None:
        return []
    return emptied(state, interaction.queue_id)


def _queued(state: RoutingState, event: InteractionQueued) -> list[RoutingEvent]:
    """Who waits for an agent who is not to be had may go on; where nobody is left to serve, nobody stays."""
    if event.asked is None and state.queues[event.queue_id].staffed:
        return []
    interaction = state.interactions.get(event.interaction_id)
    if interaction is None or interaction.stage is not InteractionStage.WAITING:
        return []  # it has left again in the same input
    return [*_given_up(state, [event.interaction_id]), *emptied(state, event.queue_id)]


def _configured(state: RoutingState, agents: Iterable[Agent]) -> list[RoutingEvent]:
    """What agents have in hand or offered is held against the new rules, and so is whoever waits for one of them."""
    events: list[RoutingEvent] = []
    for agent in agents:
        if agent.offers:
            events += _withdrawn(agent, without_room(state, agent))
        events += _put_down(state, agent)
    waiting = [name for waits in state.preferring.values() for name in waits]
    return [*events, *_given_up(state, waiting), *_all_emptied(state)]


def _all_emptied(state: RoutingState) -> list[RoutingEvent]:
    return [event for queue_id in state.queues for event in emptied(state, queue_id)]


def _put_down(state: RoutingState, agent: Agent) -> list[RoutingEvent]:
    """What was laid aside is gone on with, as far as there is room again."""
    if not any([assignment.is_parked for assignment in agent.assignments.values()]):
        return []
    agent_id = agent.configuration.agent_id
    return [AssignmentTakenUp(interaction_id, agent_id) for interaction_id in taken_up(state, agent)]


def _activity_changed(state: RoutingState, event: ActivityChanged) -> list[RoutingEvent]:
    """Who waits for this agent alone may go on; who waits where nobody is left may have to leave."""
    if event.activity is Activity.AVAILABLE:
        return []
    events: list[RoutingEvent] = _given_up(state, state.preferring.get(event.agent_id, ()))
    if event.activity is Activity.SIGNED_OUT:
        for queue_id in state.agents[event.agent_id].queues:
            if queue_id in state.queues:
                events += emptied(state, queue_id)
    return events


def _given_up(state: RoutingState, waiting: Iterable[InteractionId]) -> list[RoutingEvent]:
    """Those of them whose preferred agent is not to be had, and who do not want to wait for that."""
    ended: list[RoutingEvent] = []
    for interaction_id in list(waiting):
        interaction = state.interactions[interaction_id]
        preferred = None if interaction.asked is None else interaction.asked.preferred
        if preferred is None or not interaction.is_preferring:
            continue
        if not is_to_be_had(state, interaction):
            ended.append(PreferenceEnded(interaction_id))
    return ended


# One look-up instead of a match: it is asked for each event, and most lead to nothing.
REACTIONS: dict[type, Callable[[RoutingState, Any], list[RoutingEvent]]] = {
    OfferMade: _offered,
    OfferAccepted: _accepted,
    InteractionTaken: _accepted,
    OfferDeclined: _failed,
    OfferExpired: _failed,
    OfferWithdrawn: _failed,
    ConnectionFailed: _failed,
    PreferenceEnded: lambda state, event: _waits_again(state, event.interaction_id),
    WrapUpEnded: lambda state, event: _put_down(state, state.agents[event.agent_id]),
    InteractionEnded: lambda state, event: (
        [] if event.agent_id is None else _put_down(state, state.agents[event.agent_id])
    ),
    ActivityChanged: _activity_changed,
    NextActivityChosen: _no_more_to_be_had,
    PhoneStateSet: _no_more_to_be_had,
    DesktopStateSet: _no_more_to_be_had,
    InteractionQueued: _queued,
    RoutingConfigured: lambda state, event: _configured(state, state.agents.values()),
    RoundTaken: lambda state, event: _configured(
        state, [state.agents[name] for name in event.agent_ids if name in state.agents]
    ),
    OverrideSet: lambda state, event: _all_emptied(state),
    OverrideEnded: lambda state, event: _all_emptied(state),
}
