"""Where the lengths of time come from. Owns every draw, each from a generator of its own; knows no events.

Each stream of contacts draws each of its times from a generator of its own, made from the seed, the replication and the
stream's name: its queue, and which of that queue's streams it is. So what one rule changes leaves all other draws as
they were, and two scenarios with the same arrivals meet the same callers: their difference is that of the rules.
"""

import math
from collections.abc import Callable
from random import Random

from cic.simulation.scenario import Empirical, Exponential, Fixed, Lognormal, Time

Draw = Callable[[], float]
"""Returns the next length of time in milliseconds."""


def drawing(time: Time, seed: int, replication: int, stream: str) -> Draw:
    """What draws such times; the same seed, replication and stream lead to the same draws, on every machine."""
    # A text as a seed is hashed by SHA-512, unlike a tuple, whose hash differs from one process to the next.
    chance = Random(f"{seed}/{replication}/{stream}").random
    match time:
        case Fixed(length_s):
            return _constant(length_s * 1000)
        case Exponential(mean_s):
            return _exponential(mean_s * 1000, chance)
        case Lognormal(mean_s, sd_s):
            return _lognormal(mean_s, sd_s, chance)
        case Empirical(lengths_s):
            return _one_of([length_s * 1000 for length_s in lengths_s], chance)


def _constant(length_ms: float) -> Draw:
    return lambda: length_ms


def _exponential(mean_ms: float, chance: Draw) -> Draw:
    log = math.log
    return lambda: -mean_ms * log(1.0 - chance())


def _lognormal(mean_s: float, sd_s: float, chance: Draw) -> Draw:
    variance = math.log1p((sd_s / mean_s) ** 2)
    middle, spread = math.log(mean_s * 1000) - variance / 2, math.sqrt(variance)

    def draw() -> float:
        # Box and Muller 1958; two draws each time, so that the number of draws does not depend on what was drawn.
        size = math.sqrt(-2.0 * math.log(1.0 - chance()))
        return math.exp(middle + spread * size * math.cos(2.0 * math.pi * chance()))

    return draw


def _one_of(lengths_ms: list[float], chance: Draw) -> Draw:
    count = len(lengths_ms)
    return lambda: lengths_ms[int(chance() * count)]
