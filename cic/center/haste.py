"""What somebody waits for, and what may be written down a moment later. Pure; owns that one question."""

from collections.abc import Sequence

from cic.center.events import CenterEvent, EffectRequested
from routing.events import OfferMade


def asks(events: Sequence[CenterEvent]) -> bool:
    """Whether a provider or an agent is asked for anything here.

    If not, the events note what is so by itself: a phone in use, a caller gone, two who hear each other already. The
    only ones who are told are people who look at a screen.
    """
    return any(isinstance(event, EffectRequested | OfferMade) for event in events)
