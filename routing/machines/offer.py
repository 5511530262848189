"""Offer life cycle. Owns which move is legal. Knows no time, no agents, no providers."""

from enum import Enum


class OfferState(Enum):
    """Where an offer stands; every state but PENDING is final."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class OfferInput(Enum):
    """What can happen to an offer."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DEADLINE = "deadline"
    WITHDRAW = "withdraw"


# A missing pair is a Rejection(OFFER_CLOSED): a late click is normal, so it is not an error.
TRANSITIONS: dict[tuple[OfferState, OfferInput], OfferState] = {
    (OfferState.PENDING, OfferInput.ACCEPT): OfferState.ACCEPTED,
    (OfferState.PENDING, OfferInput.DECLINE): OfferState.DECLINED,
    (OfferState.PENDING, OfferInput.DEADLINE): OfferState.EXPIRED,
    (OfferState.PENDING, OfferInput.WITHDRAW): OfferState.WITHDRAWN,
}
