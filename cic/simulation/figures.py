"""Figures over replications: means and half widths of 95 % confidence. Owns the statistics; simulates nothing.

Replications are independent, so the half width is Student's t times the standard error over them. One replication alone
says nothing of its own exactness: its half width is None.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from cic.simulation.tally import MEASURES, Values

CONFIDENCE = 0.95
DIGITS = 9
T_OF_FEW = (
    12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389,
    2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.1009220, 2.0930241, 2.0859634,
)  # fmt: skip
"""The 97.5th percentile of Student's t for 1 to 20 degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over replications. No mean: never defined. No half width: defined in one replication only."""

    mean: float | None
    half_width_95: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out of a scenario, by measure: over all, and for each queue."""

    overall: Mapping[str, Figure]
    queues: Mapping[str, Mapping[str, Figure]]


def figures_over(replications: Sequence[Values]) -> dict[str, Figure]:
    """Each measure over all replications in which it is defined."""
    return {measure: _figure([values[measure] for values in replications]) for measure in MEASURES}


def student_t(freedom: int) -> float:
    """The 97.5th percentile of Student's t; exact to five digits."""
    if freedom <= len(T_OF_FEW):
        return T_OF_FEW[freedom - 1]
    # Abramowitz and Stegun 26.7.5
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return z + sum(term / float(freedom**power) for power, term in enumerate(terms, start=1))


def _figure(values: Sequence[float | None]) -> Figure:
    known = [value for value in values if value is not None]
    if not known:
        return Figure(None, None)
    mean = round(fmean(known), DIGITS)
    if len(known) == 1:
        return Figure(mean, None)
    half_width = student_t(len(known) - 1) * stdev(known) / math.sqrt(len(known))
    return Figure(mean, round(half_width, DIGITS))
