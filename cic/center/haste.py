"""What must be written down at once, and what may wait a moment. Pure; owns that one question."""

from collections.abc import Sequence

from cic.center.events import CenterEvent, EffectRequested
from routing.events import InteractionConnected, OfferMade


def cannot_wait(events: Sequence[CenterEvent]) -> bool:
    """Whether a provider or an agent is asked for anything here, or a talk has begun.

    All else notes what is so by itself and can be read anew from the provider: a phone in use, a caller gone. That
    somebody was served cannot, once the talk is over: lost with a killed engine, it would have the caller served again.
    """
    return any(isinstance(event, EffectRequested | OfferMade | InteractionConnected) for event in events)
