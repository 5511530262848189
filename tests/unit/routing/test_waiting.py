"""The estimated wait of a queue: exact small cases."""

from dataclasses import replace
from random import Random

import pytest

from routing.ordered_index import Key
from routing.waiting import (
    GHOSTS_MAX,
    LEAVING_WEIGHT,
    SCORE_STEP,
    WaitStatistics,
    _moments,
    estimate,
    note_left,
    note_passed,
    note_queued,
    note_returned,
    note_started,
)

pytestmark = pytest.mark.unit


def busy_queue(starts: int, gap_ms: int, also_waiting: int = 1) -> tuple[WaitStatistics, int]:
    """A line that an agent came to every so often, and the time now; who waits is at (0, 0), (0, 1) and so on."""
    stats = WaitStatistics()
    for number in range(starts + also_waiting):
        note_queued(stats, 0, (0, number))
    for number in range(starts):
        note_started(stats, (number + 1) * gap_ms, (0, number))
    return stats, starts * gap_ms


def test_nothing_is_estimated_before_the_third_start_after_a_wait() -> None:
    assert estimate(WaitStatistics(), 0, 0) is None
    two, at_ms = busy_queue(2, 10_000)
    assert estimate(two, at_ms, 0) is None
    three, at_ms = busy_queue(3, 10_000)
    assert estimate(three, at_ms, 0) is not None


def test_who_finds_an_agent_at_once_says_nothing_of_waiting() -> None:
    stats = WaitStatistics()
    for number in range(50):
        note_queued(stats, number * 1000, (number * 1000, number))
        note_started(stats, number * 1000, (number * 1000, number))
    assert estimate(stats, 50_000, 0) is None
    assert (stats.starts, stats.busy_ms, stats.in_line_ms, stats.p90_score) == (0, 0, 0, 1.2816)


def test_without_leaving_the_mean_is_the_place_in_line_times_the_gap_between_starts() -> None:
    stats, at_ms = busy_queue(50, 10_000)
    for ahead in (0, 1, 7, 10_000):
        said = estimate(stats, at_ms, ahead)
        assert said is not None
        assert said.mean_ms == pytest.approx(10_000 * (ahead + 1))
        assert said.median_ms < said.p90_ms


def test_a_time_in_which_nobody_waits_is_no_gap_between_starts() -> None:
    stats, _ = busy_queue(20, 10_000, also_waiting=0)
    note_queued(stats, 9_000_000, (9_000_000, 99))
    assert estimate(stats, 9_000_000, 0) == estimate(stats, 9_010_000, 0)
    note_started(stats, 9_010_000, (9_000_000, 99))
    said = estimate(stats, 9_010_000, 0)
    assert said is not None
    assert said.mean_ms == pytest.approx(10_000)


def test_the_estimate_grows_while_nobody_starts() -> None:
    stats, at_ms = busy_queue(20, 10_000)
    before, after = estimate(stats, at_ms, 0), estimate(stats, at_ms + 600_000, 0)
    assert before is not None and after is not None
    assert after.mean_ms > 3 * before.mean_ms


def test_who_leaves_makes_the_wait_of_the_others_shorter() -> None:
    stats, at_ms = busy_queue(20, 10_000, also_waiting=21)
    unmoved = estimate(stats, at_ms, 10)
    for number in range(20, 40):
        note_left(stats, at_ms, (0, number))
    moved = estimate(stats, at_ms, 10)
    assert unmoved is not None and moved is not None
    assert moved.mean_ms < 0.9 * unmoved.mean_ms


def test_the_leaving_rate_is_those_who_left_over_the_time_in_line() -> None:
    stats = WaitStatistics()
    note_queued(stats, 0, (0, 1))
    note_queued(stats, 0, (0, 2))
    note_left(stats, 1000, (0, 2))
    note_started(stats, 4000, (0, 1))
    assert stats.left == 1 - LEAVING_WEIGHT
    assert stats.in_line_ms == 1000 * (1 - LEAVING_WEIGHT) + 4000


def leave_behind(starts: int = 5) -> tuple[WaitStatistics, int, Key]:
    """Two join a line in which an agent is found every ten seconds; the first of them has left."""
    stats, at_ms = busy_queue(starts, 10_000, also_waiting=0)
    note_queued(stats, at_ms, (at_ms, 100))
    note_queued(stats, at_ms, (at_ms, 101))
    note_left(stats, at_ms + 2000, (at_ms, 100))
    return stats, at_ms, (at_ms, 101)


def test_a_ghost_is_laid_by_the_first_start_behind_it() -> None:
    stats, at_ms, behind = leave_behind()
    (ghost, *others), score = stats.ghosts, stats.p90_score
    assert (ghost[0], others) == ((at_ms, 100), [])
    note_started(stats, at_ms + 9_000_000, behind)
    assert stats.ghosts == []
    assert stats.p90_score == pytest.approx(score + 2 * 0.9 * SCORE_STEP), "both waited longer than was said"


def test_a_start_before_a_ghost_does_not_lay_it() -> None:
    stats, at_ms = busy_queue(5, 10_000, also_waiting=0)
    note_queued(stats, at_ms, (at_ms, 100))
    note_queued(stats, at_ms, (at_ms, 101))
    note_left(stats, at_ms + 2000, (at_ms, 101))
    note_started(stats, at_ms + 5000, (at_ms, 100))
    assert [place for place, _ in stats.ghosts] == [(at_ms, 101)]


def test_an_agent_who_takes_somebody_of_another_queue_lays_the_ghosts_before_that_place() -> None:
    stats, at_ms, behind = leave_behind()
    note_passed(stats, at_ms + 3000, (at_ms, 100))
    assert len(stats.ghosts) == 1
    note_passed(stats, at_ms + 3000, behind)
    assert stats.ghosts == []


def test_an_agent_who_finds_nobody_lays_every_ghost() -> None:
    stats, at_ms, behind = leave_behind()
    note_left(stats, at_ms + 2500, behind)
    score = stats.p90_score
    note_passed(stats, at_ms + 3000)
    assert stats.ghosts == []
    assert stats.p90_score == pytest.approx(score - 2 * 0.1 * SCORE_STEP), "neither waited longer than was said"


def test_the_ghosts_of_a_night_are_bounded() -> None:
    stats, at_ms = busy_queue(5, 10_000, also_waiting=0)
    for number in range(GHOSTS_MAX + 50):
        note_queued(stats, at_ms, (at_ms, number))
        note_left(stats, at_ms + 1000, (at_ms, number))
        at_ms += 1000
    assert len(stats.ghosts) == GHOSTS_MAX


def test_the_percentile_moves_until_nine_in_ten_are_kept() -> None:
    stats, at_ms = busy_queue(50, 10_000, also_waiting=0)
    chance, kept = Random(5), 0
    for number in range(20_000):
        place = (at_ms, 1000 + number)
        said = estimate(stats, at_ms, 0)
        note_queued(stats, at_ms, place)
        at_ms += 1 + int(chance.paretovariate(1.5) * 1000)  # nothing like what the model supposes
        note_started(stats, at_ms, place)
        kept += said is not None and at_ms - place[0] <= said.p90_ms
    assert 0.89 <= kept / 20_000 <= 0.91


def test_offers_that_fail_make_the_wait_of_the_others_longer() -> None:
    stats, at_ms = busy_queue(50, 10_000)
    for _ in range(1000):
        note_started(stats, at_ms + 10_000, (0, 50))
        note_returned(stats, at_ms + 10_000, (0, 50))
        note_started(stats, at_ms + 20_000, (0, 50))
        at_ms += 20_000
        note_queued(stats, at_ms, (0, 50))
    assert stats.failed_share == pytest.approx(0.5, abs=0.01)
    said = estimate(stats, at_ms, 0)
    assert said is not None
    assert said.mean_ms == pytest.approx(20_000, rel=0.02)


def test_equal_histories_give_equal_statistics() -> None:
    def history(seed: int) -> WaitStatistics:
        chance, stats, at_ms = Random(seed), WaitStatistics(), 0
        for number in range(2000):
            at_ms += chance.randrange(2000)
            note_queued(stats, at_ms, (at_ms, number))
            place = chance.choice(sorted(stats.waiting))
            if len(stats.waiting) > 10:
                chance.choice((note_started, note_left))(stats, at_ms, place)
        return stats

    assert history(1).logical() == history(1).logical()
    assert history(1).logical() != history(2).logical()
    stats = history(1)
    turned = replace(stats, waiting=dict(reversed(stats.waiting.items())))
    assert turned.logical() == stats.logical()


@pytest.mark.parametrize(("rate_low", "mean_off", "variance_off"), [(0.001, 0.011, 0.016), (5, 0.002, 0.004)])
def test_the_closed_form_is_as_near_to_the_sum_as_it_says(
    rate_low: float, mean_off: float, variance_off: float
) -> None:
    for power in range(40):
        rate, mean, variance = rate_low * 1.5**power, 0.0, 0.0
        for ahead in range(10_001 if power % 20 == 0 else 101):
            mean += 1 / (rate + ahead)
            variance += 1 / (rate + ahead) ** 2
            found_mean, found_variance = _moments(ahead, 1 / rate, 1.0, 1.0)
            assert found_mean == pytest.approx(mean, rel=mean_off)
            assert found_variance == pytest.approx(variance, rel=variance_off)
