"""Each figure has one id, words in both languages and one function; the arithmetic by examples made by hand."""

import pytest

from cic.reporting.definitions import METRICS
from cic.reporting.figures import average_rating, is_in_target, is_short_abandon, mean, place_on_scale

pytestmark = pytest.mark.unit

# Ten visits: 6 answered (5 in time, waits of 90 s together), 1 abandoned after 40 s, 1 short, 1 called back, 1 waits.
VISITS = {
    "offered": 10,
    "answered": 6,
    "answered_in_target": 5,
    "answer_wait_ms": 90_000,
    "abandoned": 1,
    "abandon_wait_ms": 40_000,
    "short_abandoned": 1,
    "left": 1,
    "waiting": 1,
}
# Eight hours: 5 h in contact and 1 h wrapping up, ready 1 h, a break of 1 h; three chats at once for 2 of the 5 hours.
DAY = {
    "in_contact_ms": 5 * 3_600_000,
    "wrapping_up_ms": 3_600_000,
    "ready_ms": 3_600_000,
    "break_ms": 3_600_000,
    "at_once_ms": (3 * 2 + 3 + 1) * 3_600_000,
}


def value(name: str, given: dict[str, int]) -> int | float | None:
    return METRICS[name].of(given)


def test_each_figure_says_what_it_is_in_both_languages() -> None:
    for name, metric in METRICS.items():
        assert metric.id == name
        assert all((metric.label.en, metric.label.zh, metric.definition.en, metric.definition.zh)), name


def test_of_nothing_sums_are_0_and_shares_are_unknown() -> None:
    for metric in METRICS.values():
        assert metric.of({}) == (0 if metric.is_sum else None), metric.id


def test_the_figures_of_visits() -> None:
    assert value("service_level", VISITS) == 5 / 8
    assert value("abandon_rate", VISITS) == 1 / 8
    assert value("average_answer_ms", VISITS) == 15_000
    assert value("average_abandon_ms", VISITS) == 40_000


def test_several_at_once_do_not_make_an_agent_more_occupied() -> None:
    assert value("signed_in_ms", DAY) == 8 * 3_600_000
    assert value("in_hand_ms", DAY) == 6 * 3_600_000
    assert value("occupancy", DAY) == 6 / 7  # the break is left out
    assert value("average_at_once", DAY) == 10 / 6


def test_limits_are_met_at_their_very_end() -> None:
    assert is_in_target(20_000, 20_000) and not is_in_target(20_001, 20_000)
    assert is_short_abandon(4_999, 5_000) and not is_short_abandon(5_000, 5_000)


def test_ratings_of_different_scales_are_placed_on_their_own() -> None:
    assert (place_on_scale(1, 1, 5), place_on_scale(4, 1, 5), place_on_scale(10, 0, 10)) == (0, 7_500, 10_000)
    assert place_on_scale(3, 3, 3) == 10_000
    assert average_rating({"ratings": 2, "rating_places": 15_000}) == 0.75


def test_means_are_rounded_to_the_nearest() -> None:
    assert (mean(10, 4), mean(9, 4), mean(0, 3), mean(5, 0)) == (3, 2, 0, None)
