"""Routing by itself: one command taken to its end. Owns the order of rounds; the center does the same over all cores.

For simulations and benchmarks of routing, where nothing but routing happens.
"""

from routing.commands import ExpireDue, RoutingCommand
from routing.decide import decide
from routing.events import RoutingEvent
from routing.evolve import EVOLVING
from routing.matching import match_touched
from routing.reactions import REACTIONS
from routing.rejections import Rejection
from routing.state import RoutingState


def settle(state: RoutingState, command: RoutingCommand, now_ms: int, seq: int) -> list[RoutingEvent] | Rejection:
    """Decide, evolve and match until nothing changes. ExpireDue lets all that is due expire."""
    decided = decide(state, command, now_ms, seq)
    if isinstance(decided, Rejection):
        return decided
    events: list[RoutingEvent] = []
    _apply(state, decided, now_ms, seq, events)
    if isinstance(command, ExpireDue):
        while not isinstance(decided := decide(state, command, now_ms, seq), Rejection) and decided:
            _apply(state, decided, now_ms, seq, events)
    for offer in match_touched(state, now_ms):
        _apply(state, [offer], now_ms, seq, events)
    return events


def _apply(state: RoutingState, decided: list[RoutingEvent], now_ms: int, seq: int, events: list[RoutingEvent]) -> None:
    """Let events hold one by one; what follows from them comes after all of them, as in the center."""
    for event in decided:
        EVOLVING[event.__class__](state, event, now_ms, seq)
    happened = [*decided]
    for event in happened:  # it grows as it is gone through
        reaction = REACTIONS.get(event.__class__)
        if reaction is not None:
            following = reaction(state, event)
            for one in following:
                EVOLVING[one.__class__](state, one, now_ms, seq)
            happened += following
    events += happened
