"""Call leg life cycle. Owns which move is legal. Knows no provider and no time."""

from enum import Enum


class LegStage(Enum):
    """Where a leg stands."""

    ARRIVED = "arrived"
    DIALLED = "dialled"
    RINGING = "ringing"
    UP = "up"
    CLOSED = "closed"


class LegInput(Enum):
    """What can happen to a leg."""

    RING = "ring"
    ANSWER = "answer"
    CLOSE = "close"


# A missing pair is ignored: providers report late, twice and out of order.
TRANSITIONS: dict[tuple[LegStage, LegInput], LegStage] = {
    (LegStage.ARRIVED, LegInput.ANSWER): LegStage.UP,
    (LegStage.ARRIVED, LegInput.CLOSE): LegStage.CLOSED,
    (LegStage.DIALLED, LegInput.RING): LegStage.RINGING,
    (LegStage.DIALLED, LegInput.ANSWER): LegStage.UP,
    (LegStage.DIALLED, LegInput.CLOSE): LegStage.CLOSED,
    (LegStage.RINGING, LegInput.ANSWER): LegStage.UP,
    (LegStage.RINGING, LegInput.CLOSE): LegStage.CLOSED,
    (LegStage.UP, LegInput.CLOSE): LegStage.CLOSED,
}
