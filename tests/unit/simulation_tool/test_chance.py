"""Draws: their means and spreads, the same for the same seed, and none disturbed by another."""

import statistics

import pytest

from cic.simulation.chance import Draw, drawing
from cic.simulation.scenario import Empirical, Exponential, Fixed, Lognormal, Time

pytestmark = pytest.mark.unit

DRAWS = 20_000
EXPONENTIAL_OF_SEED_1 = [327740.71653756633, 44419.94428456534]


def drawn(time: Time, seed: int = 1, replication: int = 0, stream: str = "a", count: int = DRAWS) -> list[float]:
    draw: Draw = drawing(time, seed, replication, stream)
    return [draw() for _ in range(count)]


@pytest.mark.parametrize(
    ("time", "mean_ms", "sd_ms"),
    [
        (Fixed(2.5), 2_500, 0),
        (Exponential(60), 60_000, 60_000),
        (Lognormal(180, 120), 180_000, 120_000),
        (Lognormal(180, 0), 180_000, 0),
        (Empirical((1.0, 3.0)), 2_000, 1_000),
    ],
)
def test_draws_have_the_mean_and_the_spread_that_are_asked_for(time: Time, mean_ms: float, sd_ms: float) -> None:
    found = drawn(time)
    assert statistics.fmean(found) == pytest.approx(mean_ms, rel=0.03)
    assert statistics.pstdev(found) == pytest.approx(sd_ms, rel=0.05, abs=1e-6)
    assert min(found) >= 0


def test_an_exponential_time_leaves_no_trace_of_what_has_passed() -> None:
    found = [draw for draw in drawn(Exponential(1.0)) if draw > 1_000]
    assert statistics.fmean(found) - 1_000 == pytest.approx(1_000, rel=0.05)
    assert len(found) / DRAWS == pytest.approx(0.3679, rel=0.03)


def test_the_same_names_draw_the_same_and_others_do_not() -> None:
    time = Exponential(60)
    first = drawn(time, count=5)
    assert first == drawn(time, count=5)
    others = [drawn(time, seed=2, count=5), drawn(time, replication=1, count=5), drawn(time, stream="b", count=5)]
    assert all(first != other for other in others)


def test_draws_are_the_same_on_every_machine() -> None:
    assert drawn(Exponential(60), count=2) == pytest.approx(EXPONENTIAL_OF_SEED_1)
