"""Bridge life cycle. Owns which move is legal. Knows no provider and no time."""

from enum import Enum


class BridgeStage(Enum):
    """Where a bridge stands. CLOSED bridges are not kept."""

    FORMING = "forming"
    TALKING = "talking"
    HELD = "held"
    CLOSED = "closed"


class BridgeInput(Enum):
    """What can happen to a bridge."""

    FORM = "form"
    HOLD = "hold"
    RESUME = "resume"
    CLOSE = "close"


# A missing pair is refused as NOT_ALLOWED_NOW when an agent asks, ignored when a provider tells.
TRANSITIONS: dict[tuple[BridgeStage, BridgeInput], BridgeStage] = {
    (BridgeStage.FORMING, BridgeInput.FORM): BridgeStage.TALKING,
    (BridgeStage.FORMING, BridgeInput.CLOSE): BridgeStage.CLOSED,
    (BridgeStage.TALKING, BridgeInput.HOLD): BridgeStage.HELD,
    (BridgeStage.TALKING, BridgeInput.CLOSE): BridgeStage.CLOSED,
    (BridgeStage.HELD, BridgeInput.RESUME): BridgeStage.TALKING,
    (BridgeStage.HELD, BridgeInput.CLOSE): BridgeStage.CLOSED,
}
