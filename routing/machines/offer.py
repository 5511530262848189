"""Offer life cycle. Owns which move is legal. Knows no time, no agents, no providers."""

from enum import Enum


class OfferState(Enum):
    """Where an offer stands. PENDING until the agent's desktop says that it shows the offer; then SHOWN.

    The others are final.
    """

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    PENDING = "pending"
    SHOWN = "shown"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class OfferInput(Enum):
    """What can happen to an offer."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    SHOW = "show"
    ACCEPT = "accept"
    DECLINE = "decline"
    DEADLINE = "deadline"
    WITHDRAW = "withdraw"


# A missing pair is a Rejection(OFFER_CLOSED): a late click is normal, so it is not an error.
# Whoever answers an offer has seen it: no answer waits for SHOWN.
TRANSITIONS: dict[tuple[OfferState, OfferInput], OfferState] = {
    (OfferState.PENDING, OfferInput.SHOW): OfferState.SHOWN,
    (OfferState.PENDING, OfferInput.ACCEPT): OfferState.ACCEPTED,
    (OfferState.PENDING, OfferInput.DECLINE): OfferState.DECLINED,
    (OfferState.PENDING, OfferInput.DEADLINE): OfferState.EXPIRED,
    (OfferState.PENDING, OfferInput.WITHDRAW): OfferState.WITHDRAWN,
    (OfferState.SHOWN, OfferInput.ACCEPT): OfferState.ACCEPTED,
    (OfferState.SHOWN, OfferInput.DECLINE): OfferState.DECLINED,
    (OfferState.SHOWN, OfferInput.DEADLINE): OfferState.EXPIRED,
    (OfferState.SHOWN, OfferInput.WITHDRAW): OfferState.WITHDRAWN,
}
