"""The estimated wait is kept as often as it says, and is as exact as the plain predictor, where the truth is known."""

import os
from dataclasses import dataclass, field
from math import sqrt

import pytest

from routing.waiting import (
    WaitEstimate,
    WaitStatistics,
    estimate,
    note_left,
    note_passed,
    note_queued,
    note_started,
)
from tests.simulation.wait_worlds import Model, Place, World

pytestmark = pytest.mark.simulation

IS_PROOF = bool(os.environ.get("CIC_PROVE"))
ARRIVALS = 200_000 if IS_PROOF else 20_000
KEPT = (0.88, 0.92) if IS_PROOF else (0.86, 0.94)
"""The share of waits within the 90th percentile, in every queue."""
NO_WORSE = 1.0 if IS_PROOF else 1.01

MU = 1 / 300
MODELS = {
    "M/M/100, rho 0.95": Model([95 * MU], [100], [MU], [0], [[0]], [[0]]),
    "M/M/10+M, rho 1.1": Model([11 * MU], [10], [MU], [MU], [[0]], [[0]]),
    # N_prio_class1 of the exact skill cases: pool 0 for class 0 only, pool 1 for both, class 0 first.
    "N, class 0 first": Model([1 / 50, 1 / 75], [4, 6], [MU, MU], [1 / 180, 1 / 180], [[0, 1], [1]], [[0], [0, 1]]),
}


@dataclass(slots=True)
class PlainPredictor:
    """QLbusy: sum of 1 / (r + i theta), r by EWMA of the busy time between starts, theta of all that ever waited."""

    waiting: int = 0
    seen_at_ms: int = 0
    open_ms: int = 0
    in_line_ms: int = 0
    abandoned: int = 0
    gap_ms: float | None = None

    def pass_time(self, at_ms: int) -> None:
        passed_ms, self.seen_at_ms = at_ms - self.seen_at_ms, at_ms
        self.open_ms += passed_ms if self.waiting else 0
        self.in_line_ms += self.waiting * passed_ms

    def start(self) -> None:
        self.waiting -= 1
        self.gap_ms = self.open_ms if self.gap_ms is None else self.gap_ms + 0.02 * (self.open_ms - self.gap_ms)
        self.open_ms = 0

    def estimate(self) -> float | None:
        if not self.gap_ms:
            return None
        rate, theta = 1 / self.gap_ms, self.abandoned / self.in_line_ms if self.in_line_ms else 0.0
        return sum(1 / (rate + ahead * theta) for ahead in range(self.waiting + 1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What both said when somebody joined the line, and how long it was."""

    said: WaitEstimate
    plain_ms: float
    wait_ms: int


@dataclass(slots=True)
class Watch:
    """Tells one queue's statistics and the plain predictor the same, and keeps what they say of those who wait."""

    stats: WaitStatistics = field(default_factory=WaitStatistics)
    plain: PlainPredictor = field(default_factory=PlainPredictor)
    said: dict[Place, tuple[WaitEstimate | None, float | None]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def queued(self, at_ms: int, place: Place, must_wait: bool) -> None:
        self.plain.pass_time(at_ms)
        if must_wait:
            self.said[place] = estimate(self.stats, at_ms, self.plain.waiting), self.plain.estimate()
            self.plain.waiting += 1
        note_queued(self.stats, at_ms, place)

    def started(self, at_ms: int, place: Place) -> None:
        note_started(self.stats, at_ms, place)
        self.plain.pass_time(at_ms)
        if place in self.said:
            self.plain.start()

    def abandoned(self, at_ms: int, place: Place) -> None:
        note_left(self.stats, at_ms, place)
        self.plain.pass_time(at_ms)
        self.plain.waiting -= 1
        self.plain.abandoned += 1

    def not_needed(self, at_ms: int) -> None:
        note_passed(self.stats, at_ms)

    def would_have_started(self, place: Place, wait_ms: int) -> None:
        said, plain_ms = self.said[place]
        if said is not None and plain_ms is not None:
            self.outcomes.append(Outcome(said, plain_ms, wait_ms))


@dataclass(frozen=True, slots=True)
class Figures:
    """Errors relative to the mean wait. The mean is the point of least RMSE, the median of least absolute error."""

    delayed: int
    kept_p90: float
    kept_median: float
    rmse_mean: float
    rmse_median: float
    rmse_plain: float
    mae_median: float
    mae_plain: float


def figures(outcomes: list[Outcome]) -> Figures:
    """The figures of one queue."""
    count, mean_ms = len(outcomes), sum(one.wait_ms for one in outcomes) / len(outcomes)

    def rmse(errors_ms: list[float]) -> float:
        return sqrt(sum(error_ms**2 for error_ms in errors_ms) / count) / mean_ms

    by_mean = [one.said.mean_ms - one.wait_ms for one in outcomes]
    by_median = [one.said.median_ms - one.wait_ms for one in outcomes]
    by_plain = [one.plain_ms - one.wait_ms for one in outcomes]
    return Figures(
        delayed=count,
        kept_p90=sum(one.wait_ms <= one.said.p90_ms for one in outcomes) / count,
        kept_median=sum(one.wait_ms <= one.said.median_ms for one in outcomes) / count,
        rmse_mean=rmse([*by_mean]),
        rmse_median=rmse([*by_median]),
        rmse_plain=rmse(by_plain),
        mae_median=sum(abs(error_ms) for error_ms in by_median) / count / mean_ms,
        mae_plain=sum(abs(error_ms) for error_ms in by_plain) / count / mean_ms,
    )


def watched(model: Model, seed: int) -> list[Watch]:
    """A run of the model, and who watched each of its queues."""
    watches = [Watch() for _ in model.lam]
    World(model, watches, seed).run(ARRIVALS)
    return watches


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("seed", range(3 if IS_PROOF else 1))
def test_the_wait_is_within_the_estimate_as_often_as_it_says(name: str, seed: int) -> None:
    for watch in watched(MODELS[name], seed):
        found = figures(watch.outcomes)
        print(name, found)
        assert found.delayed > ARRIVALS / 10
        assert KEPT[0] <= found.kept_p90 <= KEPT[1], found
        assert abs(found.kept_median - 0.5) <= 2 * (0.9 - KEPT[0]), found
        assert found.rmse_mean <= found.rmse_plain * NO_WORSE, found
        assert found.mae_median <= found.mae_plain * NO_WORSE, found


def test_the_queue_lays_its_own_ghosts_when_an_agent_would_have_come_to_them() -> None:
    """Else the waits of those who give up would be guessed, and not found inside the queue itself."""
    watches = watched(MODELS["N, class 0 first"], seed=1)
    for watch, share, exact in zip(watches, (0.6, 0.4), (0.0860, 0.2605), strict=True):
        assert watch.plain.abandoned / (ARRIVALS * share) == pytest.approx(exact, rel=0.1), "not the N model"
        still_there = watch.said.keys() & {place for place, _ in watch.stats.ghosts}
        assert len(still_there) == len(watch.stats.ghosts) < 20
