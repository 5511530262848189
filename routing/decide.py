"""The door to every decision of routing: a command and the state in, events or a rejection out. Changes nothing."""

from typing import assert_never

from routing.agents import (
    decide_activity,
    decide_configuration,
    decide_phone,
    decide_wrap_up,
    declined,
    pending_offer,
)
from routing.commands import (
    AcceptOffer,
    ConfigureRouting,
    ConfirmConnected,
    ConfirmOfferShown,
    DeclineOffer,
    EndInteraction,
    EnqueueInteraction,
    ExpireDue,
    FailConnection,
    FinishWrapUp,
    OpenInteraction,
    ReleaseAgent,
    RoutingCommand,
    SetActivity,
    SetDesktopState,
    SetPhoneState,
    TransferToQueue,
)
from routing.deadlines import decide_due
from routing.desktops import decide_desktop, decide_shown
from routing.events import OfferAccepted, OfferMade, RoutingEvent
from routing.interactions import (
    decide_confirm,
    decide_end,
    decide_enqueue,
    decide_fail,
    decide_open,
    decide_release,
    decide_transfer,
)
from routing.rejections import Rejection
from routing.state import RoutingState


def decide(state: RoutingState, command: RoutingCommand, now_ms: int, sequence: int) -> list[RoutingEvent] | Rejection:
    """What a command leads to. ``sequence`` orders what happens within one millisecond."""
    match command:
        case ConfigureRouting():
            return decide_configuration(state, command)
        case SetActivity():
            return decide_activity(state, command, now_ms)
        case SetPhoneState():
            return decide_phone(state, command)
        case SetDesktopState():
            return decide_desktop(state, command)
        case AcceptOffer():
            return _accept(state, command)
        case DeclineOffer():
            return _decline(state, command, now_ms)
        case ConfirmOfferShown():
            return decide_shown(state, command)
        case FinishWrapUp():
            return decide_wrap_up(state, command)
        case OpenInteraction():
            return decide_open(state, command)
        case EnqueueInteraction():
            return decide_enqueue(state, command, now_ms, sequence)
        case ConfirmConnected():
            return decide_confirm(state, command)
        case FailConnection():
            return decide_fail(state, command)
        case ReleaseAgent():
            return decide_release(state, command, now_ms)
        case TransferToQueue():
            return decide_transfer(state, command, now_ms, sequence)
        case EndInteraction():
            return decide_end(state, command, now_ms)
        case ExpireDue():
            return decide_due(state, now_ms)
        case _:
            assert_never(command)


def react(state: RoutingState, event: RoutingEvent) -> list[RoutingEvent]:
    """What follows from an event by itself: an agent who accepts automatically accepts."""
    if isinstance(event, OfferMade) and state.agents[event.agent_id].configuration.accepts_automatically:
        return [OfferAccepted(event.offer_id, event.interaction_id, event.agent_id)]
    return []


def _accept(state: RoutingState, command: AcceptOffer) -> list[RoutingEvent] | Rejection:
    agent = state.agents.get(command.agent_id)
    if agent is not None and agent.assignment is not None and agent.assignment.offer_id == command.offer_id:
        return []  # the same accept again is answered the same
    offer = pending_offer(state, command.agent_id, command.offer_id)
    if isinstance(offer, Rejection):
        return offer
    return [OfferAccepted(offer.offer_id, offer.interaction_id, offer.agent_id)]


def _decline(state: RoutingState, command: DeclineOffer, now_ms: int) -> list[RoutingEvent] | Rejection:
    offer = pending_offer(state, command.agent_id, command.offer_id)
    if isinstance(offer, Rejection):
        return offer
    return [declined(offer, now_ms)]
