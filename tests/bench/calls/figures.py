"""From what was observed to figures. Pure: reads no file, starts nothing.

All times are milliseconds of one machine's wall clock. Only what began within the window counts; everything observed
is needed to know who waited at a moment.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from tests.bench.calls.capture import AgentCall

Spread = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that counts."""

    from_ms: float
    until_ms: float

    def holds(self, at_ms: float) -> bool:
        """Whether a moment counts."""
        return self.from_ms <= at_ms < self.until_ms


def talks_ended(calls: Sequence[AgentCall], window: Window) -> int:
    """How many talks ended in the window: the calls that CPU is divided by."""
    return sum(call.left_at_ms is not None and window.holds(call.left_at_ms) for call in calls)


def callers_served(calls: Sequence[AgentCall]) -> int:
    """How many callers have had a whole talk."""
    return len({call.caller for call in calls if call.left_at_ms is not None})


def queue_to_invite_ms(calls: Sequence[AgentCall], queued_at_ms: Mapping[str, float], window: Window) -> list[float]:
    """From joining the queue to the first INVITE that this leads to."""
    invited = _first_invites(calls)
    return [
        invited[caller] - at_ms for caller, at_ms in queued_at_ms.items() if window.holds(at_ms) and caller in invited
    ]


def free_to_invite_ms(
    calls: Sequence[AgentCall], queued_at_ms: Mapping[str, float], window: Window, agents: int
) -> tuple[list[float], int]:
    """From an agent's BYE to the same agent's next INVITE, and how many BYEs were left out.

    A BYE counts when there was a caller for this agent: more were waiting than other agents were free at that moment.
    """
    queued = sorted(queued_at_ms.values())
    first_invited = sorted(_first_invites(calls).values())
    invited = sorted(call.invited_at_ms for call in calls)
    left = sorted(call.left_at_ms for call in calls if call.left_at_ms is not None)
    gaps, left_out = [], 0
    for freed_at_ms, next_at_ms in _gaps(calls):
        if not window.holds(freed_at_ms):
            continue
        waiting = bisect_right(queued, freed_at_ms) - bisect_right(first_invited, freed_at_ms)
        others_free = agents - (bisect_left(invited, freed_at_ms) - bisect_left(left, freed_at_ms))
        if waiting > others_free:
            gaps.append(next_at_ms - freed_at_ms)
        else:
            left_out += 1
    return gaps, left_out


def spread(values: Sequence[float]) -> Spread:
    """Nearest-rank percentiles."""
    ranked = sorted(values)

    def rank(share: float) -> float | None:
        return round(ranked[max(0, math.ceil(share * len(ranked)) - 1)], 2) if ranked else None

    return {"p50": rank(0.5), "p99": rank(0.99), "max": rank(1.0), "count": len(ranked)}


def _first_invites(calls: Sequence[AgentCall]) -> dict[str, float]:
    invited: dict[str, float] = {}
    for call in calls:
        invited[call.caller] = min(call.invited_at_ms, invited.get(call.caller, math.inf))
    return invited


def _gaps(calls: Sequence[AgentCall]) -> list[tuple[float, float]]:
    by_agent: dict[str, list[AgentCall]] = {}
    for call in sorted(calls, key=attrgetter("invited_at_ms")):
        by_agent.setdefault(call.agent, []).append(call)
    return [
        (call.left_at_ms, following.invited_at_ms)
        for own in by_agent.values()
        for call, following in pairwise(own)
        if call.left_at_ms is not None
    ]
