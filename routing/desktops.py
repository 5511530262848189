"""Decisions about agents' desktops: is one open, does it show what stands offered. Reads the state, changes nothing.

A contact must not wait for a desktop that nobody sits before: an offer whose desktop goes away, or does not say in time
that it shows the offer, is withdrawn, and the contact is matched again at its old place.
"""

from routing.agents import missed, offers_of, pending_offer
from routing.commands import ConfirmOfferShown, SetDesktopState
from routing.events import DesktopStateSet, OfferShown, OfferWithdrawn, RoutingEvent, ShowLimitExtended
from routing.machines.offer import OfferState
from routing.offers import is_accepted
from routing.rejections import Rejection
from routing.state import SHOW_LIMIT_MS, RoutingState
from routing.vocabulary import EndCause, OfferId

OFFER_NOT_SHOWN = "offer_not_shown"
CENTER_LATE_MS = 500
"""A deadline that is noticed later than this tells of the center, and nothing of the desktop."""


def decide_desktop(state: RoutingState, command: SetDesktopState) -> list[RoutingEvent]:
    """Take note of a desktop; what stands offered on one that is gone is withdrawn.

    The agent's activity stays: a page that is loaded anew is no offence.
    """
    agent = state.agents.get(command.agent_id)
    if agent is None or agent.is_desktop_open == command.is_open:
        return []  # a configuration may have taken the agent out while the desktop was open
    events: list[RoutingEvent] = [DesktopStateSet(command.agent_id, command.is_open)]
    if command.is_open:
        return events
    gone = EndCause.DESKTOP_GONE
    standing = offers_of(state, agent)
    return [
        *[OfferWithdrawn(offer.offer_id, offer.interaction_id, offer.agent_id, gone) for offer in standing],
        *events,
    ]


def decide_shown(state: RoutingState, command: ConfirmOfferShown) -> list[RoutingEvent] | Rejection:
    """Take note that an offer is shown; saying so again, or after having accepted, changes nothing."""
    offer = pending_offer(state, command.agent_id, command.offer_id)
    if isinstance(offer, Rejection):
        return [] if is_accepted(state, command.agent_id, command.offer_id) else offer
    if offer.state is OfferState.SHOWN:
        return []
    return [OfferShown(offer.offer_id, offer.interaction_id, offer.agent_id)]


def decide_unshown(state: RoutingState, offer_id: OfferId, now_ms: int) -> list[RoutingEvent]:
    """No desktop shows the offer in time; the agent gets nothing more until back by an act of the agent's own.

    Else the next offer would go to the same dead desktop, and the one after it. But a center that notices only now was
    held up itself, by its disk or its machine, and the offer or the answer with it: that is no agent's fault, and it
    would be the fault of every agent on the floor at once.
    """
    offer = state.offers[offer_id]
    if now_ms - offer.show_by_ms > CENTER_LATE_MS:
        return [ShowLimitExtended(offer_id, offer.interaction_id, offer.agent_id, now_ms + SHOW_LIMIT_MS)]
    withdrawn = OfferWithdrawn(offer_id, offer.interaction_id, offer.agent_id, EndCause.NOT_SHOWN)
    return [*missed(state.agents[offer.agent_id], OFFER_NOT_SHOWN), withdrawn]
