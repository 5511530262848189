"""The estimated wait of one queue, learned from what happens in it. Owns the statistics and the estimate.

Knows no other queue, no agents and no interactions: whoever waits is a place in line. It must not look ahead: what is
estimated at a time follows from what was noted until then.

Starts follow each other at the queue's own rate r while somebody waits, and each who waits leaves at rate theta, so the
wait behind n others is a sum of exponential times with rates r + i theta, i = 0..n (Ibrahim and Whitt, "Wait-time
predictors for customer service systems with time-varying demand and capacity", 2011; r is not staff times mu but seen).
Its quantiles are those of a gamma of the same mean and variance (Wilson and Hilferty 1931). How wide the waits really
are, and the scores of the median and of the 90th percentile, are learned from outcomes: after each the score moves so
that in the long run half and nine in ten are kept, whatever the model misses (Gibbs and Candes, "Adaptive conformal
inference under distribution shift", 2021).

Who leaves unserved tells an outcome too: the wait is over when an agent would have come to the place. Until then the
place stays behind as a ghost, or else only the lucky ones would count.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import log1p, sqrt
from typing import NamedTuple

Standing = tuple[int | str, ...]
"""A place in line: since when, sequence, and whatever else tells two of one input apart."""
RATE_WEIGHT = 0.008
"""Weight of the newest start: a memory of some 125 starts, long enough to be exact, short enough to follow a shift."""
LEAVING_WEIGHT = 0.005
SPREAD_WEIGHT = 0.005
SPREAD_MIN = 0.05
FAILURE_WEIGHT = 0.01
SCORE_STEP = 0.005
"""How far an outcome moves a score. Waits of one rush are alike; a larger step would follow the last rush."""
STARTS_MIN = 2.9
"""So many starts, the older ones weighing less, are the least to go by: three."""
FAILED_SHARE_MAX = 0.9
SURPRISE_MAX = 25.0
"""One outcome counts for at most five standard deviations: a ghost of the evening meets an agent in the morning."""
GHOSTS_MAX = 1_000
"""With so many ghosts the next is not kept: nobody has started for long."""

Quote = tuple[int, int, float, float, float, float, float]
"""What was known when somebody joined the line: since when, how many ahead, mean gap between starts in ms (0: nothing
to go by), leaving rate per ms, relative variance added to the model's, and the scores of median and 90th percentile."""
_LAST: Standing = (1 << 63, 0)


class WaitEstimate(NamedTuple):
    """How long it takes until an agent is found: as often less as more, on average, and less in nine of ten cases."""

    median_ms: int
    mean_ms: int
    p90_ms: int


@dataclass(slots=True)
class WaitStatistics:
    """What one queue has shown so far; sums forget exponentially. ``open_ms`` is the time with somebody waiting since
    the last start, ``ghosts`` a heap of the places that were left and to which no agent would have come yet.
    """

    waiting: dict[Standing, Quote] = field(default_factory=dict)
    ghosts: list[tuple[Standing, Quote]] = field(default_factory=list)
    noted_at_ms: int = 0
    open_ms: int = 0
    starts: float = 0.0
    busy_ms: float = 0.0
    left: float = 0.0
    in_line_ms: float = 0.0
    failed_share: float = 0.0
    spread: float = 1.0
    median_score: float = 0.0
    p90_score: float = 1.2816

    def logical(self) -> dict[str, object]:
        """The statistics as plain values, which compare equal when two histories were equal."""
        values: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return values | {"waiting": sorted(self.waiting.items()), "ghosts": sorted(self.ghosts)}


def note_queued(stats: WaitStatistics, at_ms: int, place: Standing) -> None:
    """Somebody joins the end of the line, even if an agent is found at once. No two in line have one place."""
    ahead = len(stats.waiting)
    _pass_time(stats, at_ms)
    gap_ms = _gap_ms(stats, stats.open_ms)
    leaving = stats.left / stats.in_line_ms if stats.in_line_ms else 0.0
    stats.waiting[place] = (at_ms, ahead, gap_ms, leaving, stats.spread, stats.median_score, stats.p90_score)


def note_returned(stats: WaitStatistics, at_ms: int, place: Standing) -> None:
    """Somebody for whom an agent had been found is back at the old place: the offer failed. The outcome stands."""
    _pass_time(stats, at_ms)
    stats.failed_share += FAILURE_WEIGHT
    stats.waiting[place] = (at_ms, 0, 0.0, 0.0, 1.0, 0.0, 0.0)


def note_started(stats: WaitStatistics, at_ms: int, place: Standing) -> None:
    """An agent was found for the one at this place. Whoever found one at once says nothing of waiting."""
    _pass_time(stats, at_ms)
    quote = stats.waiting.pop(place)
    stats.failed_share -= FAILURE_WEIGHT * stats.failed_share
    if at_ms > quote[0]:
        stats.starts += 1.0 - RATE_WEIGHT * stats.starts
        stats.busy_ms += stats.open_ms - RATE_WEIGHT * stats.busy_ms
        stats.open_ms = 0
        stats.left -= LEAVING_WEIGHT * stats.left
        stats.in_line_ms += at_ms - quote[0] - LEAVING_WEIGHT * stats.in_line_ms
        _learn(stats, at_ms, quote)
    if stats.ghosts:
        note_passed(stats, at_ms, place)


def note_left(stats: WaitStatistics, at_ms: int, place: Standing) -> None:
    """The one at this place gave up or was taken out of the line."""
    _pass_time(stats, at_ms)
    quote = stats.waiting.pop(place)
    stats.left += 1.0 - LEAVING_WEIGHT * stats.left
    stats.in_line_ms += at_ms - quote[0] - LEAVING_WEIGHT * stats.in_line_ms
    if quote[2] and len(stats.ghosts) < GHOSTS_MAX:
        heappush(stats.ghosts, (place, quote))


def note_passed(stats: WaitStatistics, at_ms: int, place: Standing | None = None) -> None:
    """An agent of this queue would have taken any who still stood before this place, or anybody if None.

    Told when such an agent takes somebody of another queue, who is at this place, or finds nobody at all. Needed only
    while there are ``ghosts``; O(log n) for each that it lays.
    """
    ghosts, before = stats.ghosts, _LAST if place is None else place
    while ghosts and ghosts[0][0] < before:
        _learn(stats, at_ms, heappop(ghosts)[1])


def estimate(stats: WaitStatistics, at_ms: int, ahead: int) -> WaitEstimate | None:
    """The wait from now on behind so many others in line, or None while there is nothing to go by."""
    open_ms = stats.open_ms + (at_ms - stats.noted_at_ms if stats.waiting else 0)
    gap_ms = _gap_ms(stats, open_ms)
    if not gap_ms:
        return None
    leaving = stats.left / stats.in_line_ms if stats.in_line_ms else 0.0
    mean_ms, variance = _moments(ahead, gap_ms, leaving, stats.spread)
    median_ms = _quantile(mean_ms, variance, stats.median_score)
    p90_ms = _quantile(mean_ms, variance, stats.p90_score)
    return WaitEstimate(round(median_ms), round(mean_ms), round(max(median_ms, p90_ms)))


def _pass_time(stats: WaitStatistics, at_ms: int) -> None:
    if stats.waiting:
        stats.open_ms += at_ms - stats.noted_at_ms
    stats.noted_at_ms = at_ms


def _gap_ms(stats: WaitStatistics, open_ms: int) -> float:
    """The mean time between starts that last. One that takes longer than the mean counts before it ends."""
    if stats.starts < STARTS_MIN:
        return 0.0
    gap_ms = stats.busy_ms / stats.starts
    if open_ms > gap_ms:
        gap_ms += (open_ms - gap_ms) / stats.starts
    return gap_ms / (1.0 - min(stats.failed_share, FAILED_SHARE_MAX)) if stats.failed_share else gap_ms


def _moments(ahead: int, gap_ms: float, leaving: float, spread: float) -> tuple[float, float]:
    """Mean and variance of the sum of exponential times with rates r + i theta, i = 0..ahead, the latter times spread.

    The first term is exact, the others are an integral by the midpoint rule: the mean is at most 1.1 % off and the
    variance 1.6 %; 0.2 % and 0.4 % while theta < r / 5 (measured by the unit test).
    """
    if not ahead:
        return gap_ms, gap_ms * gap_ms * spread
    first = 1.0 / gap_ms + 0.5 * leaving
    last = first + ahead * leaving
    mean_ms = gap_ms + (log1p(ahead * leaving / first) / leaving if leaving else ahead * gap_ms)
    return mean_ms, (gap_ms * gap_ms + ahead / (first * last)) * spread


def _quantile(mean_ms: float, variance: float, score: float) -> float:
    """The wait of this score: 0 is near the median, 1.28 near the 90th percentile."""
    ninth = variance / (9.0 * mean_ms * mean_ms)
    root = 1.0 - ninth + score * sqrt(ninth)
    return mean_ms * root * root * root if root > 0.0 else 0.0


def _learn(stats: WaitStatistics, at_ms: int, quote: Quote) -> None:
    """Hold the wait of one against what had been said: O(1)."""
    since_ms, ahead, gap_ms, leaving, spread, median_score, p90_score = quote
    if not gap_ms:
        return
    mean_ms, variance = _moments(ahead, gap_ms, leaving, spread)
    wait_ms = at_ms - since_ms
    surprise = (wait_ms - mean_ms) ** 2 / variance
    stats.spread += SPREAD_WEIGHT * (max(min(surprise, SURPRISE_MAX) * spread, SPREAD_MIN) - stats.spread)
    ninth = variance / (9.0 * mean_ms * mean_ms)
    score = ((wait_ms / mean_ms) ** (1.0 / 3.0) - 1.0 + ninth) / sqrt(ninth)
    stats.median_score += SCORE_STEP * (0.5 if score > median_score else -0.5)
    stats.p90_score += SCORE_STEP * (0.9 if score > p90_score else -0.1)
