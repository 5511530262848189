"""Consult life cycle. Owns which move is legal. Knows no provider and no time."""

from enum import Enum


class ConsultStage(Enum):
    """Where a consult stands. CLOSED consults are not kept."""

    ASKED = "asked"
    """The consulted has yet to answer; the customer is on hold."""
    TALKING = "talking"
    """Agent and consulted talk; the customer is on hold."""
    SWAPPED = "swapped"
    """Agent and customer talk; the consulted is on hold."""
    CONFERENCE = "conference"
    """All three hear each other."""
    CLOSED = "closed"


class ConsultInput(Enum):
    """What can happen to a consult."""

    ANSWER = "answer"
    SWAP = "swap"
    JOIN = "join"
    CLOSE = "close"


# A missing pair is refused as NOT_ALLOWED_NOW when an agent asks, ignored when a provider tells.
TRANSITIONS: dict[tuple[ConsultStage, ConsultInput], ConsultStage] = {
    (ConsultStage.ASKED, ConsultInput.ANSWER): ConsultStage.TALKING,
    (ConsultStage.ASKED, ConsultInput.CLOSE): ConsultStage.CLOSED,
    (ConsultStage.TALKING, ConsultInput.SWAP): ConsultStage.SWAPPED,
    (ConsultStage.TALKING, ConsultInput.JOIN): ConsultStage.CONFERENCE,
    (ConsultStage.TALKING, ConsultInput.CLOSE): ConsultStage.CLOSED,
    (ConsultStage.SWAPPED, ConsultInput.SWAP): ConsultStage.TALKING,
    (ConsultStage.SWAPPED, ConsultInput.JOIN): ConsultStage.CONFERENCE,
    (ConsultStage.SWAPPED, ConsultInput.CLOSE): ConsultStage.CLOSED,
    (ConsultStage.CONFERENCE, ConsultInput.CLOSE): ConsultStage.CLOSED,
}
